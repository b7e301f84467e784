"""Append-only tables: triggers in the database refuse updates and deletes.

Installed after every migration, because SQLite drops triggers when a migration rebuilds a table.
"""

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


def statements(dialect: str) -> list[str]:
    """The statements that install the triggers for this dialect; idempotent."""
    wanted = _SQLITE if dialect == "sqlite" else _POSTGRESQL
    return [statement.format(table=table) for table in APPEND_ONLY for statement in wanted]
