"""Statements that SQLite's connection executes itself: their answers, and their errors, are those that SQLAlchemy gives."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from storage import direct, members
from storage.direct import Statements
from storage.store import Store
from storage.tables import chats, people, question_options
from storage.transaction import Transaction
from tests.databases import prepare
from tests.storage.people import NOW

_NAMED = sa.select(people.c.id, people.c.name, people.c.created_at).where(people.c.id.in_(sa.bindparam("ids", expanding=True)))


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield store
    await store.close()


async def both(connection: AsyncConnection, query: sa.Select[*tuple[object, ...]], **values: object) -> list[dict[str, object]]:
    """The rows of a query, which are the same in both ways."""
    rows = [dict(row) for row in await Transaction(connection, Statements()).rows(query, values)]
    assert rows == [dict(row) for row in await Transaction(connection).rows(query, values)]
    return rows


@pytest.mark.parametrize("kept", [1, 500])
async def test_rows_are_those_that_sqlalchemy_gives(sqlite: Store, kept: int) -> None:
    """Also when SQLAlchemy keeps few compiled statements, and forgets the others."""
    sqlite.engine.sync_engine.update_execution_options(compiled_cache=LRUCache[object, object](kept))
    async with sqlite.begin() as tx:
        ids = [(await members.add(tx, at, "en", "UTC", NOW)).id for at in (1, 2, 3)]
    async with sqlite.engine.connect() as connection:
        for wanted in (ids, [], ids[:1], ids[1:]):
            assert [row["id"] for row in await both(connection, _NAMED, ids=wanted)] == wanted
            found = await both(connection, sa.select(people).where(people.c.id.in_(wanted)).order_by(people.c.id))
            assert [(row["telegram_id"], row["created_at"]) for row in found] == [(ids.index(id_) + 1, NOW) for id_ in wanted]
        for id_ in ids:  # the same statement but for a value
            assert [row["id"] for row in await both(connection, sa.select(people.c.id).where(people.c.id == id_))] == [id_]


async def test_a_default_that_is_made_in_python_is_left_to_sqlalchemy(sqlite: Store) -> None:
    given = [column.name for column in question_options.c if column.default is None]
    compiled = sa.insert(question_options).compile(dialect=sqlite.engine.dialect, column_keys=given)
    assert isinstance(compiled, SQLCompiler)
    assert len(given) < len(question_options.c)
    assert not direct.Prepared(compiled).plain


async def test_an_error_is_sqlalchemys_and_tells_no_values(sqlite: Store) -> None:
    async with sqlite.begin() as tx:
        await tx.write(sa.insert(chats).values(chat_id=5, suspended_at=NOW, reason="blocked"))
    with pytest.raises(sa.exc.IntegrityError) as raised:
        async with sqlite.begin() as tx:
            await tx.write(sa.insert(chats).values(chat_id=5, suspended_at=NOW, reason="typed by somebody"))
    assert "somebody" not in str(raised.value)
    async with sqlite.begin() as tx:
        assert await tx.value(sa.select(chats.c.reason)) == "blocked"
