"""Whoever wrote a text does not declare how a round under rough consensus ends: they leave it to another chair, or to the
secretariat."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council.errors import Forbidden, OwnText, Stale
from council.people import Role
from council.rounds import Round
from council.rules import Choice, Outcome, Rule, Terms
from handlers.rounds.actions import declaring, leading, voting
from storage import records
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

ROUGH = Terms(Rule.ROUGH_CONSENSUS)


async def awaiting(at_work: CouncilAtWork, b: GroupB, by: Someone) -> Round:
    """A round under rough consensus on a text of theirs, with everyone's support, whose deadline has passed."""
    round_ = await opened(by, timedelta(days=2), ROUGH)
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.wait(days=2, hours=1)
    return await found(at_work, round_)


async def left_to(at_work: CouncilAtWork, round_: Round) -> str:
    async with at_work.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        assert (await records.verify(tx)).faults == ()
    assert kept is not None
    return kept.record.setting("left to")


async def test_its_author_is_refused_and_another_chair_declares(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    other = await at_work.seated("Deputy chair, group B", role=Role.CHAIR)
    round_ = await awaiting(at_work, b, b.chair)
    for adopted in (True, False):
        with pytest.raises(OwnText):
            await b.chair.does(leading.declare, round_.id, "Because", adopted=adopted)
    assert "You wrote this text" in (await b.chair.press(data=f"vd:{round_.id}:1")).text
    await b.chair.press(data=f"vs:{round_.id}")
    sheet = await b.chair.sees("You wrote this text, so somebody else declares", ever=True)
    assert "Declare: adopted" not in sheet.labels
    await b.chair.press("Who declares it", on=sheet)
    asked = await b.chair.sees("who declares how the round ends?")
    await b.chair.press("Deputy chair, group B", on=asked)
    await b.chair.sees("Deputy chair, group B was told")
    await other.sees("you are asked to declare", ever=True)
    await other.does(leading.declare, round_.id, "All was said", adopted=True)
    assert (await found(at_work, round_)).outcome is Outcome.ADOPTED
    assert await left_to(at_work, round_) == "chair"


async def test_it_is_left_to_the_secretariat(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await awaiting(at_work, b, b.chair)
    _, chair = await b.chair.does(declaring.leave_to, round_.id, 0)
    assert chair is None
    await secretary.sees("you are asked to declare", ever=True)
    await secretary.does(leading.declare, round_.id, "All was said", adopted=True)
    assert await left_to(at_work, round_) == "secretariat"


async def test_who_may_leave_it_and_to_whom(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await awaiting(at_work, b, b.chair)
    with pytest.raises(Forbidden):
        await b.first.does(declaring.leave_to, round_.id, 0)
    with pytest.raises(Stale):  # it is theirs to declare
        await secretary.does(declaring.leave_to, round_.id, 0)
    for nobody in (99999, -1):
        with pytest.raises(Stale):
            await b.chair.does(declaring.leave_to, round_.id, nobody)


async def test_the_author_is_not_reminded_each_day_but_the_secretariat_is(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    await awaiting(at_work, b, b.chair)
    told = await b.chair.sees("who declares how the round ends?", ever=True)
    assert "Who declares it" in told.labels
    before = len(await at_work.shown(secretary.id, ": the chair decides"))
    await at_work.wait(days=1)
    assert len(await at_work.shown(secretary.id, ": the chair decides")) == before + 1


@pytest.mark.parametrize("allowed", [True, False])
async def test_the_councils_file_may_let_them(at_work: CouncilAtWork, secretary: Someone, allowed: bool) -> None:
    b = await group_b(at_work)
    by = b.chair if allowed else secretary  # or it is the text of somebody else
    round_ = await awaiting(at_work, b, by)
    at_work.council = replace(at_work.council, proposer_declares=allowed)
    await b.chair.does(leading.declare, round_.id, "All was said", adopted=True)
    assert await left_to(at_work, round_) == ""
