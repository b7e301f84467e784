"""Records of closed rounds, which nothing changes, and apart from them who the people in them are."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, metadata, person_column

# Only ever added to: the database itself refuses anything else (`storage.append_only`).
records = sa.Table(
    "records",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),  # its number in the chain
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

# Who a mark stands for, and the salt that proves it. Emptied when the person is to be forgotten.
record_names = sa.Table(
    "record_names",
    metadata,
    sa.Column("record_id", BigId, sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("mark", sa.Text, primary_key=True),
    sa.Column("salt", sa.Text),
    sa.Column("name", sa.Text),
    person_column(nullable=True),
    sa.Index("ix_record_names_person_id", "person_id"),
)
