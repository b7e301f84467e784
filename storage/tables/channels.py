"""Channels whose posts are news, the topics that the secretariat named, and communiqués for the channels."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

# Channels whose posts are news: those of the council's file, once they were seen, and those that the secretariat named.
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
    sa.Column("tags", sa.JSON, nullable=False),  # the hashtags that tell it
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)

# What the secretariat writes for the channels about something that the council did.
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
