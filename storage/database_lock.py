"""Who works on a database: the programs that run on it, or a command that must be alone with it.

On SQLite a running program is alone. It holds a lock of the kernel on a file beside the database, which ends with the process,
however that ends. On PostgreSQL several programs may run; each holds an advisory lock that they share, for as long as its
connection lasts.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import NullPool

from storage.engine import Unreachable, check_connection, file_of, open_engine

KEY = 0x6D616A6C6973
"""The number of the advisory lock ("majlis" in ASCII)."""

RETAKEN_SECONDS = 1.0
"""Seconds between two tries to take the lock again when the connection was lost."""


class InUse(Exception):  # noqa: N818 - a condition, not a fault of the program
    """Another program works on this database."""


@asynccontextmanager
async def held(url: str, *, alone: bool) -> AsyncIterator[None]:
    """A block in which this process works on the database; `alone`: no other may, on PostgreSQL either. Raises `InUse` and
    `Unreachable`."""
    file = file_of(url)
    if file is not None:
        with _file_locked(file.with_name(f"{file.name}.lock")):
            yield
        return
    engine = open_engine(url, pool=NullPool)
    await check_connection(engine)
    connection = await _locked(engine, alone=alone)
    keeping = asyncio.create_task(_keep(engine, connection, alone=alone))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


@contextmanager
def _file_locked(file: Path) -> Iterator[None]:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unreachable(error.strerror or type(error).__name__) from error
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not `flock`, whose locks forks inherit
        except (BlockingIOError, PermissionError):  # the two errors that a lock of another may be
            raise InUse from None
        yield
    finally:
        os.close(descriptor)


async def _locked(engine: AsyncEngine, *, alone: bool) -> AsyncConnection:
    """A connection that holds the lock."""
    connection = await engine.connect()
    try:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        take = sa.func.pg_try_advisory_lock(KEY) if alone else sa.func.pg_try_advisory_lock_shared(KEY)
        if not await connection.scalar(sa.select(take)):
            raise InUse
    except BaseException:
        await connection.close()
        raise
    return connection


async def _keep(engine: AsyncEngine, connection: AsyncConnection, *, alone: bool) -> None:
    """Take the lock again whenever the connection was lost, as when the server restarts."""
    try:
        while True:
            await asyncio.sleep(RETAKEN_SECONDS)
            try:
                await connection.scalar(sa.select(sa.literal(1)))
            except (sa.exc.SQLAlchemyError, OSError):
                with suppress(Exception):  # away, or a command that must be alone: tried again
                    await connection.close()
                    connection = await _locked(engine, alone=alone)
    finally:
        with suppress(Exception):
            await connection.close()
