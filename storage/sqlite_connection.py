"""SQLite's connection: few calls of its thread, and safe against cancellation.

Each call of the thread costs two switches between threads. SQLAlchemy makes four for a statement (open a cursor,
execute, fetch, close), one to begin a transaction, and one to roll back what was committed already. Here a statement is
one call, BEGIN goes along with the transaction's first statement, and a rollback of nothing is none.

A connection of aiosqlite is a thread that executes calls in order. A caller that is cancelled only stops waiting: the
thread goes on with the call and keeps whatever lock it took. SQLAlchemy then closes the connection; cancelled once
more, it stops the thread without waiting. But then two closings are in progress: the thread ends with the first and
never answers the second, whose task waits for ever (and the end of the event loop waits for that task).

Besides, SQLite does not end a connection that is closed while one of its statements is unfinished: it stays open, with
its lock, until the statement's cursor is freed, which the cancellation's traceback keeps alive for an unknown time.

So here every cursor is closed in the call that opened it, a cancelled call is interrupted and awaited, the transaction
is rolled back before the connection is closed, the thread is told to stop only once, and every wait for the thread has
a time limit.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

THREAD_SECONDS = 2.0
"""Time limit for a thread that was told to stop or to interrupt its call. Only SQLite's wait for another program's lock
takes longer, because it cannot be interrupted; the thread closes its connection when that wait is over."""

BEGIN_READING, BEGIN_WRITING = "BEGIN", "BEGIN IMMEDIATE"
SAVEPOINT, UNDO = "SAVEPOINT unit", "ROLLBACK TO unit"

LOG_MS = 250
"""How long emptying the log waits for those who read it, in milliseconds; all writers wait meanwhile."""

INTERRUPT_SECONDS = 0.05
"""Seconds between interrupts of a call that goes on: an interrupt affects only a statement that is already running."""


class SteadyConnection(aiosqlite.Connection):
    """A connection that can be cancelled at any await, any number of times.

    It overrides internals of aiosqlite, whose version is therefore bounded in pyproject.toml.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """`connector` opens the connection; it is called in the connection's thread."""
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a thread that never returns must not keep the program from ending
        self._stopped: asyncio.Future[object] | None = None
        self._before: list[str] = []  # what goes along with the next statement: BEGIN, SAVEPOINT

    async def _connect(self) -> "SteadyConnection":
        if self._connection is None:
            opened: asyncio.Future[sqlite3.Connection] = asyncio.get_running_loop().create_future()
            self._tx.put_nowait((opened, self._connector))
            try:
                # Shielded, so that a connection opened after a cancellation is known and can be closed.
                self._connection = await asyncio.shield(opened)
            except BaseException:
                await self._wait_for(opened)
                if opened.done() and opened.exception() is None:
                    self._connection = opened.result()
                await self._wait_for(self.stop())
                raise
        return self

    def cursor(self) -> "StatementCursor":  # type: ignore[override]  # what SQLAlchemy needs of a cursor
        """A cursor for one statement. Opening it makes no call."""
        return StatementCursor(self)

    async def run(self, execute: Callable[[sqlite3.Cursor], object], *, whole: bool = False) -> "Outcome":
        """Execute a statement and fetch its rows. `whole`: a cancellation waits for the end of it, for `THREAD_SECONDS` at most,
        instead of interrupting it."""
        before, self._before = self._before, []
        return await self._execute(_run, self._conn, before, execute, whole=whole)

    def begin(self, *, writes: bool) -> None:
        """Begin a transaction, along with the next statement."""
        self._before = [BEGIN_WRITING if writes else BEGIN_READING]

    def save(self) -> None:
        """Set a savepoint, along with the next statement."""
        self._before.append(SAVEPOINT)

    async def undo(self) -> None:
        """Undo what was done since the last savepoint."""
        if SAVEPOINT in self._before:
            self._before.remove(SAVEPOINT)
        else:
            await self.run(lambda cursor: cursor.execute(UNDO))

    async def commit(self) -> None:
        """Commit the current transaction."""
        await self._end(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back the current transaction."""
        await self._end(self._conn.rollback)

    async def empty_log(self) -> bool:
        """Move everything from the log of writes to the database and cut the log to nothing; False while others read
        it. No transaction may be open on this connection."""
        return await self._execute(_empty_log, self._conn)

    async def _end(self, end: Callable[[], None]) -> None:
        self._before = []
        if self._conn.in_transaction:
            await self._execute(end)

    async def _execute(self, fn: Callable[..., T], *args: object, whole: bool = False, **kwargs: object) -> T:
        """Have the thread call `fn`. Every await of aiosqlite goes through this method. `whole`: as `run` takes it."""
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((answer, partial(fn, *args, **kwargs)))
        try:
            return await answer
        except asyncio.CancelledError:
            await self._end_call(whole=whole)
            raise

    async def _end_call(self, *, whole: bool) -> None:
        """Make sure that nothing of a cancelled call continues."""
        ended: asyncio.Future[object] | None = self._stopped
        if self._running:
            # The thread works in order: once it answers this, the cancelled call has ended.
            ended = asyncio.get_running_loop().create_future()
            self._tx.put_nowait((ended, _nothing))
        await self._wait_for(ended, interrupt=not whole)

    async def close(self) -> None:
        """Close the connection and roll back what was not committed. Waits at most `THREAD_SECONDS`."""
        cancellation = await self._wait_for(self.stop())
        if cancellation is not None:
            raise cancellation

    def stop(self) -> asyncio.Future[object] | None:
        """Tell the thread to close the connection and end. Does not wait: the future is done when that has happened.

        Calling it again has no effect: a thread that has ended answers nobody.
        """
        if self._running:
            self._tx.put_nowait((None, self._roll_back))
            self._stopped = super().stop()
        return self._stopped

    async def _wait_for(self, answer: asyncio.Future[T] | None, *, interrupt: bool = True) -> asyncio.CancelledError | None:
        """Wait up to `THREAD_SECONDS` for the thread's answer, and interrupt its current call meanwhile. Returns a
        cancellation that occurred during the wait, for the caller to raise."""
        loop, cancellation = asyncio.get_running_loop(), None
        until = loop.time() + THREAD_SECONDS
        while answer is not None and not answer.done() and (left := until - loop.time()) > 0:
            try:
                await asyncio.wait({answer}, timeout=min(left, INTERRUPT_SECONDS))
            except asyncio.CancelledError as error:
                cancellation = error
            if interrupt and not answer.done() and self._connection is not None:
                with suppress(sqlite3.ProgrammingError):  # it is already closed
                    self._connection.interrupt()
        return cancellation

    def _roll_back(self) -> None:
        """Roll back an open transaction; runs in the connection's thread."""
        if self._connection is not None:
            self._connection.rollback()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a statement, as the attributes of a DB-API cursor say it."""

    rows: list[object]
    description: object
    rowcount: int
    lastrowid: int | None


NOTHING = Outcome([], None, -1, None)

Values = Sequence[str | bytes | int | float | None]
"""A statement's parameters."""


class StatementCursor:
    """The cursor of one statement, which was executed, fetched and closed in a single call when it is here."""

    arraysize = 1

    def __init__(self, connection: SteadyConnection) -> None:
        self._connection = connection
        self._outcome = NOTHING

    @property
    def description(self) -> object:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def __aenter__(self) -> "StatementCursor":
        return self

    async def execute(self, sql: str, parameters: Values = ()) -> "StatementCursor":
        self._outcome = await self._connection.run(lambda cursor: cursor.execute(sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Sequence[Values]) -> "StatementCursor":
        self._outcome = await self._connection.run(lambda cursor: cursor.executemany(sql, parameters))
        return self

    async def fetchall(self) -> list[object]:
        return self._outcome.rows

    async def close(self) -> None:
        """Nothing is open any more."""


def _run(connection: sqlite3.Connection, before: Sequence[str], execute: Callable[[sqlite3.Cursor], object]) -> Outcome:
    """Execute a statement after these; runs in the connection's thread."""
    with closing(connection.cursor()) as cursor:
        for sql in before:
            cursor.execute(sql)
        execute(cursor)
        rows = cursor.fetchall() if cursor.description else []
        return Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Runs in the connection's thread."""
    with closing(connection.cursor()) as cursor:
        (waits,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={LOG_MS}")
        try:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # locked by another program
            busy = 1
        finally:
            cursor.execute(f"PRAGMA busy_timeout={waits}")
        return not busy


def _nothing() -> None:
    """Only shows that the thread has come this far."""
