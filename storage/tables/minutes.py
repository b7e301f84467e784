"""Papers of meetings, and minutes: as sent by link or file, and as drafted, reviewed and approved in the bot."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column


def _meeting_column(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), nullable=False, primary_key=primary_key)


def _minutes_column(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column("minutes_id", BigId, sa.ForeignKey("written_minutes.id"), nullable=False, primary_key=primary_key)


minutes = sa.Table(
    "minutes",
    metadata,
    _meeting_column(primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("link", sa.Text, nullable=False, server_default=""),
    sa.Column("file_id", sa.Text, nullable=False, server_default=""),
    sa.Column("file_name", sa.Text, nullable=False, server_default=""),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
)

# PDF files for a meeting's agenda book; only Telegram's id of each is kept.
meeting_papers = sa.Table(
    "meeting_papers",
    metadata,
    id_column(),
    _meeting_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("file_id", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),  # bytes
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_meeting_papers_meeting_id", "meeting_id"),
)

# Minutes written in the bot. A correction of approved ones is a row of its own.
written_minutes = sa.Table(
    "written_minutes",
    metadata,
    id_column(),
    _meeting_column(),
    sa.Column("corrects_id", BigId, sa.ForeignKey("written_minutes.id")),  # the approved ones that these correct
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("due_at", Instant),  # in review: when silence approves; null: the chair was told that it did not
    sa.Column("remind_at", Instant),  # when the reviewers are reminded who have said nothing
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    # Once approved.
    sa.Column("code", sa.Text),  # the number's first part: a group's code, or those of several
    sa.Column("year", sa.Integer),
    sa.Column("serial", sa.Integer),
    sa.Column("hash", sa.Text),  # of the record
    sa.Column("way", sa.Text),
    person_column("approved_by", nullable=True),
    sa.Column("approved_at", Instant),
    sa.UniqueConstraint("code", "year", "serial"),
    sa.Index("ix_written_minutes_meeting_id", "meeting_id"),
    sa.Index("ix_written_minutes_due_at", "due_at"),
    sa.Index("ix_written_minutes_remind_at", "remind_at"),
    sa.Index(
        "uq_written_minutes_unapproved",
        "meeting_id",
        unique=True,
        sqlite_where=sa.text("state <> 'approved'"),
        postgresql_where=sa.text("state <> 'approved'"),
    ),
)

minutes_versions = sa.Table(
    "minutes_versions",
    metadata,
    _minutes_column(primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("items", sa.JSON, nullable=False),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
)

# Those to whom the minutes were sent for review.
minutes_reviewers = sa.Table(
    "minutes_reviewers",
    metadata,
    _minutes_column(primary_key=True),
    person_column(primary_key=True),
    sa.Column("agreed", sa.Integer),  # the version to which they agreed
    sa.Column("agreed_at", Instant),
)

minutes_corrections = sa.Table(
    "minutes_corrections",
    metadata,
    id_column(),
    _minutes_column(),
    person_column(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("item", sa.Integer, nullable=False),  # from 1; 0: the minutes as a whole
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("taken", sa.Boolean),  # null: open
    sa.Column("note", sa.Text, nullable=False, server_default=""),  # the secretariat's word on it
    person_column("decided_by", nullable=True),
    sa.Column("decided_at", Instant),
    sa.Index("ix_minutes_corrections_minutes_id", "minutes_id"),
)
