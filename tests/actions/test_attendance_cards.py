"""Who comes to a meeting: asked, counted on every card, asked again when it moves."""

from datetime import timedelta

from council.agenda import Agenda
from council.people import Role
from handlers.meetings.actions import agendas
from storage import members
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.meetings import AGENDA, HEAD, TASHKENT, TITLE, in_days, move_to, publish, said

LINES = ["I am coming", "Online", "I cannot", "Someone in my place", "Later"]


async def card_of(user: Someone, text: str = HEAD) -> Message:
    """The living card, as it is now."""
    return (await said(user, text))[0]


async def test_answers_are_counted_on_every_card_and_named_to_those_who_may(at_work: CouncilAtWork, secretary: Someone) -> None:
    first = await at_work.seated("Expert <one>, group B", ["B"])
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    observer = await at_work.seated("Observer, group B", ["B"], Role.OBSERVER)
    other = await at_work.seated("Expert, group A", ["A"])
    meeting = await publish(at_work, 9)
    card = await first.sees(HEAD)
    assert "Coming: 0 of 2 (quorum 2)" in card.text
    assert "You: not answered yet" in card.text
    assert card.labels[:5] == LINES
    assert "Who is coming" not in card.labels
    await first.say("/home")
    await first.sees("Waiting for you: 1 meeting to answer")
    await first.press("Waiting for me (1)")
    asked = await first.sees("Will you come?")
    await first.press(asked.buttons[0][0].text, on=asked)
    await first.sees(lambda m: HEAD in m.text and m.id != card.id)

    assert (await first.press("I am coming", on=card)).text == "Recorded: you are coming."
    own = await first.sees(lambda m: m.id == card.id and "You: coming in person" in m.text)
    assert "✓ I am coming" in own.labels
    await chair.press("Someone in my place")
    await chair.sees("Who comes in your place?")
    await chair.say("\u200b")
    await chair.sees("Nothing was written")
    await chair.say("A deputy <b>")
    await chair.sees("You: sending A deputy <b>")
    await observer.press("Online")
    await at_work.wait(seconds=40)
    counted = "online 1 · observers 1 · substitutes 1"
    seen = await first.sees(lambda m: m.id == card.id and counted in m.text, ever=True)
    assert "Coming: 1 of 2 (quorum 2)" in seen.text
    assert "A deputy" not in seen.text
    await chair.sees(lambda m: m.text.startswith(HEAD) and counted in m.text, ever=True)
    assert "You: sending A deputy <b>" in (await card_of(chair)).text

    await chair.press("Who is coming")
    named = await chair.sees("Coming: 1\n")
    for line in ("Expert <one>, group B", "Observer, group B (observer)", "Chair, group B (sends A deputy <b>)"):
        assert line in named.text
    await secretary.say("/meetings")
    await secretary.press(f"1. {TITLE}")
    opened = await secretary.sees(HEAD)
    assert "I am coming" not in opened.labels, "the secretariat has no seat in the group"
    await secretary.press("Who is coming")
    await secretary.sees("Expert <one>, group B")

    for user, data in (
        (first, f"hn:{meeting.id}"),
        (other, f"ha:{meeting.id}:1:person:c"),
        (secretary, f"ha:{meeting.id}:1:person:c"),
        (first, f"hp:{meeting.id}:1"),
        (first, f"hl:{meeting.id}:0"),
        (chair, f"hm:{meeting.id}:2:here:0"),
        (chair, "hx:year:2026"),
        (chair, f"hs:{meeting.id}"),
        (other, f"hf:{meeting.id}:agenda"),
        (first, f"hd:{meeting.id}"),
    ):
        answer = await user.press(data=data)
        assert "no right to this" in answer.text, data
    for data in (f"ha:{meeting.id}:1:perhaps:c", f"ha:{meeting.id}:1:person", f"hc:{meeting.id}:someone"):
        answer = await first.press(data=data, on=card)
        assert "no longer works" in answer.text, data
    answer = await first.press(data=f"hc:{meeting.id}:here", on=card)
    assert "You can check in from" in answer.text


