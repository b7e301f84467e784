"""A transaction: what queries are executed in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from council.audit import Entry
from storage.cancelling import run_to_completion
from storage.direct import Answer, Statements

T = TypeVar("T")

FINISH_SECONDS = 5.0
"""Seconds that a commit, or a call of a transaction that others share, may still take once its task is cancelled."""


class _Answer:
    """What came of a statement that SQLAlchemy executed, as `storage.direct.Answer` says it."""

    def __init__(self, result: sa.CursorResult[Any]) -> None:
        self._result = result
        self.rowcount = result.rowcount

    def rows(self) -> Sequence[sa.RowMapping]:
        return self._result.mappings().all()

    def values(self) -> list[Any]:
        return list(self._result.scalars())

    @property
    def lastrowid(self) -> int | None:
        key = self._result.inserted_primary_key
        return int(key[0]) if key is not None else None


class Transaction:
    """An open transaction. This package's queries take it as their first argument."""

    def __init__(self, connection: AsyncConnection, statements: Statements | None = None, *, shared: bool = False) -> None:
        """`statements`: of SQLite's engine, executed directly. `shared`: others have worked on the connection, and what they did
        is not committed yet."""
        self._connection = connection
        self._statements = statements
        self._shared = shared
        self.has_deliveries = False  # set by `outbox`: the dispatcher is woken after the commit
        self.has_written = False
        self.empties_log = False
        self.unsealed: list[Entry] = []  # entries given to `audit`; they are chained just before the commit
        self.not_sending: set[str] = set()  # subjects of which `redraws` found that no card is being sent
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

    async def _execute(
        self, query: sa.Executable, values: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> "Answer | _Answer":
        with self._in_database():
            if isinstance(values, Sequence) and len(values) == 1:
                values = values[0]
            if self._statements is not None and not isinstance(values, Sequence):
                answer = await self._statements.execute(self._connection, query, values, whole=self._shared)
                if answer is not None:
                    return answer
            return _Answer(await self._run(self._connection.execute(query, values)))

    async def _run(self, work: Awaitable[T]) -> T:
        # A call that is cancelled half-way costs the connection, and with it what others did.
        return await (run_to_completion(work, FINISH_SECONDS) if self._shared else work)

    async def rows(self, query: sa.Executable, values: Mapping[str, object] | None = None) -> Sequence[sa.RowMapping]:
        """All rows, each by column name. `values`: of the query's parameters, where it was built once for all calls."""
        return (await self._execute(query, values)).rows()

    async def row(self, query: sa.Executable) -> sa.RowMapping | None:
        """The first row, or None."""
        return next(iter((await self._execute(query)).rows()), None)

    async def value(self, query: sa.Select[T]) -> T | None:
        """The first column of the first row, or None."""
        return next(iter((await self._execute(query)).values()), None)

    async def values(self, query: sa.Select[T], values: Mapping[str, object] | None = None) -> list[T]:
        """The first column of every row. `values`: as `rows` takes them."""
        return (await self._execute(query, values)).values()

    async def write(self, statement: sa.Executable, many: Sequence[dict[str, object]] | None = None) -> int:
        """Execute an insert, update or delete; the number of rows affected."""
        self.has_written = True
        return (await self._execute(statement, many or None)).rowcount

    async def write_and_read(self, statement: sa.Executable, values: Mapping[str, object]) -> Sequence[sa.RowMapping]:
        """Execute a statement that writes; the rows that its RETURNING clause gives. `values`: as `rows` takes them."""
        self.has_written = True
        return await self.rows(statement, values)

    async def insert_many(self, statement: sa.Insert, rows: Sequence[dict[str, object]]) -> int:
        """Insert rows in one statement; how many were inserted. The statement must have a RETURNING clause."""
        self.has_written = True
        # Drivers report different row counts for many rows; the returned rows are reliable.
        return len((await self._execute(statement, list(rows))).values())

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

    def empty_log(self) -> None:
        """Leave nothing of what is overwritten or deleted here in SQLite's log of writes: it is emptied right after the
        commit."""
        self.empties_log = True

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A block that is rolled back alone when it raises."""
        with self._in_database():
            nested = await self._run(self._connection.begin_nested())
        unsealed = len(self.unsealed)
        try:
            yield
        except BaseException:
            del self.unsealed[unsealed:]
            with self._in_database():
                await self._run(nested.rollback())
            raise
        with self._in_database():
            await self._run(nested.commit())

    async def insert(self, statement: sa.Insert, values: Mapping[str, object] | None = None) -> int:
        """Insert one row; its id. `values`: as `rows` takes them."""
        self.has_written = True
        key = (await self._execute(statement, values)).lastrowid
        assert key is not None  # noqa: S101 - every table used here has a single id column
        return key
