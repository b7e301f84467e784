"""A store on each engine: a real SQLite file, and a real PostgreSQL."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.migrate import upgrade
from storage.store import Store
from tests import postgres


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
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
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


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store at the present schema."""
    store = Store(url)
    await upgrade(store.engine)
    yield store
    await store.close()
