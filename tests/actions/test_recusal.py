"""An interest is declared before a round opens, or until the first position is taken in it: its numbers follow, and the record
says so as far as its openness allows."""

from datetime import timedelta

import pytest

from council.errors import Forbidden, OnlyOne, OutsideElectorate, TooFewForDetached
from council.openness import Openness
from council.recommendations import Proposal, Recommendation
from council.records import ChangeKind, Edition, Record, reduced
from council.recusal import AllRecused, TooLateToRecuse
from council.rounds import Round
from council.rules import Choice, Outcome, Rule, Terms
from handlers.recommendations import actions
from handlers.rounds.actions import closing, opening, recusal, voting
from storage import records
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.rounds import TEXT, GroupB, found, group_b, opened

WORDS = "I advise the ministry"


async def proposed(b: GroupB) -> Recommendation:
    return await b.chair.does(actions.propose, Proposal("B", "Schooling", TEXT, ""), consult=True)


async def asked_about(b: GroupB, about: Recommendation, terms: Terms | None = None) -> Round:
    deadline = b.chair.council.now + timedelta(days=2)
    return await b.chair.does(opening.ask_about, about.id, terms or Terms(), None, deadline)


async def record_of(at_work: CouncilAtWork, round_: Round) -> tuple[Record, dict[str, str | None]]:
    async with at_work.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        assert (await records.verify(tx)).faults == ()
    assert kept is not None
    return kept.record, dict(kept.names)


async def press_interest(who: Someone, about: int, declared: int = 1) -> None:
    await who.press(data=f"wi:{about}:{declared}")


async def test_before_opening_it_waits_and_takes_effect_then(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    third = await at_work.seated("Expert, Tajikistan, group B")
    about = await proposed(b)
    await press_interest(b.first, about.id)
    await b.first.sees("What is the interest?")
    await b.first.say(WORDS)
    await b.first.sees("your interest is noted")
    round_ = await asked_about(b, about)
    for who in (b.chair, b.second, third):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    with pytest.raises(OutsideElectorate):
        await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Harm")
    mine = await b.first.sees("You have declared an interest", ever=True)
    assert not {"Support", "Object"} & set(mine.labels)
    await b.chair.press(data=f"vs:{round_.id}")
    assert f"{b.first.name} declared an interest and takes no part: {WORDS}" in (await b.chair.sees("version 1", ever=True)).text
    await at_work.wait(days=2, hours=1)
    assert (await found(at_work, round_)).outcome is Outcome.ADOPTED
    record, names = await record_of(at_work, round_)
    assert (record.counts.electorate, record.quorum_needed, record.floor_needed) == (3, 2, 2), "n follows"
    [change] = record.changes
    assert (change.kind, names[change.who]) == (ChangeKind.RECUSED, b.first.name)
    assert WORDS not in str(record)


async def test_before_opening_it_can_be_taken_back(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    about = await proposed(b)
    await b.first.does(recusal.declare_interest, about.id, "")
    await press_interest(b.first, about.id, 0)
    round_ = await asked_about(b, about)
    await b.first.does(voting.cast, round_.id, Choice.SUPPORT)
    late = await at_work.seated("Expert, Turkmenistan, group B")  # who is not asked, and so has nothing to leave
    with pytest.raises(OutsideElectorate):
        await late.does(recusal.declare_interest, about.id, "")


@pytest.mark.parametrize("openness", Openness)
async def test_in_an_open_round_until_the_first_position(at_work: CouncilAtWork, openness: Openness) -> None:
    b = await group_b(at_work)
    others = [await at_work.seated(f"Expert {n}, group B") for n in range(3)]
    round_ = await opened(b.chair, timedelta(days=2), Terms(openness=openness))
    about = round_.recommendation
    await b.first.press("Declare an interest", on=await b.first.sees(f"Recommendation {round_.number}", ever=True))
    await b.first.press("Declare it without words")
    assert "5" in (await b.second.sees("Rule:", ever=True)).text
    await others[0].does(voting.cast, round_.id, Choice.SUPPORT)
    with pytest.raises(TooLateToRecuse):
        await b.second.does(recusal.declare_interest, about, WORDS)
    for who in (b.chair, b.second, *others[1:]):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.wait(days=2, hours=1)
    record, names = await record_of(at_work, round_)
    assert (record.counts.electorate, record.counts.support) == (5, 5)
    [change] = record.changes
    assert change.kind is ChangeKind.RECUSED
    assert names.get(change.who) == (None if openness is Openness.DETACHED else b.first.name)
    assert reduced(record, Edition.NAMELESS).changes == ()


async def test_if_all_have_an_interest_nothing_opens(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    about = await proposed(b)
    for who in (b.chair, b.first):
        await who.does(recusal.declare_interest, about.id, "")
    with pytest.raises(OnlyOne):
        await asked_about(b, about)
    await b.second.does(recusal.declare_interest, about.id, "")
    with pytest.raises(AllRecused):
        await asked_about(b, about)
    await b.first.does(recusal.take_back, about.id)
    await b.second.does(recusal.take_back, about.id)
    with pytest.raises(TooFewForDetached):
        await asked_about(b, about, Terms(openness=Openness.DETACHED))
    await asked_about(b, about)


async def test_a_planned_round_follows_too(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=2), after=timedelta(days=1))
    await b.chair.does(recusal.declare_interest, round_.recommendation, "")
    await at_work.wait(days=1, hours=1)
    await b.chair.sees("You have declared an interest", ever=True)
    await secretary.does(closing.withdraw, round_.id)
    await b.chair.does(recusal.take_back, round_.recommendation)


async def test_only_those_who_would_be_asked(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    stranger = await at_work.seated("Expert, group D", groups=("D",))
    about = await proposed(b)
    for who in (b.observer, stranger, secretary):
        with pytest.raises(Forbidden):
            await who.does(recusal.declare_interest, about.id, "")
    assert "Declare an interest" not in (await _page(b.observer, about)).labels
    assert "Declare an interest" in (await _page(b.second, about)).labels
    await b.second.does(recusal.declare_interest, about.id, "")
    assert "I have no interest after all" in (await _page(b.second, about)).labels
    async with at_work.store.begin() as tx:
        told = await opening.list_electorate(await b.chair.work(tx), "B", about.id)
    assert [one.name for one in told] == [b.chair.name, b.first.name], "whom the form says is asked"


async def _page(who: Someone, about: Recommendation) -> Message:
    await who.say(f"/start p_{about.id}")
    return await who.sees(about.number, ever=True)


@pytest.mark.parametrize("rule", [Rule.FULL_CONSENSUS, Rule.SILENCE])
async def test_nobody_is_told_apart_by_it_in_a_confidential_round(at_work: CouncilAtWork, rule: Rule) -> None:
    """The chair of a confidential round learns how many are asked, and not who is not."""
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=5), Terms(rule, openness=Openness.CONFIDENTIAL))
    await b.first.does(recusal.declare_interest, round_.recommendation, WORDS)
    await b.chair.press(data=f"vs:{round_.id}")
    told = await at_work.shown(b.chair.id, "")
    assert any("The number of people asked has changed: it is 2 now." in one.text for one in told)
    assert not any(b.first.name in one.text or WORDS in one.text for one in told)
