"""What is looked at again and again: once for many commits, and on after a failure."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.logs import logger
from bot.looking import keep_looking, until_a_commit
from storage.store import Store
from storage.tables import chats
from tests.databases import opened, prepare
from tests.storage.people import NOW
from tests.waiting import PATIENCE, until


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(prepare(tmp_path / "majlis.db")) as made:
        yield made


async def commit(store: Store, chat: int) -> None:
    async with store.begin() as tx:
        await tx.write(sa.insert(chats).values(chat_id=chat, suspended_at=NOW, reason="blocked"))


async def test_a_commit_ends_the_rest_also_one_during_the_look(store: Store) -> None:
    seen: list[int] = []

    async def look() -> None:
        async with store.read() as tx:
            seen.append(await tx.value(sa.select(sa.func.count()).select_from(chats)) or 0)
        if len(seen) == 1:
            await commit(store, 1)

    with until_a_commit(store, SystemClock(), 0.01, PATIENCE) as rest:
        looking = asyncio.create_task(keep_looking(look, rest, logger("test"), "not looked"))
        await until(lambda: seen == [0, 1], "a second look")
        await commit(store, 2)
        await until(lambda: seen == [0, 1, 2], "a third look")
        looking.cancel()
        await asyncio.wait([looking])
    assert store.on_commit == [], "nothing listens any more"


async def test_failures_in_a_row_are_logged_once() -> None:
    outcomes = iter(["fails", "fails", "works", "fails", "works"])
    ended = asyncio.Event()

    async def look() -> None:
        outcome = next(outcomes, None)
        if outcome is None:
            ended.set()
            await asyncio.Event().wait()
        if outcome == "fails":
            raise ConnectionError

    with capture_logs() as logged:
        looking = asyncio.create_task(keep_looking(look, lambda: asyncio.sleep(0), logger("test"), "not looked"))
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
        looking.cancel()
        await asyncio.wait([looking])
    assert [(one["event"], one["error"]) for one in logged] == [("not looked", "ConnectionError")] * 2
