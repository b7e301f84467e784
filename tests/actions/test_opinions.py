"""Minority opinions: by whom, until when, who sees whose they are, and how they are sealed."""

from datetime import timedelta

import pytest

from council.errors import Empty, Forbidden, TooLong
from council.openness import Openness
from council.opinions import LIMIT, NoMinority, OpinionsOver
from council.records import Edition
from council.rounds import Round
from council.rules import Choice, Outcome, Rule, Terms
from handlers.common.texts import Catalogs
from handlers.records.views.document import document
from handlers.rounds.actions import opinions, voting
from storage import records
from storage.verification import verify_all
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

OPINION = "The costs fall on the districts"


async def adopted(at_work: CouncilAtWork, b: GroupB, openness: Openness = Openness.NAMED) -> Round:
    """The chair supports, one has reservations, one stands aside."""
    for n in range(2 if openness is Openness.DETACHED else 0):
        await at_work.seated(f"Expert {n}, group B")
    round_ = await opened(b.chair, timedelta(days=2), Terms(Rule.CONSENSUS_MINUS, 60, 30, openness, 1))
    for who, choice in ((b.chair, Choice.SUPPORT), (b.first, Choice.RESERVATIONS), (b.second, Choice.ASIDE)):
        await who.does(voting.cast, round_.id, choice, "Too fast" if choice is Choice.RESERVATIONS else "")
    await at_work.wait(days=2, hours=1)
    round_ = await found(at_work, round_)
    assert round_.outcome is Outcome.ADOPTED
    return round_


async def test_handed_in_after_a_preview_replaced_and_sealed(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(at_work, b)
    result = await b.first.sees("You can hand in a minority opinion until", ever=True)
    assert "1 December" not in result.text or "3 December" in result.text, "seven days after closing"
    assert "Hand in a minority opinion" not in [key for one in await at_work.shown(b.chair.id) for key in one.labels]
    for text in ("A first try", OPINION):
        await b.first.press("Hand in a minority opinion", on=result)
        await b.first.sees("Write your opinion on")
        await b.first.say(text)
        await b.first.sees("Your minority opinion on")
        await b.first.press("Hand it in")
        await b.first.sees("your opinion is handed in", ever=True)
    await b.second.press(data=f"ro:{round_.id}")
    shown = await b.second.sees("minority opinion of Expert, Kazakhstan, group B")
    assert OPINION in shown.text
    await at_work.wait(days=8)
    sealed = "B-2026-01: a minority opinion is sealed with the record"
    for who in (b.chair, b.first, b.second):
        assert (await who.sees(sealed, ever=True)).labels == ["Record"]
    assert not await b.observer.has(sealed), "who sees totals only"
    with pytest.raises(OpinionsOver):
        await b.first.does(opinions.hand_in, round_.id, "Too late")
    async with at_work.store.read() as tx:
        kept, heads = await records.of_round(tx, round_.id), await records.heads(tx)
        assert (await verify_all(tx, ())).holds
    assert kept is not None
    assert kept.sealed is not None
    t = Catalogs(at_work.council.languages).texts("en")
    shown_in = {edition: str(document(kept, edition, heads, at_work.council, "UTC", t)) for edition in Edition}
    assert [OPINION in shown_in[one] for one in (Edition.FULL, Edition.NAMELESS, Edition.GIVEN, Edition.TOTALS)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert "Opinion of Expert, Kazakhstan, group B" in shown_in[Edition.FULL]
    assert "Opinion of a member" in shown_in[Edition.NAMELESS]
    assert "Sealed as record 2" in shown_in[Edition.FULL]
    assert await at_work.entries(round_.subject) != []


async def test_by_whom_and_when(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(at_work, b)
    for who in (b.chair, b.observer, secretary):
        with pytest.raises(NoMinority):
            await who.does(opinions.hand_in, round_.id, OPINION)
    stranger = await at_work.seated("Expert, group D", groups=("D",))
    with pytest.raises(Forbidden):
        await stranger.does(opinions.hand_in, round_.id, OPINION)
    with pytest.raises(Empty):
        await b.first.does(opinions.hand_in, round_.id, "  ")
    with pytest.raises(TooLong):
        await b.first.does(opinions.hand_in, round_.id, "a" * (LIMIT + 1))
    await b.second.does(opinions.hand_in, round_.id, "a" * LIMIT)
    await b.first.press(data=f"ro:{round_.id}")
    await b.first.sees("a" * 100)


async def test_there_is_none_on_what_was_not_adopted_or_in_a_detached_round(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    detached = await adopted(at_work, b, Openness.DETACHED)
    lost = await opened(b.chair, timedelta(days=2))
    await b.first.does(voting.cast, lost.id, Choice.OBJECT, "Too fast")
    await at_work.wait(days=2, hours=1)
    for round_ in (detached, lost):
        with pytest.raises(OpinionsOver):
            await b.first.does(opinions.hand_in, round_.id, OPINION)