async def test_a_move_asks_again_and_reminds_again_even_those_who_could_not(at_work: CouncilAtWork) -> None:
    cannot = await at_work.seated("Expert, Kyrgyzstan, group B", ["B"])
    comes = await at_work.seated("Expert, Tajikistan, group B", ["B"])
    idle = await at_work.seated("Expert, Uzbekistan, group B", ["B"])
    person = await idle.known()
    async with at_work.store.begin() as tx:
        await members.change(tx, person.id, reminded=False)
    meeting = await publish(at_work, 1.3)
    card = await cannot.sees(HEAD)
    await cannot.press("I cannot")
    await comes.sees(HEAD)
    await comes.press("Online")
    await at_work.wait(hours=8)
    assert len(await said(comes, "In 1 day: group B")) == 1
    assert not await said(cannot, "In 1 day: group B")
    assert not await said(idle, "In 1 day: group B")
    assert sorted(await at_work.outcomes("meetings.reminder")) == [
        "cancelled: not coming", "cancelled: wants no such reminder", "sent: None",
    ]  # fmt: skip

    starts = in_days(at_work, 5).replace(hour=16, minute=0)
    await move_to(at_work, meeting, starts)
    told = await cannot.sees("Moved: group B")
    assert "Earlier answers no longer count. Can you come?" in told.text
    assert told.labels[:5] == LINES
    await cannot.sees(lambda m: m.id == card.id and "You: not answered yet" in m.text)
    stale = await cannot.press(data=f"ha:{meeting.id}:1:person:c", on=card)
    assert "was moved since" in stale.text
    await cannot.press("Online", on=told)
    answered = await cannot.sees(lambda m: m.id == told.id and "You: coming online" in m.text)
    assert answered.labels == ["Agenda", "Join the meeting", "Open the meeting"]
    await cannot.sees(lambda m: m.id == card.id and "You: coming online" in m.text)
    await at_work.until(starts.replace(tzinfo=TASHKENT) - timedelta(hours=20))
    for user in (cannot, comes):  # the earlier one, for another time, leads to the later
        assert len(await said(user, "In 1 day: group B")) == 1
    assert not await said(idle, "In 1 day: group B")


async def test_nobody_is_asked_of_a_meeting_that_is_set_a_day_ahead(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await publish(at_work, 1)
    await expert.sees(HEAD)
    await at_work.wait(hours=12)
    assert not await said(expert, "Can you come?")
    assert not await said(secretary, "Quorum at risk")


async def test_a_groups_chat_has_the_card_too_with_nothing_personal(at_work: CouncilAtWork, secretary: Someone) -> None:
    owner = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    meeting = await publish(at_work, 3)
    chat = (await at_work.chat("B", secretary)).chat  # linked later: what is ahead comes all the same
    card = await owner.sees(HEAD, chat=chat, ever=True)
    assert "Coming: 0 of 1 (quorum 1)" in card.text
    assert "You:" not in card.text
    assert card.labels == ["Answer in the private chat", "Agenda", "Join the meeting"]
    assert all(button.data is None for row in card.buttons for button in row)
    way = card.buttons[0][0].url
    assert way is not None
    await owner.say(f"/start {way.partition('?start=')[2]}")
    await owner.press("I am coming", on=await owner.sees(HEAD))
    await at_work.wait(seconds=40)
    await owner.sees(lambda m: m.id == card.id and "Coming: 1 of 1" in m.text, chat=chat, ever=True)
    await at_work.does(agendas.put, meeting.id, Agenda(items=("Opening", "Schooling")))
    changed = await owner.sees("Agenda changed, version 2: group B", chat=chat, ever=True)
    assert f"Was: {AGENDA}" in changed.text
    assert "2. Schooling" in changed.text
    await move_to(at_work, meeting, in_days(at_work, 6))
    moved = await owner.sees("Moved: group B", chat=chat, ever=True)
    assert moved.labels == ["Answer in the private chat"]
    await at_work.delivered()
    assert len([m for m in await owner.has(chat=chat) if TITLE in m.text]) == 3
    outsider = at_work.newcomer("Outsider")
    await outsider.say(f"/start m_{meeting.id}")
    assert TITLE not in "".join(m.text for m in await outsider.has())


async def test_quiet_hours_hold_back_what_can_wait(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    meeting = await publish(at_work, 4, hour=23)
    await expert.sees(HEAD)
    await expert.press("I am coming")
    await at_work.until(meeting.starts_at - timedelta(hours=23))
    assert not await said(expert, "In 1 day")
    sent = []
    for minutes in (30,):
        await at_work.until(meeting.starts_at - timedelta(minutes=minutes))
        sent += [m for m in await said(expert, "group B, ") if m.text.startswith("In ")]
    assert [f"{m.at.astimezone(TASHKENT):%H:%M}" for m in sent] == ["08:00", "22:00"]
    assert [m.text.partition(":")[0] for m in sent] == ["In 15 hours", "In 1 hour"]
