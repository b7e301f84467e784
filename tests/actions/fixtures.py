"""A council at work, as a plugin: for tests of actions and of security, which need no particular engine."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.config import Council
from storage.store import Store
from tests.actions.at_work import Clock, CouncilAtWork, Someone
from tests.databases import prepare

MORNING = datetime(2026, 11, 24, 5, tzinfo=UTC)
"""Ten o'clock in Tashkent, where the council has its seat."""


@pytest.fixture
async def at_work(tmp_path: Path, council: Council) -> AsyncIterator[CouncilAtWork]:
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield CouncilAtWork(store, council, Clock(MORNING))
    await store.close()


@pytest.fixture
async def secretary(at_work: CouncilAtWork) -> Someone:
    """The one who is in the secretariat."""
    return await at_work.secretary()
