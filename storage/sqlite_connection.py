"""SQLite's connection, made safe against cancellation.

A connection of aiosqlite is a thread that carries out one call after the other. Whoever waits for a call and is cancelled
only stops waiting: the thread goes on with it, and holds whatever lock it took. SQLAlchemy then has the connection closed;
cancelled once more, it stops the thread without waiting. But then two closings are under way: the thread ends with the
first, and never answers the second, whose task waits for ever (the end of the event loop waits for that task in turn).

And SQLite does not end a connection that is closed while a statement of it is unfinished: it stays, with its lock, until
the statement's cursor is gone, which the traceback of the cancellation keeps for who knows how long.

So here a call that is cancelled is interrupted and waited for, its cursor is closed, the transaction is rolled back before
the connection is closed, the thread is told to stop only once, and no wait for the thread is without an end.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

THREAD_SECONDS = 2.0
"""How long is waited for a thread that was told to break off or to stop. Only SQLite's wait for the lock of another program
takes longer, because nothing can break it off. The thread closes its connection when that is over."""

INTERRUPT_SECONDS = 0.05
"""How long until a call that goes on is interrupted once more: an interruption strikes only what has begun."""


class SteadyConnection(aiosqlite.Connection):
    """A connection that can be cancelled at any await, as often as one likes.

    It overrides what aiosqlite calls internally, so the version of aiosqlite is bounded in pyproject.toml.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """`connector` opens the connection; it is called in the connection's thread."""
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # a thread that never comes back must not keep the program from ending
        self._stopped: asyncio.Future[object] | None = None

    async def _connect(self) -> "SteadyConnection":
        if self._connection is None:
            opened: asyncio.Future[sqlite3.Connection] = asyncio.get_running_loop().create_future()
            self._tx.put_nowait((opened, self._connector))
            try:
                # Shielded, so that what was opened is known, and can be closed, even if nobody wants it any more.
                self._connection = await asyncio.shield(opened)
            except BaseException:
                await self._wait_for(opened)
                if opened.done() and opened.exception() is None:
                    self._connection = opened.result()
                await self._wait_for(self.stop())
                raise
        return self

    async def _execute(self, fn: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Have the thread call `fn`: every await of aiosqlite is this one."""
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((answer, partial(fn, *args, **kwargs)))
        try:
            return await answer
        except asyncio.CancelledError:
            await self._break_off(fn)
            raise

    async def _break_off(self, fn: Callable[..., object]) -> None:
        """Make sure that nothing goes on of a call whose answer nobody waits for any more."""
        ended: asyncio.Future[object] | None = self._stopped
        if self._running:
            # The thread works in order: when it answers this, it has ended what was cancelled.
            ended = asyncio.get_running_loop().create_future()
            cursor = getattr(fn, "__self__", None)
            self._tx.put_nowait((ended, partial(_put_away, cursor if isinstance(cursor, sqlite3.Cursor) else None)))
        await self._wait_for(ended)

    async def close(self) -> None:
        """Close the connection; what was not committed is rolled back. Waits for `THREAD_SECONDS` at most."""
        cancellation = await self._wait_for(self.stop())
        if cancellation is not None:
            raise cancellation

    def stop(self) -> asyncio.Future[object] | None:
        """Have the thread close the connection and end. Does not wait; the future is done when that has happened.

        Told again, it does nothing more: a thread that has ended answers nobody.
        """
        if self._running:
            self._tx.put_nowait((None, self._undo))
            self._stopped = super().stop()
        return self._stopped

    async def _wait_for(self, answer: asyncio.Future[T] | None) -> asyncio.CancelledError | None:
        """Wait for the thread's answer, but not for ever; meanwhile interrupt what it is doing. Gives the cancellation
        that came while this waited, if one did, for the caller to raise."""
        loop, cancellation = asyncio.get_running_loop(), None
        until = loop.time() + THREAD_SECONDS
        while answer is not None and not answer.done() and (left := until - loop.time()) > 0:
            try:
                await asyncio.wait({answer}, timeout=min(left, INTERRUPT_SECONDS))
            except asyncio.CancelledError as error:
                cancellation = error
            if not answer.done() and self._connection is not None:
                with suppress(sqlite3.ProgrammingError):  # it is closed by now
                    self._connection.interrupt()
        return cancellation

    def _undo(self) -> None:
        """Roll back what is open; in the connection's thread."""
        if self._connection is not None:
            self._connection.rollback()


def _put_away(cursor: sqlite3.Cursor | None) -> None:
    if cursor is not None:
        with suppress(sqlite3.Error):
            cursor.close()
