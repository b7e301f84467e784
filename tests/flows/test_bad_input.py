"""What people, and those who forge, do to a round that they should not: each is answered, and changes nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import pacer
from council.config import Council
from council.errors import InThePast, NoElectorate, NotTogether, OnlyOne, TooFewForDetached, TooSoon, TooSoonForSilence
from council.openness import Openness
from council.people import OPERATOR, Actor, Role
from council.rounds import RecommendationDraft, Round, Text
from council.rules import Choice, Outcome, Rule, Terms
from handlers.reactions import unit_of_work
from handlers.roster.actions import roles
from handlers.rounds.actions import amending, closing, opening
from storage import members
from tests.flows.bad_input import found, taken
from tests.flows.recommendations import group_b, work_of
from tests.flows.world import World


@pytest.fixture
def council(council: Council) -> Council:
    """Here whoever wrote a text declares the end of a round on it."""
    return replace(council, proposer_declares=True)


DETACHED = Terms(openness=Openness.DETACHED)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)


async def opened(world: World, chair: Actor | None = None, hours: float = 48, terms: Terms | None = None) -> Round:
    """By the secretariat, unless by someone else, in group B."""
    now = await world.sandbox.now()
    draft = RecommendationDraft("B", "Schooling", "Text", "", now + timedelta(hours=hours), terms)
    async with world.app.store.begin() as tx:
        work = await work_of(world, tx, world.secretary)
        if chair is not None:
            work = unit_of_work(tx, world.council, chair, now)
        return await opening.open_round(work, draft)


@pytest.mark.road
async def test_what_cannot_be_opened(world: World) -> None:
    for hours, refusal in ((-1, InThePast), (0, InThePast), (4 / 60, TooSoon)):
        with pytest.raises((refusal, NoElectorate)) as refused:
            await opened(world, hours=hours)
        assert isinstance(refused.value, refusal), hours
    with pytest.raises(NoElectorate):
        await opened(world)
    await world.member("Chair, group B", ["B"], Role.CHAIR)
    await world.member("Observer, group B", ["B"], Role.OBSERVER)
    with pytest.raises(OnlyOne):
        await opened(world)
    for at in range(3):
        await world.member(f"Expert {at}, group B", ["B"])
    with pytest.raises(TooFewForDetached):
        await opened(world, terms=DETACHED)
    await world.member("Expert 3, group B", ["B"])
    for rule in (Rule.CONSENT, Rule.ROUGH_CONSENSUS, Rule.SILENCE):
        with pytest.raises(NotTogether):
            await opened(world, terms=replace(DETACHED, rule=rule))
    with pytest.raises(TooSoonForSilence):
        await opened(world, hours=72.9, terms=Terms(Rule.SILENCE))  # an hour is left for the notice to arrive
    round_ = await opened(world, terms=DETACHED)
    assert round_.number.endswith("-01")  # what was refused took no number


async def test_presses_that_count_for_nothing(world: World) -> None:
    b = await group_b(world)
    stranger = await world.sandbox.person("Passer-by")
    round_ = await opened(world)
    card = await b.first.expect(f"Recommendation {round_.number}", after=0)
    vote = f"v:{round_.id}:1:support"
    # A forwarded card's buttons, a forged press, a deep link: what is not theirs and what is not there sound the same.
    await stranger.say("/start")
    await stranger.press("English")
    refusals = {
        (await stranger.press(data=data, message=await stranger.last(), forge=True)).text
        for data in (vote, "v:999:1:support", f"vs:{round_.id}", f"o:round:{round_.id}", "o:round:999")
    }
    assert len(refusals) == 1
    outsider = await world.member("Expert, group D", ["D"])
    for payload in (f"r_{round_.id}", "r_999", "p_1", "p_999"):
        await outsider.say(f"/start {payload}")
        await outsider.expect("You have no right to this, or it does not exist")
    for data in (f"v:{round_.id}:1:amend", f"v:{round_.id}:2:support", f"v:{round_.id}:0:support", "v:0:0:support"):
        assert (await b.first.press(data=data, message=card, forge=True)).text
    assert await taken(world, round_) == []
    # Twice in a second, and once more.
    await asyncio.gather(*(b.first.press(data=vote, message=card, forge=True) for _ in range(3)))
    assert await taken(world, round_) == [Choice.SUPPORT]

    # On an old version, after it was amended: the card of the text before is replaced, and nothing is taken.
    async with world.app.store.begin() as tx:
        await amending.amend(await work_of(world, tx, b.chair), round_.id, Text("Another text"), "")
    await b.first.expect("the text has changed, version 2", after=0)
    old = await b.first.press(data=f"v:{round_.id}:1:aside", message=card, forge=True)
    assert "text has changed" in old.text.casefold()
    assert await taken(world, round_) == [Choice.SUPPORT]
    assert (await b.first.press("Keep my position: support")).text == "Recorded: support"

    # After the deadline, on a card that has not been redrawn yet, and after the result.
    await world.sandbox.advance(days=3)
    late = await b.second.press(data=f"v:{round_.id}:2:support", message=await b.second.last(), forge=True)
    assert "This round is closed" in late.text
    assert await taken(world, round_) == [Choice.SUPPORT, Choice.SUPPORT]


async def test_a_chair_who_leaves_in_mid_round(world: World) -> None:
    b = await group_b(world)
    async with world.app.store.begin() as tx:
        chair = (await work_of(world, tx, b.chair)).actor
    round_ = await opened(world, chair, terms=Terms(Rule.ROUGH_CONSENSUS))
    for user in (b.chair, b.first, b.second):
        card = await user.expect(f"Recommendation {round_.number}", after=0)
        await user.press("Support", message=card)
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, b.chair.id)
        assert person is not None
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        await roles.end(work, person.id, "B")
    for data in (f"vd:{round_.id}:1", f"vs:{round_.id}", f"vc:{round_.id}:1", f"v:{round_.id}:1:object"):
        assert "no right" in (await b.chair.press(data=data, message=await b.chair.last(), forge=True)).text
    await world.sandbox.advance(days=3)
    # The round waits for a chair, and the secretariat can lead it to its end.
    await world.secretary.expect(f"{round_.number}: the chair decides", after=0)
    await world.secretary.press(data=f"vd:{round_.id}:1", message=await world.secretary.last(), forge=True)
    await world.secretary.expect("Why is it adopted?")
    await world.secretary.say("All who answered support it.")
    await world.secretary.press("Send it")
    result = await b.first.expect("Rule: adopted", after=0)
    assert "adopted by rough consensus" in result.text
    assert "2 of 2 answered" in result.text  # the chair's position went with the role
    assert (await found(world, round_)).outcome is Outcome.ADOPTED
    # Its author, who has no role any more, hears how it came out, and no number.
    told = (await b.chair.expect("adopted by rough consensus\n", after=0)).text
    assert "You have no role in the group any more" in told
    assert not [word for word in ("answered", "short", "support,", "Rule") if word in told]


async def test_the_clock_jumps_over_several_deadlines_at_once(world: World) -> None:
    b = await group_b(world)
    rounds = [await opened(world, hours=hours) for hours in (1, 25, 24 * 8, 24 * 8)]
    for user in (b.chair, b.first):
        await user.expect(f"Recommendation {rounds[3].number}", after=0)
        for round_ in rounds[:2]:
            card = await user.expect(f"Recommendation {round_.number}", after=0)
            await user.press("Support", message=card)
    # Not step by step, as the rehearsal goes: at once, as after a long stop of the program.
    later = await world.sandbox.now() + timedelta(days=30)
    async with world.app.store.begin() as tx:
        system = unit_of_work(tx, world.council, Actor("system"), later)
        while await closing.close_due(system):
            pass
    closed = [await found(world, round_) for round_ in rounds]
    assert [one.outcome for one in closed] == [Outcome.ADOPTED, Outcome.ADOPTED, Outcome.NO_DECISION, Outcome.NO_DECISION]
    assert [one.closed_at for one in closed] == [one.deadline for one in rounds]  # each as of its own deadline
    ends = ("adopted", "adopted", "no decision", "no decision")
    for round_, end in zip(rounds, ends, strict=True):
        await b.second.expect(f"{round_.number}: {end}", after=0)
    silent = [m for m in await b.second.inbox() if "waits for your answer" in m.text]
    assert not silent  # nobody is asked any more about what has closed
