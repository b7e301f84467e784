"""Shared by tests: a recommendation that is adopted, and so followed up."""

from datetime import date, timedelta

from council.followup import FollowUp
from council.rounds import Round
from council.rules import Choice, Outcome, Terms
from handlers.rounds.actions import voting
from storage import followup
from tests.actions.at_work import CouncilAtWork
from tests.actions.rounds import GroupB, found, opened


async def adopted(b: GroupB, terms: Terms | None = None) -> Round:
    """Proposed by the chair, and adopted on 26 November 2026."""
    round_ = await opened(b.chair, timedelta(days=2), terms)
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.chair.council.wait(days=2, hours=1)
    round_ = await found(b.chair.council, round_)
    assert round_.outcome is Outcome.ADOPTED
    return round_


async def of(at_work: CouncilAtWork, round_: Round) -> FollowUp:
    async with at_work.store.read() as tx:
        one = await followup.find(tx, round_.recommendation)
    assert one is not None
    return one


async def to(at_work: CouncilAtWork, day: date) -> None:
    """To noon of this day in Tashkent."""
    await at_work.until(at_work.now.replace(year=day.year, month=day.month, day=day.day, hour=7, minute=0))
