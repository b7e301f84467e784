"""What was not adopted, or is contested, is taken up again: asked once in half a year, decided by the chair, then by the
Committee; the first record stays, and the next one names it."""

from datetime import timedelta

import pytest

from council.errors import AlreadyDecided, Empty, Forbidden
from council.people import Role
from council.recommendations import Stage
from council.reopening import AppealedAlready, AskedBefore, NothingToReopen, OwnRequest, Reopening, ReopeningState
from council.rounds import Round, Text
from council.rules import Choice, Outcome, Rule, Terms
from handlers.recommendations import actions
from handlers.rounds.actions import opening, reopening, voting
from storage import recommendations, records, reopenings
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

NEWS = "There are new figures of the winter"


async def lost(at_work: CouncilAtWork, b: GroupB) -> Round:
    """A round that adopts nothing."""
    round_ = await opened(b.chair, timedelta(days=2))
    for who, choice in ((b.chair, Choice.SUPPORT), (b.first, Choice.OBJECT), (b.second, Choice.SUPPORT)):
        await who.does(voting.cast, round_.id, choice, "Too fast" if choice is Choice.OBJECT else "")
    await at_work.wait(days=2, hours=1)
    round_ = await found(at_work, round_)
    assert round_.outcome is Outcome.NOT_ADOPTED
    return round_


async def won(at_work: CouncilAtWork, b: GroupB, *, contested: bool) -> Round:
    round_ = await opened(b.chair, timedelta(days=2), Terms(Rule.CONSENSUS_MINUS, dissent=1))
    last = Choice.OBJECT if contested else Choice.SUPPORT
    for who, choice in ((b.chair, Choice.SUPPORT), (b.first, last), (b.second, Choice.SUPPORT)):
        await who.does(voting.cast, round_.id, choice, "Too fast" if choice is Choice.OBJECT else "")
    await at_work.wait(days=2, hours=1)
    round_ = await found(at_work, round_)
    assert round_.outcome is Outcome.ADOPTED
    return round_


async def last(at_work: CouncilAtWork, round_: Round) -> Reopening:
    async with at_work.store.read() as tx:
        return (await reopenings.last_of(tx, [round_.recommendation]))[round_.recommendation]


async def stage(at_work: CouncilAtWork, round_: Round) -> Stage:
    async with at_work.store.read() as tx:
        return (await recommendations.many(tx, [round_.recommendation]))[round_.recommendation].stage


async def test_asked_on_its_page_taken_up_and_the_next_record_names_the_first(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await lost(at_work, b)
    await b.first.press(data=f"o:recommendation:{round_.recommendation}")
    await b.first.press("Ask to take it up again")
    await b.first.sees("What is new about")
    await b.first.say(NEWS)
    await b.first.press("Send it")
    await b.first.sees("The chair was asked", ever=True)
    asked = await b.chair.sees("to be taken up again?", ever=True)
    assert NEWS in asked.text
    assert b.first.name in asked.text
    await b.chair.say("/waiting")
    assert "A member asks you to take it up again" in (await b.chair.sees("Waiting for you")).text
    await secretary.say("/tasks")
    assert "1 request to take a recommendation up again" in (await secretary.sees("Tasks")).text
    assert not await b.second.has("to be taken up again")
    await b.chair.press("Take it up", on=asked)
    await b.chair.press("Take it up", on=await b.chair.sees("will be told"))
    for who in (b.first, b.second, b.observer, secretary):
        assert NEWS in (await who.sees("taken up again", ever=True)).text
    assert await stage(at_work, round_) is Stage.CONSULTATION
    until = at_work.now + timedelta(days=2)
    again = await b.chair.does(opening.ask_about, round_.recommendation, Terms(), None, until)
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, again.id, Choice.SUPPORT)
    await at_work.wait(days=2, hours=1)
    async with at_work.store.read() as tx:
        one, two = await records.of_round(tx, round_.id), await records.of_round(tx, again.id)
        assert (await records.verify(tx)).faults == ()
    assert one is not None
    assert two is not None
    assert (one.record.setting("follows"), two.record.setting("follows")) == ("", one.hash)


