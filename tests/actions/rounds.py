"""Shared by tests: a group that decides, and a round that is open in it."""

from dataclasses import dataclass
from datetime import timedelta

from council.people import Role
from council.rounds import RecommendationDraft, Round
from council.rules import Choice, Terms
from handlers.rounds.actions import opening
from storage import electorates, rounds
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message

TEXT = "Children return to school within thirty days of arrival, whether or not their papers are complete."


@dataclass
class GroupB:
    """Three who take positions, and one who reads along."""

    chair: Someone
    first: Someone
    second: Someone
    observer: Someone


async def group_b(at_work: CouncilAtWork) -> GroupB:
    return GroupB(
        await at_work.seated("Chair, group B", role=Role.CHAIR),
        await at_work.seated("Expert, Kazakhstan, group B"),
        await at_work.seated("Expert, Uzbekistan, group B"),
        await at_work.seated("Observer, group B", role=Role.OBSERVER),
    )


def draft(
    at_work: CouncilAtWork, lasts: timedelta, terms: Terms | None = None, after: timedelta | None = None, group: str = "B"
) -> RecommendationDraft:
    """A round that lasts so long, from now or from `after` on."""
    opens = at_work.now + after if after else None
    return RecommendationDraft(group, "Schooling", TEXT, "", (opens or at_work.now) + lasts, terms, opens)


async def opened(
    by: Someone, lasts: timedelta = timedelta(days=7), terms: Terms | None = None, after: timedelta | None = None
) -> Round:
    return await by.does(opening.open_round, draft(by.council, lasts, terms, after))


async def card(someone: Someone, round_: Round) -> Message:
    """The latest of the round's cards that they have."""
    return await someone.sees(f"Recommendation {round_.number}", ever=True)


async def found(at_work: CouncilAtWork, round_: Round) -> Round:
    """The round as it is now."""
    async with at_work.store.read() as tx:
        return await rounds.get(tx, round_.id)


async def positions(at_work: CouncilAtWork, round_: Round) -> dict[str, Choice | None]:
    """By name, of those who still count."""
    fresh = await found(at_work, round_)
    async with at_work.store.read() as tx:
        electors = await electorates.electorate(tx, fresh, at_work.now)
    return {e.person.name: e.position.choice if e.position else None for e in electors if e.counts}
