"""How an open round is led, through the front door: the silent are asked again, more time, silences, what came by letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import pacer
from council.config import Council
from council.openness import Openness
from council.people import OPERATOR
from council.rounds import RecommendationDraft, Round, Text
from council.rules import Outcome, Rule, Terms
from handlers.reactions import unit_of_work
from handlers.roster.actions import roles
from handlers.rounds.actions import amending, opening
from sandbox.client import User
from sandbox.seen import Message
from storage import members, records
from tests.flows.bad_input import found, taken
from tests.flows.life import buttons, linked
from tests.flows.recommendations import card, group_b, work_of
from tests.flows.who_sees_what import quiet
from tests.flows.world import World


@pytest.fixture
def council(council: Council) -> Council:
    """Here whoever wrote a text declares the end of a round on it."""
    return replace(council, proposer_declares=True)


IS_PENDING = ("A recommendation waits for your answer", "recommendations wait for your answer")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)


async def opened(world: World, by: User, delta: timedelta, terms: Terms | None = None, after: timedelta | None = None) -> Round:
    now = await world.sandbox.now()
    opens = now + after if after else None
    draft = RecommendationDraft("B", "Schooling", "Children return.", "", (opens or now) + delta, terms, opens)
    async with world.app.store.begin() as tx:
        return await opening.open_round(await work_of(world, tx, by), draft)


async def nudges(user: User) -> list[str]:
    return [m.text for m in await user.inbox() if any(words in m.text for words in IS_PENDING)]


def begins(words: str, key: str = "") -> Callable[[Message], bool]:
    """Of a message: that it begins so and, with `key`, has this button."""
    return lambda m: m.text.startswith(words) and (not key or key in buttons(m))


async def test_only_the_silent_are_asked_again_once_and_not_at_night(world: World) -> None:
    b = await group_b(world)
    # Half time is at eleven in the evening in Tashkent: it is told at eight in the morning.
    both = [await opened(world, b.chair, timedelta(days=5, hours=2)) for _ in range(2)]
    for user in (b.chair, b.first, b.second):
        for round_ in both:
            await card(user, round_)
    for round_ in both:
        await b.first.press("Support", message=await card(b.first, round_))
    await b.second.press("Support", message=await card(b.second, both[0]))
    await world.sandbox.advance_to(both[0].opened_at + timedelta(days=2, hours=14))
    await quiet(world)
    assert [await nudges(user) for user in (b.chair, b.first, b.second, b.observer)] == [[], [], [], []]
    await b.second.press("Support", message=await card(b.second, both[1]))  # in the night, before it is told
    await world.sandbox.advance_to(both[0].opened_at + timedelta(days=2, hours=22, minutes=5))
    await b.chair.expect("2 recommendations wait for your answer", after=0)
    await quiet(world)
    [told] = await nudges(b.chair)
    assert told.startswith("2 recommendations wait for your answer")  # several rounds, one message
    assert all(round_.number in told for round_ in both)
    assert [await nudges(user) for user in (b.first, b.second, b.observer)] == [[], [], []]
    await b.chair.press("Support", message=await card(b.chair, both[0]))
    await world.sandbox.advance_to(both[0].deadline - timedelta(hours=23))
    told = (await b.chair.expect("Waiting for you: 2", after=0)).text
    assert f"{both[1].number}: Schooling\nYour position is due by" in told
    assert f"{both[0].number}: Schooling\nEveryone has answered: you can close it." in told
    await b.chair.expect("There is a newer reminder further down.", after=0)
    assert await nudges(b.chair) == []
    # The chair's own word reaches the silent as well, once a day.
    sheet = await b.chair.expect(lambda m: "Remind the 1 silent" in buttons(m), after=0)
    assert "Nobody is left to remind" in (await b.chair.press("Remind the 1 silent", message=sheet)).text  # they were
    await world.sandbox.advance(hours=21)
    assert "1 person will be reminded" in (await b.chair.press("Remind the 1 silent", message=sheet)).text
    assert "Nobody is left to remind" in (await b.chair.press("Remind the 1 silent", message=sheet)).text


async def test_cards_are_drawn_anew_when_what_they_say_of_the_time_changes(world: World) -> None:
    b = await group_b(world)
    round_ = await opened(world, b.chair, timedelta(days=3, hours=5))
    assert "less than 4 days left" in (await card(b.first, round_)).text
    for left, told in (
        (timedelta(days=3), "less than 3 days left"),
        (timedelta(hours=24), "less than 1 day left"),
        (timedelta(hours=12), "less than 12 hours left"),
        (timedelta(hours=1), "less than 1 hour left"),
    ):
        await world.sandbox.advance_to(round_.deadline - left + timedelta(seconds=1))
        assert told in (await b.first.expect(told, after=0)).text
    assert (await card(b.first, round_)).edits <= 9


@pytest.mark.road
async def test_a_silence_is_adopted_only_over_those_whom_its_notice_reached(world: World) -> None:
    b = await group_b(world)
    await b.second.block()
    round_ = await opened(world, b.chair, timedelta(hours=80), Terms(Rule.SILENCE))
    for user in (b.chair, b.first):
        assert "Propose an amendment" in buttons(await card(user, round_))
    await world.sandbox.advance(hours=81)
    awaits = await b.chair.expect(f"{round_.number}: the chair decides", after=0)
    assert "1 person got the notice too late or never" in awaits.text
    assert (await found(world, round_)).outcome is None
    sheet = await b.chair.expect(lambda m: "Adopt all the same" in buttons(m), after=0)
    await b.chair.press("Adopt all the same", message=sheet)
    await b.chair.expect("Why is it adopted?")
    await b.chair.say("They were told by letter.")
    await b.chair.press("Send it")
    result = await b.first.expect("Rule: adopted", after=0)
    assert "adopted by silence" in result.text
    assert "0 in explicit support, 3 silent" in result.text
    assert "Got the notice too late or never: Expert, Uzbekistan, group B" in result.text
    async with world.app.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
    assert kept is not None
    assert [change.kind.value for change in kept.record.changes] == ["not reached"]


async def test_an_objection_withdrawn_while_the_chair_is_awaited_leaves_ways_on(world: World) -> None:
    b = await group_b(world)
    rounds = [await opened(world, b.chair, timedelta(days=2), Terms(Rule.ROUGH_CONSENSUS)) for _ in range(2)]
    for round_ in rounds:
        await b.chair.press("Support", message=await card(b.chair, round_))
        await b.first.press("Object", message=await card(b.first, round_))
        await b.first.expect("what harm")
        await b.first.say("Too fast")
        await b.first.expect("Which wording")
        await b.first.press("I do not know yet")
        await b.first.expect("Recorded: object")
    await world.sandbox.advance(days=2, minutes=1)
    for round_ in rounds:
        await b.chair.expect(begins(f"{round_.number}: the chair decides"), after=0)
        sheet = await b.chair.expect(begins(f"{round_.number}, version 1: the chair decides"), after=0)
        assert sheet.text.casefold().count("the chair decides") == 1
        frozen = await b.second.press(data=f"v:{round_.id}:1:support", message=await b.second.last(), forge=True)
        assert "This round is closed" in frozen.text
        early = await b.first.press(data=f"v:{round_.id}:1:support", message=await b.first.last(), forge=True)
        assert "This round is closed" in early.text  # whose objection stands withdraws it first
        await b.chair.press("Answer objections (1)", message=sheet)
        await b.chair.press("Answer", message=await b.chair.expect("The harm: Too fast"))
        await b.chair.expect("What is your answer?")
        await b.chair.say("There are two years.")
        told = await b.first.expect(f"Your objection to {round_.number} was answered", after=0)
        await b.first.press("I withdraw it", message=told)
        await b.first.expect(f"{round_.number}: your objection is withdrawn", after=0)
        short = await b.chair.expect(begins(f"{round_.number}, version 1", "Close: no decision"), after=0)
        assert "Declare: adopted" not in buttons(short)
        assert "may still take another position: Expert, Kazakhstan, group B" in short.text
    # It stands where chairs and the secretariat look, until it is decided.
    await b.chair.say("/waiting")
    assert "It is for you to say how the round ends." in (await b.chair.expect("Waiting for you: 2")).text
    await world.secretary.say("/tasks")
    assert rounds[0].number in (await world.secretary.expect("2 rounds wait for the chair's decision.")).text
    # Who withdrew is asked for another position, though for no new objection; the rest stays as it was at the deadline.
    free, stuck = rounds
    asked = await b.first.expect(lambda m: free.number in m.text and "You withdrew your objection" in m.text, after=0)
    assert buttons(asked)[:3] == ["Support", "With reservations", "Stand aside"]
    anew = await b.first.press(data=f"v:{free.id}:1:object", message=asked, forge=True)
    assert "This round is closed" in anew.text
    assert (await b.first.press("Stand aside", message=asked)).text == "Recorded: standing aside"
    sheet = await b.chair.expect(lambda m: free.number in m.text and "Declare: adopted" in buttons(m), after=0)
    await b.chair.press("Declare: adopted", message=sheet)
    await b.chair.expect("Why is it adopted?")
    await b.chair.say("Nobody objects any more.")
    await b.chair.press("Send it")
    assert (
        "1 support, 0 with reservations, 1 stand aside"
        in (await b.second.expect(f"{free.number}: adopted by rough consensus\n", after=0)).text
    )
    # Where they take none, the quorum stays short; the chair is reminded each day, and can end it all the same.
    await world.sandbox.advance(days=1)
    await quiet(world)
    reminded = [m for m in await b.chair.inbox() if m.text.startswith(f"{stuck.number}: the chair decides")]
    assert len(reminded) == 2
    assert "Close the round as no decision" in reminded[-1].text
    assert not [m for m in await b.first.inbox() if m.text.startswith(f"{stuck.number}: the chair decides")]
    short = await b.chair.expect(lambda m: stuck.number in m.text and "Close: no decision" in buttons(m), after=0)
    await b.chair.press("Close: no decision", message=short)
    await b.chair.expect("which is not a rejection")
    await b.chair.press("Close it now")
    await b.second.expect(f"{stuck.number}: no decision\n", after=0)
    assert (await found(world, stuck)).outcome is Outcome.NO_DECISION


async def test_what_a_new_text_and_a_role_that_ends_leave_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "GROUP_SPACING", 0.01)
    b = await group_b(world)
    chat = await linked(world, b.chair, "B", b.first)
    terms = Terms(openness=Openness.CONFIDENTIAL)
    round_ = await opened(world, world.secretary, timedelta(days=4), terms)
    old = await card(b.first, round_)
    await b.first.press("Object", message=old)
    await b.first.expect("what harm")
    await b.first.say("Too fast")
    await b.first.expect("Which wording")
    await b.first.press("I do not know yet")
    await b.first.expect("Recorded: object")
    await b.chair.press(data=f"vs:{round_.id}", message=await b.chair.last(), forge=True)
    sheet = await b.chair.expect("Objections that stand now: 1", after=0)
    await b.chair.press("Answer objections (1)", message=sheet)
    listed = await b.chair.expect("The harm: Too fast")
    await b.chair.press("Answer", message=listed)
    await b.chair.expect("What is your answer?")
    await b.chair.say("There are two years.")
    notice = await b.first.expect("was answered", after=0)
    await b.chair.press("Answer", message=listed)
    await b.chair.expect("What is your answer?")

    # Somebody types a reason while the text changes: it comes back in words, with the way to the new card.
    await b.second.press("Object", message=await card(b.second, round_))
    await b.second.expect("what harm")
    async with world.app.store.begin() as tx:
        await amending.amend(await work_of(world, tx, world.secretary), round_.id, Text("Children come back."), "")
    await quiet(world)
    await b.second.say("No <bus> there")
    returned = await b.second.expect("This is what you typed:")
    assert "No <bus> there" in returned.text
    assert "Show the card" in buttons(returned)

    # Older cards have nothing to press but the way to the new one, in a group's chat not even that.
    gone = await b.first.expect("an older card", after=0)
    assert (gone.id, buttons(gone)) == (old.id, ["Show the card"])
    assert not buttons(await b.first.expect("an older card", chat=chat, after=0))
    assert "Support" in buttons(await card(b.first, round_))
    # The objection stands, and no list beside the numbers gives away whose it is.
    sheet = await b.chair.expect(lambda m: "Objections that stand now: 1" in m.text and "version 2" in m.text, after=0)
    assert "object 1" in sheet.text
    assert not {"Expert", "Silent:"} & set(sheet.text.split()), "nobody is named"

    # Its owner changes their mind: the old notice and an answer on its way meet fitting words.
    await b.first.press("Support", message=await card(b.first, round_))
    assert "You have changed your position since" in (await b.first.press("I withdraw it", message=notice)).text
    await b.chair.say("And three more.")
    returned = await b.chair.expect("This is what you typed:")
    assert "its author has withdrawn it, or taken another position" in returned.text
    assert "And three more." in returned.text

    # A role that ends: its holder is told, and neither card nor sheet shows what they may not see any more.
    async with world.app.store.begin() as tx:
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        for user in (b.first, b.chair):
            person = await members.by_telegram(tx, user.id)
            assert person is not None
            await roles.end(work, person.id, "B")
    await world.sandbox.advance(minutes=1)
    for user in (b.first, b.chair):
        told = f"{round_.number}: your answer is no longer needed"
        await user.expect(begins_anew(told, edited=False), after=0)
        redrawn = await user.expect(begins_anew(told, edited=True), after=0)
        assert not buttons(redrawn)
    await b.chair.expect("You do not lead this round any more", after=0)
    await world.secretary.press(data=f"vs:{round_.id}", message=await world.secretary.last(), forge=True)
    await world.secretary.expect("No longer counted, as their role ended: Chair, group B; Expert, Kazakhstan", after=0)


def begins_anew(words: str, *, edited: bool) -> Callable[[Message], bool]:
    """Of a message: that it begins so, and whether it is one that was there before."""
    return lambda m: m.text.startswith(words) and bool(m.edits) is edited


async def test_a_silence_is_broken_at_once(world: World) -> None:
    b = await group_b(world)
    round_ = await opened(world, b.chair, timedelta(hours=80), Terms(Rule.SILENCE))
    await b.first.press("Propose an amendment", message=await card(b.first, round_))
    await b.first.expect("This breaks the silence")
    await b.first.say("“forty days”")
    await b.first.expect("The silence is broken")
    for user in (b.chair, b.second, b.observer, world.secretary):  # no clock was moved
        assert f"{round_.number}: not adopted" in (await user.expect("The silence was broken.", after=0)).text
    assert (await found(world, round_)).outcome is Outcome.NOT_ADOPTED


async def test_a_planned_round_asks_those_who_hold_a_role_when_it_opens(world: World) -> None:
    b = await group_b(world)
    round_ = await opened(world, b.chair, timedelta(days=2), after=timedelta(days=1))
    await quiet(world)
    for user in (b.first, b.observer):
        assert not [m for m in await user.inbox() if round_.number in m.text]
        assert "no right" in (await user.press(data="o:round:1", message=await user.last(), forge=True)).text
    late = await world.member("Expert, Turkmenistan, group B", ["B"])
    await world.sandbox.advance(days=1, minutes=1)
    for user in (b.first, b.second, late):
        assert "Support" in buttons(await card(user, round_))
    assert (await late.press("Support", message=await card(late, round_))).text == "Recorded: support"


async def test_more_time_a_letter_and_an_early_end(world: World) -> None:
    b = await group_b(world)
    round_ = await opened(world, b.chair, timedelta(days=2))
    for user in (b.chair, b.first):
        await user.press("Support", message=await card(user, round_))
    sheet = await b.chair.expect("if it closed now", after=0)
    assert "Close now" not in buttons(sheet)
    not_yet = await b.chair.press(data=f"vc:{round_.id}:1", message=sheet, forge=True)
    assert not_yet.alert
    await b.chair.press("Extend", message=sheet)
    await b.chair.expect("Until when can people")
    await b.chair.say(f"{round_.opened_at:%Y-%m-%d} 23:00")
    question = await b.chair.expect(lambda m: "only be moved to a later time" in m.text and bool(m.buttons))
    await b.chair.press(question.buttons[0][0].text)
    await b.chair.expect("Why? Everyone will be told.")
    await b.chair.say("A <holiday>")
    await b.chair.press("Send it")
    for user in (b.first, b.second, b.observer):
        assert "The chair: A <holiday>" in (await user.expect("more time to answer", after=0)).text
    assert (await found(world, round_)).deadline > round_.deadline

    # What came by letter is entered by the secretariat; its owner is told, and may change it; then it is theirs.
    assert "no right" in (await b.chair.press(data=f"vi:{round_.id}", message=await b.chair.last(), forge=True)).text
    await world.secretary.press(data=f"vs:{round_.id}", message=await world.secretary.last(), forge=True)
    await world.secretary.press("Enter a position")
    listed = await world.secretary.expect("Whose position is it?")
    assert buttons(listed)[:1] == ["Expert, Uzbekistan, group B"]  # only who has taken none in the bot
    await world.secretary.press("Expert, Uzbekistan, group B")
    await world.secretary.press("Stand aside")
    await world.secretary.press("by letter")
    await world.secretary.expect("entered, and the person will be told")
    assert "standing aside. it was received by letter" in (await b.second.expect("was entered for you", after=0)).text.casefold()
    sheet = await b.chair.expect(lambda m: "Close now" in buttons(m), after=0)
    await b.second.press("Support", message=await card(b.second, round_))
    again = await world.secretary.press(data=f"vi:{round_.id}", message=await world.secretary.last(), forge=True)
    assert "Everyone has answered in the bot" in again.text
    assert len(await taken(world, round_)) == 4

    await b.chair.press("Close now", message=sheet)
    await b.chair.press("Close it now")
    result = await b.second.expect("closed before its deadline", after=0)
    assert "3 support" in result.text
    async with world.app.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
    assert kept is not None
    assert [change.note for change in kept.record.changes] == ["A <holiday>"]  # the letter counts no more
    # How it came to that stays in the record: what was entered, by whom, and what its owner made of it.
    moves = [(kept.names[one.who], one.was, one.now, one.how, kept.names.get(one.by)) for one in kept.record.moves]
    assert moves == [
        ("Expert, Uzbekistan, group B", "", "aside", "letter", ""),  # who has no name is told as the secretariat
        ("Expert, Uzbekistan, group B", "aside", "support", "", None),
    ]
    async with world.app.store.read() as tx:
        assert (await records.verify(tx)).faults == ()
