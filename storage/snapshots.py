"""The database as one file of SQLite, whatever engine it is on; and what such a file holds."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage import sqlite_files, transfer
from storage.engine import file_of
from storage.migrate import TooNew, make_ready, newest, upgrade
from storage.store import Store
from storage.transaction import Transaction
from storage.verification import Findings, verify_all


class Damaged(Exception):  # noqa: N818 - a condition, not a fault of the program
    """The file is no database of this program, or not a sound one. The message says how."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot holds: its version, the number of rows of each table, and what is true of its chains."""

    version: str
    counts: Mapping[str, int]
    findings: Findings


async def take(url: str, to: Path) -> None:
    """Write the database as it is now, while it is in use, to a file that only its owner may read. Raises `Unreachable`,
    `NotMigrated`, `TooNew`."""
    store = Store(url)
    try:
        await make_ready(store.engine, migrates=False)
        if file := file_of(url):
            await asyncio.to_thread(sqlite_files.copy, file, to)
            return
        written = Store(sqlite_files.url_of(to))
        try:
            await upgrade(written.engine)
            async with transfer.at_one_instant(store.engine) as read, written.engine.connect() as write:
                await write.execution_options(writes=True)
                async with write.begin():
                    await transfer.copy_rows(read, write)
        finally:
            await written.close()
    finally:
        await store.close()


async def examine(file: Path) -> Contents:
    """Read all of a snapshot and check it. One of an older version is brought to the present one first. Raises `Damaged` and
    `TooNew`."""
    try:
        await asyncio.to_thread(_check, file)
        store = Store(sqlite_files.url_of(file))
        try:
            await make_ready(store.engine)
            async with store.engine.connect() as connection:
                return Contents(newest(), await transfer.counts(connection), await verify_all(Transaction(connection), []))
        finally:
            await store.close()
            await asyncio.to_thread(sqlite_files.make_single, file)
    except TooNew:
        raise
    except (sqlite3.Error, sa.exc.SQLAlchemyError) as error:
        raise Damaged(f"the database in it cannot be read ({type(error).__name__})") from error


def _check(file: Path) -> None:
    """Every page, every index and every reference."""
    with closing(sqlite3.connect(file)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        if found != ["ok"]:
            raise Damaged(f"the database in it is damaged: {found[0]}")
        if rows := connection.execute("PRAGMA foreign_key_check").fetchmany(1):
            raise Damaged(f"the database in it is damaged: rows of {rows[0][0]} refer to what is not there")
