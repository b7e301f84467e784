"""The demo opens with its council: its people have their seats, and a meeting and a round are there."""

import asyncio
import re
from contextlib import suppress

import pytest

from bot.cli.demo import run_demo
from council.config import Council
from handlers.home.views import tour
from sandbox.client import Sandbox
from sandbox.control_acts import CLOCK_MOVED
from tests.messages import all_messages
from tests.waiting import until


async def test_it_opens_with_its_people(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []

    def opened() -> re.Match[str] | None:
        told.append(capsys.readouterr().out)
        return re.search(r"http://\S+", "".join(told))

    demo = asyncio.create_task(run_demo(council, 0))
    try:
        await until(lambda: demo.done() or opened(), "its address")
        found = re.search(r"http://\S+", "".join(told))
        assert found is not None
        async with Sandbox(found[0]) as sandbox:

            async def everyone() -> bool:
                return demo.done() or "You are in the secretariat" in str(await sandbox.messages(1001))

            await until(everyone, "the secretariat's greeting")
            assert not demo.done()
            assert "Stranger" in str(await sandbox.state())
    finally:
        demo.cancel()
        with suppress(asyncio.CancelledError):
            await demo


def test_each_step_waits_for_words_that_the_bot_says() -> None:
    assert tour.CLOCK_MOVED == CLOCK_MOVED
    known = {message for _, message in all_messages()} | {CLOCK_MOVED, "/home"}
    assert [words for _, _, seen in tour.TOUR for words in seen if words not in known] == []
