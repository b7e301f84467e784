"""The list of a large audience is written in chunks: a restart resumes it, and nobody else's writing waits for long."""

import asyncio
import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from statistics import median, quantiles
from time import perf_counter

import pytest
import sqlalchemy as sa

from council.announcements import AnnouncementState
from council.audiences import Audience, AudienceKind
from council.config import Council
from council.people import SYSTEM, WHOLE_COUNCIL, Actor, Role
from handlers.announcements.actions import kinds, sending
from handlers.reactions import unit_of_work
from storage import announcements, members
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import outbox, people
from tests.announcing import publish
from tests.crowd import seat_in_b
from tests.rounds import rounds

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MANY = rounds(1_000_000, 50_000) // sending.CHUNK * sending.CHUNK
BEFORE = MANY // sending.CHUNK * 2 // 5
"""How many chunks are written before the program is started again."""

FIRST = 1_000_000


@pytest.fixture
def loaded() -> Iterator[None]:
    """What is loaded is set apart from what the garbage collector goes through, as the program does when it starts."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@dataclass
class Neighbour:
    """Someone else who writes all the while, and how long each of those writings took."""

    store: Store
    waits: list[float] = field(default_factory=list)

    async def write(self, times: Iterable[int]) -> None:
        for _ in times:
            before = perf_counter()
            async with self.store.begin() as tx:
                await tx.write(sa.update(people).where(people.c.telegram_id == 1).values(name=str(len(self.waits))))
            self.waits.append(perf_counter() - before)
            await asyncio.sleep(0.002)


async def frozen(store: Store, council: Council, most: int) -> int:
    """Write up to so many chunks, as the beat does; how many were written."""
    for done in range(most):
        async with store.begin() as tx:
            if not await sending.freeze_some(unit_of_work(tx, council, SYSTEM, NOW)):
                return done
        await asyncio.sleep(0)
    return most


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.usefixtures("loaded")
async def test_a_million_are_written_and_nobody_waits_a_tenth_of_a_second(url: str, council: Council) -> None:
    store, again = Store(url), Store(url)
    await upgrade(store.engine)
    await seat_in_b(store, range(FIRST, FIRST + MANY), NOW)
    async with store.begin() as tx:
        person = await members.add(tx, 1, "en", "UTC", NOW)
        await members.seat(tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, NOW)
        actor = Actor("person", person, await members.seats_of(tx, person.id, NOW))
        made = await publish(unit_of_work(tx, council, actor, NOW), Audience(AudienceKind.GROUPS, ("B",)), "hello")
    neighbour = Neighbour(store)
    await neighbour.write(range(MANY // sending.CHUNK // 4))
    by_itself, neighbour.waits = neighbour.waits, []
    writing = asyncio.create_task(neighbour.write(count()))
    try:
        assert await frozen(store, council, BEFORE) == BEFORE
        async with store.read() as tx:
            part = await announcements.next_freezing(tx)
            assert part is not None
            assert (part.written, part.announcement.state) == (BEFORE * sending.CHUNK, AnnouncementState.FREEZING)
        # Another run of the program goes on where this one ended: nothing is held in memory.
        neighbour.store = again
        assert await frozen(again, council, MANY) == MANY // sending.CHUNK - BEFORE + 2
    finally:
        writing.cancel()
        await asyncio.wait([writing])
    async with again.read() as tx:
        found = await announcements.find(tx, made.id)
        assert found is not None
        assert (found.state, found.total) == (AnnouncementState.FROZEN, MANY)
        written = sa.select(sa.func.count(sa.distinct(outbox.c.person_id))).where(outbox.c.kind == kinds.TEXT.name)
        assert await tx.value(written) == MANY
    await store.close()
    await again.close()
    worst = max(neighbour.waits)
    print(
        f"{len(neighbour.waits)} others' writings: usually {median(neighbour.waits) * 1000:.0f} ms, at most"
        f" {worst * 1000:.0f} ms; with nothing else written {median(by_itself) * 1000:.0f} and {max(by_itself) * 1000:.0f} ms"
    )
    assert len(neighbour.waits) > len(by_itself)
    # A machine that does other things at the same time makes some longer, also of those with nothing else written: so what is
    # usual is looked at, beside those.
    usual, alone = (quantiles(waits, n=10)[-1] for waits in (neighbour.waits, by_itself))
    assert usual < max(0.1, 20 * alone)
