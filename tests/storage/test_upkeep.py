"""Examinations of the program, and what goes wrong, as they are kept."""

from datetime import timedelta

from council.upkeep import Found, Sign, Trouble
from storage import examinations, troubles
from storage.due_times import DueTimes
from storage.store import Store
from tests.storage.people import MINUTE, NOW

FOUND = (Found(Sign.LATE, right=False, n=3, at=NOW), Found(Sign.CHAT, about="Group B"), Found(Sign.NO_CLOCK, right=None))
BEAT = (Trouble.BEAT, "reminders")


async def test_an_examination_is_kept_until_the_next(store: Store) -> None:
    async with store.begin() as tx:
        first = await examinations.ask(tx, NOW)
        assert await examinations.ask(tx, NOW) == first, "it is not made yet"
        assert await examinations.note(tx, first.id, FOUND[:1], None)
        assert await examinations.note(tx, first.id, FOUND, NOW)
        assert not await examinations.note(tx, first.id, [], NOW), "it has ended"
    async with store.begin() as tx:
        found = await examinations.find(tx, first.id)
        assert found == examinations.Examination(first.id, NOW, NOW, FOUND)
        assert await examinations.find_wanted(tx) is None
        second = await examinations.ask(tx, NOW + MINUTE)
        assert await examinations.find(tx, first.id) is None
        assert await examinations.find_wanted(tx) == second


async def test_each_kind_is_due_an_hour_after_it_was_told(store: Store) -> None:
    due = DueTimes([[troubles.DUE]])
    async with store.begin() as tx:
        assert await due.read(tx, NOW) == [None]
        await troubles.note(tx, {BEAT: 2, (Trouble.DISK, ""): 1}, NOW)
        assert await due.read(tx, NOW) == [NOW]
        for _ in range(2):
            met = await troubles.next_due(tx, NOW)
            assert met is not None
            await troubles.told(tx, met.id, NOW)
        assert await troubles.next_due(tx, NOW) is None
        await troubles.note(tx, {BEAT: 1}, NOW + MINUTE)
        await troubles.note(tx, {BEAT: 4}, NOW + 2 * MINUTE)
        assert await due.read(tx, NOW + MINUTE) == [NOW + timedelta(hours=1)]
        assert await troubles.next_due(tx, NOW + 59 * MINUTE) is None
        met = await troubles.next_due(tx, NOW + 60 * MINUTE)
        assert met is not None
        assert (met.kind, met.about, met.n, met.since) == (*BEAT, 5, NOW + MINUTE)
        await troubles.told(tx, met.id, NOW + 60 * MINUTE)
        await troubles.note(tx, {BEAT: 1}, NOW + timedelta(hours=9))
        assert await due.read(tx, NOW) == [NOW + timedelta(hours=9)]
        assert await troubles.since(tx, NOW + timedelta(hours=1)) == 1
