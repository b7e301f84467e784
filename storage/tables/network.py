"""The network of people who agreed to be found, and requests for an introduction."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata, person_column

# The row is the agreement: without one, the person cannot be found.
network = sa.Table(
    "network",
    metadata,
    id_column(),
    person_column(),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("shows_groups", sa.Boolean, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.UniqueConstraint("person_id"),
)

introductions = sa.Table(
    "introductions",
    metadata,
    id_column(),
    person_column("asker_id", nullable=True),
    person_column("asked_id", nullable=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # "open", "agreed", "declined", "withdrawn"
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),
    sa.Index("ix_introductions_asker_id", "asker_id"),
    sa.Index("ix_introductions_asked_id", "asked_id"),
    sa.Index(
        "uq_introductions_open",
        "asker_id",
        "asked_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)
