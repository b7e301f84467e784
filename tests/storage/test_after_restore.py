"""After a restore nothing goes out by itself that may have gone out before."""

from datetime import timedelta

import sqlalchemy as sa

from storage import after_restore, outbox, updates
from storage.after_restore import Held
from storage.announcement_deliveries import TEXT
from storage.outbox import Lane, Order, Settled, State
from storage.store import Store
from storage.tables import outbox as table
from tests.storage.people import MINUTE, NOW

REMINDER = "meetings.reminder"


async def queued(store: Store) -> None:
    """Deliveries of every state: two kinds, due and later."""
    async with store.begin() as tx:
        orders = [
            Order(f"{kind}:{n}", kind, "announcement:1", Lane.NEWS, n, due_at=NOW + (n // 5) * MINUTE)
            for kind in (REMINDER, TEXT)
            for n in range(10)
        ]
        await outbox.queue(tx, orders, NOW)
        for kind in (REMINDER, TEXT):
            ids = await tx.values(sa.select(table.c.id).where(table.c.kind == kind).order_by(table.c.id))
            for id_, state in zip(ids, ("sent", "sending", "held", "retry"), strict=False):
                await tx.write(sa.update(table).where(table.c.id == id_).values(state=state))


async def states(store: Store, kind: str) -> list[str]:
    async with store.read() as tx:
        return await tx.values(sa.select(table.c.state).where(table.c.kind == kind).order_by(table.c.id))


async def test_what_may_have_been_sent_waits_for_a_person(store: Store) -> None:
    await queued(store)
    async with store.begin() as tx:
        await after_restore.hold(tx, NOW)
    assert await states(store, REMINDER) == ["sent", *["held"] * 4, *["pending"] * 5], "what is due later cannot have been"
    assert await states(store, TEXT) == ["sent", *["uncertain"] * 4, *["pending"] * 5]
    async with store.begin() as tx:
        assert await after_restore.held(tx) == [Held(REMINDER, 4, NOW, NOW)]
        assert await after_restore.unknown(tx) == 4
        assert await outbox.claim(tx, NOW, "run", 100) == []
        await after_restore.hold(tx, NOW)
        assert await after_restore.held(tx) == [Held(REMINDER, 4, NOW, NOW)]


async def test_a_person_decides(store: Store) -> None:
    for send, then in ((True, State.PENDING), (False, State.CANCELLED)):
        async with store.begin() as tx:
            await tx.write(sa.delete(table))
        await queued(store)
        async with store.begin() as tx:
            await after_restore.hold(tx, NOW)
            assert await after_restore.decide(tx, NOW, ["minutes.paper"], send=send) == 0
            assert await after_restore.decide(tx, NOW, [REMINDER], send=send) == 4
            assert await after_restore.held(tx) == []
        assert (await states(store, REMINDER))[1:5] == [then] * 4
        assert (await states(store, TEXT))[1:5] == ["uncertain"] * 4, "these in their report"


async def test_redraws_go_on_and_replies_do_not(store: Store) -> None:
    async with store.begin() as tx:
        await outbox.queue(
            tx, [Order("first", REMINDER, "meeting:1", Lane.NEWS, 1), Order("redraw", REMINDER, "meeting:1", Lane.NEWS, 1)], NOW
        )
        await outbox.settle(tx, [Settled(1, State.SENT)], NOW)
        await tx.write(sa.text("INSERT INTO cards (id, subject, kind, chat_id, message_id) VALUES (1, 'meeting:1', 'k', 1, 1)"))
        await tx.write(sa.update(table).where(table.c.key == "redraw").values(card_id=1))
        await updates.note(tx, 1, NOW, [{"do": "say", "chat": 1}])
        await after_restore.hold(tx, NOW + timedelta(hours=1))
        assert await updates.all_unanswered(tx) == []
    assert await states(store, REMINDER) == ["sent", "pending"]
