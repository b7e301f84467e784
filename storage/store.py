"""The store: transactions. One that writes is begun with `begin()`, one that only reads with `read()`."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import open_engine

T = TypeVar("T")


class Transaction:
    """One open transaction. Queries of this package take it as their first argument."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.has_deliveries = False  # set by `outbox`: the dispatcher is woken after the commit

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._connection.dialect.name

    async def rows(self, query: sa.Executable) -> Sequence[sa.RowMapping]:
        """All rows, each by column name."""
        return (await self._connection.execute(query)).mappings().all()

    async def row(self, query: sa.Executable) -> sa.RowMapping | None:
        """The first row, or None."""
        return (await self._connection.execute(query)).mappings().first()

    async def value(self, query: sa.Select[T]) -> T | None:
        """The first column of the first row, or None."""
        return (await self._connection.execute(query)).scalar()

    async def values(self, query: sa.Select[T]) -> list[T]:
        """The first column of every row."""
        return list((await self._connection.execute(query)).scalars())

    async def write(self, statement: sa.Executable, many: Sequence[dict[str, object]] | None = None) -> int:
        """Carry out an insert, update or delete; the number of rows it touched."""
        result = await self._connection.execute(statement, many) if many else await self._connection.execute(statement)
        return result.rowcount

    async def insert_many(self, statement: sa.Insert, rows: Sequence[dict[str, object]]) -> int:
        """Insert rows, many in one statement; how many were. The statement returns something of each."""
        # What a driver counts for many rows differs; what comes back does not.
        return len((await self._connection.execute(statement, list(rows))).all())

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that is undone alone when it raises."""
        async with self._connection.begin_nested():
            yield

    async def insert(self, statement: sa.Insert) -> int:
        """Insert one row and give its id."""
        key = (await self._connection.execute(statement)).inserted_primary_key
        assert key is not None  # noqa: S101 - every table that is inserted into so has a single id
        return int(key[0])


class Store:
    """Opens transactions. `deliveries` is set whenever a commit may have given the dispatcher something to do."""

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = open_engine(url)
        self.deliveries = asyncio.Event()
        # SQLite has one writer; a fair queue in front of it beats many connections polling for its lock.
        self._writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A transaction that writes: committed at the end of the block, rolled back when it raises."""
        async with AsyncExitStack() as stack:
            if self._writer:
                await stack.enter_async_context(self._writer)
            connection = await stack.enter_async_context(self.engine.connect())
            await connection.execution_options(writes=True)
            async with connection.begin():
                transaction = Transaction(connection)
                yield transaction
        if transaction.has_deliveries:
            self.deliveries.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A transaction that only reads: a consistent view, beside any writer."""
        async with self.engine.connect() as connection, connection.begin():
            yield Transaction(connection)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()
