"""Meetings are set and changed by the secretariat alone, once, and told to whoever sits in the group then."""

import asyncio
from datetime import timedelta

from council.people import Role
from handlers.meetings.actions import meetings as meetings_actions
from handlers.roster.actions.roles import end
from storage import audit, meetings
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.meetings import HEAD, TITLE, fill_in, in_days, move_to, publish, said


async def test_six_hours_ahead_only_the_last_reminder_comes(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Turkmenistan, group B", ["B"])
    await publish(at_work, 0.25)
    await expert.sees(HEAD)
    await at_work.wait(hours=7)
    await expert.sees("In 1 hour", ever=True)
    assert len(await said(expert, TITLE)) == 2


async def test_who_joins_later_gets_the_card_and_who_leaves_nothing_more(at_work: CouncilAtWork, secretary: Someone) -> None:
    first = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await publish(at_work, 2)
    await first.sees(HEAD)
    late = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await late.sees(HEAD, ever=True)
    await at_work.does(end, (await first.known()).id, "B")
    await first.sees("Your role has ended")
    await at_work.wait(days=1, minutes=10)
    assert len(await said(late, "In 1 day: group B")) == 1
    assert not await said(first, "In 1 day: group B")
    await secretary.does(meetings_actions.cancel, 1)
    await late.sees("Cancelled: group B")
    await at_work.delivered()
    assert not await said(first, "Cancelled: ")


async def test_a_zone_that_skips_the_typed_time_is_told_at_the_preview(at_work: CouncilAtWork, secretary: Someone) -> None:
    await fill_in(secretary, "2027-03-28 02:30")
    await secretary.press("Change")
    await secretary.press("Time zone")
    await secretary.say("Europe/Vienna")
    await secretary.sees("02:30 does not exist")
    await secretary.press("Try again")
    await secretary.sees("02:30 does not exist")
    await secretary.press("Change")
    await secretary.press("Date and time")
    await secretary.say("2027-03-28 03:30")
    await secretary.press("Publish")
    await secretary.sees("Published.")


async def test_only_the_secretariat_sets_and_changes_meetings(at_work: CouncilAtWork) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    stranger = at_work.newcomer("Stranger")
    for user in (chair, stranger):
        await user.say("/meeting")
        await user.sees("Only the secretariat")
    await stranger.say("/meetings")
    await stranger.sees("Only the secretariat")
    await publish(at_work, 2)
    card = await chair.sees(HEAD)
    for data in ("mt:1:move", "mt:1:cancel", "mt:1:agenda", "mx:1", "mt:9:move", "mx:9"):
        answer = await chair.press(data=data, on=card)
        assert "You have no right to this" in answer.text
    for data in ("mt:1:explode", "mt:x:move", "mx:", "mt:1", "mx:1:2"):
        answer = await chair.press(data=data, on=card)
        assert "no longer works" in answer.text
    async with at_work.store.read() as tx:
        refused = [(action, subject) for _, action, subject in await audit.entries(tx)]
        found = await meetings.find(tx, 1)
    assert refused.count(("refused: publish meeting", "")) == 2
    assert ("refused: change meeting", "meeting:1") in refused
    assert found is not None
    assert found.ahead(at_work.now)


async def test_publish_pressed_twice_makes_one_meeting(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Uzbekistan, group B", ["B"])
    starts = in_days(at_work, 3)
    preview = await fill_in(secretary, f"{starts:%Y-%m-%d %H:%M}")
    data = next(b.data for row in preview.buttons for b in row if b.text == "Publish")
    answers = await asyncio.gather(*(secretary.press(data=data or "", on=preview) for _ in range(3)))
    assert sorted(answer.text for answer in answers)[1:] == ["This button no longer works. Nothing was changed."] * 2
    await expert.sees(HEAD)
    await at_work.delivered()
    async with at_work.store.read() as tx:
        assert len(await meetings.ahead(tx, None, at_work.now)) == 1
    assert len(await said(expert, TITLE)) == 1


async def test_another_meeting_of_the_group_at_the_same_time_is_said_and_allowed(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    await publish(at_work, 3)
    starts = in_days(at_work, 3)
    preview = await fill_in(secretary, f"{starts + timedelta(minutes=60):%Y-%m-%d %H:%M}")
    assert f"At the same time: group B, {TITLE}, " in preview.text
    await secretary.press("Publish")
    await secretary.sees("Published.")
    await secretary.say("/meetings")
    listed = await secretary.sees("Meetings ahead")
    assert [row[0].text for row in listed.buttons] == [
        f"1. {TITLE}",
        f"2. {TITLE}",
        "Calendar",
        "Set a meeting",
        "Copy an earlier one",
    ]


async def test_two_secretaries_moving_at_once_move_once(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, Uzbekistan, group B", ["B"])
    meeting = await publish(at_work, 3)
    await secretary.press(data=f"o:meeting:{meeting.id}")
    await secretary.press("Move")
    await secretary.sees("When does it begin")
    await secretary.say(f"{in_days(at_work, 5):%Y-%m-%d %H:%M}")
    await secretary.sees("Moved: group B")
    await move_to(at_work, meeting, in_days(at_work, 6))
    await secretary.press("Move it")
    await secretary.sees("Somebody else has changed this meanwhile")
