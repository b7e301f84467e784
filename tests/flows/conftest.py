"""One world for each flow."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import pacer
from council.config import Council
from sandbox import clock
from tests.flows import world as worlds
from tests.flows.world import World


@pytest.fixture
async def world(tmp_path: Path, council: Council) -> AsyncIterator[World]:
    async with worlds.world(tmp_path / "majlis.db", council) as made:
        yield made


@pytest.fixture(autouse=True)
def _quick_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a chat waits between two messages is proved in tests/bot/test_pacer.py; here nobody waits for it."""
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.02)
    monkeypatch.setattr(pacer, "GROUP_SPACING", 0.02)


@pytest.fixture(autouse=True)
def _patient_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a program that follows the sandbox's clock can be silent for longer than usual; it is not left
    behind for that, as it would then be late for what a test looks at."""
    monkeypatch.setattr(clock, "FOLLOWER_SILENCE", 12.0)
