"""The bot's own backups: one each night, made up for when it was off, and the marks of who was erased."""

import stat
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.app import build
from bot.backups import making, marks
from bot.backups.marks import MarkKeeper
from bot.backups.nightly import AGAIN, Nightly, last_night
from bot.clock import SystemClock
from bot.retention import Pruner
from bot.settings import ClockKind
from council.config import Council
from storage import after_restore
from storage.erasure import personal_data
from storage.store import Store
from storage.tables import people
from tests.databases import prepare
from tests.daytime import by_day
from tests.flows.world import settings
from tests.storage.people import MINUTE, NOW, somebody

ZONE = "Asia/Tashkent"  # five hours ahead of UTC: the night's backup is due at 22:00


def at(hour: int, day: int = 2) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=0, second=0, microsecond=0)


class Clock(SystemClock):
    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at


def nightly(folder: Path, clock: Clock, problems: list[str | None]) -> Nightly:
    """One that makes empty files, or has these problems."""

    async def make() -> str | None:
        problem = problems.pop(0) if problems else None
        if problem is None:
            (folder / making.name_at(clock.at, encrypted=False)).touch()
        return problem

    make_: Callable[[], Awaitable[str | None]] = make
    return Nightly(folder, 14, ZONE, clock, make_)


def test_the_night_is_the_councils() -> None:
    assert last_night(at(21), ZONE) == at(22, 1)
    assert last_night(at(22), ZONE) == at(22)
    assert last_night(at(23), "UTC") == at(3)
    assert last_night(at(2), "UTC") == at(3, 1)


async def test_one_each_night_and_one_for_the_nights_that_it_was_off(tmp_path: Path) -> None:
    clock = Clock(at(12))
    kept = nightly(tmp_path, clock, [])
    assert await kept.look(), "there is none yet"
    assert not await kept.look()
    clock.at = at(22) - MINUTE
    assert not await kept.look()
    clock.at = at(22)
    assert await kept.look()
    assert not await kept.look()
    clock.at += timedelta(days=20)
    assert await nightly(tmp_path, clock, []).look()
    assert [made for made, _ in making.kept_in(tmp_path)] == [clock.at], "the others are too old"


async def test_one_that_fails_is_tried_again_in_an_hour_and_nothing_is_deleted(tmp_path: Path) -> None:
    old = tmp_path / making.name_at(at(12) - timedelta(days=30), encrypted=False)
    old.touch()
    clock = Clock(at(12))
    kept = nightly(tmp_path, clock, ["No space left on device", None])
    assert await kept.look()
    assert old.exists()
    assert not await kept.look()
    clock.at += AGAIN
    assert await kept.look()
    assert not old.exists()


@pytest.mark.parametrize(
    ("clock", "days", "kept"),
    [
        (ClockKind.SANDBOX, 14, set()), (ClockKind.SYSTEM, 0, {MarkKeeper}), (ClockKind.SYSTEM, 14, {MarkKeeper, Nightly}),
    ],
)  # fmt: skip
async def test_never_during_a_rehearsal(tmp_path: Path, council: Council, clock: ClockKind, days: int, kept: set[type]) -> None:
    async with by_day() as server:
        wanted = settings(server.url, prepare(tmp_path / "majlis.db"), clock=clock, backup_days=days)
        async with build(wanted, council) as app:
            parts = {type(one) for one in app._others}
    assert parts & {MarkKeeper, Nightly} == kept
    assert Pruner in parts, "what is old is deleted in any case"


# -- who was erased


async def test_whoever_was_erased_is_known_again_in_a_database_from_before(store: Store, tmp_path: Path) -> None:
    first, second = await somebody(store, 7_123_456_789), await somebody(store, 2)
    async with store.begin() as tx:
        await personal_data.forget(tx, first, NOW)
    await marks.take(store, tmp_path)
    again = await marks.take(store, tmp_path)
    assert len(again.known) == 1
    file = tmp_path / marks.NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert len(text.splitlines()) == 2, "each once"
    assert "7123456789" not in text
    async with store.begin() as tx:
        assert await after_restore.to_forget_again(tx, again.salt, again.known) == [], "they are forgotten here"
        await tx.write(sa.update(people).values(forgotten_at=None))
        assert [person.id for person in await after_restore.to_forget_again(tx, again.salt, again.known)] == [first.id]
    assert second.id != first.id


async def test_a_number_that_somebody_else_has_now_is_not_theirs(store: Store, tmp_path: Path) -> None:
    first = await somebody(store, 1)
    async with store.begin() as tx:
        await personal_data.forget(tx, first, NOW)
    kept = await marks.take(store, tmp_path)
    async with store.begin() as tx:
        await tx.write(sa.update(people).values(forgotten_at=None, created_at=NOW + MINUTE))
        assert await after_restore.to_forget_again(tx, kept.salt, kept.known) == []
