"""The program is told to stop, once or more often, in the middle of its work: it ends soon, and leaves nothing open."""

import asyncio
import signal
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import build
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from council.config import Council
from sandbox.client import Sandbox, User
from sandbox.server import Server
from tests.daytime import by_day
from tests.flows.world import SECRETARY, settings
from tests.program import Program

BOUND = 20.0
"""Seconds within which it must end even on a busy machine; one that hangs never does."""

START = 60.0
"""Timeout in seconds for a process to start on a busy machine."""

PEOPLE = 12
SAYINGS = ("/start", "/home", "/help", "/mydata", "/calendar")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


def sqlite_threads() -> set[threading.Thread]:
    """The threads of SQLite connections: the program's, and those that tests before this one have left in the process."""
    return {thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name}


def ours(before: set[asyncio.Task[object]]) -> list[str]:
    """The new tasks, except those of the sandbox that handle requests."""
    return [told for told in map(repr, asyncio.all_tasks() - before) if "RequestHandler" not in told]


async def crowd(sandbox: Sandbox) -> list[User]:
    return [await sandbox.person(f"Somebody {at}", language_code="en") for at in range(PEOPLE)]


async def say_much(people: list[User], said: asyncio.Event) -> None:
    """Everyone sends one message after the other, all at once."""
    for _ in range(3):
        for saying in SAYINGS:
            await asyncio.gather(*(user.say(saying) for user in people))
            said.set()


@pytest.mark.parametrize("times", [1, *(pytest.param(times, marks=pytest.mark.long) for times in (2, 5))])
async def test_it_ends_soon_when_it_is_cancelled_under_load(server: Server, tmp_path: Path, council: Council, times: int) -> None:
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
    async with Sandbox(server.url) as sandbox:
        people = await crowd(sandbox)
        for late in (0.0, 0.05, 0.3):
            before, threads = asyncio.all_tasks(), sqlite_threads()

            async def work() -> None:
                async with build(settings(server.url, tmp_path / "majlis.db"), council) as app:
                    await app.run()

            program, said = asyncio.create_task(work()), asyncio.Event()
            talking = asyncio.create_task(say_much(people, said))
            await said.wait()
            async with asyncio.timeout(BOUND):
                await people[0].expect(lambda message: bool(message.text), timeout=BOUND)
            await asyncio.sleep(late)
            for _ in range(times):
                program.cancel()
                await asyncio.sleep(0.01)
            done, _ = await asyncio.wait([program], timeout=BOUND)
            assert done, "it did not end"
            assert program.cancelled()
            talking.cancel()
            await asyncio.wait([talking])
            async with asyncio.timeout(BOUND):
                while ours(before) or sqlite_threads() - threads:  # noqa: ASYNC110 - there is no event for it
                    await asyncio.sleep(0.01)


@pytest.mark.long
@pytest.mark.parametrize("times", [1, 3])
async def test_it_ends_soon_and_in_good_order_at_signals_under_load(server: Server, tmp_path: Path, times: int) -> None:
    async with Sandbox(server.url) as sandbox:
        people = await crowd(sandbox)
        for late in (0.0, 0.1, 0.4):
            program, said = Program(server.url, tmp_path / "majlis.db", SECRETARY), asyncio.Event()
            await program.start()
            talking = asyncio.create_task(say_much(people, said))
            await said.wait()
            await people[0].expect(lambda message: bool(message.text), timeout=START)
            await asyncio.sleep(late)
            for _ in range(times - 1):
                assert program._process is not None
                program._process.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.01)
            begun = time.monotonic()
            assert await program.stop() == 0
            assert time.monotonic() - begun < BOUND
            assert program.said == "", "no traceback, and nothing left open"
            talking.cancel()
            await asyncio.wait([talking])
