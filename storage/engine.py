"""Engines: what each database needs to be told before it is trusted."""

import sqlite3
from functools import partial
from pathlib import Path

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage import postgres_connection, sqlite_connection


class Unreachable(Exception):  # noqa: N818 - it happens to the program, not in it
    """The database cannot be opened. The message says why, without its address or password."""


BUSY_MS = 10_000
"""How long SQLite waits for another process's lock, in milliseconds."""

SYNCHRONOUS = "FULL"
"""When SQLite waits for the disk: at every commit, so that what was committed outlasts a power cut."""


def is_sqlite(url: str) -> bool:
    """Whether this address is SQLite's."""
    return make_url(url).get_backend_name() == "sqlite"


def open_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`. The folder of a SQLite file is made.

    What statements were given is kept out of errors, which may be logged: it can be what somebody typed.
    """
    if not is_sqlite(url):
        return create_async_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connection_class": postgres_connection.SteadyConnection},
        )
    file = make_url(url).database
    if file and file != ":memory:":
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(error.strerror or type(error).__name__) from error
    address = make_url(url)
    arguments, options = address.get_dialect()().create_connect_args(address)
    connector = partial(sqlite3.connect, *arguments, **options)

    async def connect() -> aiosqlite.Connection:
        return await sqlite_connection.SteadyConnection(connector)

    engine = create_async_engine(url, async_creator=connect, pool_size=8, max_overflow=4, hide_parameters=True)
    sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def reach(engine: AsyncEngine) -> None:
    """Connect once, to see whether it can be done. Raises `Unreachable`."""
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM (SELECT 1) AS one")
            if engine.dialect.name == "sqlite":
                await connection.exec_driver_sql("PRAGMA schema_version")  # the first to look into the file
    except sa.exc.DBAPIError as error:
        raise Unreachable(str(error.orig).rpartition(">: ")[2]) from error
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def is_outage(error: BaseException) -> bool:
    """Whether this failure is the database's being away or full, and none of what was asked of it."""
    if isinstance(error, sa.exc.DBAPIError):
        # SQLite says of a statement that it cannot carry out the same as of a full disk, but for the code.
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            return False
        return error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
    # A time limit of our own is an OSError too, and tells nothing about the database.
    return isinstance(error, sa.exc.TimeoutError | OSError) and not isinstance(error, TimeoutError)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and only at the first write: _begin_sqlite does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"synchronous={SYNCHRONOUS}", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading and then writes can be refused half-way; one that means to write says so.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
