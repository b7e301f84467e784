"""Migrates a database to this program's schema, and tells what schema a database is at.

A migration is a file of `storage/migrations/versions`, applied in the order of their numbers; a released one is never
changed. A version is such a number, "0001".
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import append_only, sqlite_files
from storage.engine import check_connection, file_of
from storage.sqlite_connection import SteadyConnection
from storage.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class NotMigrated(Exception):  # noqa: N818 - a condition, not a fault of the program
    """The database is at an older schema than this program's, or at none."""


class TooNew(Exception):  # noqa: N818 - a condition, not a fault of the program
    """The database was migrated by a newer program. The message names both versions."""

    def __init__(self, version: str, known: str) -> None:
        super().__init__(f"The database is of version {version}, this program knows up to {known}.")
        self.version = version


class DanglingReferences(Exception):  # noqa: N818 - raised with the tables' names
    """A migration left rows that refer to rows which are not there."""


def versions(migrations: Path = MIGRATIONS) -> list[str]:
    """The numbers of this program's migrations, oldest first."""
    return sorted(path.name.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*.py"))


def newest(migrations: Path = MIGRATIONS) -> str:
    """The version of this program's schema. Read without alembic, which takes long to import."""
    return versions(migrations)[-1]


_APPLIED = sa.table("alembic_version", sa.column("version_num", sa.Text))
"""Where alembic notes what was applied."""


async def version_of(connection: AsyncConnection) -> str | None:
    """The database's version; None if no migration was applied."""
    if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table(_APPLIED.name)):
        return None
    return await connection.scalar(sa.select(_APPLIED.c.version_num))


def check_known(version: str | None, migrations: Path = MIGRATIONS) -> None:
    """Raises `TooNew` for a version that this program does not have."""
    if version is not None and version not in versions(migrations):
        raise TooNew(version, newest(migrations))


async def is_current(engine: AsyncEngine, migrations: Path = MIGRATIONS) -> bool:
    """Whether exactly this program's migrations have been applied. Raises `TooNew`."""
    async with engine.connect() as connection:
        version = await version_of(connection)
    check_known(version, migrations)
    return version == newest(migrations)


async def make_ready(engine: AsyncEngine, *, migrates: bool = True) -> None:
    """Check that the database can be reached and is at this program's schema; bring one of SQLite there, if it may
    (`migrates`). Raises `Unreachable`, `TooNew` and, where it did not migrate, `NotMigrated`."""
    await check_connection(engine)
    if await is_current(engine):
        return
    if engine.dialect.name != "sqlite" or not migrates:
        raise NotMigrated
    await upgrade(engine)


async def upgrade(engine: AsyncEngine, migrations: Path = MIGRATIONS) -> Path | None:
    """Apply all pending migrations in one transaction: all of them, or nothing. Of a SQLite database that is not new a copy is
    made first, `<its name>.version-<version>` beside it; the copy, or None. Raises `TooNew`, and `Unreachable` if the copy
    cannot be written."""
    from alembic import command

    async with engine.connect() as connection:
        version = await version_of(connection)
        check_known(version, migrations)
        await connection.rollback()
        file = file_of(engine.url.render_as_string(hide_password=False))
        copy = None
        if file is not None and version is not None and version != newest(migrations):
            copy = await asyncio.to_thread(sqlite_files.copy, file, file.with_name(f"{file.name}.version-{version}"))
        await connection.execution_options(writes=True)
        await _enforce_references(connection, enforced=False)
        try:
            async with connection.begin():
                await connection.run_sync(lambda sync: command.upgrade(_config(sync, migrations), "head"))
                for statement in append_only.statements(connection.dialect.name):
                    await connection.exec_driver_sql(statement)
                if file is not None and (dangling := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()):
                    raise DanglingReferences(", ".join(sorted({str(row[0]) for row in dangling})))
        finally:
            await _enforce_references(connection, enforced=True)
    return copy


async def _enforce_references(connection: AsyncConnection, *, enforced: bool) -> None:
    """On SQLite a migration may have to write a table anew, which deletes the old one with all of its rows: references to it
    must not be enforced meanwhile. This can be said outside of a transaction only."""
    if connection.dialect.name == "sqlite":
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, SteadyConnection)  # noqa: S101 - what `open_engine` opens for SQLite
        pragma = f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}"
        await driver.run(lambda cursor: cursor.execute(pragma))


def _config(connection: Connection, migrations: Path) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def write_revision(connection: Connection, message: str, number: str, migrations: Path) -> None:
    """Write a migration from the difference between the database and `storage.tables`."""
    from alembic import command

    command.revision(_config(connection, migrations), message, autogenerate=True, rev_id=number)


def differs(connection: Connection) -> bool:
    """Whether the database's schema is another one than that of `storage.tables`."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    return bool(compare_metadata(context, metadata))
