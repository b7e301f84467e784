"""Units that share a commit: fewer commits than units, each undone alone, none done before the commit is."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.errors import AlreadyDecided
from storage import audit, members, store as stores
from storage.engine import CommitLost, is_outage
from storage.sqlite_connection import SteadyConnection
from storage.store import Store
from storage.tables import people
from storage.transaction import Transaction
from tests.databases import prepare
from tests.storage.cancelled import Cut, How, carried_out, nothing_left
from tests.storage.people import NOW


@pytest.fixture
async def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """Only SQLite has one writer, whose commits are shared; here by as many as wait, however slow the machine."""
    monkeypatch.setattr(stores, "TOGETHER_SECONDS", 60.0)
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield store
    await store.close()


async def unit(store: Store, name: str, then: Callable[[Transaction], Awaitable[None]] | None = None) -> None:
    async with store.begin_together() as tx:
        await members.change(tx, (await members.add(tx, None, "en", "UTC", NOW)).id, name=name)
        await audit.record(tx, NOW, "system", name)
        if then is not None:
            await then(tx)


async def kept(store: Store) -> list[str]:
    """The names of those who were written, each with its entry in the log, whose chain holds."""
    async with store.read() as tx:
        names = await tx.values(sa.select(people.c.name).order_by(people.c.id))
        assert sorted(names) == sorted(action for _, action, _ in await audit.entries(tx))
        assert (await audit.verify(tx)).holds
    return names


def commits(store: Store) -> list[None]:
    """Grows by one with each commit of the database."""
    found: list[None] = []
    sa.event.listen(store.engine.sync_engine, "commit", lambda _: found.append(None))
    return found


async def full(_: object) -> None:
    raise sqlite3.OperationalError("the disk is full")


async def refuse(tx: Transaction) -> None:
    raise AlreadyDecided


async def test_units_at_once_share_commits(sqlite: Store) -> None:
    found, before = commits(sqlite), sqlite.commits
    await asyncio.gather(*(unit(sqlite, f"unit {at}") for at in range(6)))
    assert len(found) == 1
    assert sqlite.commits - before == 6
    assert await kept(sqlite) == [f"unit {at}" for at in range(6)]


async def test_a_commit_does_not_wait_long_for_others(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "TOGETHER_SECONDS", 0.0)
    found = commits(sqlite)
    await asyncio.gather(*(unit(sqlite, f"unit {at}") for at in range(3)))
    assert len(found) == 3


async def test_on_both_engines_a_unit_that_fails_is_undone_alone(store: Store) -> None:
    works = [unit(store, f"unit {at}", refuse if at in {0, 2, 5} else None) for at in range(6)]
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyDecided] * 3
    assert sorted(await kept(store)) == ["unit 1", "unit 3", "unit 4"]


async def test_a_unit_is_not_done_before_its_commit(sqlite: Store) -> None:
    ended: list[str] = []
    at_work, go_on = asyncio.Event(), asyncio.Event()

    async def wait(tx: Transaction) -> None:
        at_work.set()
        await go_on.wait()

    async def noted(name: str, then: Callable[[Transaction], Awaitable[None]] | None = None) -> None:
        await unit(sqlite, name, then)
        ended.append(name)

    async with sqlite.begin():  # all three wait for their turn
        tasks = [asyncio.create_task(noted(name, then)) for name, then in (("first", None), ("second", wait))]
        await asyncio.sleep(0)
    await at_work.wait()
    assert ended == []
    assert await kept(sqlite) == []
    go_on.set()
    await asyncio.gather(*tasks)
    assert await kept(sqlite) == ["first", "second"]


async def test_a_commit_that_fails_fails_for_all_that_share_it(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sqlite.begin():
        tasks = [asyncio.create_task(unit(sqlite, f"unit {at}")) for at in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    monkeypatch.setattr(SteadyConnection, "commit", full)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    monkeypatch.undo()
    assert all(isinstance(outcome, Exception) and is_outage(outcome) for outcome in outcomes)
    assert await kept(sqlite) == []
    await unit(sqlite, "afterwards")
    assert await kept(sqlite) == ["afterwards"]


async def test_what_the_database_itself_undoes_is_lost_for_all_and_may_be_tried_again(sqlite: Store) -> None:
    async def everything_undone(tx: Transaction) -> None:
        await tx.write(sa.text("ROLLBACK"))
        raise AlreadyDecided

    async with sqlite.begin():
        works = (unit(sqlite, "first"), unit(sqlite, "second", everything_undone), unit(sqlite, "third"))
        tasks = [asyncio.create_task(work) for work in works]
        await asyncio.sleep(0)
    first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first, CommitLost)
    assert is_outage(first)
    assert isinstance(second, AlreadyDecided)
    assert third is None
    assert await kept(sqlite) == ["third"]


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_cancelled_anywhere_a_unit_is_had_whole_or_not_at_all_and_the_others_are(
    sqlite: Store, how: How, place: int
) -> None:
    before = asyncio.all_tasks()
    for at in range(1, 100):
        names = [f"{how.name} {at} {index}" for index in range(3)]
        cut = Cut(unit(sqlite, names[place]), at, how)
        async with sqlite.begin():
            works = [carried_out(cut) if index == place else unit(sqlite, name) for index, name in enumerate(names)]
            tasks = [asyncio.create_task(work) for work in works]
            await asyncio.sleep(0)
        for index, task in enumerate(tasks):
            if index != place:
                await task
        with suppress(asyncio.CancelledError):
            await tasks[place]
        await nothing_left(sqlite, before)
        there = await kept(sqlite)
        others = {name for name in names if name != names[place]}
        assert others <= set(there), "the others are done"
        if not cut.reached.is_set():
            assert set(names) <= set(there)
            return
    pytest.fail("it never came to its end")


async def test_what_goes_along_is_given_back_when_the_commit_fails(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[str] = []

    async def along(tx: Transaction) -> Callable[[], None]:
        await members.add(tx, 77, "en", "UTC", NOW)
        return lambda: given_back.append("along")

    sqlite.along = along
    monkeypatch.setattr(SteadyConnection, "commit", full)
    for begin in (sqlite.begin, sqlite.begin_together):
        with pytest.raises(sa.exc.OperationalError):
            async with begin():
                pass
    monkeypatch.undo()
    assert given_back == ["along", "along"]
    async with sqlite.begin():
        pass
    assert given_back == ["along", "along"]
    async with sqlite.read() as tx:
        assert await members.by_telegram(tx, 77) is not None
