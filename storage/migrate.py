"""Migrates a database to this program's schema."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import append_only

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0001"
"""The last of `storage/migrations/versions`. A test compares it with them."""


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


_APPLIED = sa.table("alembic_version", sa.column("version_num", sa.Text))
"""Where alembic notes what was applied."""


async def upgrade(engine: AsyncEngine) -> None:
    """Apply all pending migrations in one transaction."""
    from alembic import command

    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))
            for statement in append_only.statements(connection.dialect.name):
                await connection.exec_driver_sql(statement)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether exactly this program's migrations have been applied."""
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table(_APPLIED.name)):
            return False
        return list(await connection.scalars(sa.select(_APPLIED.c.version_num))) == [NEWEST]


def write_revision(connection: Connection, message: str, number: str) -> None:
    """Generate a migration from the difference between the database and `storage.tables`."""
    from alembic import command

    command.revision(_config(connection), message, autogenerate=True, rev_id=number)
