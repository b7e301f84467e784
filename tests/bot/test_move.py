"""`python -m bot move`: from one engine to the other, or not at all."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests import commands
from tests.commands import call, database, environment, everything, filled, in_use, within
from tests.databases import EMPTIED

pytestmark = pytest.mark.long  # programs of their own, which take seconds to start


@pytest.fixture
def postgres(postgres_migrated: str) -> Iterator[str]:
    """The address of an empty database of PostgreSQL."""
    yield f"postgresql+asyncpg://{postgres_migrated}"

    async def emptied() -> None:
        admin = await asyncpg.connect(f"postgresql://{postgres_migrated}")
        await admin.execute(EMPTIED)
        await admin.close()

    asyncio.run(emptied())


def test_there_and_back(tmp_path: Path, postgres: str) -> None:
    here = environment(database(tmp_path))
    before = within(here["DATABASE_URL"], everything)
    code, said = call(here, "move", "--to", postgres)
    assert code == 0, said
    assert "The log: 3 entries, each sealed over the one before it." in said
    assert "Everything was moved. Set DATABASE_URL to the new address" in said
    assert within(postgres, everything) == before == within(here["DATABASE_URL"], everything)

    back = f"sqlite+aiosqlite:///{tmp_path / 'back.db'}"
    code, said = call(here | {"DATABASE_URL": postgres}, "move", "--to", back)
    assert code == 0, said
    assert within(back, everything) == before
    assert (tmp_path / "back.db").stat().st_mode & 0o077 == 0


def test_a_database_with_rows_is_not_written_to(tmp_path: Path, postgres: str) -> None:
    here = environment(database(tmp_path))
    within(postgres, lambda store: filled(store, 5))
    code, said = call(here, "move", "--to", postgres)
    assert (code, "The database at --to is not empty: there are rows in" in said) == (1, True), said
    assert len(within(postgres, everything)["people"]) == 5


def test_not_while_the_bot_runs(tmp_path: Path, postgres: str) -> None:
    here = environment(database(tmp_path))
    for url in (here["DATABASE_URL"], postgres):
        with in_use(url):
            code, said = call(here, "move", "--to", postgres)
            assert (code, "Another program works on this database. Stop it first." in said) == (1, True), said
    assert not within(postgres, everything)["people"]


@pytest.mark.parametrize("address", ["nonsense", "sqlite+aiosqlite:///:memory:"])
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    code, said = call(environment(database(tmp_path)), "move", "--to", address)
    assert (code, "--to must be the address of another database" in said) == (2, True), said


@contextmanager
def unwritable(url: str, table: str) -> Iterator[None]:
    """Who writes to this table of PostgreSQL waits, and whoever reads it does not."""
    with asyncio.Runner() as runner:

        async def lock() -> "asyncpg.Connection[asyncpg.Record]":
            connection = await asyncpg.connect(url.replace("+asyncpg", ""))
            await connection.execute("BEGIN")
            await connection.execute(f"LOCK TABLE {table} IN SHARE MODE")
            return connection

        connection = runner.run(lock())
        try:
            yield
        finally:
            runner.run(connection.close())


@pytest.mark.parametrize("killed", [True, False])
def test_cut_off_half_way_it_has_changed_nothing(tmp_path: Path, postgres: str, killed: bool) -> None:
    here = environment(database(tmp_path, 300))
    before = within(here["DATABASE_URL"], everything)
    with unwritable(postgres, "seats"):
        moving = commands.begun(here, "move", "--to", postgres)
        assert moving.stderr is not None
        while "rows: people" not in (line := moving.stderr.readline()):
            assert line, "it ended too soon"
        moving.send_signal(signal.SIGKILL if killed else signal.SIGTERM)
        _, said = moving.communicate()
    assert killed or "Nothing was moved: both databases are as they were." in said
    assert within(here["DATABASE_URL"], everything) == before
    assert not within(postgres, everything)["people"]

    code, said = call(here, "move", "--to", postgres)
    assert code == 0, said
    assert within(postgres, everything) == before
