"""Written minutes: their versions, their review, and their approval, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from council.config import Council
from council.errors import AlreadyDecided, ChangedMeanwhile
from council.meetings import MeetingDraft
from council.minutes import ActionItem, Item, MinutesState, Way
from handlers.meetings.actions import meetings as meetings_actions
from storage import minutes
from storage.store import Store
from tests.due import due
from tests.storage.meetings import seated, secretary
from tests.storage.people import HOUR, NOW

DRAFT = MeetingDraft("Schooling", ("B", "D"), datetime(2026, 12, 3, 15), "Asia/Tashkent")
ITEMS = (Item("Opening", "Said"), Item("Schooling", "", "Agreed", (ActionItem("Send", date(2027, 3, 31), 1),)))
LATER = datetime(2026, 12, 5, tzinfo=UTC)


async def test_a_draft_changes_in_its_place_and_what_is_in_review_does_not(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        meeting = (await meetings_actions.publish(await secretary(tx, council), DRAFT)).id
        made = await minutes.draft(tx, meeting, ITEMS, None, NOW)
        assert await minutes.find(tx, made.id, lock=True) == made
        with pytest.raises(AlreadyDecided):
            await minutes.draft(tx, meeting, ITEMS, None, NOW)
        await minutes.put_items(tx, made, ITEMS[:1], None, NOW)
        changed = await minutes.find(tx, made.id)
        assert changed is not None
        assert (changed.items, changed.version, changed.pending) == (ITEMS[:1], 1, False)
        one, other = await seated(tx, 10, "B"), await seated(tx, 11, "D")
        assert await minutes.to_review(tx, changed, [one.id, other.id], LATER, LATER)
        assert not await minutes.to_review(tx, changed, [one.id], LATER, LATER)
        reviewed = await minutes.find(tx, made.id)
        assert reviewed is not None
        assert (reviewed.state, reviewed.due_at) == (MinutesState.REVIEW, LATER)
        for items in (ITEMS, ITEMS[1:]):
            await minutes.put_items(tx, reviewed, items, one.id, NOW)
        pending = await minutes.find(tx, made.id)
        assert pending is not None
        assert (pending.items, pending.version, pending.pending) == (ITEMS[:1], 1, True)
        assert await minutes.items_of(tx, made.id, 2) == ITEMS[1:]
        assert await minutes.items_of(tx, made.id, 3) == ()
        assert await minutes.send_changes(tx, pending, LATER + HOUR, LATER)
        assert not await minutes.send_changes(tx, pending, LATER + HOUR, LATER)
        sent = await minutes.find(tx, made.id)
        assert sent is not None
        assert (sent.items, sent.version, sent.pending, sent.due_at) == (ITEMS[1:], 2, False, LATER + HOUR)
        assert await minutes.of_meetings(tx, [meeting]) == {meeting: [sent]}
        assert await minutes.listed(tx, ["D"], 5) == await minutes.listed(tx, None, 5) == [sent]
        assert await minutes.listed(tx, ["A"], 5) == []


async def test_they_are_due_once_and_approved_by_one(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        numbers = []
        for _ in range(2):
            meeting = (await meetings_actions.publish(work, DRAFT)).id
            made = await minutes.draft(tx, meeting, ITEMS, None, NOW)
            assert await minutes.next_due(tx, LATER) is None
            await minutes.to_review(tx, made, [], LATER, LATER)
            assert await due(tx, NOW, minutes.DUE) == LATER
            assert await minutes.next_due(tx, LATER - HOUR) is None
            found = await minutes.next_due(tx, LATER)
            assert found is not None
            numbers.append(await minutes.approve(tx, found, "B+D", 2026, Way.SILENCE, None, LATER))
            with pytest.raises(ChangedMeanwhile):
                await minutes.approve(tx, found, "B+D", 2026, Way.CHAIR, work.person.id, LATER)
            assert not await minutes.send_changes(tx, found, LATER, LATER)
            await minutes.seal(tx, found.id, "hash")
            approved = await minutes.find(tx, made.id)
            assert approved is not None
            assert (approved.state, approved.hash, approved.way) == (MinutesState.APPROVED, "hash", Way.SILENCE)
            assert await due(tx, NOW, minutes.DUE) is None
            await minutes.draft(tx, meeting, ITEMS, None, NOW, corrects=made.id)
        assert numbers == ["M-B+D-2026-01", "M-B+D-2026-02"]


async def test_reviewers_and_their_corrections(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        meeting = (await meetings_actions.publish(await secretary(tx, council), DRAFT)).id
        made = await minutes.draft(tx, meeting, ITEMS, None, NOW)
        one, other = await seated(tx, 10, "B"), await seated(tx, 11, "D")
        await minutes.to_review(tx, made, [one.id, other.id], LATER, LATER)
        assert await due(tx, NOW, minutes.REMIND_DUE) == LATER
        assert await minutes.first_to_remind(tx, LATER - HOUR) is None
        await minutes.agree(tx, made.id, one.id, 1, NOW)
        assert await minutes.reviewers(tx, made.id) == {one.id: 1, other.id: None}
        reviewed = await minutes.find(tx, made.id)
        assert await minutes.silent(tx, [one.id, other.id]) == [(other.id, reviewed)]
        assert await minutes.first_to_remind(tx, LATER) == reviewed
        assert await minutes.first_to_remind(tx, LATER) is None
        await minutes.agree(tx, made.id, one.id, None, NOW)
        assert await minutes.reviewers(tx, made.id) == {one.id: None, other.id: None}
        ids = [await minutes.correct(tx, made, person.id, 2, "Text", NOW) for person in (one, other)]
        assert [(c.id, c.person, c.item, c.taken) for c in await minutes.corrections(tx, made.id)] == [
            (ids[0], one.id, 2, None), (ids[1], other.id, 2, None),
        ]  # fmt: skip
        assert await minutes.silent(tx, [one.id, other.id]) == [], "who corrects has said something"
        assert await minutes.decide(tx, ids[0], "Why", None, NOW, taken=False)
        assert not await minutes.decide(tx, ids[0], "Why", None, NOW, taken=True)
        found = await minutes.find_correction(tx, ids[0])
        assert found is not None
        assert (found[0], found[1].taken, found[1].note) == (made.id, False, "Why")
        assert await minutes.find_correction(tx, 99) is None
        await minutes.wait(tx, made.id, None)
        assert await minutes.next_due(tx, LATER + timedelta(days=9)) is None
