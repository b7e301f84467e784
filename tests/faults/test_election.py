"""Several programs on one PostgreSQL: one does the work, and another takes over when it dies."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from sandbox.client import Sandbox
from sandbox.server import Server
from storage import audit, updates
from storage.database_lock import KEY, LEADER, InUse, held
from storage.store import Store
from tests.daytime import by_day
from tests.faults.kill import approve, register
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.waiting import until

TAKEN_OVER = 10.0
"""Seconds within which another takes over."""


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


def programs(server: Server, folder: Path, url: str) -> list[Program]:
    made = [Program(server.url, folder / "none.db", SECRETARY) for _ in range(2)]
    for program in made:
        program.environment |= {"DATABASE_URL": url}
    return made


@pytest.mark.long
@pytest.mark.alone
async def test_another_takes_over_and_nothing_is_lost(server: Server, store: Store, prepared: str, tmp_path: Path) -> None:
    first, second = programs(server, tmp_path, prepared)
    async with Sandbox(server.url) as sandbox, first:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        await secretary.say("/start")
        await secretary.press("English")
        await secretary.expect("You are in the secretariat")
        users = [await sandbox.person(f"Expert {n}") for n in range(3)]
        async with second:
            doing = asyncio.gather(*(register(user, n) for n, user in enumerate(users)), approve(secretary, len(users)))

            async def both() -> bool:
                return (await holders(prepared, KEY), await holders(prepared, LEADER)) == (2, 1)

            async def one() -> bool:
                return (await holders(prepared, KEY), await holders(prepared, LEADER)) == (1, 1)

            await until(both, "one leads and one stands by")
            await first.kill()
            killed = time.monotonic()
            await until(one, "the other leads")
            assert time.monotonic() - killed < TAKEN_OVER
            await doing
            for user in users:
                await user.expect("approved your request", after=0)
            assert await second.stop() == 0
            assert second.said == ""
    async with store.read() as tx:
        for action in ("request made", "request approved"):
            assert len(await audit.entries(tx, action)) == len(users), "each once"
        assert await updates.aside(tx) == 0


async def holders(url: str, lock: int) -> int:
    """How many sessions hold a lock."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) | objid::bigint = $1"
    )
    n: int = await connection.fetchval(query, lock)
    await connection.close()
    return n


async def test_what_must_be_alone_waits_for_nobody(store: Store, prepared: str) -> None:
    async with held(prepared, alone=False) as first, held(prepared, alone=False) as second:
        await first.lead()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(second.lead(), 2)
        with pytest.raises(InUse):
            async with held(prepared, alone=True):
                pytest.fail("it was alone")
    async with held(prepared, alone=True), asyncio.timeout(5):
        with pytest.raises(InUse):
            async with held(prepared, alone=False):
                pytest.fail("it was not alone")
