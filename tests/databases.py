"""A database on each engine: a real SQLite file, and a real PostgreSQL. A plugin of the tests: see conftest."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

from storage import engine as engines
from storage.append_only import APPEND_ONLY
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import metadata
from tests import postgres

_COMPILED = LRUCache[object, object](3000)


def pytest_configure() -> None:
    """Statements are compiled once for all databases of a worker, instead of once for each test's: that would be a quarter of
    the processor time. A compiled statement belongs to its dialect, so all of one kind count as the same."""
    for dialect in (SQLiteDialect_aiosqlite, PGDialect_asyncpg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
        dialect.engine_created = _share  # type: ignore[assignment]


def _share(made: sa.Engine) -> None:
    made.update_execution_options(compiled_cache=_COMPILED)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """`user@host:port` of a running PostgreSQL. Where there is none the tests are skipped, which in CI is a failure."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given.partition("://")[2].partition("/")[0]
        return
    binaries = postgres.find_binaries()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL on this machine, and CI runs the storage tests on both engines")
        pytest.skip("no PostgreSQL on this machine: install it, or set TEST_POSTGRES_URL")
    with postgres.running(binaries) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the two engines."""
    return str(request.param)


@pytest.fixture
async def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'majlis.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"majlis_{uuid.uuid4().hex}"
    admin = await asyncpg.connect(f"postgresql://{server}/postgres")
    await admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"postgresql+asyncpg://{server}/{name}"
    finally:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


async def _migrated(url: str) -> None:
    store = Store(url)
    await upgrade(store.engine)
    await store.close()


@cache
def _sqlite_template() -> bytes:
    """An empty SQLite database at the present schema: migrating one takes half a second, copying one no time."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as apart:  # a loop may be running in this thread
        file = Path(folder, "majlis.db")
        apart.submit(asyncio.run, _migrated(f"sqlite+aiosqlite:///{file}")).result()
        return file.read_bytes()


def prepare(file: Path) -> Path:
    """Put an empty database at the present schema there, unless there is a file; the file."""
    if not file.exists():
        file.write_bytes(_sqlite_template())
    return file


@pytest.fixture(autouse=True)
def _not_synced(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite need not wait for the disk: no test cuts the power."""
    monkeypatch.setattr(engines, "SYNCHRONOUS", "OFF")


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database at the present schema, emptied after each test."""
    name = f"majlis_{uuid.uuid4().hex}"

    async def admin(statement: str) -> None:
        connection = await asyncpg.connect(f"postgresql://{postgres_server}/postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(admin(f'CREATE DATABASE "{name}"'))
    asyncio.run(_migrated(f"postgresql+asyncpg://{postgres_server}/{name}"))
    yield f"{postgres_server}/{name}"
    asyncio.run(admin(f'DROP DATABASE "{name}" WITH (FORCE)'))


EMPTIED = "; ".join(
    ["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"]
    + [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in APPEND_ONLY]
    + [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
    + [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in APPEND_ONLY]
    + ["SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"]
)


@pytest.fixture
def prepared(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database at the present schema, with nothing in it."""
    if engine == "sqlite":
        return f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}"
    return f"postgresql+asyncpg://{request.getfixturevalue('postgres_migrated')}"


@pytest.fixture
async def store(engine: str, prepared: str) -> AsyncIterator[Store]:
    """A store at the present schema, with nothing in it."""
    store = Store(prepared)
    yield store
    await store.close()
    if engine == "postgresql":
        admin = await asyncpg.connect(prepared.replace("+asyncpg", ""))
        await admin.execute(EMPTIED)
        await admin.close()


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Store]:
    """A SQLite file's store, closed in the end also where a test fails: else a later test would be blamed for it."""
    store = Store(f"sqlite+aiosqlite:///{file}")
    try:
        yield store
    finally:
        await store.close()
