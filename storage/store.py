"""The store: transactions. `begin()` opens one that writes, `read()` one that only reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.cancelling import run_to_completion
from storage.direct import Statements
from storage.engine import CommitLost, open_engine
from storage.sqlite_connection import SteadyConnection
from storage.transaction import FINISH_SECONDS, Transaction

Along = Callable[[Transaction], Awaitable[Callable[[], None] | None]]
"""Writes what is to go along with a commit; what to call if the commit fails, or None if there was nothing to write."""

CLOSE_SECONDS = 2.0
"""Seconds for rolling back and returning a connection, and for closing idle ones. A connection that takes longer is cut
off, after which the database rolls back by itself."""

EMPTY_LOG_SECONDS = 60.0
"""SQLite's log of writes is emptied at the first commit after so many seconds: what was overwritten or deleted, such as a
reply once it was sent, stays there no longer."""

LAST_SECONDS = 5.0
"""Seconds that `close` waits for open transactions."""


TOGETHER_SECONDS = 0.02
"""How long a commit may wait for others that are to share it."""


class _Shared:
    """Units that wait for the commit that they share. Their connection holds an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        loop = asyncio.get_running_loop()
        self.connection = connection
        self.units: list[Transaction] = []
        self.until = loop.time() + TOGETHER_SECONDS
        self.done: asyncio.Future[None] = loop.create_future()
        self.done.add_done_callback(lambda done: done.exception())  # retrieved, even if all who waited were cancelled

    async def outcome(self) -> None:
        """Wait for the commit. Raises what it raised."""
        await asyncio.shield(self.done)


