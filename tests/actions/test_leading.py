"""The chair's word, and whose it is: what is recorded names the role of the one who gave it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from council.config import Council
from council.people import Role
from council.records import Edition
from council.rounds import Round
from council.rules import Choice, Rule, Terms
from handlers.common.texts import Catalogs
from handlers.records.views.document import document
from handlers.registration.actions.seats import bring_in_secretariat
from handlers.rounds.actions import leading, voting
from storage import audit, records
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened


@pytest.fixture
def council(council: Council) -> Council:
    """Here whoever wrote a text declares the end of a round on it."""
    return replace(council, proposer_declares=True)


ROUGH = Terms(Rule.ROUGH_CONSENSUS)
FOR_CHAIR, CHAIR = "The secretariat, for the chair", "The chair"


async def all_support(b: GroupB, terms: Terms | None = None) -> Round:
    round_ = await opened(b.chair, timedelta(days=2), terms)
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    return round_


async def logged(at_work: CouncilAtWork, action: str) -> object:
    """In which role the log says that this was done."""
    async with at_work.store.read() as tx:
        [entry] = [one for one in await audit.page(tx, None, (), 0, 0, 100) if one.action == action]
    return entry.detail.get("role")


async def documented(at_work: CouncilAtWork, round_: Round) -> str:
    """What stands in the document of its record."""
    async with at_work.store.read() as tx:
        kept, heads = await records.of_round(tx, round_.id), await records.heads(tx)
    assert kept is not None
    t = Catalogs(at_work.council.languages).texts("en")
    return str(document(kept, Edition.FULL, heads, at_work.council, "UTC", t))


@pytest.mark.parametrize("for_chair", [False, True])
async def test_closed_early(at_work: CouncilAtWork, secretary: Someone, for_chair: bool) -> None:
    b = await group_b(at_work)
    round_ = await all_support(b)
    who, word = (secretary, FOR_CHAIR) if for_chair else (b.chair, CHAIR)
    await who.press(data=f"vs:{round_.id}")
    await who.press("Close now")
    asked = await who.sees(f"Close the round on {round_.number} now?")
    assert (FOR_CHAIR.lower() in asked.text) is for_chair
    await who.press("Close it now")
    assert f"{word}: closed before its deadline" in (await b.observer.sees("adopted by full", ever=True)).text
    assert (await found(at_work, round_)).spoken_by is (Role.SECRETARIAT if for_chair else Role.CHAIR)
    assert await logged(at_work, "round closed") == ("secretariat for the chair" if for_chair else "chair")
    assert word in await documented(at_work, round_)


@pytest.mark.parametrize("for_chair", [False, True])
@pytest.mark.parametrize("adopted", [True, False])
async def test_declared(at_work: CouncilAtWork, secretary: Someone, adopted: bool, for_chair: bool) -> None:
    b = await group_b(at_work)
    round_ = await all_support(b, ROUGH)
    await at_work.wait(days=3)
    who, word = (secretary, FOR_CHAIR) if for_chair else (b.chair, CHAIR)
    await who.press(data=f"vs:{round_.id}")
    await who.press("Declare: adopted" if adopted else "Declare: no consensus")
    assert (FOR_CHAIR.lower() in (await who.sees("This will be recorded")).text) is for_chair
    await who.say("All was said")
    await who.press("Send it")
    told = (await b.first.sees(f"{word}: there is", ever=True)).text
    assert f"{word}: All was said" in told
    assert f"{word}: All was said" in (await b.first.sees("You: support", ever=True)).text, "the card"
    deed = "adoption declared" if adopted else "no consensus declared"
    assert await logged(at_work, deed) == ("secretariat for the chair" if for_chair else "chair")
    written = await documented(at_work, round_)
    assert f"{word}: declared so" in written
    assert (FOR_CHAIR in written) is for_chair


@pytest.mark.parametrize("for_chair", [False, True])
async def test_extended(at_work: CouncilAtWork, secretary: Someone, for_chair: bool) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, lasts=timedelta(days=4), terms=Terms(Rule.SILENCE))
    who, word = (secretary, FOR_CHAIR) if for_chair else (b.chair, CHAIR)
    await who.does(leading.extend, round_.id, round_.deadline + timedelta(days=1), "Holidays")
    assert f"{word}: Holidays" in (await b.first.sees("more time to answer", ever=True)).text
    assert await logged(at_work, "round extended") == ("secretariat for the chair" if for_chair else "chair")
    await at_work.wait(days=6)
    written = await documented(at_work, round_)
    assert f"{word} ({(await who.known()).name or 'somebody'}): the deadline was extended. Holidays" in written


async def test_a_chair_who_is_of_the_secretariat_too_speaks_as_chair(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await at_work.does(bring_in_secretariat, [b.chair.id])
    round_ = await all_support(b)
    await b.chair.does(leading.close_early, round_.id)
    assert (await found(at_work, round_)).spoken_by is Role.CHAIR
