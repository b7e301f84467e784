"""How the program itself fares: examinations that were asked for in the chat, and what went wrong."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata

# Examinations of the program (/doctor), at most a few: whoever asks for one has the earlier ones deleted.
examinations = sa.Table(
    "examinations",
    metadata,
    id_column(),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("found", sa.JSON, nullable=False, server_default="[]"),  # codes, numbers, titles of channels and chats
)

# What goes wrong, a row for each kind.
troubles = sa.Table(
    "troubles",
    metadata,
    id_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),  # a kind of delivery, the name of a beat; "" for nothing in particular
    sa.Column("n", sa.Integer, nullable=False),  # how often since `since`
    sa.Column("since", Instant, nullable=False),  # the first one that was not told of
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("told_at", Instant),
    sa.Column("due_at", Instant),  # when it is to be told; null: nothing is
    sa.UniqueConstraint("kind", "about"),
)