class Store:
    """Opens transactions. `deliveries` is set whenever a commit may have queued deliveries; `commits` counts commits
    that wrote something, and `on_commit` are called after each. `along` is called before each commit, for what need not wait
    for a turn of its own.

    A task cancelled within a transaction ends only after its connection was returned. Its changes are rolled back,
    unless the commit had begun: that is awaited, and counts.
    """

    def __init__(self, url: str, *, schema: str | None = None) -> None:
        """`schema`: as `open_engine` takes it."""
        self.engine: AsyncEngine = open_engine(url, schema=schema)
        self.deliveries = asyncio.Event()
        self.commits = 0
        self.on_commit: list[Callable[[], None]] = []
        self.along: Along | None = None
        # SQLite has one writer; a fair lock in front of it is better than many connections polling for its lock.
        self._writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None
        self._statements = Statements() if self.is_sqlite else None
        # SQLite's log of writes is to be emptied; also what an earlier run left of it.
        self._log_is_stale = self._writer is not None
        self._emptied_at = 0.0
        self._waiting = 0  # for the writer's lock
        self._shared: _Shared | None = None
        self._open: set[AsyncConnection] = set()
        self._all_returned = asyncio.Event()
        self._closed = False

    @property
    def is_sqlite(self) -> bool:
        return self._writer is not None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A transaction that writes: committed at the end of the block, rolled back if the block raises."""
        async with self._turn():
            await self._commit_shared()
            connection = await self._connect_to_write()
            try:
                transaction = Transaction(connection, self._statements)
                yield transaction
                await transaction.finish()
            except BaseException:
                await self._release(connection)
                raise
            await run_to_completion(self._commit(transaction, connection), FINISH_SECONDS)

    @asynccontextmanager
    async def begin_together(self) -> AsyncIterator[Transaction]:
        """The same for a short unit, which may share its commit with those that wait for their turn at the same time: on
        SQLite a commit costs more than most units. Each is undone alone if it raises. It ends when the commit is done.

        Raises what the commit raises, and `CommitLost`. Cancelled while others are still to come, it waits for the commit,
        which counts.
        """
        if self._writer is None:
            async with self.begin() as transaction:
                yield transaction
            return
        async with self._turn():
            shared = self._shared or _Shared(await self._connect_to_write())
            transaction = Transaction(shared.connection, self._statements, shared=bool(shared.units))
            try:
                if shared.units:  # a savepoint within that of the unit before; none is released before the commit
                    _driver(shared.connection).save()
                yield transaction
                await transaction.finish()
            except BaseException:
                await run_to_completion(self._undo(shared), FINISH_SECONDS)
                raise
            shared.units.append(transaction)
            self._shared = shared
            if not self._waiting or asyncio.get_running_loop().time() >= shared.until:
                await self._commit_shared()
        if not shared.done.done():
            await run_to_completion(shared.outcome(), FINISH_SECONDS)
        shared.done.result()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """The only writer's turn. Whoever leaves with units still to be committed leaves somebody who waits for theirs."""
        if self._writer is None:
            yield
            return
        self._waiting += 1
        try:
            await self._writer.acquire()
        except BaseException:
            self._waiting -= 1
            if not self._waiting and not self._writer.locked():
                async with self._writer:
                    await self._commit_shared()
            raise
        self._waiting -= 1
        try:
            yield
        finally:
            try:
                if not self._waiting:
                    await self._commit_shared()
            finally:
                self._writer.release()

    async def _undo(self, shared: _Shared) -> None:
        """Roll back what the present unit did, and nothing else where that is possible."""
        if shared.units and not shared.connection.invalidated:
            with suppress(Exception):  # where SQLite has rolled everything back, as it does when the disk is full
                await _driver(shared.connection).undo()
                return
        self._shared = None
        await self._return(shared.connection)
        shared.done.set_exception(CommitLost())

    async def _commit_shared(self) -> None:
        """Commit what units left for a commit that they share. Its errors are theirs."""
        shared, self._shared = self._shared, None
        if shared is not None:
            await run_to_completion(self._commit_units(shared), FINISH_SECONDS)

    async def _commit_units(self, shared: _Shared) -> None:
        failure: BaseException | None = None
        try:
            *earlier, last = shared.units
            last.has_deliveries |= any(unit.has_deliveries for unit in earlier)
            last.empties_log |= any(unit.empties_log for unit in earlier)
            wrote = sum(unit.has_written for unit in shared.units)
            last.has_written = bool(wrote)
            await self._commit(last, shared.connection)
            self.commits += max(wrote - 1, 0)
        except Exception as error:  # noqa: BLE001 - raised by each of the units
            failure = error
        except BaseException:
            failure = CommitLost()
            raise
        finally:
            if failure is None:
                shared.done.set_result(None)
            else:
                shared.done.set_exception(failure)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A read-only transaction: a consistent snapshot, concurrent with writers. Any write in it is rolled back."""
        connection = await self._connect()
        try:
            await connection.begin()
            yield Transaction(connection, self._statements)
        finally:
            await self._release(connection)

    async def close(self) -> None:
        """Close all connections. Waits briefly for open transactions, whose connections are closed when they end. No
        transaction can be opened afterwards."""
        self._closed = True
        await run_to_completion(self._close(), LAST_SECONDS + CLOSE_SECONDS)

    async def _connect_to_write(self) -> AsyncConnection:
        """A connection in a transaction that writes."""
        connection = await self._connect()
        try:
            await connection.execution_options(writes=True)
            await connection.begin()
        except BaseException:
            await self._release(connection)
            raise
        return connection

    async def _connect(self) -> AsyncConnection:
        if self._closed:
            raise RuntimeError("this store is closed")
        connection = await self.engine.connect()
        self._open.add(connection)
        return connection

    async def _commit(self, transaction: Transaction, connection: AsyncConnection) -> None:
        failed: Callable[[], None] | None = None
        try:
            try:
                if self.along is not None:
                    failed = await self.along(Transaction(connection, self._statements))
                await connection.commit()
            except Exception:
                await connection.invalidate()  # whatever is still open ends with it
                if failed is not None:
                    failed()
                raise
            if transaction.has_written:
                self.commits += 1
                for hear in self.on_commit:
                    hear()
            if transaction.has_deliveries:
                self.deliveries.set()
            await self._empty_log(transaction, connection)
        finally:
            await self._return(connection)

    async def _empty_log(self, transaction: Transaction, connection: AsyncConnection) -> None:
        """Empty SQLite's log of writes if that is due. While somebody reads it, the next commits try again."""
        if self._writer is None:
            return
        self._log_is_stale |= transaction.empties_log
        now = asyncio.get_running_loop().time()
        if self._log_is_stale or now - self._emptied_at >= EMPTY_LOG_SECONDS:
            self._emptied_at = now
            self._log_is_stale = not await _driver(connection).empty_log()

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


def _driver(connection: AsyncConnection) -> SteadyConnection:
    """SQLite's connection under SQLAlchemy's."""
    driver = connection.sync_connection.connection.driver_connection if connection.sync_connection else None
    assert isinstance(driver, SteadyConnection)  # noqa: S101 - what `open_engine` opens for SQLite
    return driver
