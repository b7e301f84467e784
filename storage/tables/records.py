"""Immutable records, of closed rounds and of other acts of the council, and, apart from them, the people in them."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, metadata, person_column

# Append-only, enforced by the database (`storage.append_only`).
records = sa.Table(
    "records",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),  # its number in the chain
    sa.Column("kind", sa.Text, nullable=False, server_default="round"),  # `council.records.Kind`
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id")),
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id")),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("round_id", "kind"),
    sa.Index("ix_records_meeting_id", "meeting_id"),
)

# The person of a mark, and the salt that proves it. Emptied when the person is forgotten.
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
