"""Inserts that let the database decide whether a row already exists."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction

Values = dict[str, object]


async def insert_new(tx: Transaction, table: sa.Table, rows: Sequence[Values]) -> int:
    """Insert those rows that violate no unique constraint; how many those were."""
    if not rows:
        return 0
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    return await tx.insert_many(insert(table).on_conflict_do_nothing().returning(*table.primary_key), rows)


async def upsert(tx: Transaction, table: sa.Table, key: Sequence[str], row: Values) -> None:
    """Insert a row, or update the one with the same `key` columns."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    changed = {name: value for name, value in row.items() if name not in key}
    statement = insert(table).values(**row)
    await tx.write(statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed))


async def insert_new_from(tx: Transaction, table: sa.Table, query: sa.SelectBase) -> int:
    """Insert those rows of a query, its columns matched by name, that violate no unique constraint; how many those were.
    The query must have a WHERE clause of its own, as for `insert_from`."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = insert(table).from_select(list(query.selected_columns.keys()), query, include_defaults=False)
    return await tx.write(statement.on_conflict_do_nothing())


async def upsert_all(tx: Transaction, table: sa.Table, key: Sequence[str], rows: Sequence[Values]) -> None:
    """The same for many rows, of the same columns and with plain values, in one statement."""
    if not rows:
        return
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await tx.write(statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed), rows)


async def upsert_from(
    tx: Transaction, table: sa.Table, key: Sequence[str], query: sa.SelectBase, values: Mapping[str, object]
) -> None:
    """The same for the rows of a query, its columns matched by name; `values`: of its parameters. It must have a WHERE clause
    of its own, as for `insert_from`."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    names = list(query.selected_columns.keys())
    statement = insert(table).from_select(names, query)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    await tx.write(statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed), [dict(values)])


async def insert_from(
    tx: Transaction,
    table: sa.Table,
    query: sa.SelectBase,
    changes: Mapping[str, object],
    key: Sequence[sa.Column[object]],
    where: sa.TextClause,
) -> None:
    """Insert the rows of a query, its columns matched by name; apply `changes` to an existing row with the same `key`.

    The conflict target is the partial unique index with the condition `where`. One statement for any number of rows;
    the query must have a WHERE clause of its own, without which SQLite cannot parse the ON CONFLICT that follows.
    """
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = insert(table).from_select(list(query.selected_columns.keys()), query)
    await tx.write(statement.on_conflict_do_update(index_elements=list(key), index_where=where, set_=changes))
