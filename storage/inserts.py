"""Inserts that leave it to the database whether a row is there already."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.store import Transaction

Values = dict[str, object]


async def insert_new(tx: Transaction, table: sa.Table, rows: Sequence[Values]) -> int:
    """Insert those of `rows` that no unique rule of the table forbids; how many that were."""
    if not rows:
        return 0
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    added = 0
    for row in rows:  # one at a time: the drivers do not count rows of a batch alike
        added += await tx.write(insert(table).values(**row).on_conflict_do_nothing())
    return added


async def upsert(tx: Transaction, table: sa.Table, key: Sequence[str], row: Values) -> None:
    """Insert a row, or give the one with the same `key` columns the new values."""
    changed = {name: value for name, value in row.items() if name not in key}
    await insert_or(tx, table, row, changed, [table.c[name] for name in key])


async def insert_or(
    tx: Transaction,
    table: sa.Table,
    row: Values,
    changes: Values,
    key: Sequence[sa.Column[object]],
    where: sa.TextClause | None = None,
) -> None:
    """Insert a row, or make `changes` to the one that has the same `key` already (among those for which `where` holds)."""
    insert = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = insert(table).values(**row)
    await tx.write(statement.on_conflict_do_update(index_elements=list(key), index_where=where, set_=changes))
