"""One world for each flow."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import pacer
from council.config import Council
from tests.flows import world as worlds
from tests.flows.world import World

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each road is walked once by `make test`; the others, which prove more of the same fields, by `make test-long`."""
    for item in items:
        if item.path.parent == HERE and not item.get_closest_marker("road"):
            item.add_marker(pytest.mark.long(seconds=1200))


@pytest.fixture
async def world(tmp_path: Path, council: Council) -> AsyncIterator[World]:
    async with worlds.world(tmp_path / "majlis.db", council) as made:
        yield made


@pytest.fixture(autouse=True)
def _quick_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a chat waits between two messages is proved in tests/bot/test_pacer.py; here nobody waits for it."""
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.02)
    monkeypatch.setattr(pacer, "GROUP_SPACING", 0.02)
