"""Delivery and intake: the outbox, cards, chats, forms, updates."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

ONE_REDRAW = sa.text("card_id IS NOT NULL AND state IN ('pending', 'retry')")
"""Many changes, one redraw: among these rows at most one for each card."""

IS_PENDING, IS_SENDING, IS_UNCERTAIN = (
    sa.text("state IN ('pending', 'retry')"),
    sa.text("state = 'sending'"),
    sa.text("state = 'uncertain'"),
)
IS_REDRAW = sa.text("card_id IS NOT NULL")
"""Conditions of the partial indexes below. Queries must use exactly this SQL for the indexes to be used."""

outbox = sa.Table(
    "outbox",
    metadata,
    id_column(),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # idempotency key: the database decides duplicates
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("lane", sa.Integer, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger),  # a topic of a forum
    person_column(nullable=True),
    sa.Column("card_id", BigId, sa.ForeignKey("cards.id")),  # the card that this row redraws
    sa.Column("data", sa.JSON, nullable=False),  # ids only, never anyone's words
    sa.Column("due_at", Instant, nullable=False),
    # Since when it waits for `due_at`; null if that is a fixed time of day. A clock that shows less was set back.
    sa.Column("waits_from", Instant),
    sa.Column("expires_at", Instant),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run", sa.Text),  # the run of the program that claimed it
    # Of a claimed row: whether it may have been sent, and whether what it shows has changed since it was claimed.
    sa.Column("has_left", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("outdated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    # Partial indexes for frequent queries: the millions of sent rows are in none of them.
    sa.Index("ix_outbox_waiting", "lane", "due_at", "id", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
    sa.Index("ix_outbox_flying", "run", sqlite_where=IS_SENDING, postgresql_where=IS_SENDING),
    sa.Index("ix_outbox_unsure", "id", sqlite_where=IS_UNCERTAIN, postgresql_where=IS_UNCERTAIN),
    sa.Index("ix_outbox_subject", "subject", "kind", "state"),
    sa.Index("ix_outbox_card_id", "card_id", sqlite_where=IS_REDRAW, postgresql_where=IS_REDRAW),  # whoever deletes a card asks
    sa.Index("uq_outbox_redraw", "card_id", unique=True, sqlite_where=ONE_REDRAW, postgresql_where=ONE_REDRAW),
)

cards = sa.Table(
    "cards",
    metadata,
    id_column(),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("more", sa.JSON, nullable=False, server_default="[]"),  # the other messages of an album
    sa.Column("data", sa.JSON, nullable=False, server_default="{}"),  # its order's data, for redraws
    person_column(nullable=True),
    sa.UniqueConstraint("subject", "kind", "chat_id"),
    sa.Index("ix_cards_subject", "subject", "id"),
)

# How many first deliveries about a subject ended how, of those whose rows were deleted (`storage.retention`).
delivery_figures = sa.Table(
    "delivery_figures",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, primary_key=True),  # "" for none
    sa.Column("n", sa.Integer, nullable=False),
)

# Paused deliveries of a kind about a subject; redraws of cards that people have are not paused.
outbox_pauses = sa.Table(
    "outbox_pauses", metadata, sa.Column("subject", sa.Text, primary_key=True), sa.Column("kind", sa.Text, primary_key=True)
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("suspended_at", Instant),
    sa.Column("reason", sa.Text),
)

# Halts by Telegram (429); chat 0 is everyone.
retry_after = sa.Table(
    "retry_after",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

# Chats that refuse rich messages, which get plain ones until then; chat 0 is all, where the server does not know them.
plain_chats = sa.Table(
    "plain_chats",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("until", Instant, nullable=False),
)

forms = sa.Table(
    "forms",
    metadata,
    person_column(primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),  # buttons of an earlier form carry an earlier serial
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("asked", sa.BigInteger),  # the message that asks the current question, once Telegram has it
)

updates = sa.Table(
    "updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("answers", sa.JSON),  # unsent replies; null once Telegram has them
    sa.Column("error", sa.Text),  # set aside: the kind of failure, never its content
)
