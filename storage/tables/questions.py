"""Quick questions and their answers."""

import sqlalchemy as sa

from storage.tables.columns import BigId, FixedCount, Instant, id_column, metadata, person_column

questions = sa.Table(
    "questions",
    metadata,
    id_column(),
    sa.Column("group_code", sa.Text, nullable=False),
    person_column("asker_id"),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("several", sa.Boolean, nullable=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("closes_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
    sa.Index(
        "ix_questions_closes_at",
        "closes_at",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    ),
)

# `chosen` counts answers to a question without names, and keeps nothing of what it was before (`storage.traces`).
question_options = sa.Table(
    "question_options",
    metadata,
    sa.Column("question_id", BigId, sa.ForeignKey("questions.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("chosen", FixedCount, nullable=False, default=0),
    sqlite_with_rowid=False,
)

# Who answered a question without names. Nothing links them to the counters: no times, no row ids.
question_voters = sa.Table(
    "question_voters",
    metadata,
    sa.Column("question_id", BigId, sa.ForeignKey("questions.id"), primary_key=True),
    person_column(primary_key=True),
    sqlite_with_rowid=False,
)

question_answers = sa.Table(
    "question_answers",
    metadata,
    sa.Column("question_id", BigId, sa.ForeignKey("questions.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
)
