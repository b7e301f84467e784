"""The program as a process: how it ends."""

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.updates.intake import POLL_SECONDS
from sandbox.client import Sandbox
from sandbox.server import Server
from tests.daytime import by_day
from tests.flows.world import SECRETARY, TOKEN
from tests.program import Program
from tests.waiting import until


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


async def asked_for_updates(server: Server) -> None:
    """Wait until the program is in its long poll."""
    await until(lambda: server.world.updates._waiting is not None, "a long poll")


@pytest.mark.parametrize("sign", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
async def test_it_ends_at_once_even_in_the_middle_of_a_long_poll(server: Server, tmp_path: Path, sign: signal.Signals) -> None:
    program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
    await program.start()
    await asked_for_updates(server)
    begun = time.monotonic()
    assert await program.end(sign) == 0
    assert time.monotonic() - begun < POLL_SECONDS / 2, "it does not wait for the poll"
    assert program.said == "", "no traceback, and nothing left open"


async def test_another_poller_is_told_in_a_line(server: Server, tmp_path: Path) -> None:
    program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
    await program.start()
    await asked_for_updates(server)
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as other:
        await other.get_updates(timeout=0)
    assert await program.ended() == 1
    assert program.said == "Another program polls Telegram with this BOT_TOKEN. Stop it first.\n"


@pytest.mark.long
async def test_a_token_that_telegram_does_not_know_is_told_in_a_line(tmp_path: Path) -> None:
    async with Server(token="123456:another-one-than-the-tests") as strict:
        program = Program(strict.url, tmp_path / "majlis.db", SECRETARY)
        await program.start()
        assert await program.ended() == 2
    assert program.said == "BOT_TOKEN is not known to Telegram (or to TELEGRAM_API_URL).\n"
    assert "sandbox-token" not in program.said


@pytest.mark.long
async def test_a_telegram_that_is_away_at_the_start_is_waited_for(server: Server, tmp_path: Path) -> None:
    async with Sandbox(server.url) as sandbox:
        await sandbox.fault("500", method="getMe", count=2)
        expert = await sandbox.person("Expert")
        async with Program(server.url, tmp_path / "majlis.db", SECRETARY):
            await expert.say("/start")
            await expert.expect("choose your language")
