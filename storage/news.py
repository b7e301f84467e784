"""Subscriptions to the channel's news, and its posts."""

from datetime import datetime

import sqlalchemy as sa

from storage.inserts import insert_new
from storage.store import Transaction
from storage.tables import subscriptions


async def is_subscribed(tx: Transaction, person: int) -> bool:
    return bool(await tx.value(sa.select(sa.func.count()).where(subscriptions.c.person_id == person)))


async def subscribe(tx: Transaction, person: int, now: datetime) -> bool:
    """Have the news sent to this person; False when it is already."""
    return bool(await insert_new(tx, subscriptions, [{"person_id": person, "since": now}]))


async def unsubscribe(tx: Transaction, person: int) -> bool:
    """Send this person no more news; False when none was sent."""
    return bool(await tx.write(sa.delete(subscriptions).where(subscriptions.c.person_id == person)))
