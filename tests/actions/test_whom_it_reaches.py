"""Whatever tells more than one person says first how many get it and who does not, and asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council.config import Council
from council.people import Role
from council.rules import Rule, Terms
from storage import meetings, members
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.meetings import HEAD, TITLE, publish
from tests.actions.rounds import card, found, group_b, opened


@pytest.fixture
def council(council: Council) -> Council:
    """Here whoever wrote a text declares the end of a round on it."""
    return replace(council, proposer_declares=True)


COUNTS = "2 people will be told.\nNot reached: 1 person has not joined.\nNot reached: 1 person does not get messages from me."


async def absent_from_b(at_work: CouncilAtWork) -> None:
    """Somebody on the roster of group B who has not joined."""
    async with at_work.store.begin() as tx:
        person = await members.add(tx, None, "en", at_work.council.zone, at_work.now)
        await members.seat(tx, person.id, "B", Role.MEMBER, at_work.now)


async def meeting_of(at_work: CouncilAtWork) -> list[Someone]:
    """Group B knows of a meeting: two who are reached, one who blocks the bot then, and one who has not joined."""
    people = [await at_work.seated(f"Expert {n}, group B", ["B"]) for n in range(3)]
    await absent_from_b(at_work)
    await publish(at_work, 9)
    for person in people:
        await person.sees(HEAD, ever=True)
    await people[2].block()
    return people


async def open_meeting(secretary: Someone) -> None:
    await secretary.say("/meetings")
    await secretary.press(f"1. {TITLE}")
    await secretary.sees(HEAD)


@pytest.mark.parametrize(
    ("presses", "yes", "told"),
    [
        (("Move", "4 December 11:00"), "Move it", "Moved: group B"),
        (("Change the link", "https://example.org/other"), "Send it", "New link: group B"),
        (("Change the agenda", "Opening\nSchooling", "skip"), "Send it", "Agenda changed"),
        (("Cancel the meeting",), "Yes, cancel it", "Cancelled: group B"),
    ],
)
async def test_a_change_of_a_meeting(
    at_work: CouncilAtWork, secretary: Someone, presses: tuple[str, ...], yes: str, told: str
) -> None:
    people = await meeting_of(at_work)
    await open_meeting(secretary)
    await secretary.press(presses[0])
    for typed in presses[1:]:
        if typed == "skip":
            await secretary.press("Skip")
        else:
            await secretary.say(typed)
    card = await secretary.sees("will be told")
    if "Asia/Tashkent" in card.labels:
        await secretary.press("Asia/Tashkent")
        card = await secretary.sees("will be told")
    assert COUNTS in card.text
    assert not await people[0].has(told)
    await secretary.press(yes, on=card)
    for person in people[:2]:
        await person.sees(told, ever=True)


async def test_other_times_are_asked_for_and_taken_after_a_look_at_whom_it_reaches(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    people = await meeting_of(at_work)
    await secretary.press(data="hp:1:1")
    card = await secretary.sees("Propose other times?")
    assert COUNTS in card.text
    await secretary.press("Leave it")
    await secretary.sees("Left as it was. Nobody was told.")
    assert not await people[0].has("Which of these")
    await secretary.press(data="hp:1:1")
    await secretary.press("Ask them")
    await secretary.sees("people are asked privately.")
    await secretary.press(data="ht:1:0")
    card = await secretary.sees("Move this meeting?")
    assert COUNTS in card.text
    assert not await people[0].has("Moved: group B")
    await secretary.press("Move it")
    await people[0].sees("Moved: group B", ever=True)


async def test_a_forged_yes_reaches_nobody_that_one_may_not_reach(at_work: CouncilAtWork) -> None:
    people = await meeting_of(at_work)
    for forged in ("tn:hp:1:1", "tn:mx:1", "tn:tn:mx:1", "tn:", "tn:?", "tl"):
        await people[0].press(data=forged)
    await at_work.wait(minutes=1)
    assert not await people[1].has("Cancelled")
    async with at_work.store.read() as tx:
        assert await meetings.ahead(tx, None, at_work.now)


async def test_word_of_a_round_is_asked_about_too(at_work: CouncilAtWork) -> None:
    group = await group_b(at_work)
    await absent_from_b(at_work)
    round_ = await opened(group.chair, timedelta(days=3), Terms(Rule.ROUGH_CONSENSUS))
    for someone in (group.chair, group.first, group.second):
        await someone.press("Support", on=await card(someone, round_))
    await group.observer.block()
    sheet = await group.chair.sees(lambda one: "Extend" in one.labels, ever=True)
    await group.chair.press("Extend", on=sheet)
    await group.chair.say("28 November 18:00")
    await group.chair.say("The holiday")
    asked = await group.chair.sees("will be told")
    told = "3 people will be told.\nNot reached: 1 person has not joined.\nNot reached: 1 person does not get messages from me."
    assert told in asked.text
    assert not await group.first.has("more time to answer")
    await group.chair.press("Send it", on=asked)
    await group.first.sees("more time to answer", ever=True)
    await at_work.until((await found(at_work, round_)).deadline + timedelta(hours=1))
    sheet = await group.chair.sees(lambda one: "Declare: no consensus" in one.labels, ever=True)
    for button in ("Declare: no consensus", "Declare: adopted"):
        await group.chair.press(button, on=sheet)
        await group.chair.say("It was discussed at length.")
        asked = await group.chair.sees("will be told")
        assert told in asked.text
        assert (await found(at_work, round_)).outcome is None
        if button == "Declare: no consensus":
            await group.chair.press("Cancel", on=asked)
    await group.chair.press("Send it", on=asked)
    assert (await found(at_work, round_)).outcome is not None


async def test_the_page_of_an_announcement_says_who_does_not_get_it(at_work: CouncilAtWork, secretary: Someone) -> None:
    await meeting_of(at_work)
    await secretary.say("/announce")
    await secretary.press("Group B")
    card_ = await secretary.sees("To: group B: 3 people")
    assert "Not reached: 1 person has not joined.\nNot reached: 1 person does not get messages" in card_.text