async def test_refused_then_asked_of_the_committee_once(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    head = await at_work.seated("Chair of the Committee", [at_work.council.committee], Role.CHAIR)
    round_ = await lost(at_work, b)
    await b.first.does(reopening.ask, round_.recommendation, NEWS)
    request = await last(at_work, round_)
    with pytest.raises(Forbidden):
        await head.does(reopening.take_up, request.id)
    await b.chair.does(reopening.refuse, request.id, "Nothing is new in it")
    told = await b.first.sees("not taken up again", ever=True)
    assert "Nothing is new in it" in told.text
    assert "Go to the Executive Committee" in told.labels
    assert "Go to the Executive Committee" not in (await b.second.sees("not taken up again", ever=True)).labels
    with pytest.raises(Forbidden):
        await b.second.does(reopening.appeal, request.id)
    await b.first.press("Go to the Executive Committee", on=told)
    asked = await head.sees("to be taken up again?", ever=True)
    assert NEWS in asked.text
    assert b.first.name not in asked.text, "the Committee is not told who in the group said what"
    with pytest.raises(Forbidden):
        await b.chair.does(reopening.take_up, request.id)
    await head.does(reopening.refuse, request.id, "It stands")
    last_word = await b.first.sees("The Executive Committee's decision is final", ever=True)
    assert "Go to the Executive Committee" not in last_word.labels
    with pytest.raises(AppealedAlready):
        await b.first.does(reopening.appeal, request.id)
    with pytest.raises(AlreadyDecided):
        await secretary.does(reopening.take_up, request.id)
    assert await stage(at_work, round_) is Stage.OUTCOME
    with pytest.raises(AskedBefore):
        await b.second.does(reopening.ask, round_.recommendation, NEWS)
    await at_work.wait(days=184)
    await b.second.does(reopening.ask, round_.recommendation, NEWS)


async def test_whoever_asked_does_not_decide(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    other = await at_work.seated("Another chair of group B", ["B"], Role.CHAIR)
    round_ = await lost(at_work, b)
    await b.chair.press(data=f"wr:{round_.recommendation}")
    await b.chair.sees("you do not decide: this goes to another chair")
    await b.chair.say(NEWS)
    await b.chair.press("Send it")
    await b.chair.sees("Another chair of the group was asked", ever=True)
    asked = await other.sees("to be taken up again?", ever=True)
    assert b.chair.name in asked.text
    assert not await b.chair.has("to be taken up again?")
    assert not await secretary.has("to be taken up again?")
    await b.chair.say("/waiting")
    await b.chair.sees("Nothing waits for you.")
    request = await last(at_work, round_)
    for decide in (reopening.take_up, reopening.require_decidable):
        with pytest.raises(OwnRequest):
            await b.chair.does(decide, request.id)
    assert "You asked for this yourself" in (await b.chair.press(data=f"o:reopening:{round_.id}")).text
    await other.does(reopening.take_up, request.id)
    assert (await last(at_work, round_)).state is ReopeningState.TAKEN_UP


async def test_asked_twice_at_once(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await lost(at_work, b)
    await b.first.does(reopening.ask, round_.recommendation, NEWS)
    with pytest.raises(AskedBefore):
        await b.second.does(reopening.ask, round_.recommendation, "Another reason")
    async with at_work.store.begin() as tx:
        assert not await reopenings.add(tx, round_.recommendation, round_.id, "B", 1, "What", at_work.now)
    assert "once in half a year" in (await b.second.press(data=f"wr:{round_.recommendation}")).text


@pytest.mark.parametrize("contested", [True, False])
async def test_what_was_adopted_only_if_it_is_contested(at_work: CouncilAtWork, contested: bool) -> None:
    b = await group_b(at_work)
    round_ = await won(at_work, b, contested=contested)
    if not contested:
        with pytest.raises(NothingToReopen):
            await b.first.does(reopening.ask, round_.recommendation, NEWS)
        return
    with pytest.raises(Empty):
        await b.first.does(reopening.ask, round_.recommendation, " ")
    await b.first.does(reopening.ask, round_.recommendation, NEWS)
    await b.chair.does(reopening.take_up, (await last(at_work, round_)).id)
    assert await stage(at_work, round_) is Stage.OUTCOME
    await b.chair.does(actions.revise, round_.recommendation, Text("Another text"), "")
    await b.chair.does(opening.ask_about, round_.recommendation, Terms(), None, at_work.now + timedelta(days=2))


async def test_where_no_chair_can_be_reached_the_secretariat_decides(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await lost(at_work, b)
    await b.chair.does(reopening.ask, round_.recommendation, NEWS)  # nobody else leads the group
    await secretary.sees("to be taken up again?", ever=True)
    await secretary.press(data=f"o:reopening:{round_.id}")
    await secretary.sees("As a chair asks for it, you decide this")
    await secretary.does(reopening.take_up, (await last(at_work, round_)).id)


async def test_only_members_of_its_group_ask(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    stranger = await at_work.seated("Expert, group D", groups=("D",))
    round_ = await lost(at_work, b)
    for who in (b.observer, stranger, secretary):
        with pytest.raises(Forbidden):
            await who.does(reopening.ask, round_.recommendation, NEWS)
        with pytest.raises(Forbidden):
            await who.does(reopening.appeal, 99)
