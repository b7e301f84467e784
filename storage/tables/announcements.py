"""Announcements and the channel's news."""

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

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    person_column(primary_key=True),
    sa.Column("since", Instant, nullable=False),
)

posts = sa.Table(
    "posts",
    metadata,
    id_column(),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("posted_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.UniqueConstraint("channel_id", "message_id"),
)
