"""A transaction that is cancelled, wherever that strikes: nothing hangs, nothing leaks, and it is had whole or not at all.

A handler's time limit, a stop of the program and the end of the event loop all cancel the same way. Each of them is let
strike at every single wait of a transaction, on both engines.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.errors import AlreadyDecided
from storage import members
from storage.store import Store
from storage.tables import people
from storage.transaction import Transaction
from tests.storage.cancelled import BOUND, Cut, How, carried_out, nothing_left, out_of_the_pool, threads, until
from tests.storage.people import NOW

MOST_WAITS = 300
"""No transaction of these tests waits more often; it only keeps a test from going on for ever."""


async def person(tx: Transaction, name: str) -> None:
    await members.change(tx, (await members.add(tx, None, "en", "UTC", NOW)).id, name=name)


async def write_all(store: Store, name: str) -> None:
    """Everything that a transaction can do, ending in a commit."""
    async with store.begin() as tx:
        await person(tx, f"{name}, first")
        async with tx.savepoint():
            await person(tx, f"{name}, within")
        with pytest.raises(AlreadyDecided):
            async with tx.savepoint():
                await person(tx, "never")
                raise AlreadyDecided
        assert await tx.rows(sa.select(people.c.id))
        await person(tx, f"{name}, last")
        tx.before_commit(lambda tx: person(tx, f"{name}, at last"))
        tx.has_deliveries = True


async def give_up(store: Store, name: str) -> None:
    """A transaction that is rolled back."""
    with pytest.raises(AlreadyDecided):
        async with store.begin() as tx:
            await person(tx, "never")
            raise AlreadyDecided


async def look(store: Store, name: str) -> None:
    """A transaction that reads."""
    async with store.read() as tx:
        await tx.values(sa.select(people.c.name))
        await tx.row(sa.select(people.c.name).limit(1))


Work = Callable[[Store, str], Awaitable[None]]
WORKS: tuple[Work, ...] = (write_all, give_up, look)


async def names(store: Store) -> list[str]:
    async with store.read() as tx:
        return [name for name in await tx.values(sa.select(people.c.name).order_by(people.c.id)) if name]


@pytest.mark.long
@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("work", WORKS)
async def test_a_cancellation_at_any_wait_leaves_all_or_nothing_and_nothing_behind(store: Store, work: Work, how: How) -> None:
    known: list[str] = []
    before = {*asyncio.all_tasks()}
    for at in range(1, MOST_WAITS):
        name = f"{at}"
        cut = Cut(work(store, name), at, how)
        store.deliveries.clear()
        if at % 2:
            await store.engine.dispose()  # so that opening a connection is cut as well as taking one that is open
        task = asyncio.create_task(carried_out(cut))
        done, _ = await asyncio.wait([task], timeout=BOUND)
        assert done, f"cut at wait {at} it did not end"
        await nothing_left(store, before)
        found = await names(store)
        assert "never" not in found
        added = found[len(known) :]
        whole = [f"{name}, {part}" for part in ("first", "within", "last", "at last")]
        assert added in ([], whole), f"cut at wait {at} it was had in part"
        assert store.deliveries.is_set() == bool(added), "whoever delivers hears of what was committed, of nothing else"
        known = found
        if not cut.reached.is_set():
            await task
            break
        if not task.cancelled():
            await task  # whatever else it raised
    else:
        pytest.fail("it never ended by itself")
    assert at > 3, "there was something to cut"


@pytest.mark.long
@pytest.mark.parametrize("cancelled_before", [False, True])
@pytest.mark.parametrize("work", WORKS)
async def test_a_loop_that_ends_at_any_wait_of_a_transaction_does_end(
    store: Store, prepared: str, work: Work, cancelled_before: bool
) -> None:
    """The end of an event loop cancels every task there is: also one that still cleans up after a cancellation, and the
    task that it has for that."""
    faults: list[str] = []

    def told(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        # asyncpg never looks at the outcome of an opening that was cut off, and has it reported so. It is closed.
        if not isinstance(context.get("exception"), ConnectionError):
            faults.append(str(context))

    def run(at: int, ended: list[bool]) -> None:
        own, loop = Store(prepared), asyncio.new_event_loop()
        loop.set_exception_handler(told)
        loop.run_until_complete(until_wait(own, at, ended))
        # As `asyncio.run` ends its loop.
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(own.close())
        loop.close()

    async def until_wait(own: Store, at: int, ended: list[bool]) -> None:
        cut = Cut(work(own, f"{at}"), at, How.WAITING if cancelled_before else None)
        task = asyncio.create_task(carried_out(cut))
        waiting = asyncio.create_task(cut.reached.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        ended.append(not cut.reached.is_set())

    for at in range(1, MOST_WAITS):
        ended: list[bool] = []
        thread = threading.Thread(target=run, args=(at, ended), daemon=True)
        thread.start()
        await asyncio.to_thread(thread.join, BOUND)
        assert not thread.is_alive(), f"cut at wait {at} the loop did not end"
        assert faults == [], f"cut at wait {at}"
        await until(lambda: not threads())
        if ended == [True]:
            break
    else:
        pytest.fail("it never ended by itself")


@pytest.mark.parametrize("how", How)
async def test_a_store_that_is_closed_while_transactions_go_on_leaves_no_connection(
    store: Store, prepared: str, how: How
) -> None:
    before, running = set(asyncio.all_tasks()), len(threads())
    for at in range(1, MOST_WAITS):
        own = Store(prepared)
        cut = Cut(own.close(), at, how)
        go_on, inside = asyncio.Event(), asyncio.Event()

        async def busy(own: Store = own, inside: asyncio.Event = inside, go_on: asyncio.Event = go_on) -> None:
            async with own.read() as tx:
                await tx.rows(sa.select(people.c.id))
                inside.set()
                await go_on.wait()

        for _ in range(2):
            await names(own)
        reader = asyncio.create_task(busy())
        await inside.wait()
        task = asyncio.create_task(carried_out(cut))
        asyncio.get_running_loop().call_later(0.01, go_on.set)
        done, _ = await asyncio.wait([task], timeout=BOUND)
        assert done, f"cut at wait {at} it did not close"
        await asyncio.wait_for(reader, BOUND)
        await until(lambda: asyncio.all_tasks() <= before)
        await until(lambda: len(threads()) <= running)
        if not cut.reached.is_set():
            await task
            break
    else:
        pytest.fail("it never ended by itself")


LONG_STATEMENT = {
    # Runs for minutes, and is not to be waited for.
    "sqlite": (
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 3000000000) "
        "SELECT count(*) FROM counted"
    ),
    "postgresql": "SELECT pg_sleep(600)",
}


@pytest.mark.parametrize("times", [1, 5])
async def test_a_long_statement_ends_with_its_transaction(store: Store, engine: str, times: int) -> None:
    before = {*asyncio.all_tasks()}
    at_it = asyncio.Event()

    async def long() -> None:
        async with store.begin() as tx:
            await person(tx, "never")
            at_it.set()
            await tx.rows(sa.text(LONG_STATEMENT[engine]))

    task = asyncio.create_task(long())
    await at_it.wait()
    await asyncio.sleep(0.2)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0.001)
    done, _ = await asyncio.wait([task], timeout=BOUND)
    assert done
    assert task.cancelled()
    begun = time.monotonic()
    await nothing_left(store, before)
    assert time.monotonic() - begun < BOUND / 2
    assert await names(store) == []


async def test_a_time_limit_that_strikes_in_a_statement_is_told_as_one(store: Store, engine: str) -> None:
    before = {*asyncio.all_tasks()}
    with pytest.raises(TimeoutError):
        async with store.begin() as tx, asyncio.timeout(0.2):
            await person(tx, "never")
            await tx.rows(sa.text(LONG_STATEMENT[engine]))
    await nothing_left(store, before)
    assert await names(store) == []


@pytest.mark.long
@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_writer_cancelled_while_another_program_writes_keeps_nobody_waiting(store: Store, tmp_path: Path) -> None:
    """SQLite's wait for another program's lock cannot be broken off: it is left to end by itself."""
    before = {*asyncio.all_tasks()}
    other = sqlite3.connect(tmp_path / "majlis.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(write_all(store, "cut"))
        await until(lambda: bool(store._writer and store._writer.locked()))
        await asyncio.sleep(0.2)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=BOUND)
        assert done
        assert store._writer is not None
        assert not store._writer.locked()
        assert out_of_the_pool(store) == 0
        other.execute("ROLLBACK")
        await nothing_left(store, before)
    finally:
        other.close()
    assert await names(store) == []
    await store.close()
    await until(lambda: not threads())
