"""Migrates a database to this program's schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import append_only


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine) -> None:
    """Apply all pending migrations in one transaction."""
    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))
            for statement in append_only.statements(connection.dialect.name):
                await connection.exec_driver_sql(statement)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether exactly this program's migrations have been applied."""
    async with engine.connect() as connection:
        applied = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_heads())
    return set(applied) == set(ScriptDirectory.from_config(_config()).get_heads())


def write_revision(connection: Connection, message: str, number: str) -> None:
    """Generate a migration from the difference between the database and `storage.tables`."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=number)
