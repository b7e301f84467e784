"""The scheduler and the dispatcher sleep until something is due; every beat has its turn."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import scheduler as scheduler_
from bot.clock import SystemClock
from bot.scheduler import Scheduler
from council.config import Council
from handlers.framework.beats import Beat
from handlers.framework.work import UnitOfWork
from storage import outbox
from storage.due_times import DueTime, earliest, now_if
from storage.outbox import Lane, Order
from storage.store import Store
from storage.tables import outbox as rows
from storage.tables.columns import Instant
from tests.actions.at_work import Clock
from tests.databases import prepare
from tests.waiting import until

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALWAYS = now_if(sa.select(sa.literal(1)))


def at(instant: datetime) -> DueTime:
    """Due at this instant, for ever."""
    return DueTime(sa.select(sa.literal(instant, Instant)))


@dataclass
class Doing:
    """A beat that does something so many times, and takes `seconds` of the clock each time."""

    clock: Clock
    times: int
    seconds: float = 0.0
    done: list[datetime] = field(default_factory=list)

    async def do_one(self, _work: UnitOfWork) -> bool:
        if len(self.done) == self.times:
            return False
        self.done.append(self.clock.now())
        await self.clock.sleep(self.seconds)
        return True


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'beats.db')}")
    yield made
    await made.close()


async def test_it_sleeps_exactly_until_something_is_due(store: Store, council: Council) -> None:
    clock = Clock(NOON)
    doing = Doing(clock, 1)
    scheduler = Scheduler(store, clock, council, [Beat("later", doing.do_one, (at(NOON + timedelta(seconds=7)),))])
    assert await scheduler.beat() == 7
    assert doing.done == []
    await clock.sleep(7)
    assert await scheduler.beat() > 0
    assert doing.done == [NOON + timedelta(seconds=7)]


async def test_a_reminder_is_not_late_because_a_long_list_is_written(store: Store, council: Council) -> None:
    clock = Clock(NOON)
    lists = [Doing(clock, 400, 0.02) for _ in range(3)]
    due = NOON + timedelta(seconds=2)
    reminder = Doing(clock, 1)
    beats = [Beat(f"list {n}", one.do_one, (ALWAYS,)) for n, one in enumerate(lists)]
    scheduler = Scheduler(store, clock, council, [*beats, Beat("reminder", reminder.do_one, (at(due),))])
    while any(len(one.done) < one.times for one in lists):
        await scheduler.beat()
    assert clock.now() >= NOON + timedelta(seconds=3 * 400 * 0.02)
    [reminded] = reminder.done
    assert reminded - due < timedelta(seconds=1)


async def test_one_that_fails_does_not_stop_the_others_and_is_tried_again_in_a_second(store: Store, council: Council) -> None:
    clock, tries = Clock(NOON), 0

    async def fail(_work: UnitOfWork) -> bool:
        nonlocal tries
        tries += 1
        raise RuntimeError

    doing = Doing(clock, 5)
    scheduler = Scheduler(store, clock, council, [Beat("fails", fail, (ALWAYS,)), Beat("works", doing.do_one, (ALWAYS,))])
    assert await scheduler.beat() == 1
    assert (len(doing.done), tries) == (5, 2)


async def test_a_database_that_is_away_is_asked_again_in_a_second(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OSError

    doing = Doing(Clock(NOON), 1)
    scheduler = Scheduler(store, doing.clock, council, [Beat("one", doing.do_one, (ALWAYS,))])
    with monkeypatch.context() as patch:
        patch.setattr(store, "read", away)
        assert await scheduler.beat() == 1
    await scheduler.beat()
    assert len(doing.done) == 1


async def test_a_commit_wakes_it(store: Store, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler_, "LONGEST_SECONDS", 3600.0)  # by itself it would look after an hour
    queued = earliest(rows.c.due_at, rows.c.state == "pending")
    found: list[int] = []

    async def take(work: UnitOfWork) -> bool:
        taken = await outbox.claim(work.tx, work.now, "run", 10)
        found.extend(one.id for one in taken)
        return bool(taken)

    clock = SystemClock()
    scheduler = Scheduler(store, clock, council, [Beat("take", take, (queued,))])
    scheduler.start()
    try:

        async def asleep() -> bool:
            return scheduler._alarm < float("inf")

        async def taken() -> bool:
            return len(found) == 1

        await until(asleep)
        async with store.begin() as tx:
            await outbox.queue(tx, [Order("a", "note", "meeting:1", Lane.REMINDERS, 5)], clock.now())
        await until(taken)
    finally:
        await scheduler.stop()
