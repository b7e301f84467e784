"""Who works on a database: the programs that run on it, or a command that must be alone with it.

On SQLite a running program is alone. It holds a lock of the kernel on a file beside the database, which ends with the process,
however that ends. On PostgreSQL several programs may run; each holds an advisory lock that they share, for as long as its
connection lasts, and one of them a second lock that nobody shares: it leads.
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

KEY, LEADER = 0x6D616A6C6973, 0x6D616A6C6974
"""The numbers of the advisory locks ("majlis" in ASCII, and one more): of all who work on it, and of the one that leads."""

LOOK_SECONDS = 1.0
"""Seconds between two looks whether the connection that holds the lock is there, and whether nobody leads any more."""


class InUse(Exception):  # noqa: N818 - a condition, not a fault of the program
    """Another program works on this database."""


class Deposed(Exception):  # noqa: N818 - a condition, not a fault of the program
    """Another program leads now: the connection was lost, and it was quicker."""


class Lock:
    """The lock of a database that this process works on. On SQLite whoever has it leads."""

    async def lead(self) -> None:
        """Wait until this process is the one that delivers and does what falls due. For a process that ends, however it does,
        another is elected within seconds."""

    async def watch(self) -> None:
        """Never returns. Raises `Deposed`."""
        await asyncio.Event().wait()


@asynccontextmanager
async def held(url: str, *, alone: bool) -> AsyncIterator[Lock]:
    """A block in which this process works on the database; `alone`: no other may, on PostgreSQL either. Raises `InUse` and
    `Unreachable`."""
    file = file_of(url)
    if file is not None:
        with _file_locked(file.with_name(f"{file.name}.lock")):
            yield Lock()
        return
    engine = open_engine(url, pool=NullPool)
    await check_connection(engine)
    lock = _AdvisoryLock(engine, alone=alone)
    await lock.take()
    keeping = asyncio.create_task(lock.keep())
    try:
        yield lock
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


class _AdvisoryLock(Lock):
    """PostgreSQL's, which a connection holds for as long as it lasts."""

    def __init__(self, engine: AsyncEngine, *, alone: bool) -> None:
        self._engine, self._alone = engine, alone
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()  # a connection does one thing at a time
        self._leads = False
        self._deposed = asyncio.Event()

    async def take(self) -> None:
        """Connect and take the lock. Raises `InUse`."""
        connection = await self._engine.connect()
        try:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            take = sa.func.pg_try_advisory_lock(KEY) if self._alone else sa.func.pg_try_advisory_lock_shared(KEY)
            if not await connection.scalar(sa.select(take)):
                raise InUse
            if self._leads and not await connection.scalar(_TO_LEAD):
                self._deposed.set()
        except BaseException:
            await connection.close()
            raise
        self._connection = connection

    async def keep(self) -> None:
        """Take the lock again whenever the connection was lost, as when the server restarts."""
        try:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                async with self._turn:
                    await self._look()
        finally:
            with suppress(Exception):
                await self._disconnect()

    async def _look(self) -> None:
        try:
            if self._connection is not None:
                await self._connection.scalar(sa.select(sa.literal(1)))
                return
        except (sa.exc.SQLAlchemyError, OSError):
            with suppress(Exception):
                await self._disconnect()
        with suppress(sa.exc.SQLAlchemyError, OSError, InUse):  # the server is away, or a command is alone: tried again
            await self.take()

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def lead(self) -> None:
        while not self._leads:
            async with self._turn:
                with suppress(sa.exc.SQLAlchemyError, OSError):
                    self._leads = self._connection is not None and bool(await self._connection.scalar(_TO_LEAD))
            if not self._leads:
                await asyncio.sleep(LOOK_SECONDS)

    async def watch(self) -> None:
        await self._deposed.wait()
        raise Deposed


_TO_LEAD = sa.select(sa.func.pg_try_advisory_lock(LEADER))
