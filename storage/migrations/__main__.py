"""Writes the next migration: `make schema MESSAGE="what changes"`."""

import asyncio
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from storage.engine import open_engine
from storage.migrate import MIGRATIONS, differs, newest, upgrade, write_revision

HOW = 'Say what changes, in a few words: make schema MESSAGE="posts have a source"'


async def write(message: str, migrations: Path) -> str | None:
    """Write the difference between what the migrations make and `storage.tables` into a new file; its version, or None if there
    is no difference. It is to be read, and changes of data to be added, by hand."""
    version = f"{int(newest(migrations)) + 1:04}"

    def revise(connection: Connection) -> str | None:
        if not differs(connection):
            return None
        write_revision(connection, message, version, migrations)
        return version

    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder, 'migrated.db')}")
        try:
            await upgrade(engine, migrations)
            async with engine.connect() as connection:
                return await connection.run_sync(revise)
        finally:
            await engine.dispose()


def main(message: str, migrations: Path = MIGRATIONS) -> str:
    """What to tell whoever called it. Raises `SystemExit` for a message that is none."""
    if not re.fullmatch(r"[a-z0-9][\w ,'-]{3,58}\w", message.strip(), re.IGNORECASE):
        raise SystemExit(HOW)
    version = asyncio.run(write(message.strip(), migrations))
    if version is None:
        return "The tables are what the migrations make: there is nothing to write."
    return f"Migration {version} is in {migrations.name}/versions. Read it, and add by hand what changes in the rows."


if __name__ == "__main__":
    print(main(" ".join(sys.argv[1:])))
