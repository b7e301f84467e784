"""The store: transactions. `begin()` opens one that writes, `read()` one that only reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from council.audit import Entry
from storage.cancelling import run_to_completion
from storage.engine import open_engine

T = TypeVar("T")


class Transaction:
    """An open transaction. This package's queries take it as their first argument."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.has_deliveries = False  # set by `outbox`: the dispatcher is woken after the commit
        self.has_written = False
        self.unsealed: list[Entry] = []  # entries given to `audit`; they are chained just before the commit
        self._before_commit: dict[Callable[[Transaction], Awaitable[None]], None] = {}
        self._idle_seconds = 0.0
        self._limit: asyncio.Timeout | None = None

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._connection.dialect.name

    @asynccontextmanager
    async def limit_idle(self, seconds: float) -> AsyncIterator[None]:
        """A block that should wait for the database only. Raises `TimeoutError` when it waits for anything else for
        this many seconds (real time) without interruption."""
        async with asyncio.timeout(seconds) as limit:
            self._idle_seconds, self._limit = seconds, limit
            try:
                yield
            finally:
                self._limit = None

    @contextmanager
    def _in_database(self) -> Iterator[None]:
        """Suspends the time limit while the database works."""
        self._set_deadline(None)
        try:
            yield
        finally:
            self._set_deadline(asyncio.get_running_loop().time() + self._idle_seconds)

    def _set_deadline(self, when: float | None) -> None:
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(when)

    async def rows(
        self, query: sa.Executable, parameters: Mapping[str, object] | None = None
    ) -> Sequence[sa.RowMapping]:
        """All rows, each by column name. `parameters`: the values of the query's bind parameters, by name."""
        with self._in_database():
            return (await self._connection.execute(query, parameters)).mappings().all()

    async def row(self, query: sa.Executable) -> sa.RowMapping | None:
        """The first row, or None."""
        with self._in_database():
            return (await self._connection.execute(query)).mappings().first()

    async def value(self, query: sa.Select[T]) -> T | None:
        """The first column of the first row, or None."""
        with self._in_database():
            return (await self._connection.execute(query)).scalar()

    async def values(self, query: sa.Select[T]) -> list[T]:
        """The first column of every row."""
        with self._in_database():
            return list((await self._connection.execute(query)).scalars())

    async def write(self, statement: sa.Executable, many: Sequence[dict[str, object]] | None = None) -> int:
        """Execute an insert, update or delete; the number of rows affected."""
        self.has_written = True
        with self._in_database():
            if many:
                return (await self._connection.execute(statement, many)).rowcount
            return (await self._connection.execute(statement)).rowcount

    async def insert_many(self, statement: sa.Insert, rows: Sequence[dict[str, object]]) -> int:
        """Insert rows in one statement; how many were inserted. The statement must have a RETURNING clause."""
        self.has_written = True
        # Drivers report different row counts for many rows; the returned rows are reliable.
        with self._in_database():
            return len((await self._connection.execute(statement, list(rows))).all())

    def before_commit(self, act: Callable[["Transaction"], Awaitable[None]]) -> None:
        """Run `act` once, just before the commit, in the order of first registration. Locks that it takes are held only
        for the commit, so that nothing waits long behind them."""
        self._before_commit.setdefault(act)

    async def finish(self) -> None:
        """Run what `before_commit` registered."""
        while self._before_commit:
            act = next(iter(self._before_commit))
            del self._before_commit[act]
            await act(self)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A block that is rolled back alone when it raises."""
        with self._in_database():
            nested = await self._connection.begin_nested()
        unsealed = len(self.unsealed)
        try:
            yield
        except BaseException:
            del self.unsealed[unsealed:]
            with self._in_database():
                await nested.rollback()
            raise
        with self._in_database():
            await nested.commit()

    async def insert(self, statement: sa.Insert) -> int:
        """Insert one row; its id."""
        self.has_written = True
        with self._in_database():
            key = (await self._connection.execute(statement)).inserted_primary_key
        assert key is not None  # noqa: S101 - every table used here has a single id column
        return int(key[0])


FINISH_SECONDS = 5.0
"""Seconds that a commit in progress may still take once its task is cancelled."""

CLOSE_SECONDS = 2.0
"""Seconds for rolling back and returning a connection, and for closing idle ones. A connection that takes longer is cut
off, after which the database rolls back by itself."""

LAST_SECONDS = 5.0
"""Seconds that `close` waits for open transactions."""


class Store:
    """Opens transactions. `deliveries` is set whenever a commit may have queued deliveries; `commits` counts commits
    that wrote something.

    A task cancelled within a transaction ends only after its connection was returned. Its changes are rolled back,
    unless the commit had begun: that is awaited, and counts.
    """

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = open_engine(url)
        self.deliveries = asyncio.Event()
        self.commits = 0
        # SQLite has one writer; a fair lock in front of it is better than many connections polling for its lock.
        self._writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None
        self._open: set[AsyncConnection] = set()
        self._all_returned = asyncio.Event()
        self._closed = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A transaction that writes: committed at the end of the block, rolled back if the block raises."""
        async with self._writer or nullcontext():
            connection = await self._connect()
            try:
                await connection.execution_options(writes=True)
                await connection.begin()
                transaction = Transaction(connection)
                yield transaction
                await transaction.finish()
            except BaseException:
                await self._release(connection)
                raise
            await run_to_completion(self._commit(transaction, connection), FINISH_SECONDS)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A read-only transaction: a consistent snapshot, concurrent with writers. Any write in it is rolled back."""
        connection = await self._connect()
        try:
            await connection.begin()
            yield Transaction(connection)
        finally:
            await self._release(connection)

    async def close(self) -> None:
        """Close all connections. Waits briefly for open transactions, whose connections are closed when they end. No
        transaction can be opened afterwards."""
        self._closed = True
        await run_to_completion(self._close(), LAST_SECONDS + CLOSE_SECONDS)

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
            await self._return(connection)

    async def _release(self, connection: AsyncConnection) -> None:
        """Roll back and return the connection."""
        # In a task of its own: a cancellation half-way would leak the connection.
        await run_to_completion(self._return(connection), CLOSE_SECONDS)

    async def _return(self, connection: AsyncConnection) -> None:
        try:
            with suppress(TimeoutError):  # the connection is cut off then, which is no fault of the transaction
                async with asyncio.timeout(CLOSE_SECONDS):
                    try:
                        if self._closed and not connection.invalidated:
                            await connection.invalidate()  # the disposed pool no longer closes connections
                    finally:
                        await connection.close()
        finally:
            self._open.discard(connection)
            if not self._open:
                self._all_returned.set()

    async def _close(self) -> None:
        if self._open:
            self._all_returned.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_returned.wait(), LAST_SECONDS)
        # A connection that cannot be closed in time is cut off, which ends that attempt; the next one closes the
        # others.
        seconds = CLOSE_SECONDS
        while True:
            try:
                async with asyncio.timeout(seconds):
                    await self.engine.dispose()
                return
            except TimeoutError:
                seconds = 0.1
