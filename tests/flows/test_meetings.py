"""Meetings, through the front door."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from council.people import Role
from tests.flows.meetings import AGENDA, ROOM, TASHKENT, TITLE, B, fill_in, in_days, reasons, said, settled
from tests.flows.world import World


async def set_meeting(world: World, days: float, *, agenda: str = AGENDA, link: str = ROOM) -> None:
    starts = await in_days(world, days)
    await fill_in(world, f"{starts:%Y-%m-%d %H:%M}", agenda=agenda, link=link)
    await world.secretary.press("Publish")


async def test_members_are_told_in_their_own_zone_and_others_are_not(world: World) -> None:
    here = await world.member("Expert, Uzbekistan, group B", ["B"])
    abroad = await world.member("Observer, Vienna, group B", ["B"], Role.OBSERVER)
    other = await world.member("Expert, Tajikistan, group A", ["A"])
    await abroad.say("/profile")
    await abroad.press("Time zone")
    await abroad.say("europe/vienna")
    await abroad.expect("Europe/Vienna")

    starts = (await in_days(world, 9)).replace(hour=15, minute=0)
    preview = await fill_in(world, f"{starts:%d.%m.%Y %H:%M}")
    assert "2 people will be told." in preview.text
    assert "Reminders before it: 7 days, 1 day, 1 hour" in preview.text
    await world.secretary.press("Publish")
    confirmed = await world.secretary.expect("2 people are told.")

    card = await here.expect(f"Group B: {TITLE}")
    assert ", 15:00–16:30 (Tashkent), in " in card.text
    assert [(b.text, b.url) for row in card.buttons for b in row if b.url] == [("Agenda", AGENDA), ("Join the meeting", ROOM)]
    assert [b.text for b in card.buttons[0]] == ["I am coming", "Online", "I cannot"]
    assert "Coming: 0 of 1 (quorum 1)" in card.text
    assert f"Agenda: {AGENDA}" in card.text
    assert f"Online: {ROOM}" in card.text
    for drawn in (preview, confirmed):  # the same view, without what only members see
        assert drawn.text.startswith(card.text.partition("\n\n")[0])
    vienna = starts.replace(tzinfo=TASHKENT).astimezone(ZoneInfo("Europe/Vienna"))
    assert f"{vienna:%H:%M}–" in (await abroad.expect(f"Group B: {TITLE}")).text
    assert "(Vienna)" in (await abroad.last()).text
    await settled(world)
    assert len(await said(here, TITLE)) == 1
    assert len(await said(abroad, TITLE)) == 1
    assert not await said(other, TITLE)

    await other.say("/meetings")
    await other.expect("No meetings ahead in your groups. When one is set you will hear of it at once.")
    refused = await other.press(data="o:meeting:1", message=await other.last(), forge=True)
    absent = await other.press(data="o:meeting:77", message=await other.last(), forge=True)
    assert refused.text == absent.text
    assert "no right to this, or it does not exist" in refused.text
    await here.say("/meetings")
    await here.press(f"1. {TITLE}")
    opened = await here.expect("Group B:")
    assert opened.text == card.text
    assert "Move" not in [b.text for row in opened.buttons for b in row]


@pytest.mark.road
async def test_each_reminder_comes_once_with_the_agenda_and_none_after_the_start(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    await set_meeting(world, 9)
    await expert.expect(f"Group B: {TITLE}")
    await world.sandbox.advance(days=1)
    assert not await said(expert, "In 7 days: group B")
    await world.sandbox.advance(days=7, hours=12)
    for text in ("In 7 days", "In 1 day"):
        (reminder,) = await said(expert, f"{text}: group B, {TITLE}")
        assert AGENDA in reminder.text
        assert "(Tashkent)" in reminder.text
    await world.sandbox.advance(hours=11, minutes=30)
    (reminder,) = await said(expert, f"In 1 hour: group B, {TITLE}")
    assert f"Online: {ROOM}" in reminder.text
    card = (await said(expert, f"Group B: {TITLE}"))[0]
    assert "in 1 hour" in card.text
    before = len(await expert.inbox())
    await world.sandbox.advance(days=2)
    assert len(await expert.inbox()) == before


async def test_a_move_is_told_and_brings_its_own_reminders(world: World) -> None:
    expert = await world.member("Expert, Kyrgyzstan, group B", ["B"])
    other = await world.member("Expert, Tajikistan, group A", ["A"])
    await set_meeting(world, 1.5)
    card = await expert.expect(f"Group B: {TITLE}")
    secretary = world.secretary
    await secretary.press("Move")
    await secretary.expect("When does it begin")
    later = await in_days(world, 4)
    await secretary.say(f"{later:%Y-%m-%d %H:%M}")
    preview = await secretary.expect("Moved: group B")
    assert "1 person will be told." in preview.text
    await secretary.press("Move it")
    await secretary.expect("Moved. 1 person is told.")
    told = await expert.expect("Moved: group B")
    was, now = told.text.splitlines()[1:3]
    assert was.startswith("Was: ")
    assert was.removeprefix("Was: ").partition(",")[0] in card.text
    assert f", {later:%H:%M}–{later + timedelta(minutes=90):%H:%M} (Tashkent), in " in now
    redrawn = await expert.expect(lambda m: m.id == card.id and f", {later:%H:%M}–" in m.text and m.edits > 0)
    assert now.removeprefix("Now: ") in redrawn.text

    await world.sandbox.advance(days=2)  # past the first time, and all of its reminders
    assert not [m for m in await expert.inbox() if m.text.startswith("In 1")]
    await world.sandbox.advance(days=2, hours=2)
    assert len(await said(expert, f"In 1 day: group B, {TITLE}")) == 1
    assert len(await said(expert, f"In 1 hour: group B, {TITLE}")) == 1
    assert len(await said(expert, "Moved: ")) == 1
    assert not await said(other, TITLE)


async def test_a_cancelled_meeting_is_told_and_nothing_follows(world: World) -> None:
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    await set_meeting(world, 2)
    card = await expert.expect(f"Group B: {TITLE}")
    secretary = world.secretary
    await secretary.press("Cancel the meeting")
    asked = await secretary.expect("Cancel this meeting?")
    await secretary.press("No, keep it")
    await secretary.press("Cancel the meeting")
    await secretary.press("Yes, cancel it")
    await secretary.expect("Cancelled: group B")
    await expert.expect(lambda m: m.id != card.id and m.text.startswith("Cancelled: group B"))
    await expert.expect(lambda m: m.id == card.id and m.text.startswith("Cancelled: group B"))
    for data in ("mx:1", "mt:1:move"):
        again = await secretary.press(data=data, message=asked, forge=True)
        assert "was cancelled, has begun or is over" in again.text
    before = len(await expert.inbox())
    await world.sandbox.advance(days=3)
    assert len(await expert.inbox()) == before


async def test_the_agenda_comes_later_and_is_told_once(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group B", ["B"])
    await set_meeting(world, 3, agenda="")
    card = await expert.expect("The agenda comes separately.")
    secretary = world.secretary
    await secretary.press("Change the agenda")
    await secretary.say("ftp://x")
    await secretary.expect("This is not a link that can be opened")
    await secretary.say("example.org/agenda-2.pdf")
    await secretary.press("Send it")
    await secretary.expect("Changed. 1 person is told.")
    told = await expert.expect("Agenda: group B")
    assert "https://example.org/agenda-2.pdf" in told.text
    await expert.expect(lambda m: m.id == card.id and "Agenda: https://example.org/agenda-2.pdf" in m.text)
    await secretary.press("Change the title")
    await secretary.say("Schooling, second reading")
    await secretary.expect("The cards are being updated.")
    await expert.expect(lambda m: m.id == card.id and "second reading" in m.text)
    await settled(world)
    assert len(await expert.inbox()) == 3  # home, the card, the agenda


async def test_wrong_input_is_told_and_nothing_typed_is_lost(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/meeting")
    await secretary.expect("What is the meeting about")
    await secretary.say("\u200b\u202e")
    await secretary.expect("Nothing was written")
    await secretary.say(f"<b>{TITLE}</b> & more")
    await secretary.press(B)
    await secretary.press("Done")
    await secretary.expect("When does it begin (Tashkent time)")
    for typed, answer in (
        ("32 December 15:00", "I cannot read “32 December 15:00”"),
        ("soon", "I cannot read “soon”"),
        ("2020-01-01 10:00", "That time has passed"),
        ("0001-01-01 00:00", "I cannot read"),
        ("9999-12-31 23:59", "I cannot read"),
        ("2060-12-31 23:59", "Is the year right?"),
    ):
        await secretary.say(typed)
        await secretary.expect(answer)
    await secretary.say("2027-03-28 03:30")
    await secretary.expect("join online")
    await secretary.say("ftp://x")
    await secretary.expect("This is not a link that can be opened")
    await secretary.press("Skip")
    await secretary.expect("Nobody can be reached yet")
    for part, wrong, answers in (
        ("Time zone", "Asia/Tashkentt", ["I do not know the time zone “Asia/Tashkentt”"]),
        ("Duration", "a while|0|100000|-90", ["How many minutes?"] * 4),
    ):
        await secretary.press("Change")
        await secretary.expect("What should be changed?")
        await secretary.press(part)
        for typed, answer in zip(wrong.split("|"), answers, strict=True):
            await secretary.say(typed)
            await secretary.expect(answer)
        await secretary.say("Europe/Vienna" if part == "Time zone" else "90")
        await secretary.expect("Nobody can be reached yet")
    await secretary.press("Change")
    await secretary.expect("What should be changed?")
    await secretary.press("Date and time")
    await secretary.say("2027-03-28 02:30")
    await secretary.expect("02:30 does not exist on that day")
    await secretary.say("2027-03-28 03:30")
    preview = await secretary.expect("Nobody can be reached yet")
    assert f"<b>{TITLE}</b> & more" in preview.text
    assert "As typed: " in preview.text
    assert "03:30–05:00 (Vienna)" in preview.text
    await secretary.press("Change")
    await secretary.press("Date and time")
    await secretary.say("2027-03-28 02:30")
    await secretary.expect("02:30 does not exist")
    await secretary.say("2027-03-29 02:30")
    await secretary.expect("02:30–04:00 (Vienna)")


async def test_a_reminder_held_up_until_the_meeting_was_moved_is_dropped(world: World) -> None:
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    await set_meeting(world, 1.2)
    await expert.expect(f"Group B: {TITLE}")
    secretary = world.secretary
    await secretary.press("Move")
    await secretary.expect("When does it begin")
    await secretary.say(f"{await in_days(world, 4):%Y-%m-%d %H:%M}")
    await secretary.expect("Moved: group B")
    await world.sandbox.fault("500", chat=expert.id, count=1000)
    await world.sandbox.advance(hours=5)
    assert (await reasons(world, "meetings.reminder"))[0].startswith("retry")
    await world.sandbox.clear_faults()
    await secretary.press("Move it")
    await secretary.expect("Moved. 1 person is told.")
    await expert.expect("Moved: group B")
    await world.sandbox.advance(minutes=10)  # the next attempt is at most five minutes away
    assert await reasons(world, "meetings.reminder") == ["cancelled: moved"]
