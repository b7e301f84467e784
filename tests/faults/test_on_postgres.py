"""The whole program on PostgreSQL, where handlers really run concurrently."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from bot.app import App, build
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from council.config import Council
from council.people import WHOLE_COUNCIL
from sandbox.client import Sandbox
from storage import audit, members, outbox, updates
from storage.database_lock import InUse, held
from storage.migrate import NotMigrated, upgrade
from storage.store import Store
from storage.tables import outbox as outbox_table
from tests import postgres
from tests.daytime import by_day
from tests.faults.kill import approve, register
from tests.flows.world import SECRETARY, settings
from tests.waiting import until

PEOPLE = 4


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def app_and_sandbox(store: object, prepared: str, tmp_path: Path, council: Council) -> AsyncIterator[tuple[App, Sandbox]]:
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
    async with by_day() as server, Sandbox(server.url) as sandbox:
        await sandbox.person("Secretariat", id=SECRETARY)
        wanted = settings(server.url, tmp_path / "none", database_url=prepared)
        async with build(wanted, council) as app:
            task = asyncio.create_task(app.run())
            yield app, sandbox
            task.cancel()
            await asyncio.wait([task])


async def crowd(app: App, sandbox: Sandbox) -> None:
    """Everyone registers at once, and the secretary approves them as they come."""
    secretary = sandbox.user(SECRETARY)
    await secretary.say("/start")
    await secretary.press("English")
    await secretary.expect("You are in the secretariat")
    users = [await sandbox.person(f"Expert {n}") for n in range(PEOPLE)]
    registering = (register(user, number) for number, user in enumerate(users))
    await asyncio.gather(*registering, approve(secretary, PEOPLE))
    for user in users:
        await user.expect("approved your request", after=0)
    now = await sandbox.now()
    async with app.store.read() as tx:
        assert len(await audit.entries(tx, "request made")) == PEOPLE
        assert len(await audit.entries(tx, "request approved")) == PEOPLE
        assert len(await members.holders(tx, "ABC", now)) == PEOPLE
        assert await updates.aside(tx) == 0
        assert await outbox.uncertain(tx) == 0


async def test_a_crowd_at_once(app_and_sandbox: tuple[App, Sandbox]) -> None:
    app, sandbox = app_and_sandbox
    await crowd(app, sandbox)
    async with app.store.read() as tx:
        messages = sa.select(outbox_table.c.key).where(outbox_table.c.card_id.is_(None))
        assert max(Counter(await tx.values(messages)).values()) == 1
        assert len(await members.holders(tx, [WHOLE_COUNCIL], await sandbox.now())) == 1


async def test_a_database_that_drops_everyone_now_and_then(app_and_sandbox: tuple[App, Sandbox], prepared: str) -> None:
    """As on a restart of the server: nothing is set aside, and everyone gets through."""
    app, sandbox = app_and_sandbox

    async def drop_everyone() -> None:
        admin = await asyncpg.connect(prepared.replace("+asyncpg", ""))
        for _ in range(6):
            await asyncio.sleep(0.4)
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await admin.close()

    dropping = asyncio.create_task(drop_everyone())
    await crowd(app, sandbox)
    await dropping


async def is_in_use(url: str) -> bool:
    try:
        async with held(url, alone=True):
            return False
    except InUse:
        return True


async def test_a_server_that_is_killed_and_started_again(tmp_path: Path, council: Council) -> None:
    """Under load: nobody loses anything, and the program goes on by itself."""
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
    binaries = postgres.find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL on this machine")
    with postgres.restartable(binaries) as (address, restart):
        url = f"postgresql+asyncpg://{address}/postgres"
        store = Store(url)
        await upgrade(store.engine)
        await store.close()
        async with by_day() as server, Sandbox(server.url) as sandbox:
            await sandbox.person("Secretariat", id=SECRETARY)
            async with build(settings(server.url, tmp_path / "none", database_url=url), council) as app:
                task = asyncio.create_task(app.run())

                async def restarts() -> None:
                    for _ in range(2):
                        await asyncio.sleep(1.5)
                        await asyncio.to_thread(restart)

                restarting = asyncio.create_task(restarts())
                await crowd(app, sandbox)
                await restarting
                assert not task.done(), "it has not ended"
                await until(lambda: is_in_use(url), "it has taken its lock again")
                expert = await sandbox.person("Expert")
                await expert.say("/start")
                await expert.expect("choose your language")
                task.cancel()
                await asyncio.wait([task])


async def test_a_database_at_another_schema_is_not_touched(url: str, tmp_path: Path, council: Council) -> None:
    async with by_day() as server:
        with pytest.raises(NotMigrated):
            async with build(settings(server.url, tmp_path / "none", database_url=url), council):
                pytest.fail("it was built")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    assert await connection.fetchval("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == 0
    await connection.close()
