"""Answers to meetings, attendance, versions of the agenda, and proposals of other times."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column


def _meeting_column(*, primary_key: bool = True) -> sa.Column[int]:
    return sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), nullable=False, primary_key=primary_key)


# An answer belongs to one schedule: when the meeting moves, it no longer counts, and stays until there is another.
replies = sa.Table(
    "replies",
    metadata,
    _meeting_column(),
    person_column(primary_key=True),
    sa.Column("schedule", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("substitute", sa.Text, nullable=False, server_default=""),  # the name of a substitute
    sa.Column("again_at", Instant),  # when someone who answers later is asked again
    sa.Column("answered_at", Instant, nullable=False),
)

presences = sa.Table(
    "presences",
    metadata,
    _meeting_column(),
    person_column(primary_key=True),
    sa.Column("presence", sa.Text, nullable=False),
    person_column("entered_by", nullable=True),  # null: checked in themselves
    sa.Column("entered_at", Instant, nullable=False),
)

# The group chats to which a meeting's notice was sent.
meeting_chats = sa.Table(
    "meeting_chats",
    metadata,
    _meeting_column(),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

discussed = sa.Table(
    "discussed",
    metadata,
    _meeting_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True),
    sa.Column("noted_at", Instant, nullable=False),
    sa.Index("ix_discussed_recommendation_id", "recommendation_id"),
)

proposals = sa.Table(
    "proposals",
    metadata,
    id_column(),
    _meeting_column(primary_key=False),
    sa.Column("schedule", sa.Integer, nullable=False),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("meeting_id", "schedule"),  # concurrent presses create one proposal
)

proposal_times = sa.Table(
    "proposal_times",
    metadata,
    sa.Column("proposal_id", BigId, sa.ForeignKey("proposals.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("starts", sa.DateTime, nullable=False),  # naive: wall-clock time in the meeting's zone
)

proposal_answers = sa.Table(
    "proposal_answers",
    metadata,
    sa.Column("proposal_id", BigId, sa.ForeignKey("proposals.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("mask", sa.BigInteger, nullable=False),  # bit n: the nth time suits; 0: none does
    sa.Column("answered_at", Instant, nullable=False),
)

agendas = sa.Table(
    "agendas",
    metadata,
    _meeting_column(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("link", sa.Text, nullable=False, server_default=""),
    sa.Column("file_id", sa.Text, nullable=False, server_default=""),
    sa.Column("file_name", sa.Text, nullable=False, server_default=""),
    sa.Column("items", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),  # what changed
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
)
