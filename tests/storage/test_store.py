"""Transactions, and instants that come back as they went in."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from council.errors import AlreadyDecided
from council.people import Role
from storage import audit, members
from storage.engine import is_outage
from storage.store import Store
from storage.tables import audit as audit_table, people
from tests.storage.people import NOW, somebody
from tests.waiting import PATIENCE


async def names(store: Store) -> list[str]:
    async with store.read() as tx:
        return await tx.values(sa.select(people.c.name).order_by(people.c.id))


async def add(store: Store, name: str) -> None:
    async with store.begin() as tx:
        person = await members.add(tx, None, "en", "UTC", NOW)
        await members.change(tx, person.id, name=name)


@pytest.mark.parametrize(
    "at",
    [
        NOW,
        NOW + timedelta(microseconds=1),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 12, 3, 15, 0, 30, 5, tzinfo=ZoneInfo("Asia/Tashkent")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Vienna")),
        datetime(2026, 12, 3, 15, tzinfo=timezone(timedelta(hours=-7, minutes=-30))),
    ],
    ids=str,
)
async def test_instants_come_back_aware_and_in_utc(store: Store, at: datetime) -> None:
    async with store.begin() as tx:
        await audit.record(tx, at, "system", "look")
    async with store.read() as tx:
        kept = await tx.value(sa.select(audit_table.c.at))
        assert kept is not None
        assert kept == at.astimezone(UTC)
        assert kept.tzinfo is UTC
        assert await tx.value(sa.select(audit_table.c.id).where(audit_table.c.at <= at)) is not None
        before = at - timedelta(microseconds=1)
        assert await tx.value(sa.select(audit_table.c.id).where(audit_table.c.at <= before)) is None


async def test_naive_instants_are_refused(store: Store) -> None:
    with pytest.raises((StatementError, ValueError), match="must be aware"):
        async with store.begin() as tx:
            await audit.record(tx, datetime(2026, 12, 3, 15), "system", "look")
    async with store.read() as tx:
        assert await audit.entries(tx) == []


async def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(AlreadyDecided):
        async with store.begin() as tx:
            await members.add(tx, 5, "en", "UTC", NOW)
            tx.has_deliveries = True
            raise AlreadyDecided
    assert await names(store) == []
    assert not store.deliveries.is_set(), "nobody is woken for what did not happen"


async def test_a_savepoint_undoes_its_part_alone(store: Store) -> None:
    async with store.begin() as tx:
        await members.change(tx, (await members.add(tx, 1, "en", "UTC", NOW)).id, name="before")
        with pytest.raises(AlreadyDecided):
            async with tx.savepoint():
                await members.change(tx, (await members.add(tx, 2, "en", "UTC", NOW)).id, name="within")
                raise AlreadyDecided
        await members.change(tx, (await members.add(tx, 3, "en", "UTC", NOW)).id, name="after")
    assert await names(store) == ["before", "after"]


async def test_a_commit_with_deliveries_wakes_the_dispatcher_and_others_do_not(store: Store) -> None:
    await add(store, "a")
    assert not store.deliveries.is_set()
    async with store.begin() as tx:
        tx.has_deliveries = True
        assert not store.deliveries.is_set(), "not before the commit"
    assert store.deliveries.is_set()


async def test_fifty_who_write_at_once_all_succeed(store: Store) -> None:
    person = await somebody(store)

    async def one(at: int) -> None:
        async with store.begin() as tx:
            seen = await members.find(tx, person.id)
            assert seen is not None
            await asyncio.sleep(0)
            await members.change(tx, person.id, name=f"{at}")
            await audit.record(tx, NOW, "system", f"{at}")

    await asyncio.gather(*(one(at) for at in range(50)))
    async with store.read() as tx:
        assert sorted(int(action) for _, action, _ in await audit.entries(tx)) == list(range(50))


async def test_readers_do_not_wait_for_a_writer_and_see_what_was_committed(store: Store) -> None:
    await add(store, "old")
    async with store.begin() as tx:
        await tx.write(sa.update(people).values(name="new"))
        assert await asyncio.wait_for(names(store), PATIENCE) == ["old"]
    assert await names(store) == ["new"]


@pytest.mark.parametrize("engine", ["sqlite"])  # PostgreSQL gives each statement what is committed by then
async def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    await add(store, "old")
    async with store.read() as tx:
        assert await tx.values(sa.select(people.c.name)) == ["old"]
        await add(store, "new")
        assert await tx.values(sa.select(people.c.name)) == ["old"]


async def test_a_writer_that_is_cancelled_leaves_nothing_and_keeps_nobody_waiting(store: Store) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with store.begin() as tx:
            await members.add(tx, 5, "en", "UTC", NOW)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(add(store, "next"), PATIENCE)
    assert await names(store) == ["next"]


async def test_writers_that_are_cancelled_anywhere_keep_nobody_waiting(store: Store) -> None:
    """A handler's time limit can strike inside a statement, a commit, or the wait for the lock."""
    for steps in range(40):
        task = asyncio.create_task(add(store, "cut short"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await asyncio.wait_for(add(store, "next"), PATIENCE)
    assert (await names(store))[-1] == "next"


async def test_what_was_typed_stays_out_of_errors(store: Store) -> None:
    with pytest.raises(DBAPIError) as failed:
        async with store.begin() as tx:
            await tx.write(sa.insert(people).values(id=1, name="typed by somebody", language="en", zone="UTC"))
    assert "typed by somebody" not in str(failed.value)


async def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(DBAPIError):
        async with store.begin() as tx:
            await members.seat(tx, 12345, "B", Role.MEMBER, NOW)


async def test_a_statement_that_cannot_be_carried_out_is_no_outage(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError) as raised:
        async with store.begin() as tx:
            await tx.write(sa.text("UPDATE nowhere SET nothing = 1"))
    assert not is_outage(raised.value)
