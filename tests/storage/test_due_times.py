"""When something falls due is asked in one statement, on both engines; and when the dispatcher has something to send."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from handlers.duties import BEATS
from storage import outbox, outbox_pauses
from storage.due_times import NOW, DueTime, DueTimes, now_if
from storage.outbox import Lane, Order
from storage.outbox_waiting import next_sendable
from storage.store import Store
from storage.tables.columns import Instant

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(instant: datetime | None) -> DueTime:
    return DueTime(sa.select(sa.literal(instant, Instant)))


async def test_of_nothing_nothing_is_due(store: Store) -> None:
    async with store.read() as tx:
        assert await DueTimes([beat.due for beat in BEATS]).read(tx, NOON) == [None for _ in BEATS]
        assert await DueTimes([]).read(tx, NOON) == []


async def test_each_thing_is_due_at_its_earliest_time(store: Store) -> None:
    found, nothing = sa.select(sa.literal(1)), sa.select(sa.literal(1)).where(sa.literal(1) == 2)
    times = DueTimes(
        [
            [at(NOON + MINUTE), at(NOON).plus(MINUTE / 2)],
            [at(None), at(NOON)],
            [at(None)],
            [now_if(nothing, found)],
            [now_if(nothing)],
            [DueTime(sa.select(NOW)).plus(-MINUTE)],
        ]
    )
    async with store.read() as tx:
        assert await times.read(tx, NOON) == [NOON + MINUTE / 2, NOON, None, NOON, None, NOON - MINUTE]
        assert (await times.read(tx, NOON + MINUTE))[3] == NOON + MINUTE, "the statement is built once"


async def test_what_can_be_sent_next_is_neither_paused_nor_to_a_busy_chat(store: Store) -> None:
    def order(chat: int, minutes: int, lane: Lane = Lane.NEWS, kind: str = "note") -> Order:
        return Order(f"{kind}:{chat}", kind, "announcement:1", lane, chat, due_at=NOON + minutes * MINUTE)

    async with store.begin() as tx:
        assert await next_sendable(tx, []) is None
        await outbox.queue(tx, [order(1, 3), order(2, 2, Lane.REMINDERS), order(3, 1, kind="text")], NOON)
        assert await next_sendable(tx, []) == NOON + MINUTE
        await outbox_pauses.pause(tx, "announcement:1", ["text"])
        assert await next_sendable(tx, []) == NOON + 2 * MINUTE
        assert await next_sendable(tx, [2]) == NOON + 3 * MINUTE
        assert await next_sendable(tx, [1, 2]) is None
        await outbox.claim(tx, NOON + 2 * MINUTE, "run", 10)
        assert await next_sendable(tx, []) == NOON + 3 * MINUTE
