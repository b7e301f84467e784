"""Engines for SQLite and PostgreSQL, with the options that each needs."""

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from storage import sqlite_connection


class Unreachable(Exception):  # noqa: N818 - a condition of the environment, not a fault of the program
    """The database cannot be opened. The message says why, without its address or password."""


class CommitLost(Exception):  # noqa: N818 - a condition, not a fault of the unit that meets it
    """The commit that a unit was to share did not come about: nothing of the unit is kept, and it may be tried again."""


DAMAGED = "it is damaged. Restore a backup: python -m bot restore FILE"
"""What to say of a SQLite file whose pages are not what they should be."""

BUSY_MS = 10_000
"""How long SQLite waits for another process's lock, in milliseconds."""

SYNCHRONOUS = "FULL"
"""SQLite's durability: sync at every commit, so that committed data survives a power failure."""


def is_sqlite(url: str) -> bool:
    """Whether this URL is SQLite's."""
    return make_url(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path | None:
    """The file of SQLite's database; None for one in memory, and for PostgreSQL."""
    file = make_url(url).database if is_sqlite(url) else None
    return Path(file) if file and file != ":memory:" else None


def open_engine(url: str, *, schema: str | None = None, pool: type[Pool] | None = None) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`. Creates the folder of a SQLite file.

    `schema` and `pool` are PostgreSQL's: where its tables are, if not where it looks by itself, and another pool.

    Statement parameters are kept out of errors, which may be logged: they can contain what somebody typed. Raises
    `Unreachable`.
    """
    if not is_sqlite(url):
        from storage.postgres_connection import SteadyConnection

        connecting: dict[str, object] = {"connection_class": SteadyConnection}
        if schema is not None:
            connecting["server_settings"] = {"search_path": schema}
        pooled: dict[str, object] = {"poolclass": pool} if pool else {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        return create_async_engine(url, hide_parameters=True, connect_args=connecting, **pooled)
    if file := file_of(url):
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):  # SQLite gives its log of writes the same rights
                os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise Unreachable(error.strerror or type(error).__name__) from error
    address = make_url(url)
    arguments, options = address.get_dialect()().create_connect_args(address)
    connector = partial(sqlite3.connect, *arguments, **options)

    async def connect() -> aiosqlite.Connection:
        return await sqlite_connection.SteadyConnection(connector)

    # The connection used last is used next: its pages and statements are at hand.
    engine = create_async_engine(
        url, async_creator=connect, pool_size=8, max_overflow=4, pool_use_lifo=True, hide_parameters=True
    )
    sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def check_there(url: str) -> None:
    """Raises `Unreachable` if it is SQLite's and has no file yet: to open it would make one."""
    file = file_of(url)
    if file is not None and not file.exists():
        message = f"there is none at {file} yet; it is made at the first start"
        raise Unreachable(message)


async def check_connection(engine: AsyncEngine) -> None:
    """Connect once as a check. Raises `Unreachable`."""
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM (SELECT 1) AS one")
            if engine.dialect.name == "sqlite":
                await connection.exec_driver_sql("PRAGMA schema_version")  # the first statement that reads the file
    except sa.exc.DBAPIError as error:
        if is_damage(error):
            raise Unreachable(DAMAGED) from error
        raise Unreachable(str(error.orig).rpartition(">: ")[2]) from error
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def is_damage(error: BaseException) -> bool:
    """Whether this error means that SQLite's file is damaged."""
    return getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT


def is_outage(error: BaseException) -> bool:
    """Whether this error means that the database is unavailable or full, rather than that the statement was wrong."""
    if isinstance(error, CommitLost):
        return True
    if isinstance(error, sa.exc.DBAPIError):
        # SQLite raises the same class for an invalid statement as for a full disk; only the error code differs.
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            return False
        return error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
    # Our own timeouts are OSErrors too, and say nothing about the database.
    return isinstance(error, sa.exc.TimeoutError | OSError) and not isinstance(error, TimeoutError)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions itself, and only at the first write: _begin_sqlite does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL", f"synchronous={SYNCHRONOUS}", "foreign_keys=ON", f"busy_timeout={BUSY_MS}",
        "secure_delete=ON",  # what is deleted is overwritten with zeros
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can fail with SQLITE_BUSY half-way: one that will write says so.
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite_connection.SteadyConnection)  # noqa: S101 - what `open_engine` opens
    driver.begin(writes=connection.get_execution_options().get("writes", False))
