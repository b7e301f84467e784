"""Whoever declares rough consensus says what is found of each objection that stands; it is in the result and in the record."""

from datetime import timedelta

import pytest

from council.chain import Heads
from council.findings import Finding, FindingWanted, Found
from council.openness import Openness
from council.records import Edition, reduced
from council.rounds import Round
from council.rules import Choice, Outcome, Rule, Terms
from handlers.common.texts import Catalogs
from handlers.records.views.document import document
from handlers.rounds.actions import amending, leading, voting
from storage import objections, records
from storage.records import Kept
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

FIRST, SECOND, THIRD = "The buses do not run", "It costs too much", "A third harm"


async def objected(
    at_work: CouncilAtWork, b: GroupB, secretary: Someone, openness: Openness = Openness.NAMED, *, withdrawn: bool = False
) -> Round:
    """A round on the secretariat's text in which two object, and their objections are answered. `withdrawn`: one has taken an
    objection back before, and supports it."""
    round_ = await opened(secretary, timedelta(days=2), Terms(Rule.ROUGH_CONSENSUS, openness=openness, quorum=50))
    if withdrawn:
        await b.chair.does(voting.cast, round_.id, Choice.OBJECT, THIRD)
    await b.chair.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, FIRST)
    await b.second.does(voting.cast, round_.id, Choice.OBJECT, SECOND)
    for one in await standing(at_work, round_):
        await b.chair.does(amending.answer, one, "An answer")
    await at_work.wait(days=2, hours=1)
    return await found(at_work, round_)


async def standing(at_work: CouncilAtWork, round_: Round) -> dict[int, str]:
    async with at_work.store.read() as tx:
        return {one.id: one.harm for one in await objections.of_round(tx, round_.id) if one.stands}


async def kept(at_work: CouncilAtWork, round_: Round) -> Kept:
    async with at_work.store.read() as tx:
        found_ = await records.of_round(tx, round_.id)
        assert (await records.verify(tx)).faults == ()
    assert found_ is not None
    return found_


@pytest.mark.parametrize("openness", [Openness.NAMED, Openness.CONFIDENTIAL])
async def test_they_are_asked_for_one_by_one(at_work: CouncilAtWork, secretary: Someone, openness: Openness) -> None:
    b = await group_b(at_work)
    round_ = await objected(at_work, b, secretary, openness, withdrawn=True)
    await b.chair.press(data=f"vs:{round_.id}")
    await b.chair.press("Declare: adopted")
    asked = await b.chair.sees("Objection 1 of 2")
    named = openness is Openness.NAMED
    order = (FIRST, SECOND)  # as they were raised, and by their words
    order = order if named else (SECOND, FIRST)
    assert order[0] in asked.text
    assert (b.first.name in asked.text) is named
    accommodated = next(key.data for row in asked.buttons for key in row if key.text.startswith("Accommodated"))
    await b.chair.press(data=accommodated or "", on=asked)
    asked = await b.chair.sees("Objection 2 of 2")
    assert order[1] in asked.text
    await b.chair.press(data=accommodated or "", on=asked)  # a second tap is not taken for the next one
    assert "Outweighed: other reasons weigh more" in (await b.chair.sees("Objection 2 of 2", ever=True)).labels
    await b.chair.press("Outweighed: other reasons weigh more", on=asked)
    await b.chair.sees("Why? These words")
    await b.chair.say("Children first")
    await b.chair.sees("Why is it adopted?")
    await b.chair.say("All was said")
    await b.chair.press("Send it")
    assert (await found(at_work, round_)).outcome is Outcome.ADOPTED
    record = (await kept(at_work, round_)).record
    told = {one.harm: (one.finding, one.found) for one in record.objections}
    assert told == {
        THIRD: ("withdrawn", ""), order[0]: ("accommodated", ""), order[1]: ("outweighed", "Children first")
    }  # fmt: skip
    await b.second.press(data=f"vr:{round_.id}")
    said = (await b.second.sees("Finding: Outweighed", ever=True)).text
    assert "Children first" in said
    assert (b.first.name in said) is named
    for edition in (Edition.FULL, Edition.NAMELESS, Edition.GIVEN):
        shown = str(document(
            await kept(at_work, round_), edition, await heads(at_work), at_work.council, "UTC",
            Catalogs(at_work.council.languages).texts("en"),
        ))  # fmt: skip
        assert "Children first" in shown
        assert (b.first.name in shown) is (edition is Edition.FULL)
    assert reduced(record, Edition.TOTALS).objections == ()


async def heads(at_work: CouncilAtWork) -> Heads:
    async with at_work.store.read() as tx:
        return await records.heads(tx)


async def test_without_one_for_each_nothing_is_declared(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await objected(at_work, b, secretary)
    one, other = await standing(at_work, round_)
    for given in ({}, {one: Found(Finding.ACCOMMODATED)}, {one: Found(Finding.ACCOMMODATED), other: Found(Finding.OUTWEIGHED)}):
        with pytest.raises(FindingWanted):
            await b.chair.does(leading.declare, round_.id, "All was said", given, adopted=True)
    await b.first.does(amending.withdraw_objection, one)  # which needs none any more
    await b.chair.does(leading.declare, round_.id, "All was said", {other: Found(Finding.OUT_OF_SCOPE, "Roads")}, adopted=True)
    told = {one.harm: one.finding for one in (await kept(at_work, round_)).record.objections}
    assert told == {FIRST: "withdrawn", SECOND: "out of scope"}
    await at_work.wait(minutes=1)
    for who in (b.chair, b.second):
        assert "Finding on 1 objection: out of scope 1" in (await who.sees("Closed", ever=True)).text
    assert "Finding on" not in (await b.observer.sees("Closed", ever=True)).text


async def test_where_there_is_no_consensus_nothing_is_found(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await objected(at_work, b, secretary)
    await b.chair.does(leading.declare, round_.id, "All was said", adopted=False)
    assert {one.finding for one in (await kept(at_work, round_)).record.objections} == {""}


async def test_an_answer_is_changed_at_the_preview(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await objected(at_work, b, secretary)
    await b.chair.press(data=f"vs:{round_.id}")
    await b.chair.press("Declare: adopted")
    for _ in range(2):
        await b.chair.press("Accommodated: the text takes account of it")
    await b.chair.say("All was said")
    await b.chair.press("Change")
    await b.chair.press("Finding")
    await b.chair.press("Out of scope: it is about something else", on=await b.chair.sees("Objection 1 of 2"))
    await b.chair.say("Roads")
    await b.chair.press("Accommodated: the text takes account of it", on=await b.chair.sees("Objection 2 of 2"))
    await b.chair.press("Send it")
    told = {one.harm: (one.finding, one.found) for one in (await kept(at_work, round_)).record.objections}
    assert told == {FIRST: ("out of scope", "Roads"), SECOND: ("accommodated", "")}
