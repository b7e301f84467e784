"""Subscriptions to the news: topics, pace, and how far each was delivered."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, metadata, person_column

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    person_column(primary_key=True),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),  # false while being chosen
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("pace", sa.Text, nullable=False, server_default="now"),
    sa.Column("at", sa.Text, nullable=False, server_default="09:00"),  # by the reader's own wall clock
    sa.Column("weekday", sa.Integer, nullable=False, server_default="0"),
    sa.Column("digest_at", Instant),  # when the next list falls due
    sa.Column("told_to", BigId, nullable=False, server_default="0"),  # the last post that a list could have contained
    sa.Column("told_at", Instant, nullable=False),
    sa.Column("here_to", BigId, nullable=False, server_default="0"),  # the last post that they have read here
    sa.Column("here_at", Instant),
    sa.Column("paused_until", Instant),
    sa.Column("since", Instant, nullable=False),
    sa.Index("ix_subscriptions_digest_at", "digest_at"),
)

subscription_topics = sa.Table(
    "subscription_topics",
    metadata,
    person_column(primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Index("ix_subscription_topics_topic", "topic", "person_id"),
)

# New and ended subscriptions by day of the council's zone: numbers only.
news_days = sa.Table(
    "news_days",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("came", sa.Integer, nullable=False, server_default="0"),
    sa.Column("went", sa.Integer, nullable=False, server_default="0"),
)
