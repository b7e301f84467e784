"""Who comes to meetings and who was there, through the front door and with the clock moved."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from council.meetings import Meeting
from council.people import Role
from sandbox.client import Message, User
from storage import attendance, meetings
from tests.flows.attendance import HEAD, publish
from tests.flows.meetings import TITLE, fill_in, in_days, said
from tests.flows.recommendations import open_round
from tests.flows.roster import content
from tests.flows.world import World


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def data_of(message: Message, label: str) -> str:
    return next(b.data for row in message.buttons for b in row if b.text == label and b.data)


async def card_of(user: User, text: str = HEAD) -> Message:
    """The living card, as it is now."""
    return (await said(user, text))[0]


async def begins_soon(world: World, meeting: Meeting, minutes: int) -> None:
    await world.sandbox.advance_to(meeting.starts_at - timedelta(minutes=minutes))


@pytest.mark.road
async def test_the_silent_are_asked_once_and_a_missing_quorum_leads_to_another_time(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    silent = await world.member("Expert, Kazakhstan, group B", ["B"])
    later = await world.member("Expert, Tajikistan, group B", ["B"])
    cannot = await world.member("Expert, Uzbekistan, group B", ["B"])
    meeting = await publish(world, 4, hour=15)
    for user in (chair, silent, later, cannot):
        await user.expect(HEAD)
    await chair.press("I am coming")
    await cannot.press("I cannot")
    recorded = await later.press("Later")
    assert recorded.text.startswith("Recorded. I will ask you again: ")
    await later.expect("You: will say later. I will ask you again: ")

    await world.sandbox.advance_to(meeting.starts_at - timedelta(hours=47))
    assert [len(await said(user, "Can you come? Group B:")) for user in (chair, silent, later, cannot)] == [0, 1, 1, 0]
    warned = await world.secretary.expect("Quorum at risk: group B", after=0)
    assert "Coming: 1 of 4 (quorum 3)" in warned.text
    assert "Not coming 1 · no answer yet 2" in warned.text
    assert "Quorum at risk: group B" in (await chair.expect("Quorum at risk", after=0)).text
    assert not await said(silent, "Quorum at risk")

    await later.press("I cannot", message=(await said(later, "Can you come?"))[0])
    await later.expect("You: not coming")
    await chair.press("Propose other times")
    await chair.expect("4 people will be told.")
    await chair.press("Ask them")
    await chair.expect("4 people are asked privately.")
    again = await world.secretary.press(data=f"hp:{meeting.id}:1", message=warned, forge=True)
    assert again.text == ""
    await world.secretary.press("Ask them")
    await world.secretary.expect("They were asked already.")
    asked = await silent.expect("Another time? Group B:", after=0)
    assert len(labels(asked)) == 5
    best = labels(asked)[1]
    for user in (silent, later, cannot):
        await user.expect("Another time?", after=0)
        await user.press(best)
    await silent.press(labels(asked)[0])
    await silent.expect("2 of these times suit you.")
    await cannot.press("None of these")
    await cannot.expect("None of these times suits you.")
    await world.sandbox.advance(seconds=20)
    sheet = await world.secretary.expect(lambda m: "Other times: group B" in m.text and "3 of 4" in m.text, after=0)
    assert labels(sheet)[0] == f"Move it to {best.partition(' (')[0]} (2)"
    assert "Move it" not in "".join(labels(await chair.expect("Other times: group B", after=0)))
    await world.secretary.press(labels(sheet)[0], message=sheet)
    await world.secretary.expect("Move this meeting?")
    moved = await world.secretary.press("Move it")
    assert moved.text == "Moved. 4 people are told."
    told = await silent.expect("Moved: group B", after=0)
    assert f"Now: {best.partition(' (')[0]}–" in told.text
    await silent.expect(lambda m: m.id == asked.id and "This question has closed." in m.text, after=0)
    late = await silent.press(data=data_of(asked, best), message=asked, forge=True)
    assert "has closed" in late.text
    await world.secretary.press(data=data_of(sheet, labels(sheet)[0]), message=sheet, forge=True)
    async with world.app.store.read() as tx:
        found = await meetings.find(tx, meeting.id)
        assert found is not None
        assert found.schedule == 2


async def test_agendas_are_told_with_what_changed_and_given_when_asked_for(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group B", ["B"])
    starts = await in_days(world, 2.3)
    await fill_in(world, f"{starts:%Y-%m-%d %H:%M}", agenda="")
    secretary = world.secretary
    await secretary.press("Publish")
    card = await expert.expect("The agenda comes separately.")
    await expert.say("/agenda")
    await expert.expect("The agenda comes separately.")
    await secretary.say("/tasks")
    await secretary.expect("1 meeting begins within three days and has no agenda.")
    await secretary.press(TITLE)
    await secretary.expect("The agenda comes separately.")
    await secretary.press("Change the agenda")
    await secretary.say("1. Opening\n2. Schooling <b>\n3. Other business")
    await secretary.press("Send it")
    await secretary.expect("Changed. 1 person is told.")
    told = await expert.expect("Agenda: group B", after=0)
    assert "2. Schooling <b>" in told.text
    await expert.expect(lambda m: m.id == card.id and "3. Other business" in m.text, after=0)
    await secretary.press("Change the agenda")
    await secretary.say("Opening\nHealth\nOther business")
    await secretary.expect("What changed since the earlier version")
    await secretary.say("Schooling waits")
    await secretary.press("Send it")
    await secretary.expect("Changed. 1 person is told.")
    told = await expert.expect("Agenda changed, version 2: group B", after=0)
    for line in ("What changed: Schooling waits", "Added: Health", "Removed: Schooling <b>"):
        assert line in told.text
    await expert.say("/agenda")
    assert "2. Health" in (await expert.expect("Agenda, version 2\n")).text
    await secretary.say("/tasks")
    assert "has no agenda" not in (await secretary.expect("Tasks of the secretariat")).text
    await secretary.press("Change the agenda")
    await secretary.attach("agenda-3.pdf", b"%PDF-1.4")
    await secretary.expect("What changed since the earlier version")
    await secretary.press("Skip")
    await secretary.press("Send it")
    await secretary.expect("Changed. 1 person is told.")
    paper = await expert.expect(lambda m: m.document is not None, after=0)
    assert "Agenda changed, version 3" in str(paper.raw["caption"])
    await expert.expect(lambda m: m.id == card.id and "Agenda, version 3: agenda-3.pdf" in m.text, after=0)
    await expert.press("Agenda", message=card.id)
    again = await expert.expect(lambda m: m.document is not None)
    assert await content(world, again) == b"%PDF-1.4"
    await world.sandbox.advance(days=1.6)
    reminder = await expert.expect("In 1 day: group B", after=0)
    assert "Agenda, version 3: agenda-3.pdf" in reminder.text


async def test_who_was_there_minutes_and_what_was_discussed(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    there = await world.member("=Expert, Kazakhstan, group B", ["B"])
    away = await world.member("Expert, Tajikistan, group B", ["B"])
    await open_round(world, chair)
    meeting = await publish(world, 0.5)
    card = await there.expect(HEAD)
    await away.expect(HEAD)
    await away.press("I cannot")
    await begins_soon(world, meeting, 14)
    await there.expect(lambda m: m.id == card.id and "I am here" in labels(m), after=0)
    assert (await there.press("I am here")).text == "Recorded: present."
    await there.expect("You: present")
    await world.sandbox.advance(minutes=20)
    await there.expect(lambda m: m.id == card.id and "It has begun." in m.text, after=0)
    await there.press("I am here, online")
    secretary = world.secretary
    await secretary.say("/attendance")
    await secretary.press(f"1. {TITLE}")
    await secretary.press("Who was there")
    roll = await secretary.expect("1 of 3 were there")
    assert "=Expert, Kazakhstan, group B: present online" in roll.text
    await secretary.press("· Chair, group B")
    await secretary.expect("2 of 3 were there")
    await secretary.press("✓ ⌁ =Expert, Kazakhstan, group B")
    await secretary.expect("=Expert, Kazakhstan, group B: somebody in their place")
    refused = await there.press(data=f"hc:{meeting.id}:here", message=card, forge=True)
    assert "Somebody else has decided this already." in refused.text
    await world.sandbox.advance(hours=3)
    await there.expect(lambda m: m.id == card.id and "It is over." in m.text and "I am here" not in labels(m), after=0)
    closed = await away.press(data=f"hc:{meeting.id}:here", message=await card_of(away), forge=True)
    assert "You can check in from" in closed.text

    await secretary.press("As a spreadsheet")
    file = await secretary.expect(lambda m: m.document == f"attendance-{meeting.id}.xlsx")
    book = load_workbook(BytesIO(await content(world, file)))
    by_meeting, by_person, sittings, _proof = ([*sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
    assert by_meeting[1][1:10] == ("B", TITLE, 3, 0, 1, 1, 3, 2, "no")
    assert [(row[0], row[4], row[5], row[6]) for row in by_person[1:]] == [
        ("'=Expert, Kazakhstan, group B", 1, 0, 0), ("Chair, group B", 1, 1, 0), ("Expert, Tajikistan, group B", 1, 0, 1),
    ]  # fmt: skip
    assert len(sittings) == 4

    await secretary.say("/attendance")
    await secretary.press(f"1. {TITLE}")
    await secretary.press("Send the minutes")
    await secretary.expect("The minutes: send a link")
    await secretary.attach("minutes.pdf", b"%PDF-1.4 minutes")
    await secretary.expect("3 people will be told.")
    await secretary.press("Send the minutes")
    await secretary.expect("Minutes sent.")
    for user in (chair, there, away):
        paper = await user.expect(lambda m: m.document == "minutes.pdf", after=0)
        assert "Minutes: group B" in str(paper.raw["caption"])
    await chair.say("/attendance")
    await chair.press(f"1. {TITLE}")
    await chair.press("Recommendations discussed")
    topics = await chair.expect("Which recommendations were discussed?")
    await chair.press(labels(topics)[0])
    await chair.expect(lambda m: labels(m)[0].startswith("✓ B-2026-01"))
    await there.expect(lambda m: m.id == card.id and "Discussed: B-2026-01" in m.text, after=0)
    await there.press("Open B-2026-01", message=card.id)
    page = await there.expect("Discussed at the meeting of ")
    (way,) = [label for label in labels(page) if label.startswith("Meeting of ")]
    await there.press(way, message=page)
    await there.expect("Discussed: B-2026-01")
    async with world.app.store.read() as tx:
        _, noted = await attendance.sittings(tx, meeting, await world.sandbox.now())
    assert [one.by_secretariat for one in noted] == [True, True, False]
