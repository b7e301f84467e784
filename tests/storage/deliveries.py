"""Shared by tests: rows of the outbox, and what is done with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import cards, outbox, redraws
from storage.cards import Card
from storage.outbox import Delivery, Lane, Order, Settled
from storage.store import Store
from storage.tables import outbox as table
from storage.transaction import Transaction
from tests.storage.people import NOW

CARD, SUBJECT = "meetings.card", "meeting:17"


def order(key: str, chat: int = 1, lane: Lane = Lane.REMINDERS, **more: object) -> Order:
    return Order(key, "meetings.reminder", SUBJECT, lane, chat, **more)  # type: ignore[arg-type]  # as named


async def queue(store: Store, *orders: Order) -> int:
    async with store.begin() as tx:
        return await outbox.queue(tx, orders, NOW)


async def claim(store: Store, now: datetime = NOW, limit: int = 10, busy: Sequence[int] = ()) -> list[Delivery]:
    async with store.begin() as tx:
        return await outbox.claim(tx, now, "run", limit, busy)


async def settle(store: Store, *results: Settled, now: datetime = NOW) -> None:
    async with store.begin() as tx:
        await outbox.settle(tx, results, now)


async def states(store: Store) -> list[tuple[str, str | None]]:
    async with store.read() as tx:
        rows = await tx.rows(sa.select(table).order_by(table.c.id))
    return [(row["state"], row["reason"]) for row in rows]


def keys(deliveries: Sequence[Delivery]) -> list[str]:
    return [delivery.key for delivery in deliveries]


async def post_cards(store: Store, *chats: int) -> None:
    async with store.begin() as tx:
        for chat in chats:
            await cards.remember(tx, Card(SUBJECT, CARD, chat, chat * 10, None))


async def redraw(store: Store, now: datetime = NOW, after: timedelta | None = None) -> None:
    async with store.begin() as tx:
        await redraws.queue(tx, SUBJECT, now, after=after or timedelta(0))


async def marked(tx: Transaction, ids: Sequence[int]) -> dict[int, bool]:
    """Of each of these rows that there are, whether what it shows was changed while it was sent."""
    rows = await tx.rows(sa.select(table.c.id, table.c.outdated).where(table.c.id.in_(ids)))
    return {row["id"]: row["outdated"] for row in rows}
