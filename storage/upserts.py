"""Inserts that let the database decide whether a row already exists."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction

Values = dict[str, object]


def _insert(dialect: str) -> Callable[[sa.Table], sqlite.Insert] | Callable[[sa.Table], postgresql.Insert]:
    return sqlite.insert if dialect == "sqlite" else postgresql.insert


@cache
def _new(dialect: str, table: sa.Table) -> sa.Insert:
    return _insert(dialect)(table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _put(dialect: str, table: sa.Table, key: tuple[str, ...], names: tuple[str, ...]) -> sa.Insert:
    statement = _insert(dialect)(table)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed)


@cache
def _put_from(dialect: str, table: sa.Table, key: tuple[str, ...], query: sa.SelectBase) -> sa.Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    names = list(query.selected_columns.keys())
    statement = insert(table).from_select(names, query)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed)


async def insert_new(tx: Transaction, table: sa.Table, rows: Sequence[Values]) -> int:
    """Insert those rows that violate no unique constraint; how many those were."""
    return await tx.insert_many(_new(tx.dialect, table), rows) if rows else 0


async def upsert(tx: Transaction, table: sa.Table, key: Sequence[str], row: Values) -> None:
    """Insert a row of plain values, or update the one with the same `key` columns."""
    await upsert_all(tx, table, key, [row])


async def insert_new_from(tx: Transaction, table: sa.Table, query: sa.SelectBase) -> int:
    """Insert those rows of a query, its columns matched by name, that violate no unique constraint; how many those were.
    The query must have a WHERE clause of its own, as for `insert_from`."""
    statement = _insert(tx.dialect)(table).from_select(list(query.selected_columns.keys()), query, include_defaults=False)
    return await tx.write(statement.on_conflict_do_nothing())


async def upsert_all(tx: Transaction, table: sa.Table, key: Sequence[str], rows: Sequence[Values]) -> None:
    """The same for many rows, of the same columns, in one statement."""
    if rows:
        await tx.write(_put(tx.dialect, table, tuple(key), tuple(rows[0])), rows)


async def upsert_from(
    tx: Transaction, table: sa.Table, key: Sequence[str], query: sa.SelectBase, values: Mapping[str, object]
) -> None:
    """The same for the rows of a query that was built once for all calls, its columns matched by name; `values`: of its
    parameters. It must have a WHERE clause of its own, as for `insert_from`."""
    await tx.write(_put_from(tx.dialect, table, tuple(key), query), [dict(values)])


def insert_from(
    dialect: str, table: sa.Table, query: sa.SelectBase, changes: Mapping[str, object], key: Sequence[sa.Column[object]],
    where: sa.TextClause,
) -> sa.Insert:  # fmt: skip
    """The statement that inserts the rows of a query, its columns matched by name, and applies `changes` to an existing row
    with the same `key`.

    The conflict target is the partial unique index with the condition `where`. The query must have a WHERE clause of its
    own, without which SQLite cannot parse the ON CONFLICT that follows.
    """
    statement = _insert(dialect)(table).from_select(list(query.selected_columns.keys()), query)
    return statement.on_conflict_do_update(index_elements=list(key), index_where=where, set_=changes)
