"""The program as an administrator runs it, with a webhook, probes and metrics, is told to stop in the middle of its work."""

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa

from sandbox.client import Sandbox
from sandbox.server import Server
from storage.tables import outbox, updates
from tests.databases import opened
from tests.daytime import by_day
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.waiting import PATIENCE, until
from tests.webhooks import SECRET, front

BOUND = 20.0
"""Seconds within which it must end on a busy machine; on one that is not, within ten. One that hangs never does."""


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


async def left(database: Path) -> tuple[int, int]:
    """How many deliveries are claimed, and how many updates have replies that are still to be sent."""
    async with opened(database) as store, store.read() as tx:
        claimed = await tx.value(sa.select(sa.func.count()).where(outbox.c.state == "sending"))
        owed = await tx.value(sa.select(sa.func.count()).where(updates.c.answers.is_not(None)))
    return claimed or 0, owed or 0


@pytest.mark.parametrize("pushed", [False, True])
async def test_at_a_signal_it_gives_back_what_hangs_and_ends_with_0(
    server: Server, tmp_path: Path, unused_tcp_port_factory: object, pushed: bool
) -> None:
    assert callable(unused_tcp_port_factory)
    port, probes, database = unused_tcp_port_factory(), unused_tcp_port_factory(), tmp_path / "majlis.db"
    async with Sandbox(server.url) as sandbox, front(server) as telegram:
        expert = await sandbox.person("Expert", id=SECRETARY, language_code="en")
        program = Program(telegram.url, database, SECRETARY)
        program.environment |= {"METRICS_PORT": str(probes), "HTTP_PORT": str(port)}
        if pushed:
            program.environment |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "WEBHOOK_SECRET": SECRET}

        async def ready() -> bool:
            try:
                async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{probes}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await program.start()
        await until(ready, "readiness")
        await sandbox.fault("hang", method="sendMessage", count=100, seconds=10 * PATIENCE)
        await expert.say("/start")

        async def hangs() -> bool:
            return bool(await sandbox.log(method="sendMessage")) or (await left(database))[1] > 0

        await until(hangs, "a request that hangs")
        begun = time.monotonic()
        assert await program.end(signal.SIGTERM) == 0
        assert time.monotonic() - begun < BOUND
        assert program.said == ""
        claimed, owed = await left(database)
        assert (claimed, owed > 0) == (0, True)
        assert bool(telegram.webhook) == pushed, "Telegram goes on keeping what comes for the webhook"
        await sandbox.clear_faults()
        async with program:
            await expert.expect("choose your language", after=0)
