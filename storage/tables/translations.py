"""Texts of the program that its readers find wrong, and what the secretariat made of them."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata, person_column

# What a reader says about a text of the program. `key` is made of its context and its English (`council.translations.key`).
text_remarks = sa.Table(
    "text_remarks",
    metadata,
    id_column(),
    person_column(nullable=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),  # corrected, or left as it is
    person_column("decided_by", nullable=True),
    sa.Column("corrected", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_text_remarks_decided_at", "decided_at"),
    sa.Index("ix_text_remarks_person_id", "person_id"),
)

# What is said in a language in place of its catalog, from `made_at` until `ended_at`: replaced by another one, or taken back.
text_corrections = sa.Table(
    "text_corrections",
    metadata,
    id_column(),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("context", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),  # in English, with plurals the singular
    sa.Column("forms", sa.JSON, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    person_column("made_by", nullable=True),
    sa.Column("ended_at", Instant),
    sa.Index(
        "uq_text_corrections_valid",
        "language",
        "key",
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
