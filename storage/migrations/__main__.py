"""Writes the schema's migration anew from `storage.tables`: `make schema`. Until the first release there is only one."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine import open_engine
from storage.migrate import write_revision

VERSIONS = Path(__file__).parent / "versions"


async def write() -> None:
    """Take the difference between an empty database and the tables for the first migration, in place of what was there."""
    for old in VERSIONS.glob("0*.py"):
        old.unlink()
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{folder}/empty.db")
        async with engine.connect() as connection:
            await connection.execution_options(writes=True)
            async with connection.begin():
                await connection.run_sync(lambda sync: write_revision(sync, "the first schema", "0001"))
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(write())
