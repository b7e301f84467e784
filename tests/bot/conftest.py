"""Restores the process-wide state that the program sets up, after each test."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.delivery import dispatcher
from council.config import Council
from handlers import routes
from sandbox.client import Sandbox
from tests.bot.post_office import SPEED, PostOffice, post_office
from tests.bot.town import Command, Town
from tests.daytime import by_day
from tests.flows.world import SECRETARY, running
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def town(tmp_path: Path, council: Council) -> AsyncIterator[Town]:
    async with by_day() as server, Sandbox(server.url) as sandbox:
        await sandbox.person("Secretariat", id=SECRETARY)
        yield Town(server, sandbox, lambda: running(server.url, tmp_path / "majlis.db", council))


@pytest.fixture
async def office(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostOffice]:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 0.5 / SPEED)
    async with post_office(tmp_path, council) as made:
        yield made


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Command], None]:
    """Replace the handler of a command."""

    def change(name: str, handler: Command) -> None:
        monkeypatch.setitem(routes.COMMANDS, name, handler)

    return change


@pytest.fixture(autouse=True)
def _a_doctor_with_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine its checks may take longer, but where a test is about that."""
    monkeypatch.setattr("bot.doctor.findings.CHECK_SECONDS", PATIENCE)
    monkeypatch.setattr("bot.doctor.telegram.CLOCK_SECONDS", 60.0)
