"""Announcements."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

announcements = sa.Table(
    "announcements",
    metadata,
    id_column(),
    person_column("author_id"),
    sa.Column("audience", sa.JSON, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),  # keyset: the last person frozen so far
    sa.Column("total", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", Instant),
)
