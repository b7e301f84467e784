"""Inserts that leave it to the database whether a row is there already."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.store import Transaction

Values = dict[str, object]


async def insert_new(tx: Transaction, table: sa.Table, rows: Sequence[Values]) -> int:
    """Insert those of `rows` that no unique rule of the table forbids; how many that were."""
    if not rows:
        return 0
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    return await tx.insert_many(insert(table).on_conflict_do_nothing().returning(*table.primary_key), rows)


async def upsert(tx: Transaction, table: sa.Table, key: Sequence[str], row: Values) -> None:
    """Insert a row, or give the one with the same `key` columns the new values."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    changed = {name: value for name, value in row.items() if name not in key}
    statement = insert(table).values(**row)
    await tx.write(statement.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=changed))


async def insert_from(
    tx: Transaction,
    table: sa.Table,
    query: sa.SelectBase,
    changes: Mapping[str, object],
    key: Sequence[sa.Column[object]],
    where: sa.TextClause,
) -> None:
    """Insert what a query gives, its columns by their names; make `changes` where one with the same `key` is already.

    Only among those for which `where` holds. One statement, however many; the query has a condition of its own, which
    tells SQLite where it ends.
    """
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = insert(table).from_select(list(query.selected_columns.keys()), query)
    await tx.write(statement.on_conflict_do_update(index_elements=list(key), index_where=where, set_=changes))
