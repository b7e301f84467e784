"""Measures of recommendations that come with a work plan: tied, moved, and refused."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from council.followup import Measure, State
from council.plan import LinkKind
from council.plan_tables import Why
from handlers.plan import reads
from handlers.plan.actions import imports
from storage import followup, plan
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import group_b, opened
from tests.followups import follow

HEADS = ["What", "By when", "Who", "Done", "Recommendation"]
DUE = date(2027, 3, 31)


async def brought(chair: Someone, *rows: Sequence[str]) -> imports.Checked:
    """The rows of a file, checked and, if there is something in it, brought in."""
    checked = await chair.does(imports.receive, list(enumerate([HEADS, *rows], start=1)))
    if checked.id:
        await chair.does(imports.confirm, checked.id)
    return checked


async def measures(at_work: CouncilAtWork, recommendation: int) -> list[Measure]:
    """All but the one with which it began."""
    async with at_work.store.read() as tx:
        found = await followup.find(tx, recommendation)
    assert found is not None
    return [one for one in found.measures if one.what != "Letter to the ministries"]


@pytest.fixture
async def chair(at_work: CouncilAtWork) -> Someone:
    """Of group B, whose recommendation B-2026-01 (id 1) is followed up."""
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=1))
    await at_work.wait(days=1, hours=1)
    async with at_work.store.begin() as tx:
        await follow(tx, round_.recommendation, round_.id, (await b.first.known()).id, at_work.now)
    assert (round_.recommendation, round_.number) == (1, "B-2026-01")
    return b.chair


async def test_a_row_is_a_measure_and_an_item_that_is_tied(at_work: CouncilAtWork, chair: Someone) -> None:
    rows = (
        ["Round table", "31.03.2027", "Kazakhstan", "", "b-2026-01"], ["Survey", "31.03.2027", "Ministry", "yes", "№ B-2026-01"],
        ["Training", "31.03.2027", "Expert, Uzbekistan, group B", "", "B-2026-01"],
        ["Of no recommendation", "31.03.2027", "", "", ""],
    )  # fmt: skip
    checked = await brought(chair, *rows)
    assert [row.measure_of and row.measure_of.number for row in checked.reading.rows] == [*["B-2026-01"] * 3, None]
    told = [(one.what, one.addressee, one.who, one.due, one.state) for one in await measures(at_work, 1)]
    assert told == [
        ("Round table", "KZ", "", DUE, State.NOT_BEGUN), ("Survey", "", "Ministry", DUE, State.DONE),
        ("Training", "", "", DUE, State.NOT_BEGUN),
    ]  # fmt: skip
    async with at_work.store.read() as tx:
        items = await plan.of(tx, ["B"])
        tied = await plan.links(tx, [item.id for item in items])
        numbers = await reads.measure_of(tx, items)
    names = {item.draft.what: item.id for item in items}
    assert tied == {names[what]: [(LinkKind.RECOMMENDATION, 1)] for what in ("Round table", "Survey", "Training")}
    assert numbers == {names[what]: "B-2026-01" for what in ("Round table", "Survey", "Training")}
    assert (await at_work.entries("followup:1")).count("followup changed") == 3
    again = await brought(chair, *(row for row in rows if not row[3]))
    assert (again.reading.same, again.reading.rows) == (3, [])


async def test_the_same_words_on_another_day_move_the_measure(at_work: CouncilAtWork, chair: Someone) -> None:
    await brought(chair, ["Round table", "31.03.2027", "", "", "B-2026-01"])
    await brought(chair, ["round TABLE", "30.06.2027", "", "", "B-2026-01"])
    [measure] = await measures(at_work, 1)
    assert measure.due == date(2027, 6, 30)
    assert (await at_work.entries("followup:1"))[-1] == "followup changed"


async def test_an_item_that_is_there_becomes_a_measure(at_work: CouncilAtWork, chair: Someone) -> None:
    await brought(chair, ["Round table", "31.03.2027", "", "", ""])
    assert await measures(at_work, 1) == []
    await brought(chair, ["Round table", "31.03.2027", "", "", "B-2026-01"])
    assert [one.due for one in await measures(at_work, 1)] == [DUE]
    async with at_work.store.read() as tx:
        assert len(await plan.of(tx, ["B"])) == 1


@pytest.mark.parametrize(
    ("row", "cell", "why"),
    [
        (["Round table", "31.03.2027", "", "", "B-2026-99"], "E2", Why.NO_RECOMMENDATION),
        (["Round table", "31.03.2027", "", "", "soon"], "E2", Why.NO_RECOMMENDATION),
        (["Round table", "01.03.2026", "", "", "B-2026-01"], "B2", Why.PAST),
        (["Round table", "", "", "", "B-2026-01"], "B2", Why.MISSING),
    ],
)
async def test_what_is_wrong_is_told_at_its_cell(
    at_work: CouncilAtWork, chair: Someone, row: list[str], cell: str, why: Why
) -> None:
    checked = await brought(chair, row)
    assert [(f"{one.column}{one.row}", one.why) for one in checked.reading.mistakes] == [(cell, why)]
    assert checked.id == 0
    assert await measures(at_work, 1) == []


async def test_no_recommendation_gets_more_measures_than_it_can_have(at_work: CouncilAtWork, chair: Someone) -> None:
    checked = await brought(chair, *(["Round table " + str(n), "31.03.2027", "", "", "B-2026-01"] for n in range(1, 32)))
    assert [(one.row, one.why) for one in checked.reading.mistakes] == [(31, Why.TOO_MANY), (32, Why.TOO_MANY)]
    assert len(await measures(at_work, 1)) == 29
