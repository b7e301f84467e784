"""Agenda books' papers, and when books are due, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from council.config import Council
from council.meetings import MeetingDraft
from council.people import SYSTEM
from handlers.meetings.actions import meetings as meetings_actions
from handlers.minutes.actions import books
from handlers.reactions import unit_of_work
from storage import book
from storage.store import Store
from tests.due import due
from tests.storage.meetings import seated, secretary
from tests.storage.people import NOW

DRAFT = MeetingDraft("Schooling", ("B", "D"), datetime(2026, 12, 3, 15), "Asia/Tashkent")
START = datetime(2026, 12, 3, 10, tzinfo=UTC)


async def test_papers_stand_in_their_order(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made, other = [await meetings_actions.publish(work, DRAFT) for _ in range(2)]
        first = await book.add_paper(tx, made.id, "a.pdf", "f1", 3, 100, None, NOW)
        second = await book.add_paper(tx, made.id, "b.pdf", "f2", 1, 50, work.person.id, NOW)
        assert await book.papers(tx, made.id) == [first, second]
        assert await book.papers_of(tx, [made.id, other.id]) == {made.id: [first, second]}
        assert await book.find_paper(tx, second.id) == second
        assert await book.drop_paper(tx, first.id)
        assert not await book.drop_paper(tx, first.id)
        assert await book.papers(tx, made.id) == [second]


async def test_the_meeting_before_is_the_last_of_exactly_these_groups(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)

        async def met(days: int, *groups: str) -> int:
            starts = DRAFT.starts - timedelta(days=days)
            return (await meetings_actions.publish(work, replace(DRAFT, groups=groups, starts=starts))).id

        made, before, earlier = await met(0, "B", "D"), await met(2, "B", "D"), await met(4, "B", "D")
        await met(1, "B")
        await met(1, "B", "D", "A")
        for groups in (("B", "D"), ("D", "B")):
            assert await book.earlier(tx, made, groups, START) == before
        assert await book.earlier(tx, before, ("B", "D"), START - timedelta(days=2)) == earlier
        assert await book.earlier(tx, earlier, ("B", "D"), START - timedelta(days=4)) is None


async def test_a_book_is_due_once(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 10, "B")
        made = await meetings_actions.publish(work, MeetingDraft("Title", ("B",), DRAFT.starts, DRAFT.zone, agenda="example.org"))
        at = START - timedelta(hours=council.book_hours)
        assert await due(tx, NOW, book.DUE) == at
        assert await book.due(tx, at - timedelta(minutes=1)) is None
        assert await book.due(tx, at) == made.id
        later = unit_of_work(tx, council, SYSTEM, at)
        assert await books.send_due(later)
        assert not await books.send_due(later)
        assert await due(tx, at, book.DUE) is None
        assert await book.numbered(tx, ["B-2026-01"]) == []
        assert await book.was_sent(tx, [made.id]) == {made.id}
