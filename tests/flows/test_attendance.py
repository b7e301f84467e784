"""Who comes to meetings and who was there, through the front door and with the clock moved."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from council.agenda import Agenda
from council.meetings import Meeting
from council.people import OPERATOR, Role
from handlers.follow_ups import unit_of_work
from handlers.meetings.actions import agendas
from handlers.meetings.actions import meetings as meetings_actions
from sandbox.client import Message, User
from storage import attendance, meetings, members
from tests.flows.attendance import HEAD, publish
from tests.flows.chats import linked
from tests.flows.meetings import AGENDA, TITLE, fill_in, in_days, reasons, said, settled
from tests.flows.recommendations import open_round
from tests.flows.roster import content
from tests.flows.world import World

LINES = ["I am coming", "Online", "I cannot", "Someone for me", "Later"]


async def move_to(world: World, id_: int, starts: datetime) -> None:
    async with world.app.store.begin() as tx:
        found = await meetings.find(tx, id_)
        assert found is not None
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        await meetings_actions.move(work, id_, found.schedule, starts, "Asia/Tashkent")


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def data_of(message: Message, label: str) -> str:
    return next(b.data for row in message.buttons for b in row if b.text == label and b.data)


async def card_of(user: User, text: str = HEAD) -> Message:
    """The living card, as it is now."""
    return (await said(user, text))[0]


async def begins_soon(world: World, meeting: Meeting, minutes: int) -> None:
    await world.sandbox.advance_to(meeting.starts_at - timedelta(minutes=minutes))


async def test_answers_are_counted_on_every_card_and_named_to_those_who_may(world: World) -> None:
    first = await world.member("Expert <one>, group B", ["B"])
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    observer = await world.member("Observer, group B", ["B"], Role.OBSERVER)
    other = await world.member("Expert, group A", ["A"])
    meeting = await publish(world, 9)
    card = await first.expect(HEAD)
    assert "Coming: 0 of 2 (quorum 2)" in card.text
    assert "You: not answered yet" in card.text
    assert labels(card)[:5] == LINES
    assert "Who is coming" not in labels(card)
    await first.say("/home")
    await first.expect("Waiting for you: 1 meeting to answer")
    await first.press("Waiting for me (1)")
    asked = await first.expect("Will you come?")
    await first.press(asked.buttons[0][0].text, message=asked)
    await first.expect(lambda m: HEAD in m.text and m.id != card.id)

    assert (await first.press("I am coming", message=card)).text == "Recorded: you are coming."
    own = await first.expect(lambda m: m.id == card.id and "You: coming in person" in m.text)
    assert "✓ I am coming" in labels(own)
    await chair.press("Someone for me")
    await chair.expect("Who comes for you?")
    await chair.say("\u200b")
    await chair.expect("Nothing was written")
    await chair.say("A deputy <b>")
    await chair.expect("You: sending A deputy <b>")
    await observer.press("Online")
    await world.sandbox.advance(seconds=40)
    counted = "online 1 · observers 1 · somebody sent 1"
    seen = await first.expect(lambda m: m.id == card.id and counted in m.text, after=0)
    assert "Coming: 1 of 2 (quorum 2)" in seen.text
    assert "A deputy" not in seen.text
    await chair.expect(lambda m: m.text.startswith(HEAD) and counted in m.text, after=0)
    assert "You: sending A deputy <b>" in (await card_of(chair)).text

    await chair.press("Who is coming")
    named = await chair.expect("Coming: 1\n")
    for line in ("Expert <one>, group B", "Observer, group B (observer)", "Chair, group B (sends A deputy <b>)"):
        assert line in named.text
    await world.secretary.say("/meetings")
    await world.secretary.press(f"1. {TITLE}")
    opened = await world.secretary.expect(HEAD)
    assert "I am coming" not in labels(opened), "the secretariat has no seat in the group"
    await world.secretary.press("Who is coming")
    await world.secretary.expect("Expert <one>, group B")

    for user, data in (
        (first, f"hn:{meeting.id}"),
        (other, f"ha:{meeting.id}:1:person:c"),
        (world.secretary, f"ha:{meeting.id}:1:person:c"),
        (first, f"hp:{meeting.id}:1"),
        (first, f"hl:{meeting.id}:0"),
        (chair, f"hm:{meeting.id}:2:here:0"),
        (chair, "hx:year:2026"),
        (chair, f"hs:{meeting.id}"),
        (other, f"hf:{meeting.id}:agenda"),
        (first, f"hd:{meeting.id}"),
    ):
        answer = await user.press(data=data, message=await user.last(), forge=True)
        assert "no right to this" in answer.text, data
    for data in (f"ha:{meeting.id}:1:perhaps:c", f"ha:{meeting.id}:1:person", f"hc:{meeting.id}:someone"):
        answer = await first.press(data=data, message=card, forge=True)
        assert "no longer works" in answer.text, data
    answer = await first.press(data=f"hc:{meeting.id}:here", message=card, forge=True)
    assert "You can check in from" in answer.text


async def test_a_move_asks_again_and_reminds_again_even_those_who_could_not(world: World) -> None:
    cannot = await world.member("Expert, Kyrgyzstan, group B", ["B"])
    comes = await world.member("Expert, Tajikistan, group B", ["B"])
    idle = await world.member("Expert, Uzbekistan, group B", ["B"])
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, idle.id)
        assert person is not None
        await members.change(tx, person.id, reminded=False)
    meeting = await publish(world, 1.3)
    card = await cannot.expect(HEAD)
    await cannot.press("I cannot")
    await comes.expect(HEAD)
    await comes.press("Online")
    await world.sandbox.advance(hours=8)
    assert len(await said(comes, "In 1 day: group B")) == 1
    assert not await said(cannot, "In 1 day: group B")
    assert not await said(idle, "In 1 day: group B")
    assert sorted(await reasons(world, "meetings.reminder")) == [
        "cancelled: not coming", "cancelled: wants no such reminder", "sent: None",
    ]  # fmt: skip

    starts = (await in_days(world, 5)).replace(hour=16, minute=0)
    await move_to(world, meeting.id, starts)
    told = await cannot.expect("Moved: group B")
    assert "Earlier answers no longer count. Can you come?" in told.text
    assert labels(told)[:5] == LINES
    await cannot.expect(lambda m: m.id == card.id and "You: not answered yet" in m.text)
    stale = await cannot.press(data=f"ha:{meeting.id}:1:person:c", message=card, forge=True)
    assert "was moved since" in stale.text
    await cannot.press("Online", message=told)
    answered = await cannot.expect(lambda m: m.id == told.id and "You: coming online" in m.text)
    assert labels(answered) == ["Open the meeting"]
    await cannot.expect(lambda m: m.id == card.id and "You: coming online" in m.text)
    await world.sandbox.advance_to(starts.replace(tzinfo=ZoneInfo("Asia/Tashkent")) - timedelta(hours=20))
    for user in (cannot, comes):
        assert len(await said(user, "In 1 day: group B")) == (1 if user is cannot else 2)
    assert not await said(idle, "In 1 day: group B")


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
    assert recorded.text.startswith("Recorded. I ask you again ")
    await later.expect("You: will say later. I ask you again ")

    await world.sandbox.advance_to(meeting.starts_at - timedelta(hours=47))
    assert [len(await said(user, "Can you come? Group B:")) for user in (chair, silent, later, cannot)] == [0, 1, 1, 0]
    warned = await world.secretary.expect("Quorum at risk: group B", after=0)
    assert "Coming: 1 of 4 (quorum 3)" in warned.text
    assert "Not coming 1 · no answer yet 2" in warned.text
    assert "Quorum at risk: group B" in (await chair.expect("Quorum at risk", after=0)).text
    assert not await said(silent, "Quorum at risk")

    await later.press("I cannot", message=(await said(later, "Can you come?"))[0])
    await later.expect("You: not coming")
    await chair.press("Ask for other times")
    await chair.expect("4 people are asked privately.")
    again = await world.secretary.press(data=f"hp:{meeting.id}:1", message=warned, forge=True)
    assert again.text == ""
    await world.secretary.expect("They were asked already.")
    asked = await silent.expect("Another time? Group B:", after=0)
    assert len(labels(asked)) == 5
    best = labels(asked)[1]
    for user in (silent, later, cannot):
        await user.expect("Another time?", after=0)
        await user.press(best)
    await silent.press(labels(asked)[0])
    await silent.expect("You could make 2 of these.")
    await cannot.press("None of these")
    await cannot.expect("You could make none of these.")
    await world.sandbox.advance(seconds=20)
    sheet = await world.secretary.expect(lambda m: "Other times: group B" in m.text and "3 of 4" in m.text, after=0)
    assert labels(sheet)[0] == f"Move it to {best.partition(' (')[0]} (2)"
    assert "Move it" not in "".join(labels(await chair.expect("Other times: group B", after=0)))
    moved = await world.secretary.press(labels(sheet)[0], message=sheet)
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


async def test_nobody_is_asked_of_a_meeting_that_is_set_a_day_ahead(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    await publish(world, 1)
    await expert.expect(HEAD)
    await world.sandbox.advance(hours=12)
    assert not await said(expert, "Can you come?")
    assert not await said(world.secretary, "Quorum at risk")


async def test_a_groups_chat_has_the_card_too_with_nothing_personal(world: World) -> None:
    owner = await world.member("Expert, Kazakhstan, group B", ["B"])
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    meeting = await publish(world, 3)
    await linked(world, chat, owner)  # linked later: what is ahead comes all the same
    card = await owner.expect(HEAD, chat=chat, after=0)
    assert "Coming: 0 of 1 (quorum 1)" in card.text
    assert "You:" not in card.text
    assert labels(card) == ["Answer in the private chat", "Agenda", "Join the meeting"]
    assert all(button.data is None for row in card.buttons for button in row)
    way = card.buttons[0][0].url
    assert way is not None
    await owner.say(f"/start {way.partition('?start=')[2]}")
    await owner.press("I am coming", message=await owner.expect(HEAD))
    await world.sandbox.advance(seconds=40)
    await owner.expect(lambda m: m.id == card.id and "Coming: 1 of 1" in m.text, chat=chat, after=0)
    async with world.app.store.begin() as tx:
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        await agendas.put(work, meeting.id, Agenda(items=("Opening", "Schooling")))
    changed = await owner.expect("Agenda changed, version 2: group B", chat=chat, after=0)
    assert f"Was: {AGENDA}" in changed.text
    assert "2. Schooling" in changed.text
    await move_to(world, meeting.id, await in_days(world, 6))
    moved = await owner.expect("Moved: group B", chat=chat, after=0)
    assert labels(moved) == ["Answer in the private chat"]
    await settled(world)
    assert len([m for m in await owner.inbox(chat) if TITLE in m.text]) == 3
    outsider = await world.sandbox.person("Outsider")
    await outsider.say(f"/start m_{meeting.id}")
    assert TITLE not in "".join(m.text for m in await outsider.inbox())


async def test_agendas_are_told_with_what_changed_and_given_when_asked_for(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group B", ["B"])
    starts = await in_days(world, 2.3)
    await fill_in(world, f"{starts:%Y-%m-%d %H:%M}", agenda="")
    secretary = world.secretary
    await secretary.press("Publish")
    card = await expert.expect("The agenda follows.")
    await expert.say("/agenda")
    await expert.expect("The agenda follows.")
    await secretary.say("/tasks")
    await secretary.expect("1 meeting begins within three days and has no agenda.")
    await secretary.press(TITLE)
    await secretary.expect("The agenda follows.")
    await secretary.press("Change the agenda")
    await secretary.say("1. Opening\n2. Schooling <b>\n3. Other business")
    await secretary.expect("Changed. 1 person is told.")
    told = await expert.expect("Agenda: group B", after=0)
    assert "2. Schooling <b>" in told.text
    await expert.expect(lambda m: m.id == card.id and "3. Other business" in m.text, after=0)
    await secretary.press("Change the agenda")
    await secretary.say("Opening\nHealth\nOther business")
    await secretary.expect("What changed, in a few words")
    await secretary.say("Schooling waits")
    await secretary.expect("Changed. 1 person is told.")
    told = await expert.expect("Agenda changed, version 2: group B", after=0)
    for line in ("What changed: Schooling waits", "Added: Health", "Removed: Schooling <b>"):
        assert line in told.text
    await expert.say("/agenda")
    assert "2. Health" in (await expert.expect("Agenda, version 2:")).text
    await secretary.say("/tasks")
    assert "has no agenda" not in (await secretary.expect("Tasks of the secretariat")).text
    await secretary.press("Change the agenda")
    await secretary.attach("agenda-3.pdf", b"%PDF-1.4")
    await secretary.expect("What changed, in a few words")
    await secretary.press("Skip")
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


async def test_quiet_hours_hold_back_what_can_wait(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    meeting = await publish(world, 4, hour=23)
    await expert.expect(HEAD)
    await expert.press("I am coming")
    await world.sandbox.advance_to(meeting.starts_at - timedelta(hours=23))
    assert not await said(expert, "In 1 day")
    await begins_soon(world, meeting, 30)
    there = ZoneInfo("Asia/Tashkent")
    sent = [m for m in await expert.inbox() if "group B, " in m.text and m.text.startswith("In ")]
    assert [f"{m.date.astimezone(there):%H:%M}" for m in sent] == ["08:00", "22:00"]
    assert [m.text.partition(":")[0] for m in sent] == ["In 15 hours", "In 1 hour"]


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
    assert (await there.press("I am here")).text == "Recorded: there."
    await there.expect("You: there")
    await world.sandbox.advance(minutes=20)
    await there.expect(lambda m: m.id == card.id and "It has begun." in m.text, after=0)
    await there.press("I am here, online")
    secretary = world.secretary
    await secretary.say("/attendance")
    await secretary.press(f"1. {TITLE}")
    await secretary.press("Who was there")
    roll = await secretary.expect("1 of 3 were there")
    assert "=Expert, Kazakhstan, group B: there, online" in roll.text
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
    await secretary.expect("The minutes: a link")
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
