"""Everything is carried from one engine to the other, to the last column."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from storage import transfer
from storage.store import Store
from storage.tables import metadata, updates
from tests.databases import EMPTIED, prepare
from tests.storage.people import NOW, somebody
from tests.storage.schemas import fill, rows_of

pytestmark = pytest.mark.long  # every table on both engines


@pytest.fixture
def address(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Of a database of the other engine."""
    if engine == "sqlite":
        return f"postgresql+asyncpg://{request.getfixturevalue('postgres_migrated')}"
    return f"sqlite+aiosqlite:///{prepare(tmp_path / 'other.db')}"


@pytest.fixture
async def other(address: str) -> AsyncIterator[Store]:
    """A store of the other engine, with nothing in it."""
    other = Store(address)
    yield other
    await other.close()
    if not other.is_sqlite:
        admin = await asyncpg.connect(address.replace("+asyncpg", ""))
        await admin.execute(EMPTIED)
        await admin.close()


async def carry(source: Store, target: Store) -> None:
    async with transfer.at_one_instant(source.engine) as read, target.engine.begin() as write:
        await transfer.copy_rows(read, write)


async def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    async with store.engine.connect() as connection:
        return await connection.run_sync(lambda sync: rows_of(sync, metadata))


async def test_every_column_of_every_table(store: Store, other: Store) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(fill)
    async with transfer.at_one_instant(store.engine) as read, other.engine.connect() as write:
        transaction = await write.begin()
        copied = await transfer.copy_rows(read, write)
        assert await write.run_sync(lambda sync: rows_of(sync, metadata)) == await read.run_sync(
            lambda sync: rows_of(sync, metadata)
        )
        await transaction.rollback()
    assert set(copied) == set(metadata.tables)
    assert set(copied.values()) == {1}


async def test_new_rows_get_numbers_of_their_own(store: Store, other: Store) -> None:
    for number in range(3):
        await somebody(store, number + 1)
    await carry(store, other)
    assert (await somebody(other, 99)).id == 4


async def test_rows_beyond_a_chunk_are_carried_once_each(store: Store, other: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "CHUNK", 4)
    for number in range(10):
        await somebody(store, number + 1)
    await carry(store, other)
    assert (await everything(other))["people"] == (await everything(store))["people"]


async def test_a_null_in_json_is_not_the_same_as_none(store: Store, other: Store) -> None:
    async with store.begin() as tx:
        row = {"received_at": NOW, "update_id": 1}
        await tx.write(sa.insert(updates).values(**row, answers=sa.null()))
        await tx.write(sa.insert(updates).values(**{**row, "update_id": 2}, answers=sa.JSON.NULL))
    await carry(store, other)
    async with other.read() as tx:
        assert await tx.values(sa.select(updates.c.update_id).where(updates.c.answers.is_(None))) == [1]


async def test_the_copy_is_of_one_instant(store: Store, other: Store) -> None:
    await somebody(store, 1)
    async with transfer.at_one_instant(store.engine) as read, other.engine.begin() as write:
        assert (await transfer.counts(read))["people"] == 1
        await somebody(store, 2)
        assert (await transfer.copy_rows(read, write))["people"] == 1
