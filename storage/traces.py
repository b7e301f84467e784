"""What is promised to be joined nowhere is joined nowhere in the database's files either.

How many chose what is a counter, and who has voted is a row of another table. A vote writes both in one transaction, as
neither may be lost without the other. Nothing may tell afterwards how the counters were before it:

- SQLite overwrites a counter in place, as it has the same size whatever it counts (`columns.FixedCount`), and the log
  of writes is emptied right after the commit (`Transaction.empty_log`).
- PostgreSQL keeps the old version of a changed row, marked with the transaction that wrote it. So the table is written
  anew into new files, in a subtransaction: its mark is not the one of the voter's row.

What is left is described in docs/security.md.
"""

import sqlalchemy as sa

from storage.transaction import Transaction

LOCK_MS = 2000
"""How long PostgreSQL waits for the table's readers. A running pg_dump is one for minutes: the old versions then stay
until the next vote, or the closing."""

_LOCK_NOT_AVAILABLE = "55P03"


async def count(tx: Transaction, counters: sa.Table, change: sa.Update | None = None) -> None:
    """Change counters, leaving nothing of what they were before; without `change` only the latter."""
    tx.empty_log()
    if tx.dialect == "sqlite":
        if change is not None:
            await tx.write(change)
        return
    async with tx.savepoint():
        alone = await _lock(tx, counters)
        if change is not None:
            await tx.write(change)
        if alone:
            rows = [dict(row) for row in await tx.rows(sa.select(counters).order_by(*counters.primary_key))]
            await tx.write(sa.text(f"TRUNCATE {counters.name}"))
            if rows:
                await tx.write(sa.insert(counters), rows)


async def _lock(tx: Transaction, table: sa.Table) -> bool:
    """Keep everyone else from the table until the transaction ends; False if its readers do not end in time."""
    try:
        async with tx.savepoint():
            await tx.write(sa.text(f"SET LOCAL lock_timeout = {LOCK_MS}"))
            await tx.write(sa.text(f"LOCK TABLE {table.name} IN ACCESS EXCLUSIVE MODE"))
            await tx.write(sa.text("SET LOCAL lock_timeout TO DEFAULT"))
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True
