"""A year of the reference council, written straight into the database: it does not grow for ever, and nothing becomes slower."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from council.retention import Keep
from storage import outbox, retention, updates
from storage.outbox import Lane, Order
from storage.sqlite_connection import SteadyConnection
from storage.store import Store
from storage.tables import Instant, cards, outbox as table, people, posts, updates as notes
from storage.transaction import Transaction
from tests.counting import counting
from tests.crowd import seat_in_b
from tests.databases import prepare
from tests.rounds import SHARE
from tests.storage.people import DAY, HOUR, NOW

DAYS, POSTS_A_DAY = 365, 3
MEMBERS, SUBSCRIBERS = (200, 20_000) if SHARE >= 1 else (4, 400)  # in a share of the time the year is the same, of fewer people
KEEP = Keep(news=30 * DAY, deliveries=365 * DAY, leftovers=90 * DAY, requests=365 * DAY)
FULL = 45
"""After so many days as much is deleted each night as came by day."""


async def sent(tx: Transaction, subject: str, kind: str, lane: Lane, at: datetime, whom: sa.ColumnElement[bool]) -> None:
    """A delivery that arrived, and its card, for each of these people."""
    when = sa.literal(at, Instant)
    card: dict[str, sa.ColumnElement[Any]] = {
        "subject": sa.literal(subject), "kind": sa.literal(kind), "chat_id": people.c.telegram_id, "message_id": people.c.id,
        "person_id": people.c.id, "data": sa.literal("{}"),
    }  # fmt: skip
    row: dict[str, sa.ColumnElement[Any]] = {
        **card, "key": sa.literal(f"{subject}:") + sa.cast(people.c.id, sa.Text), "lane": sa.literal(int(lane)), "due_at": when,
        "state": sa.literal("sent"), "attempts": sa.literal(1), "made_at": when, "settled_at": when,
    }  # fmt: skip
    for into, values in ((table, row), (cards, card)):
        query = sa.select(*(value.label(name) for name, value in values.items())).where(whom)
        await tx.write(sa.insert(into).from_select(list(values), query))


async def a_day(store: Store, day: int) -> None:
    """What one leaves: copies of posts, a reminder for each member, notes of updates."""
    for n in range(POSTS_A_DAY):
        at = NOW + day * DAY + n * HOUR
        async with store.begin() as tx:
            values = {"channel_id": -1, "message_id": day * POSTS_A_DAY + n, "posted_at": at, "came_at": at, "state": "frozen"}
            post = await tx.insert(sa.insert(posts).values(**values, followers=SUBSCRIBERS))
            await sent(tx, f"post:{post}", "news.post", Lane.NEWS, at, people.c.id > MEMBERS)
    async with store.begin() as tx:
        at = NOW + day * DAY
        await sent(tx, f"meeting:{day}", "meetings.reminder", Lane.REMINDERS, at, people.c.id <= MEMBERS)
        await tx.write(sa.insert(notes), [{"update_id": day * 1000 + n, "received_at": at} for n in range(SUBSCRIBERS // 100)])


async def a_night(store: Store, now: datetime) -> None:
    """What the program deletes."""
    after: int | None = 0
    while after is not None:
        async with store.begin() as tx:
            after = await retention.prune_deliveries(tx, KEEP, now, after)
    more = True
    while more:
        async with store.begin() as tx:
            more = bool(await retention.prune_some(tx, KEEP, now) + await updates.prune(tx, now))


@asynccontextmanager
async def steps(tx: Transaction) -> AsyncIterator[list[int]]:
    """Counts the steps of SQLite's machine, which do not depend on how busy this one is."""
    driver = (await tx._connection.get_raw_connection()).driver_connection
    assert isinstance(driver, SteadyConnection)
    counted = [0]

    def step() -> None:
        counted[0] += 1

    await driver._execute(driver._conn.set_progress_handler, step, 1)
    yield counted
    await driver._execute(driver._conn.set_progress_handler, None, 1)


@dataclass(frozen=True)
class Measured:
    pages: int
    statements: int
    steps: int


async def measured(store: Store, now: datetime) -> Measured:
    """The size of the database, and what a claim costs."""
    async with store.begin() as tx:
        await outbox.queue(tx, [Order(f"probe:{n}", "news.post", "probe:1", Lane.NEWS, n + 1) for n in range(50)], now)
    with counting(store) as counts:
        async with store.begin() as tx, steps(tx) as counted:
            assert len(await outbox.claim(tx, now, "run", 25)) == 25
    async with store.begin() as tx:
        await tx.write(sa.delete(table).where(table.c.subject == "probe:1"))
        [page_count] = await tx.rows(sa.text("PRAGMA page_count"))
        return Measured(page_count["page_count"], counts.statements, counted[0])


@pytest.mark.long(seconds=3 * 3600)
async def test_it_does_not_grow_for_ever_and_a_claim_costs_the_same(tmp_path: Path) -> None:
    file = prepare(tmp_path / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{file}")
    await seat_in_b(store, range(1, MEMBERS + SUBSCRIBERS + 1), NOW)
    at: dict[int, Measured] = {}
    for day in range(DAYS):
        await a_day(store, day)
        await a_night(store, NOW + (day + 1) * DAY)
        if day in {0, FULL, DAYS - 1}:
            at[day] = await measured(store, NOW + (day + 1) * DAY)
    print(at)  # for runs with -s
    first, full, last = at.values()
    assert last.pages <= 1.2 * full.pages
    assert last.statements <= first.statements
    assert last.steps <= 1.2 * first.steps
    async with store.read() as tx:
        kept = 30 * POSTS_A_DAY * SUBSCRIBERS
        copies = await tx.value(sa.select(sa.func.count()).select_from(table).where(table.c.kind == "news.post"))
        assert kept <= (copies or 0) <= kept + POSTS_A_DAY * SUBSCRIBERS
        assert (await tx.value(sa.select(sa.func.count()).select_from(posts))) == DAYS * POSTS_A_DAY, "the posts themselves stay"
        assert (await tx.value(sa.select(sa.func.count()).select_from(notes))) == 3 * (SUBSCRIBERS // 100)
    await store.close()
