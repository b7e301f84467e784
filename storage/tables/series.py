"""Series of meetings, and saved drafts of forms."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata, person_column

meeting_series = sa.Table(
    "meeting_series",
    metadata,
    id_column(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("starts", sa.DateTime, nullable=False),  # of the first: naive wall-clock time in `zone`
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("duration", sa.Integer, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("offsets", sa.JSON(none_as_null=True)),
    sa.Column("every", sa.Text, nullable=False),
    sa.Column("apart", sa.Integer, nullable=False),
    sa.Column("anchor", sa.Integer, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("made", sa.Integer, nullable=False),  # how many of its meetings exist as rows
    sa.Column("next_at", Instant),  # when the next one is created; null: all are
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_meeting_series_next_at", "next_at"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    id_column(),
    sa.Column("kind", sa.Text, nullable=False),  # of the form
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    person_column("kept_by", nullable=True),
    sa.Column("kept_at", Instant, nullable=False),
)
