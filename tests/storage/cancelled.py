"""Work that is cancelled at one of its waits, and what must be left of it: nothing."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Generator
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from storage.store import Store
from storage.tables import people

BOUND = 20.0
"""Seconds within which anything here has to end, on a machine however busy. What hangs never does."""

IN_TRANSACTION = """SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"""


class How(Enum):
    """How the cancellation strikes."""

    WAITING = "while it waits"
    ANSWERED = "just as the answer comes"
    AGAIN = "and at each wait after it"


class Cut(Awaitable[None]):
    """Some work whose task is cancelled at its `at`-th wait, counted from 1; or, without a `how`, is only known to have
    reached it."""

    def __init__(self, work: Awaitable[None], at: int, how: How | None) -> None:
        self._work, self._at, self._how = work, at, how
        self.reached = asyncio.Event()

    def __await__(self) -> Generator[object, None, None]:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        steps, fault, waits = self._work.__await__(), None, 0
        while True:
            try:
                waited_for = steps.throw(fault) if fault else steps.send(None)
            except StopIteration:
                return
            fault, waits = None, waits + 1
            if waits == self._at or (waits > self._at and self._how is How.AGAIN):
                self.reached.set()
                if self._how is None:
                    pass
                elif self._how is How.ANSWERED and isinstance(waited_for, asyncio.Future):
                    waited_for.add_done_callback(lambda _: task.cancel())
                else:
                    loop.call_soon(task.cancel)
            try:
                yield waited_for
            except BaseException as raised:  # noqa: BLE001 - handed on to the work
                fault = raised


async def carried_out(cut: Cut) -> None:
    await cut


def out_of_the_pool(store: Store) -> int:
    """Connections that are given out at this moment."""
    assert isinstance(store.engine.pool, QueuePool)
    return store.engine.pool.checkedout()


def threads() -> list[str]:
    """The threads in which SQLite's connections work."""
    return [thread.name for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(BOUND):
        while not so():  # noqa: ASYNC110 - not everything that ends tells of it
            await asyncio.sleep(0.005)


async def nothing_left(store: Store, before: set[asyncio.Task[None]]) -> None:
    """Nothing of what was cancelled goes on: no task, no connection, no lock."""
    assert out_of_the_pool(store) == 0
    async with asyncio.timeout(BOUND), store.begin() as tx:
        await tx.rows(sa.select(people.c.id))
    await until(lambda: asyncio.all_tasks() <= before)
    if store.engine.dialect.name == "postgresql":
        async with asyncio.timeout(BOUND):
            while await at_work(store):  # noqa: ASYNC110 - the server does not tell
                await asyncio.sleep(0.005)


async def at_work(store: Store) -> int:
    """How many connections PostgreSQL has in a transaction, but for the one that asks."""
    async with store.read() as tx:
        found = await tx.rows(sa.text(IN_TRANSACTION))
    return len(found)
