"""Announcements on their way: paused, resumed, stopped, and late."""

from datetime import timedelta

from storage import announcements
from tests.actions.announcements import compose
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message

B = "B · Psychosocial support, health and education"
TEXT = "Visit of 12 December"


async def said(someone: Someone) -> list[Message]:
    return await someone.has(TEXT)


async def test_paused_it_goes_to_nobody_resumed_to_all_and_stopped_to_no_more(at_work: CouncilAtWork, secretary: Someone) -> None:
    people = [await at_work.seated(f"Expert {n}, group B", ["B"]) for n in range(3)]
    at_work.stuck = {person.id: at_work.now + timedelta(hours=1) for person in people[1:]}
    await compose(secretary, TEXT)
    await secretary.press("Send to 3 people")
    card = await secretary.sees("1 of 3")
    assert "Delivered: 1 · Waiting: 2" in card.text
    answer = await secretary.press("Pause")
    assert "Paused" in answer.text
    await secretary.sees("Paused: “Visit of 12 December”")
    await at_work.wait(hours=2)
    assert [len(await said(person)) for person in people] == [1, 0, 0]
    at_work.stuck = {people[2].id: at_work.now + timedelta(hours=10)}
    await secretary.press("Resume")
    await people[1].sees(TEXT)
    await secretary.sees("2 of 3")
    await secretary.press("Pause")
    await secretary.sees("Paused: ")
    await secretary.press("Stop")
    await secretary.press("Stop now")
    await secretary.sees("Not sent, because it was stopped: 1")
    late = await secretary.press(data="as:1:y", on=card)
    assert "no longer works" in late.text
    await at_work.wait(hours=1)
    assert [len(await said(person)) for person in people] == [1, 1, 0]


async def test_a_time_that_passed_in_an_outage_is_asked_about(at_work: CouncilAtWork, secretary: Someone) -> None:
    reader = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await compose(secretary, TEXT)
    await secretary.press("When")
    await secretary.press("At a set time")
    await secretary.say("tomorrow 10:00")
    await secretary.sees("10:00 (Tashkent)")
    await secretary.press("Schedule for 1 person")
    await secretary.sees("It goes out at its time")
    async with at_work.store.begin() as tx:  # as it looks to a program that was away for three days
        await announcements.change(tx, 1, due_at=at_work.now - timedelta(days=3))
    await at_work.wait(seconds=1)
    await secretary.sees("I was not running at that time")
    assert not await said(reader)
    await secretary.press("Send it now")
    await reader.sees(TEXT)
