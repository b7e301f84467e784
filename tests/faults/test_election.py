"""Several programs on one PostgreSQL: one does the work, and another takes over when it dies."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import asyncpg
import pytest

from sandbox.client import Sandbox
from sandbox.server import Server
from storage import audit, updates
from storage.database_lock import KEY, LEADER, InUse, held
from storage.store import Store
from tests.crowd import seat_in_b
from tests.daytime import by_day
from tests.faults.broadcast import IN_FLIGHT, Post, announce, compare, reported, trouble
from tests.faults.kill import approve, register
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.rounds import rounds
from tests.waiting import until

TAKEN_OVER = 10.0
"""Seconds within which another takes over."""

LOCKED_BY = " locktype = 'advisory' AND (classid::bigint << 32) | objid::bigint = $1"


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


def programs(server: Server, folder: Path, urls: Sequence[str]) -> list[Program]:
    made = [Program(server.url, folder / "none.db", SECRETARY) for _ in urls]
    for program, url in zip(made, urls, strict=True):
        program.environment |= {"DATABASE_URL": url}
    return made


@pytest.mark.long
@pytest.mark.alone
async def test_another_takes_over_and_nothing_is_lost(server: Server, store: Store, prepared: str, tmp_path: Path) -> None:
    first, second = programs(server, tmp_path, [prepared] * 2)
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


async def leader(url: str) -> str | None:
    """The database's name of whoever leads."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    query = "SELECT usename FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE granted AND" + LOCKED_BY
    name: str | None = await connection.fetchval(query, LEADER)
    await connection.close()
    return name


@pytest.fixture
async def replicas(server: Server, prepared: str, tmp_path: Path) -> AsyncIterator[dict[str, Program]]:
    """Three programs, each known to the database by a name of its own."""
    names = ("replica1", "replica2", "replica3")
    admin = await asyncpg.connect(prepared.replace("+asyncpg", ""))
    for name in names:
        await admin.execute(f"DROP ROLE IF EXISTS {name}; CREATE ROLE {name} SUPERUSER LOGIN")
    user = prepared.partition("://")[2].partition("@")[0]
    made = programs(server, tmp_path, [prepared.replace(f"//{user}@", f"//{name}@") for name in names])
    yield dict(zip(names, made, strict=True))
    for program in made:
        await program.kill()
    await admin.close()


@pytest.mark.long
async def test_the_leader_of_three_is_killed_again_and_again_while_it_sends(
    server: Server, store: Store, prepared: str, replicas: dict[str, Program]
) -> None:
    kills, crowd, chance = rounds(20, 2), range(10_001, 10_001 + rounds(1500, 200)), random.Random(3)  # noqa: S311 - no secret
    async with Sandbox(server.url) as sandbox:
        cuts = trouble(server, crowd, chance)
        await seat_in_b(store, crowd, await sandbox.now())
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        for program in replicas.values():
            await program.start()
        post = Post(server, secretary, replicas["replica1"], store, crowd, chance)
        await announce(secretary, len(crowd))
        for left in range(kills, 0, -1):
            before = await post.settled()
            assert before < len(crowd), "it is under way at each kill"
            goal = before + (len(crowd) - before) / (left + 1)

            async def far_enough(goal: float = goal) -> bool:
                return await post.settled() >= goal

            await until(far_enough, "some more were sent")
            name = await leader(prepared)
            assert name is not None
            await replicas[name].kill()
            await replicas[name].start()
        await secretary.expect(lambda m: m.text.startswith("Sent: ") and f"of {len(crowd)}" in m.text, after=0)
        await compare(post, await reported(secretary), kills * IN_FLIGHT + cuts)
        name = await leader(prepared)
        assert name is not None
        assert await replicas[name].stop() == 0
        assert [program.said for program in replicas.values()] == [""] * 3


async def holders(url: str, lock: int) -> int:
    """How many sessions hold a lock."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    query = "SELECT count(*) FROM pg_locks WHERE granted AND" + LOCKED_BY
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
