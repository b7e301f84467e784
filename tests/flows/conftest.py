"""One world for each flow."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from council.charter import Council
from tests.flows import world as worlds
from tests.flows.world import World


@pytest.fixture
async def world(tmp_path: Path, council: Council) -> AsyncIterator[World]:
    async with worlds.world(tmp_path / "majlis.db", council) as made:
        yield made
