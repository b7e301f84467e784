"""Series, drafts and copies as rows, and the actions that write them, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from council.config import Council
from council.errors import BadSeries, ChangedMeanwhile, Forbidden, NoSeries, NotAhead
from council.meetings import MOST_AHEAD, MeetingDraft, MeetingState, Part
from council.people import SYSTEM, Actor, Role
from council.series import HORIZON, Every, Pattern
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import drafts as drafts_actions, meetings as meetings_actions, series
from handlers.reactions import unit_of_work
from storage import drafts, meeting_reminders, meetings, outbox, series as kept
from storage.store import Store
from tests.due import due
from tests.storage.meetings import seated, secretary, send
from tests.storage.people import DAY, NOW

FIRST = datetime(2026, 12, 3, 15)
DRAFT = MeetingDraft("Weekly", ("B",), FIRST, "Asia/Tashkent", place="Room 5", reminders=(DAY,))
WEEKLY = Pattern(Every.WEEKS, 1, FIRST.date(), 12)
START = datetime(2026, 12, 3, 10, tzinfo=UTC)


async def make(work: UnitOfWork) -> None:
    """All that is due now."""
    while await series.make_due(unit_of_work(work.tx, work.council, SYSTEM, work.now)):
        pass


async def test_meetings_are_made_as_they_come_near_and_people_told_of_each_in_time(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        person = await seated(tx, 10, "B")
        made, first = await series.publish(work, DRAFT, WEEKLY)
        assert first.draft == DRAFT
        assert (first.series, first.nth) == (made.id, 0)
        ahead = await meetings.following(tx, made.id, 0, NOW)
        assert [one.nth for one in ahead] == list(range(8))  # as far as sixty days ahead
        assert {one.draft for one in ahead} == {replace(DRAFT, starts=FIRST + timedelta(weeks=nth)) for nth in range(8)}
        assert await due(tx, NOW, kept.DUE) == START + timedelta(weeks=8) - HORIZON
        assert await due(tx, NOW, *meetings.TELL_DUE) == START + timedelta(weeks=1) - 14 * DAY
        assert await meetings.invited(tx, ahead[1].id, NOW) == []
        later = replace(work, now=START + timedelta(weeks=8) - HORIZON)
        await make(later)
        await make(later)
        assert len(await meetings.following(tx, made.id, 0, later.now)) == 9
        while await meetings_actions.invite_some(replace(later, now=START)):
            pass
        assert [len(await meetings.invited(tx, one.id, START)) for one in ahead[:5]] == [1, 1, 1, 0, 0]
        # Away for a year: what went by is not made any more.
        await make(replace(work, now=START + timedelta(weeks=52)))
        assert await due(tx, NOW, kept.DUE) is None
        assert person.telegram_id == 10
    await send(store, NOW)


async def test_this_and_all_that_follow(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 10, "B")
        made, _ = await series.publish(work, DRAFT, WEEKLY)
        ahead = await meetings.following(tx, made.id, 0, NOW)
        await meetings_actions.cancel(work, ahead[4].id)
        with pytest.raises(ChangedMeanwhile):
            await series.move_following(work, ahead[2].id, 7, FIRST + timedelta(days=15), DRAFT.zone)
        rest = await series.move_following(work, ahead[2].id, 1, FIRST + timedelta(days=15, hours=1), DRAFT.zone)
        assert rest.meetings == 9  # of the ten from it on, one was cancelled before
        new = rest.first.series
        assert new is not None
        moved = await meetings.following(tx, new, 0, NOW)
        assert [one.nth for one in moved] == [0, 1, 3, 4, 5]
        assert [one.draft.starts for one in moved] == [FIRST + timedelta(days=15 + 7 * nth, hours=1) for nth in (0, 1, 3, 4, 5)]
        assert {one.schedule for one in moved} == {2}
        alone = await meetings.find(tx, ahead[4].id)
        assert alone is not None
        assert alone.state is MeetingState.CANCELLED
        assert len(await meetings.following(tx, made.id, 0, NOW)) == 2
        # The rest goes on by itself, with what is changed of it.
        changed = await series.change_following(work, moved[1].id, Part.PLACE, "Room 7")
        assert changed.meetings == 4 + 4
        await make(replace(work, now=NOW + 30 * DAY))
        assert {one.draft.place for one in await meetings.following(tx, new, 1, NOW)} == {"Room 7"}
        assert moved[0].draft.place == "Room 5"
        ended = await series.cancel_following(work, moved[1].id)
        assert ended.first.id == moved[1].id
        assert [one.id for one in await meetings.following(tx, new, 0, NOW)] == [moved[0].id]
        await make(replace(work, now=NOW + 60 * DAY))
        assert await due(tx, NOW, kept.DUE) is None
        with pytest.raises(NotAhead):
            await series.cancel_following(work, moved[1].id)
        single = await meetings_actions.publish(work, DRAFT)
        with pytest.raises(NoSeries):
            await series.cancel_following(work, single.id)
        with pytest.raises(BadSeries):
            await series.publish(work, DRAFT, replace(WEEKLY, count=10_000))
        member = await seated(tx, 11, "B", Role.CHAIR)
        other = replace(work, actor=Actor("person", member, ()))
        for refused in (
            series.publish(other, DRAFT, WEEKLY),
            series.cancel_following(other, moved[0].id),
            series.move_following(other, moved[0].id, 2, FIRST, DRAFT.zone),
            series.change_following(other, moved[0].id, Part.PLACE, "Room 1"),
            drafts_actions.visible_draft(other, 1),
        ):
            with pytest.raises(Forbidden):
                await refused
        # What can be copied: one of each series, and the single one, the last first.
        found = [one.id for one in await meetings.earlier(tx, 10)]
        assert found[0] == single.id
        assert len(found) == 3


async def test_one_that_begins_far_ahead_has_its_first_meeting_at_once(store: Store, council: Council) -> None:
    starts = FIRST + 200 * DAY
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made, first = await series.publish(work, replace(DRAFT, starts=starts), WEEKLY)
        assert first.draft.starts == starts
        assert [one.nth for one in await meetings.following(tx, made.id, 0, NOW)] == [0]
        assert await due(tx, NOW, kept.DUE) == START + 200 * DAY + timedelta(weeks=1) - HORIZON
    await send(store, NOW)


async def test_each_later_meeting_is_made_in_time_for_its_card_and_the_longest_reminder(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made, _ = await series.publish(work, replace(DRAFT, reminders=(MOST_AHEAD,)), replace(WEEKLY, count=30))
        later = START + timedelta(weeks=20)
        await make(replace(work, now=later - HORIZON))
        [last] = [one for one in await meetings.following(tx, made.id, 20, NOW) if one.nth == 20]
        waiting = [one.due_at for one in await meeting_reminders.waiting(tx, last.id)]
        assert waiting == [later - MOST_AHEAD]
        told = await due(tx, later - HORIZON, *meetings.TELL_DUE)
        assert told is not None
        assert told < later - MOST_AHEAD


@pytest.mark.parametrize("hour", [9, 18])
async def test_another_hour_for_the_rest_leaves_their_days(store: Store, council: Council, hour: int) -> None:
    begins = datetime(2026, 12, 31, 15)
    monthly = Pattern(Every.MONTH_DAY, 1, begins.date(), 6, 31)
    async with store.begin() as tx:
        work = replace(await secretary(tx, council), now=datetime(2027, 1, 2, tzinfo=UTC))
        made = (await series.publish(replace(work, now=NOW), replace(DRAFT, starts=begins), monthly))[0]
        await make(work)
        ahead = {one.nth: one for one in await meetings.following(tx, made.id, 0, work.now)}
        february = ahead[2]
        assert february.draft.starts == datetime(2027, 2, 28, 15)
        rest = await series.move_following(work, february.id, 1, datetime(2027, 2, 28, hour), DRAFT.zone)
        assert rest.first.series is not None
        of = await kept.find(tx, rest.first.series)
        assert of is not None
        days = [of.nth(nth).starts for nth in range(of.pattern.count)]
        assert days == [
            datetime(2027, 2, 28, hour), datetime(2027, 3, 31, hour),
            datetime(2027, 4, 30, hour), datetime(2027, 5, 31, hour),
        ]  # fmt: skip
        # Also of one whose own day was moved alone before: it keeps that day, the others theirs.
        again = {one.nth: one for one in await meetings.following(tx, of.id, 0, work.now)}[0]
        alone, _ = await meetings_actions.move(work, again.id, again.schedule, datetime(2027, 2, 26, hour), DRAFT.zone)
        last = await series.move_following(work, again.id, alone.schedule, datetime(2027, 2, 26, 11), DRAFT.zone)
        assert last.first.draft.starts == datetime(2027, 2, 26, 11)
        assert last.first.series is not None
        of = await kept.find(tx, last.first.series)
        assert of is not None
        assert [of.nth(nth).starts.day for nth in range(of.pattern.count)] == [28, 31, 30, 31]


async def test_each_person_is_told_once_of_a_change_to_several_meetings(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        for number in (10, 11):
            await seated(tx, number, "B")
        made, first = await series.publish(work, replace(DRAFT, reminders=None), WEEKLY)
        while await meetings_actions.invite_some(work):
            pass
    await send(store, NOW)
    soon = START - DAY  # all know of the first three by now
    async with store.begin() as tx:
        later = replace(work, tx=tx, now=soon)
        while await meetings_actions.invite_some(later):
            pass
    await send(store, soon)
    async with store.begin() as tx:
        rest = await series.cancel_following(replace(work, tx=tx, now=soon), first.id)
        assert (rest.people, rest.meetings) == (2, 12)
        assert await outbox.waiting(tx, f"meeting:{first.id + 1}", meetings_actions.CANCELLED.name) == {}
    sent = [one for one in await send(store, soon) if one.kind == meetings_actions.CANCELLED.name]
    assert [(one.chat, one.data) for one in sent] == [(10, {"following": 1}), (11, {"following": 1})]
    async with store.read() as tx:
        assert await meetings.following(tx, made.id, 0, soon) == []


async def test_drafts_are_kept_replaced_and_dropped(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        by = work.person.id
        first = await drafts.keep(tx, drafts_actions.MEETING, "One", {"title": "One"}, by, NOW)
        second = await drafts.keep(tx, drafts_actions.SERIES, "Two", {"groups": ["B"]}, by, NOW + DAY)
        assert await drafts.keep(tx, drafts_actions.MEETING, "Uno", {"title": "Uno"}, by, NOW, first) == first
        assert [(one.id, one.title) for one in await drafts_actions.list_drafts(work)] == [(second, "Two"), (first, "Uno")]
        assert (await drafts_actions.visible_draft(work, second)).data == {"groups": ["B"]}
        await drafts_actions.discard(work, second)
        with pytest.raises(Forbidden):
            await drafts_actions.visible_draft(work, second)
        assert await drafts.keep(tx, drafts_actions.SERIES, "Two", {}, by, NOW, second)  # discarded meanwhile: anew
