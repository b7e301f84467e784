"""What a database's schema is, as the engine itself tells it; and rows for any schema."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.migrate import MIGRATIONS, versions

Schema = Mapping[str, Sequence[object]]

_POSTGRESQL = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}


def schema_of(connection: Connection) -> Schema:
    """Columns with their types, nullability and defaults, keys, indexes, constraints and triggers; without alembic's table."""
    if connection.dialect.name == "postgresql":
        found = {what: [tuple(row) for row in connection.exec_driver_sql(query)] for what, query in _POSTGRESQL.items()}
    else:
        found = _of_sqlite(connection)
    return {what: sorted((row for row in rows if "alembic" not in str(row[0])), key=str) for what, rows in found.items()}


def _of_sqlite(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    inspector = sa.inspect(connection)
    found: dict[str, list[tuple[object, ...]]] = {what: [] for what in ("columns", "indexes", "constraints", "triggers")}
    for table in inspector.get_table_names():
        for _, *column, hidden in connection.exec_driver_sql(f"PRAGMA table_xinfo({table})"):
            found["columns"].append((table, *column, hidden))
        for _, index, unique, origin, partial in connection.exec_driver_sql(f"PRAGMA index_list({table})"):
            parts = [tuple(row)[2:] for row in connection.exec_driver_sql(f"PRAGMA index_xinfo({index})")]
            where = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).scalar() or ""
            name = index if origin == "c" else origin  # the others are named by their order
            found["indexes"].append((table, name, unique, partial, where.partition(" WHERE ")[2], tuple(parts)))
        for _, _, *key in connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})"):
            found["constraints"].append((table, *key))
        named = [*inspector.get_foreign_keys(table), *inspector.get_unique_constraints(table), inspector.get_pk_constraint(table)]
        found["constraints"] += [(table, constraint["name"]) for constraint in named]
        for check in inspector.get_check_constraints(table):
            found["constraints"].append((table, check["name"], check["sqltext"]))
    found["triggers"] = [
        tuple(row) for row in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ]
    return found


def only_the_first(folder: Path) -> Path:
    """The migrations without all but the first, copied to a folder below this one."""
    first = copytree(MIGRATIONS, folder / "first")
    for version in versions()[1:]:
        [later] = first.glob(f"versions/{version}_*.py")
        later.unlink()
    return first


def fill(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Put a row with a value in every column into every table that there is, whatever version the schema is of; all rows."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name != "alembic_version")
    for table in found.sorted_tables:
        connection.execute(sa.insert(table).values({column.name: _value(column) for column in table.columns}))
    return rows_of(connection, found)


def rows_of(connection: Connection, tables: sa.MetaData) -> dict[str, list[tuple[object, ...]]]:
    """The rows of these tables, in their columns' order there; sorted, as engines keep them in orders of their own."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=str)
        for table in tables.sorted_tables
    }


def _value(column: sa.Column[object]) -> object:
    match column.type:
        case _ if column.foreign_keys or (column.primary_key and isinstance(column.type, sa.Integer)):
            return 1
        case sa.Boolean():
            return True
        case sa.Integer():
            return 7
        case sa.DateTime():
            now = datetime(2026, 11, 30, 10, tzinfo=UTC)
            return now if column.type.timezone else now.replace(tzinfo=None)
        case sa.Date():
            return date(2026, 11, 30)
        case sa.Time():
            return datetime(2026, 11, 30, 10, tzinfo=UTC).time()
        case sa.JSON():
            return ["one", {"two": 2}]
        case _:
            return f"{column.name} of it"
