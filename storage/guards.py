"""What the database itself refuses: to change or delete what is only ever added to."""

import sqlalchemy as sa
from sqlalchemy import Connection

ADDED_TO = ("records",)
"""The tables whose rows never change."""

_REFUSES = """
    CREATE OR REPLACE FUNCTION majlis_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
    END
    $$
"""


def put_up(connection: Connection) -> None:
    """Put the guards up; those that are up stay. Part of every upgrade of the schema."""
    for statement in _sqlite() if connection.dialect.name == "sqlite" else _postgres():
        connection.execute(sa.text(statement))


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS tr_{table}_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
        for table in ADDED_TO
        for act in ("UPDATE", "DELETE")
    ]


def _postgres() -> list[str]:
    made: list[str] = [_REFUSES]
    for table in ADDED_TO:
        made.append(f"DROP TRIGGER IF EXISTS tr_{table} ON {table}")
        made.append(
            f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION majlis_only_added_to()"
        )
    return made
