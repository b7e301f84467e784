"""News channels, topics named by the secretariat, and communiqués for the channels."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

# Channels whose posts are news: those in the council's file, once seen, and those added by the secretariat.
news_channels = sa.Table(
    "news_channels",
    metadata,
    id_column(),
    sa.Column("channel_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("username", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),  # "offered", "followed", "dropped"; or "by file"
    sa.Column("inside", sa.Boolean, nullable=False, server_default=sa.true()),  # whether the bot is in it
    person_column("offered_by", nullable=True),
    sa.Column("changed_at", Instant, nullable=False),
)

news_topics = sa.Table(
    "news_topics",
    metadata,
    id_column(),
    sa.Column("names", sa.JSON, nullable=False),  # by language
    sa.Column("tags", sa.JSON, nullable=False),  # the hashtags that select it
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)

# Texts by the secretariat for the channels about the council's work.
communiques = sa.Table(
    "communiques",
    metadata,
    id_column(),
    sa.Column("thing", sa.Text, nullable=False),
    sa.Column("thing_id", BigId, nullable=False),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("texts", sa.JSON, nullable=False),  # by language, as Telegram's HTML
    sa.Column("state", sa.Text, nullable=False),  # "draft", "published", "dropped"
    sa.Column("made_at", Instant, nullable=False),
)
