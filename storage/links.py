"""Groups' chats in Telegram that were linked to a group of the council."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from storage.store import Transaction
from storage.tables import links


@dataclass(frozen=True, slots=True)
class Link:
    """A chat (`thread`: a topic of it; None: the whole chat) in which a group of the council sits."""

    id: int
    chat: int
    thread: int | None
    group: str
    title: str


def _link(row: sa.RowMapping) -> Link:
    return Link(row["id"], row["chat_id"], row["thread_id"] or None, row["group_code"], row["title"])


async def of_groups(tx: Transaction, groups: Collection[str]) -> list[Link]:
    """The chats linked to any of `groups`; each chat once, though several of its topics or groups be linked."""
    query = sa.select(links).where(links.c.group_code.in_(list(groups))).order_by(links.c.id)
    by_chat: dict[int, Link] = {}
    for row in await tx.rows(query):
        by_chat.setdefault(row["chat_id"], _link(row))
    return list(by_chat.values())
