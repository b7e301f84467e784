"""Those who lead a round are told of objections, and that everyone has answered, as far as its openness allows."""

from datetime import timedelta

import pytest

from council.openness import Openness
from council.rounds import Text, Way
from council.rules import Choice, Rule, Terms
from handlers.roster.actions import roles
from handlers.rounds.actions import amending, closing, leading, voting
from storage import objections
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.rounds import TEXT, group_b, opened

HARM = "The buses do not run in winter"
OPEN = [Openness.NAMED, Openness.CONFIDENTIAL]


@pytest.mark.parametrize("openness", OPEN)
async def test_an_objection_is_told_and_stands_in_the_lists(
    at_work: CouncilAtWork, secretary: Someone, openness: Openness
) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, terms=Terms(openness=openness))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, HARM)
    for who in (b.chair, secretary):
        told = await who.sees(f"An objection to {round_.number}", ever=True)
        assert HARM in told.text
        assert (b.first.name in told.text) is (who is secretary or openness is Openness.NAMED)
        assert "Answer" in told.labels
    for who in (b.first, b.second, b.observer):
        assert not await who.has(HARM) or who is b.first
    await b.chair.say("/waiting")
    assert "An objection waits for an answer" in (await b.chair.sees("Waiting for you")).text
    await secretary.say("/tasks")
    assert "1 round has an objection that nobody has answered" in (await secretary.sees("Tasks")).text
    await b.chair.press("Answer", on=await b.chair.sees(f"An objection to {round_.number}", ever=True))
    await b.chair.say("There will be buses")
    await secretary.say("/tasks")
    assert not await secretary.has(lambda m: "nobody has answered" in m.text and m.change > secretary._since)
    await b.first.press("I withdraw it", on=await b.first.sees("was answered", ever=True))
    for who in (b.chair, secretary):
        told = await who.sees("an objection is withdrawn", ever=True)
        assert (b.first.name in told.text) is (who is secretary or openness is Openness.NAMED)


async def test_what_needs_no_answer_any_more_has_no_buttons(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair)
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, HARM)
    await b.second.does(voting.cast, round_.id, Choice.OBJECT, "Another")
    first = await secretary.sees(lambda one: one.text.startswith("An objection") and HARM in one.text, ever=True)
    other = await secretary.sees(lambda one: one.text.startswith("An objection") and "Another" in one.text, ever=True)
    async with at_work.store.read() as tx:
        one, _ = await objections.of_round(tx, round_.id)
    await b.chair.does(amending.answer, one.id, "There will be buses")
    asked = await b.first.sees("was answered", ever=True)
    assert await shown_now(secretary, first) == (first.text, [])
    assert await shown_now(secretary, other) == (other.text, other.labels)
    await at_work.does(closing.withdraw, round_.id)
    assert await shown_now(secretary, other) == (other.text, [])
    assert await shown_now(b.first, asked) == (asked.text, [])


async def test_who_objects_anew_is_answered_anew(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair)
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, HARM)
    first = await b.chair.sees(lambda one: one.text.startswith("An objection") and HARM in one.text, ever=True)
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Another")
    again = await b.chair.sees(lambda one: one.text.startswith("An objection") and "Another" in one.text, ever=True)
    assert "Answer" in again.labels
    assert await shown_now(b.chair, first) == (first.text, [])


async def shown_now(who: Someone, message: Message) -> tuple[str, list[str]]:
    now = await who.sees(lambda one: one.id == message.id, ever=True)
    return now.text, now.labels


async def test_an_objection_that_another_position_replaces_is_withdrawn(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair)
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, HARM)
    await b.first.does(voting.cast, round_.id, Choice.SUPPORT)
    told = await b.chair.sees("an objection is withdrawn", ever=True)
    assert HARM in told.text
    assert not await b.chair.has("An objection to"), "nothing is told that is over when it would be sent"
    await b.chair.does(voting.cast, round_.id, Choice.OBJECT, "Mine")
    await at_work.delivered()
    assert not await b.chair.has("An objection to"), "nobody is told of their own"


@pytest.mark.parametrize("openness", OPEN)
async def test_everyone_has_answered(at_work: CouncilAtWork, secretary: Someone, openness: Openness) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, terms=Terms(openness=openness))
    told = f"{round_.number}: everyone has answered"
    for who in (b.chair, b.first):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.delivered()
    assert not await b.chair.has(told)
    await b.second.does(voting.cast, round_.id, Choice.ASIDE)
    for who in (b.chair, secretary):
        seen = await who.sees(told, ever=True)
        assert not any(name in seen.text for name in (b.first.name, b.second.name))
    await b.chair.say("/waiting")
    assert "Everyone has answered: you can close it" in (await b.chair.sees("Waiting for you")).text
    await secretary.say("/tasks")
    assert "In 1 round everyone has answered" in (await secretary.sees("Tasks")).text
    await b.second.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.delivered()
    assert len(await b.chair.has(told)) == 1, "a change of mind is no news of that"
    await b.chair.does(amending.amend, round_.id, Text(TEXT + " At once."), "")
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.delivered()
    assert len(await b.chair.has(told)) == 2, "of the new text it is"


async def test_the_last_answer_may_be_a_letter_or_a_role_that_ends(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    first = await opened(b.chair)
    second = await opened(b.chair)
    for round_ in (first, second):
        for who in (b.chair, b.first):
            await who.does(voting.cast, round_.id, Choice.SUPPORT)
    person = await b.second.known()
    await secretary.does(leading.enter, first.id, person.id, Choice.SUPPORT, Way.LETTER)
    await b.chair.sees(f"{first.number}: everyone has answered", ever=True)
    await secretary.does(roles.suspend, person.id, "B")
    await b.chair.sees(f"{second.number}: everyone has answered", ever=True)


async def test_a_detached_round_tells_nothing_of_objections(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    more = [await at_work.seated(f"Another {n}, group B") for n in range(2)]
    round_ = await opened(b.chair, terms=Terms(openness=Openness.DETACHED))
    for who in (b.first, b.chair, b.second, *more):
        await who.does(voting.cast, round_.id, Choice.OBJECT)
    await b.chair.sees("everyone has answered", ever=True)
    for who in (b.chair, secretary):
        assert not await who.has("An objection")
        assert not await who.has(lambda m: b.first.name in m.text and not m.text.startswith("Joined:"))
    async with at_work.store.read() as tx:
        assert await objections.of_round(tx, round_.id) == []
    await secretary.say("/tasks")
    assert "objection" not in (await secretary.sees("Tasks")).text


async def test_a_silence_is_broken_without_another_word(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=5), Terms(Rule.SILENCE))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, HARM)
    await b.chair.sees("The silence was broken", ever=True)
    assert not await b.chair.has("An objection to")
