"""Recommendations, their versions, and the rounds in which positions are taken."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

recommendations = sa.Table(
    "recommendations",
    metadata,
    id_column(),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    person_column("author_id"),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("group_code", "year", "serial"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

rounds = sa.Table(
    "rounds",
    metadata,
    id_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("quorum", sa.Integer, nullable=False),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("deadline", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("ground", sa.Text),
    sa.Column("closed_at", Instant),
    sa.Index("ix_rounds_deadline", "deadline"),
    sa.Index(
        "uq_rounds_open",
        "recommendation_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

electors = sa.Table(
    "electors",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("struck_at", Instant),
)

# Everyone who is shown the round: the electorate, observers, and those who joined later.
readers = sa.Table(
    "readers",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

positions = sa.Table(
    "positions",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("taken_at", Instant, nullable=False),
)

# Every position ever taken, in order: the latest counts, the history stays in the record.
position_history = sa.Table(
    "position_history",
    metadata,
    id_column(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    person_column(),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("taken_at", Instant, nullable=False),
    sa.Index("ix_position_history_round_id", "round_id"),
)
