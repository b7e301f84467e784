"""Carries all rows of a database into another one, of the same engine or the other."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.tables import metadata

CHUNK = 1000
"""How many rows are in memory at once."""

Tell = Callable[[str, int], None]
"""Is told of a table and how many of its rows were carried so far."""


class Incomplete(Exception):  # noqa: N818 - raised with the table's name and both counts
    """The copy does not hold as many rows as the original."""


@asynccontextmanager
async def at_one_instant(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that only reads, and sees the database as it is now, whatever others write meanwhile."""
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            yield connection


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }


async def copy_rows(source: AsyncConnection, target: AsyncConnection, tell: Tell = lambda _name, _n: None) -> Mapping[str, int]:
    """Copy all rows of all tables into a database at the same schema that has none; how many of each table. Both connections are
    in a transaction; the source's shows one instant.

    The rows of a table are written in the order of their keys, so their places tell nothing of when they were made: see
    `storage.traces`. Raises `Incomplete`, and what the target refuses.
    """
    copied: dict[str, int] = {}
    for table in metadata.sorted_tables:
        copied[table.name] = 0
        insert = _insert(table, target)
        last: Sequence[object] | None = None
        while rows := (await source.execute(_next(table, source, last))).mappings().all():
            await target.execute(insert, [dict(row) for row in rows])
            last = [rows[-1][key.name] for key in table.primary_key]
            copied[table.name] += len(rows)
            tell(table.name, copied[table.name])
    await _continue_numbers(target)
    for name, n in (await counts(target)).items():
        if n != copied[name]:
            raise Incomplete(f"{name}: {copied[name]} rows, and {n} in the copy")
    return copied


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _next(table: sa.Table, source: AsyncConnection, last: Sequence[object] | None) -> sa.Executable:
    """The next rows by key. JSON is read as the text that it is: a null in it is not the same as none."""
    columns: list[sa.ColumnElement[Any]] = []
    for column in table.columns:
        as_text = sa.cast(column, sa.Text) if source.dialect.name == "postgresql" else sa.type_coerce(column, sa.Text)
        columns.append(as_text.label(column.name) if _is_json(column) else column)
    query = sa.select(*columns).order_by(*table.primary_key).limit(CHUNK)
    keys = list(table.primary_key)
    if last is None:
        return query
    values = [sa.literal(value, key.type) for key, value in zip(keys, last, strict=True)]
    return query.where(sa.tuple_(*keys) > sa.tuple_(*values))


def _insert(table: sa.Table, target: AsyncConnection) -> sa.Insert:
    def value(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        if not _is_json(column):
            return sa.bindparam(column.name, type_=column.type)
        text = sa.bindparam(column.name, type_=sa.Text)
        return sa.cast(text, sa.JSON) if target.dialect.name == "postgresql" else text

    return sa.insert(table).values({column.name: value(column) for column in table.columns})


async def _continue_numbers(target: AsyncConnection) -> None:
    """New rows get numbers after those that were copied. SQLite does so by itself."""
    if target.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key:
            sequence = await target.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
            if sequence is not None:
                most = sa.select(sa.func.max(column)).scalar_subquery()
                await target.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(most, 1), most.is_not(None))))


async def has_tables(engine: AsyncEngine) -> bool:
    """Whether there is any table in the database, ours or others'."""
    async with engine.connect() as connection:
        return bool(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))
