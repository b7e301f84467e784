"""The audit log: a chain of entries and, apart from it, the people in them."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, metadata, person_column

# Append-only, enforced by the database (`storage.append_only`).
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),  # its number in the chain
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),  # a word, or "person:" and a mark
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Index("ix_audit_actor", "actor"),
    sa.Index("ix_audit_subject", "subject"),
    sa.Index("ix_audit_action", "action"),
)

# How often somebody was refused an action within an hour (UTC), of which the log has one entry.
refusals = sa.Table(
    "refusals",
    metadata,
    person_column(primary_key=True),
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("hour", Instant, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)

# The person of a mark, and the salt that proves it. Emptied when the person is forgotten.
audit_people = sa.Table(
    "audit_people",
    metadata,
    sa.Column("mark", sa.Text, primary_key=True),
    sa.Column("salt", sa.Text),
    person_column(nullable=True),
    sa.UniqueConstraint("person_id"),
)
