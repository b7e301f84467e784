"""The store: transactions. One that writes is begun with `begin()`, one that only reads with `read()`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from council.audit import Entry
from storage.cancelling import to_the_end
from storage.engine import open_engine

T = TypeVar("T")


class Transaction:
    """One open transaction. Queries of this package take it as their first argument."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.has_deliveries = False  # set by `outbox`: the dispatcher is woken after the commit
        self.has_written = False
        self.unsealed: list[Entry] = []  # what `audit` was told; it is chained right before the commit
        self._last: dict[Callable[[Transaction], Awaitable[None]], None] = {}
        self._patience = 0.0
        self._limit: asyncio.Timeout | None = None

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._connection.dialect.name

    @asynccontextmanager
    async def hurried(self, seconds: float) -> AsyncIterator[None]:
        """A part that waits for the database and for little else: raises `TimeoutError` when it waits for anything
        else for so many seconds (of real time) on end."""
        async with asyncio.timeout(seconds) as limit:
            self._patience, self._limit = seconds, limit
            try:
                yield
            finally:
                self._limit = None

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """While the database works, nobody's patience runs out."""
        self._give_until(None)
        try:
            yield
        finally:
            self._give_until(asyncio.get_running_loop().time() + self._patience)

    def _give_until(self, when: float | None) -> None:
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(when)

    async def rows(self, query: sa.Executable) -> Sequence[sa.RowMapping]:
        """All rows, each by column name."""
        with self._asking():
            return (await self._connection.execute(query)).mappings().all()

    async def row(self, query: sa.Executable) -> sa.RowMapping | None:
        """The first row, or None."""
        with self._asking():
            return (await self._connection.execute(query)).mappings().first()

    async def value(self, query: sa.Select[T]) -> T | None:
        """The first column of the first row, or None."""
        with self._asking():
            return (await self._connection.execute(query)).scalar()

    async def values(self, query: sa.Select[T]) -> list[T]:
        """The first column of every row."""
        with self._asking():
            return list((await self._connection.execute(query)).scalars())

    async def write(self, statement: sa.Executable, many: Sequence[dict[str, object]] | None = None) -> int:
        """Carry out an insert, update or delete; the number of rows it touched."""
        self.has_written = True
        with self._asking():
            if many:
                return (await self._connection.execute(statement, many)).rowcount
            return (await self._connection.execute(statement)).rowcount

    async def insert_many(self, statement: sa.Insert, rows: Sequence[dict[str, object]]) -> int:
        """Insert rows, many in one statement; how many were. The statement returns something of each."""
        self.has_written = True
        # What a driver counts for many rows differs; what comes back does not.
        with self._asking():
            return len((await self._connection.execute(statement, list(rows))).all())

    def at_last(self, act: Callable[["Transaction"], Awaitable[None]]) -> None:
        """Have this done once, right before the commit, in the order in which it was first asked for. What it locks is
        locked for no longer than the commit takes, and nothing is waited for behind it."""
        self._last.setdefault(act)

    async def finish(self) -> None:
        """Do what was left for the end."""
        while self._last:
            act = next(iter(self._last))
            del self._last[act]
            await act(self)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that is undone alone when it raises."""
        with self._asking():
            nested = await self._connection.begin_nested()
        told = len(self.unsealed)
        try:
            yield
        except BaseException:
            del self.unsealed[told:]
            with self._asking():
                await nested.rollback()
            raise
        with self._asking():
            await nested.commit()

    async def insert(self, statement: sa.Insert) -> int:
        """Insert one row and give its id."""
        self.has_written = True
        with self._asking():
            key = (await self._connection.execute(statement)).inserted_primary_key
        assert key is not None  # noqa: S101 - every table that is inserted into so has a single id
        return int(key[0])


FINISH_SECONDS = 5.0
"""How long a commit that has begun may still take once its task is cancelled."""

CLOSE_SECONDS = 2.0
"""How long rolling back, and giving a connection back, may take; and closing those that are idle. What takes longer is cut
off from the database, which then rolls back by itself."""

LAST_SECONDS = 5.0
"""How long a store that is being closed waits for transactions that are still open."""


class Store:
    """Opens transactions. `deliveries` is set whenever a commit may have given the dispatcher something to do;
    `commits` counts those in which something was written.

    A task that is cancelled in a transaction is so only when its connection has been given back. What it wrote is undone,
    unless its commit had begun: that is waited for, and counts.
    """

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = open_engine(url)
        self.deliveries = asyncio.Event()
        self.commits = 0
        # SQLite has one writer; a fair queue in front of it beats many connections polling for its lock.
        self._writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None
        self._open: set[AsyncConnection] = set()
        self._all_given_back = asyncio.Event()
        self._closed = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A transaction that writes: committed at the end of the block, rolled back when it raises."""
        async with self._writer or nullcontext():
            connection = await self._connect()
            try:
                await connection.execution_options(writes=True)
                await connection.begin()
                transaction = Transaction(connection)
                yield transaction
                await transaction.finish()
            except BaseException:
                await self._let_go(connection)
                raise
            await to_the_end(self._commit(transaction, connection), FINISH_SECONDS)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A transaction that only reads: a consistent view, beside any writer. What it wrote all the same is undone."""
        connection = await self._connect()
        try:
            await connection.begin()
            yield Transaction(connection)
        finally:
            await self._let_go(connection)

    async def close(self) -> None:
        """Give every connection back. Waits for transactions that are still open, but not for long: their connections
        are closed when they end. Afterwards none can be begun."""
        self._closed = True
        await to_the_end(self._close(), LAST_SECONDS + CLOSE_SECONDS)

    async def _connect(self) -> AsyncConnection:
        if self._closed:
            raise RuntimeError("this store is closed")
        connection = await self.engine.connect()
        self._open.add(connection)
        return connection

    async def _commit(self, transaction: Transaction, connection: AsyncConnection) -> None:
        try:
            await connection.commit()
            self.commits += transaction.has_written
            if transaction.has_deliveries:
                self.deliveries.set()
        finally:
            await self._give_back(connection)

    async def _let_go(self, connection: AsyncConnection) -> None:
        """Roll back, and give the connection back."""
        # In a task of its own: a cancellation that came in the middle would leave the connection with nobody.
        await to_the_end(self._give_back(connection), CLOSE_SECONDS)

    async def _give_back(self, connection: AsyncConnection) -> None:
        try:
            with suppress(TimeoutError):  # the connection is cut off then; that is no fault of the transaction's
                async with asyncio.timeout(CLOSE_SECONDS):
                    try:
                        if self._closed and not connection.invalidated:
                            await connection.invalidate()  # the pool that it goes back to closes nothing any more
                    finally:
                        await connection.close()
        finally:
            self._open.discard(connection)
            if not self._open:
                self._all_given_back.set()

    async def _close(self) -> None:
        if self._open:
            self._all_given_back.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_given_back.wait(), LAST_SECONDS)
        # One that cannot be closed in time is cut off, which ends that attempt: the others are closed in the next.
        seconds = CLOSE_SECONDS
        while True:
            try:
                async with asyncio.timeout(seconds):
                    await self.engine.dispose()
                return
            except TimeoutError:
                seconds = 0.1
