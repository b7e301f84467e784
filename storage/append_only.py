"""Append-only tables: triggers in the database refuse updates and deletes.

Installed after every migration, because SQLite drops triggers when a migration rebuilds a table.
"""

import sqlalchemy as sa

from storage.transaction import Transaction

APPEND_ONLY = ("records", "audit")

_SQLITE = (
    (
        "CREATE TRIGGER IF NOT EXISTS {table}_not_changed BEFORE UPDATE ON {table}"
        " BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS {table}_not_deleted BEFORE DELETE ON {table}"
        " BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
    ),
    # INSERT OR REPLACE deletes rows without firing the trigger above.
    (
        "CREATE TRIGGER IF NOT EXISTS {table}_not_replaced BEFORE INSERT ON {table}"
        " WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
    ),
)

_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION {table}_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '{table} is only added to'; END $$"
    ),
    "DROP TRIGGER IF EXISTS {table}_only_added_to ON {table}",
    (
        "CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_added_to()"
    ),
)


async def list_missing(tx: Transaction) -> list[str]:
    """The append-only tables that the database does not protect as `statements` says."""
    if tx.dialect == "sqlite":
        triggers = await tx.rows(sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))
        present = {str(row["sql"]) for row in triggers}
        wanted = {t: {one.format(table=t).replace(" IF NOT EXISTS", "") for one in _SQLITE} for t in APPEND_ONLY}
        return [table for table in APPEND_ONLY if not wanted[table] <= present]
    rows = await tx.rows(sa.text(_PRESENT))
    enabled = {row["name"]: row["does"].strip() for row in rows}
    return [t for t in APPEND_ONLY if enabled.get(t) != f"BEGIN RAISE EXCEPTION '{t} is only added to'; END"]


# 58: before update, delete and truncate, once for each statement.
_PRESENT = """
    SELECT c.relname AS name, p.prosrc AS does
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgname = c.relname || '_only_added_to' AND t.tgenabled IN ('O', 'A') AND t.tgtype = 58
          AND pg_table_is_visible(c.oid)
"""


def statements(dialect: str) -> list[str]:
    """The statements that install the triggers for this dialect; idempotent."""
    wanted = _SQLITE if dialect == "sqlite" else _POSTGRESQL
    return [statement.format(table=table) for table in APPEND_ONLY for statement in wanted]
