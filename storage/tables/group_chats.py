"""Group chats in Telegram: their links to groups, the bot's rights, and cases about membership."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata, person_column

# Chats, or topics of them, linked to a group of the council.
links = sa.Table(
    "links",
    metadata,
    id_column(),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger, nullable=False, server_default="0"),  # the forum topic; 0: the whole chat
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="linked"),  # or "broken": the bot was removed; "ended"
    sa.Column("language", sa.Text, nullable=False, server_default=""),  # of what is said there; "": the council's first
    person_column("linked_by"),
    sa.Column("linked_at", Instant, nullable=False),
    sa.UniqueConstraint("chat_id", "thread_id", "group_code"),
    sa.Index("ix_links_group_code", "group_code"),
)

# Links requested in a chat, to be confirmed in private by the person who asked.
link_offers = sa.Table(
    "link_offers",
    metadata,
    id_column(),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="open"),  # or "confirmed", "dropped"
    person_column(),
    sa.Column("made_at", Instant, nullable=False),
)

# The bot's rights in each of its chats, as Telegram last reported them.
chat_rights = sa.Table(
    "chat_rights",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("administrator", sa.Boolean, nullable=False),
    sa.Column("rights", sa.JSON, nullable=False),
    sa.Column("writes", sa.Boolean, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

# The last known presence of people of the council in linked chats.
chat_presence = sa.Table(
    "chat_presence",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("inside", sa.Boolean, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

OPEN_CASE = sa.text("state = 'open'")
"""Cases that await the secretariat's decision, at most one for each person and chat."""

# Cases of people who ask to join a linked chat, or who are in one without a seat in its group.
join_cases = sa.Table(
    "join_cases",
    metadata,
    id_column(),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("telegram_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # as Telegram shows it
    sa.Column("cause", sa.Text, nullable=False),  # "asked", "came" without a seat, or their role "ended"
    sa.Column("state", sa.Text, nullable=False),  # "open", "admitted", "declined", "removed", "kept", "gone"
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),
    person_column("decided_by", nullable=True),
    sa.Index("ix_join_cases_chat_id", "chat_id", "telegram_id"),
    sa.Index("uq_join_cases_open", "chat_id", "telegram_id", unique=True, sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE),
)
