"""Setting meetings, through the front door: the calendar of buttons, one message, drafts, copies, series, wrong input."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.updates import throttle
from council.meetings import Meeting
from council.people import SYSTEM
from handlers.common import picker
from handlers.meetings.actions import series
from handlers.reactions import unit_of_work
from sandbox.client import User
from sandbox.seen import Message
from storage import meetings
from storage.tables import meetings as rows
from tests.flows.attendance import HEAD, publish
from tests.flows.meetings import B, said, settled
from tests.flows.world import World

TASHKENT = ZoneInfo("Asia/Tashkent")


def pressable(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


async def choose(world: World, days: int, hour: str, minute: str) -> str:
    """Press a day so many days ahead, and a time, in the calendar; the month may have to be turned."""
    user = world.secretary
    here = (await world.sandbox.now()).astimezone(TASHKENT).date()
    day = here + timedelta(days=days)
    end_of_month = (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    if day.month != here.month and (end_of_month - here).days >= picker.FEWEST_DAYS:
        await user.press("›")
    await user.press(str(day.day))
    await user.expect(lambda m: f"{hour}:00 ▸" in pressable(m))
    await user.press(f"{hour}:00 ▸")
    await user.expect(lambda m: f"{hour}:{minute}" in pressable(m))
    await user.press(f"{hour}:{minute}")
    return f"{day.day} {day:%B %Y}, {hour}:{minute}"


async def change(user: User, what: str, question: str, value: str) -> None:
    """At the preview: another value for one of its parts."""
    await user.press("Change")
    await user.expect("What should be changed?")
    await user.press(what)
    await user.expect(question)
    await user.say(value)
    await user.expect("Reminders before it")


async def test_a_meeting_by_buttons_put_aside_gone_on_with_and_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 200)  # a person takes more than a minute for it
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    user = world.secretary
    await user.say("/meeting")
    asked = await user.expect("What is the meeting about")
    assert "Or send everything in one message" in asked.text
    await user.say("Schooling")
    await user.press(B)
    await user.press("Done")
    grid = await user.expect("When does it begin")
    assert [button.text for button in grid.buttons[1]] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    when = await choose(world, 9, "15", "20")
    await user.expect(lambda m: f"Date and time: {(when)[:3].strip()}" in m.text or when in m.text)
    await user.say("Room 5, ministry, example.org/room")
    await user.expect("Reminders before it")
    await change(user, "Agenda", "The agenda: a link", "1. Opening\n2. Report")
    preview = await user.expect("Reminders before it: 7 days, 1 day, 1 hour")
    assert "Place: Room 5, ministry" in preview.text
    assert "Online: https://example.org/room" in preview.text
    assert "Report" in preview.text
    await user.press("Change")
    await user.expect("What should be changed?")
    await user.press("Reminders")
    await user.expect("How long before the meeting are people reminded")
    await user.say("soon")
    await user.expect("How long before it?")
    await user.say("2 days, 2 h")
    await user.expect("Reminders before it: 2 days, 2 hours")
    await user.press("Change")
    await user.expect("What should be changed?")
    await user.press("Notes")
    await user.expect("Notes for everyone")
    await user.say("Documents 12\nand 14")
    await user.expect("Documents 12")
    await user.press("Save as draft")
    await user.expect("Saved as a draft: Schooling")
    assert not await said(expert, "Schooling")

    await user.say("/meetings")
    await user.press("Drafts (1)")
    await user.expect("1. Schooling")
    await user.press("1. Schooling")
    await user.expect("Reminders before it: 2 days, 2 hours")
    await user.press("Publish")
    await user.expect("Published. 1 person is told.")
    card = await expert.expect("Group B: Schooling")
    for line in ("Place: Room 5, ministry", "Documents 12", "Report"):
        assert line in card.text
    await user.say("/meetings")
    listed = await user.expect("Meetings ahead")
    assert not any("Drafts" in button for button in pressable(listed))
    await user.press("1. Schooling")
    await user.expect("knows of it")
    await user.press("Change something else")
    await user.expect("What should be changed?")
    await user.press("Place")
    await user.expect("The new place?")
    await user.say("Room 7")
    await user.press("Send it")
    await user.expect("Changed. 1 person is told.")
    told = await expert.expect("New place: group B, Schooling")
    assert told.text.splitlines()[-2:] == ["Was: Room 5, ministry", "Now: Room 7"]
    await expert.expect(lambda m: m.id == card.id and "Place: Room 7" in m.text)
    await user.press("Change something else")
    await user.expect("What should be changed?")
    await user.press("Duration")
    await user.expect("How many minutes will it last")
    await user.say("40 hours")
    await user.expect("How many minutes?")
    await user.say("2 h")
    await user.press("Send it")
    await user.expect("Changed. 1 person is told.")
    told = await expert.expect("New duration: group B")
    assert told.text.splitlines()[-2:] == ["Was: 90 minutes", "Now: 2 hours"]
    async with world.app.store.read() as tx:
        found = await meetings.find(tx, 1)
    assert found is not None
    await world.sandbox.advance_to(found.starts_at)
    reminders = [m.text.partition(":")[0] for m in await expert.inbox() if m.text.startswith("In ")]
    assert reminders == ["In 2 days", "In 2 hours"]

    await user.say("/meetings")
    await user.expect("No meetings ahead")
    await user.press("Copy an earlier one")
    await user.expect("Copy which meeting?")
    await user.press("10 Dec · group B, Schooling")
    await user.expect("When does it begin")
    await user.say("tomorrow 10:00")
    copied = await user.expect("Reminders before it: 2 hours")
    for line in ("Place: Room 7", "Documents 12", "10:00–12:00"):
        assert line in copied.text
    await user.press("Cancel")


async def ask_for_reminders(user: User, meeting: Meeting) -> None:
    """From the list on, to the question when people are reminded of a meeting that is published."""
    await user.say("/meetings")
    await user.expect("Meetings ahead")
    await user.press(data=f"o:meeting:{meeting.id}")
    await user.expect("knows of it")
    await user.press("Change something else")
    await user.expect("What should be changed?")
    await user.press("Reminders")
    await user.expect("How long before the meeting")


async def test_other_reminders_of_a_published_meeting(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    meeting = await publish(world, 9)
    await expert.expect(HEAD)
    await world.sandbox.advance_to(meeting.starts_at - timedelta(days=6))
    user = world.secretary
    await ask_for_reminders(user, meeting)
    await user.say("one day")
    await user.expect("How long before it? For example")
    await user.say("8 days, 2 days, 3 hours")
    await user.expect("Changed. Reminders before it: 2 days, 3 hours")
    await world.sandbox.advance_to(meeting.starts_at - timedelta(hours=4))
    await ask_for_reminders(user, meeting)
    await user.press("As usual: 7 days, 1 day, 1 hour")
    await user.expect("Changed. Reminders before it: 1 hour")
    await world.sandbox.advance_to(meeting.starts_at)
    reminders = [m.text.partition(":")[0] for m in await expert.inbox() if m.text.startswith("In ")]
    assert reminders == ["In 7 days", "In 2 days", "In 1 hour"]


@pytest.mark.road
async def test_one_message_has_it_all_and_what_is_not_understood_is_told(world: World) -> None:
    user = world.secretary
    day = (await world.sandbox.now()).astimezone(TASHKENT).date() + timedelta(days=12)
    await user.say(
        "/meeting Schooling of returned children\n"
        f"When: {day:%d.%m.%Y} 15:00\n"
        "Groups: B and Z\n"
        "Duration: 1 h 30 min\n"
        "Colour: blue\n"
        "Link: ftp://example.org\n"
        "Agenda:\n1. Opening\n2. Report"
    )
    told = await user.expect("I did not understand these lines; the rest is kept")
    assert "There is no group “Z”" in told.text
    assert "This line names no field, such as “Title:” or “When:”, and is not used:\n• Colour: blue" in told.text
    assert "Link: ftp://example.org\n  This is not a link" in told.text
    await user.expect("Which groups meet")
    await user.press(B)
    await user.press("Done")
    await user.expect("A link to join online")
    await user.press("Skip")
    preview = await user.expect("Nobody can be reached yet")
    assert "15:00–16:30 (Tashkent)" in preview.text
    assert "Report" in preview.text
    await user.press("Cancel")
    # In Russian, at the first question, with names for groups and a zone of its own.
    await user.say("/meeting")
    await user.expect("What is the meeting about")
    await user.say(
        f"Тема: Школа\nГруппы: все\nДата: {day:%d.%m.%Y}\nВремя: 11:00\nПояс: Vienna\nДлительность: 2 ч\n"
        "Место: Зал 3\nНапоминания: 3 дня, 30 мин\nПримечание: № 12"
    )
    preview = await user.expect("All groups: Школа")
    assert "11:00–13:00 (Vienna)" in preview.text
    assert "Reminders before it: 3 days, 30 minutes" in preview.text
    assert "Place: Зал 3" in preview.text
    await user.press("Publish")
    await user.expect("Published.")


async def begin_series(world: World, starts: str, rhythm: str, count: str) -> Message:
    user = world.secretary
    await user.say("/series")
    await user.expect("What are the meetings about")
    await user.say("Weekly")
    await user.press(B)
    await user.press("Done")
    await user.expect("When does it begin")
    await user.say(starts)
    await user.expect("How often does it repeat")
    await user.press(rhythm)
    await user.expect("How many meetings, or until which day")
    await user.say(count)
    await user.expect("join online")
    await user.press("Skip")
    return await user.expect("In a series of")


async def test_whoever_has_read_of_a_series_is_told_that_it_ends(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    user = world.secretary
    first = ((await world.sandbox.now()).astimezone(TASHKENT) + timedelta(days=3)).replace(hour=15, minute=0)
    await begin_series(world, f"{first:%Y-%m-%d} 15:00", f"every week: {first:%A}", "20")
    await user.press("Publish 20 meetings")
    await user.expect("Published: 20 meetings.")
    await expert.expect("In a series: every week")
    await settled(world)
    await user.say("/meetings")
    await user.expect("Meetings ahead")
    await user.press("4. Weekly")  # its card has gone to nobody yet
    await user.expect("Group B: Weekly")
    await user.press("Cancel the meeting")
    asked = await user.expect("With those that follow: 1 person is told.")
    assert "Nobody can be reached yet" in asked.text
    await user.press(next(text for text in pressable(asked) if text.startswith("This and the ")))
    await user.expect("All that were to follow in this series are cancelled too.")
    await expert.expect("All that were to follow in this series are cancelled too.")
    assert len(await said(expert, "Cancelled: ")) == 1


async def test_a_series_is_told_meeting_by_meeting_and_changed_in_part(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    user = world.secretary
    first = ((await world.sandbox.now()).astimezone(TASHKENT) + timedelta(days=3)).replace(hour=15, minute=0)
    preview = await begin_series(world, f"{first:%Y-%m-%d} 15:00", f"every week: {first:%A}", "20")
    assert "In a series of 20 meetings" in preview.text
    await user.press("Publish 20 meetings")
    await user.expect("Published: 20 meetings.")
    card = await expert.expect("In a series: every week")
    # Eight weeks are made; the cards of those within a fortnight came.
    await expert.expect(lambda m: m.id != card.id and m.text.startswith("Group B: Weekly"))
    await settled(world)
    async with world.app.store.read() as tx:
        assert 8 <= len(await meetings.following(tx, 1, 0, await world.sandbox.now())) <= 9
    assert len(await said(expert, "Group B: Weekly")) == 2
    # The second alone is moved; then it and all that follow; then all are cancelled.
    await user.say("/meetings")
    await user.expect("Meetings ahead")
    await user.press("2. Weekly")
    await user.expect("knows of it")
    await user.press("Move")
    await user.expect("It is one of a series")
    await user.press("Only this one")
    await user.expect("When does it begin")
    await user.say(f"{first + timedelta(days=8):%Y-%m-%d} 16:00")
    await user.expect("Moved: group B")
    await user.press("Move it")
    await user.expect("Moved. 1 person is told.")
    await expert.expect("Moved: group B, Weekly")
    await expert.expect(lambda m: m.id == card.id and ", 15:00–16:30" in m.text)
    await user.press("Move")
    await user.expect("It is one of a series")
    await user.press("This and the 18 that follow")
    await user.expect("When does it begin")
    await user.say(f"{first + timedelta(days=9):%Y-%m-%d} 17:00")
    asked = await user.expect("All that follow in this series move too")
    assert f"every week: {first + timedelta(days=9):%A}" in asked.text
    await user.press("Move it")
    await user.expect("Moved: 19 meetings. 1 person is told.")
    told = await expert.expect("All that follow in this series move too")
    assert f"every week: {first + timedelta(days=9):%A}" in told.text
    async with world.app.store.read() as tx:
        ahead = await meetings.following(tx, 2, 0, await world.sandbox.now())
        assert [(m.nth, m.draft.starts.weekday(), m.draft.starts.hour) for m in ahead][:3] == [
            (nth, (first + timedelta(days=9)).weekday(), 17) for nth in range(3)
        ]
    await user.press("Change something else")
    await user.expect("What should be changed?")
    await user.press("Place")
    await user.expect("It is one of a series")
    await user.press("This and the 18 that follow")
    await user.expect("The new place?")
    await user.say("Room 9")
    await user.press("Send it")
    await user.expect("Changed. 1 person is told.")
    assert "The same goes for all that follow in this series." in (await expert.expect("New place: group B")).text
    await world.sandbox.advance(days=11)  # a later one's card comes, as it was changed
    assert len([m for m in await said(expert, "Place: Room 9") if m.text.startswith("Group B")]) == 2
    before = len(await expert.inbox())
    await user.say("/meetings")
    await user.expect("Meetings ahead")
    await user.press("1. Weekly")
    await user.expect("knows of it")
    await user.press("Cancel the meeting")
    asked = await user.expect("Cancel this meeting?")
    [everything] = [text for text in pressable(asked) if text.startswith("This and the ")]
    await user.press(everything)
    await user.expect("All that were to follow in this series are cancelled too.")
    await expert.expect("All that were to follow in this series are cancelled too.")
    await settled(world)
    assert len(await expert.inbox()) == before + 1
    await user.say("/meetings")
    await user.expect("No meetings ahead")
    async with world.app.store.read() as tx:
        assert await tx.value(sa.select(sa.func.count()).select_from(rows).where(rows.c.state == "published")) == 1


async def test_wrong_input_of_series_and_times_that_come_twice(world: World) -> None:
    user = world.secretary
    await user.say("/meeting")
    await user.say("Night watch")
    await user.press(B)
    await user.press("Done")
    await user.expect("When does it begin")
    await user.say("2027-10-31 02:30")
    await user.expect("join online")
    await user.press("Skip")
    await user.expect("Reminders before it")
    await user.press("Change")
    await user.expect("What should be changed?")
    await user.press("Time zone")
    await user.expect("Which time zone")
    await user.say("Europe/Vienna")
    asked = await user.expect("The clocks go back that night: 02:30 comes twice")
    assert pressable(asked)[:2] == ["The first time, UTC+2", "The second time, UTC+1"]
    await user.press("The second time, UTC+1")
    await user.expect("Reminders before it")
    await user.press("Change")
    await user.expect("What should be changed?")
    await user.press("Agenda")
    await user.expect("The agenda: a link")
    await user.attach("agenda.pdf", b"pdf")
    await user.expect("Agenda: agenda.pdf")
    await user.press("Publish")
    await user.expect("Published.")
    async with world.app.store.read() as tx:
        found = await meetings.find(tx, 1)
        assert found is not None
        assert f"{found.starts_at:%H:%M}" == "01:30"
    await user.say("/cancel")
    await user.say("/series")
    await user.say("Monthly")
    await user.press(B)
    await user.press("Done")
    await user.expect("When does it begin")
    await user.say("2027-01-31 15:00")
    offered = await user.expect("How often does it repeat")
    assert "every month: last Sunday" in pressable(offered)
    await user.say("every 40 weeks")
    await user.expect("A whole number from 1 to 12")
    await user.press("every month: day 31")
    asked = await user.expect("How many meetings, or until which day")
    assert "In months without a day 31 it is on their last day." in asked.text
    for typed in ("10000", "1", "0", "31 December 2031"):
        await user.say(typed)
        await user.expect("A series has 2 to 150 meetings, and ends within 3 years.")
    await user.say("31.05.2027")
    await user.expect("join online")
    await user.press("Skip")
    shown = await user.expect("In a series of 5 meetings")
    assert "Sun 28 February 2027" in shown.text
    await user.press("Save as draft")
    await user.press("Drafts")
    await user.press("Delete 1")
    await user.expect("There are no drafts.")


async def test_when_the_rules_of_a_zone_change_the_wall_clock_stays_as_agreed(world: World) -> None:
    here = await world.member("Expert, Uzbekistan, group B", ["B"])
    abroad = await world.member("Observer, Vienna, group B", ["B"])
    await abroad.say("/profile")
    await abroad.press("Time zone")
    await abroad.say("europe/vienna")
    await abroad.expect("Europe/Vienna")
    at = ((await world.sandbox.now()).astimezone(TASHKENT) + timedelta(days=9)).replace(hour=15, minute=0, second=0)
    await world.secretary.say(f"/meeting Schooling\nWhen: {at:%Y-%m-%d} 15:00\nGroups: B")
    await world.secretary.press("Publish")
    await here.expect("Group B: Schooling")
    await abroad.expect("Group B: Schooling")
    # As if it had been set by rules under which Tashkent's clocks were an hour behind of what they are.
    async with world.app.store.begin() as tx:
        found = await meetings.find(tx, 1)
        assert found is not None
        await tx.write(sa.update(rows).values(starts_at=found.starts_at + timedelta(hours=1)))
        now = await world.sandbox.now()
        assert not await series.follow_zones(unit_of_work(tx, world.council, SYSTEM, now))
        while await series.follow_zones(unit_of_work(tx, world.council, SYSTEM, now + series.CHECKED_EVERY * 2)):
            pass
        again = await meetings.find(tx, 1)
        assert again == found
    told = await abroad.expect("New time on your clock: group B, Schooling")
    assert "The meeting keeps its time in Tashkent" in told.text
    await settled(world)
    assert not await said(here, "New time on your clock")
