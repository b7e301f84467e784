"""How the outbox stands, on both engines."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage import outbox, outbox_counts
from storage.outbox import Lane, Order
from storage.store import Store
from storage.tables import outbox as table

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_what_waits_is_counted_by_lane_and_what_is_due_by_its_age(store: Store) -> None:
    async with store.begin() as tx:
        assert await outbox_counts.last_sent(tx) is None
        orders = [
            Order("a", "note", "meeting:1", Lane.NEWS, 1),
            Order("b", "note", "meeting:1", Lane.NEWS, 2, due_at=NOW - timedelta(hours=1)),
            Order("c", "note", "meeting:1", Lane.REMINDERS, 3, due_at=NOW + timedelta(hours=1)),
            *(Order(state, "note", "meeting:1", Lane.ROUNDS, 4) for state in ("sending", "uncertain", "sent", "dead")),
        ]
        await outbox.queue(tx, orders, NOW)
        for state in ("sending", "uncertain", "sent", "dead"):
            await tx.write(sa.update(table).where(table.c.key == state).values(state=state, settled_at=NOW))
        found = await outbox_counts.standing(tx, NOW)
        assert {lane: many for lane, many in found.waiting.items() if many} == {Lane.NEWS: 2, Lane.REMINDERS: 1}
        assert (found.sending, found.uncertain) == (1, 1)
        assert found.due_since == {Lane.NEWS: NOW - timedelta(hours=1)}
        assert await outbox_counts.last_sent(tx) == NOW
