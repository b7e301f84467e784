"""Meetings, who was invited to them, and their reminders."""

from uuid import uuid4

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

meetings = sa.Table(
    "meetings",
    metadata,
    id_column(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("starts", sa.DateTime, nullable=False),  # naive: wall-clock time in `zone`
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("second", sa.Boolean, nullable=False, server_default=sa.false()),  # the second of an ambiguous time
    sa.Column("duration", sa.Integer, nullable=False),
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    sa.Column("notes", sa.Text, nullable=False, server_default=""),
    sa.Column("offsets", sa.JSON(none_as_null=True)),  # offsets of its own reminders, in minutes; null: the council's
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("agenda", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("schedule", sa.Integer, nullable=False),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("series_id", BigId, sa.ForeignKey("meeting_series.id")),
    sa.Column("nth", sa.Integer, nullable=False, server_default="0"),  # from 0
    sa.Column("tell_at", Instant),  # when its card is sent; null: at once
    sa.Column("looked_at", Instant, nullable=False),  # when `starts_at` was last derived from the wall-clock time
    sa.Column("redraw_at", Instant),  # when its cards are next redrawn because time passes
    sa.Column("nudge_at", Instant),  # when those who have not answered are asked again
    sa.Column("book_at", Instant),  # when the agenda book is sent
    sa.Column("book_sent_at", Instant),
    # For calendars: a permanent uid, and a number that every change increments.
    sa.Column("uid", sa.Text, nullable=False, unique=True, default=lambda: str(uuid4())),
    sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed_at", Instant),
    sa.Index("ix_meetings_starts_at", "starts_at"),
    sa.Index("ix_meetings_redraw_at", "redraw_at"),
    sa.Index("ix_meetings_tell_at", "tell_at"),
    sa.Index("ix_meetings_looked_at", "looked_at"),
    sa.UniqueConstraint("series_id", "nth"),
    sa.Index("ix_meetings_nudge_at", "nudge_at"),
    sa.Index("ix_meetings_book_at", "book_at"),
)

meeting_groups = sa.Table(
    "meeting_groups",
    metadata,
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), primary_key=True),
    sa.Column("group_code", sa.Text, primary_key=True),
    sa.Index("ix_meeting_groups_group_code", "group_code"),
)

invitees = sa.Table(
    "invitees",
    metadata,
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

reminders = sa.Table(
    "reminders",
    metadata,
    id_column(),
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), nullable=False),
    sa.Column("schedule", sa.Integer, nullable=False),
    sa.Column("offset_minutes", sa.Integer, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("queued_at", Instant),
    sa.UniqueConstraint("meeting_id", "schedule", "offset_minutes"),
    sa.Index("ix_reminders_due_at", "due_at"),
)
