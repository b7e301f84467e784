"""How a round stands: what its rule is judged by, read from the database."""

from dataclasses import dataclass
from datetime import datetime

from council.config import Council
from council.round_terms import unserved
from council.rounds import Elector, Objection, Round
from council.rules import Circumstances, Tally, Verdict, judge
from storage import electorates, objections, positions
from storage.store import Transaction

CARD = "recommendations.card"
"""The kind of delivery that asks people."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The electorate, its count, the objections that stand, whose silence does not count, and what it comes to."""

    electors: list[Elector]
    tally: Tally
    objections: list[Objection]
    unserved: list[Elector]
    verdict: Verdict


async def standing(tx: Transaction, council: Council, round_: Round, now: datetime) -> Standing:
    """How the round stands at `now`, with the chair's word if it was given."""
    electors = await electorates.electorate(tx, round_, now)
    tally = await positions.count(tx, round_, electors)
    accepted = await electorates.accepted(tx, round_, CARD)
    late = unserved(round_, electors, accepted, council.silence_hours)
    counting = {elector.person.id for elector in electors if elector.counts}
    raised = await objections.of_round(tx, round_.id)
    stand = [objection for objection in raised if objection.stands and objection.person in counting]
    unanswered = sum(not objection.answered for objection in stand)
    beside = Circumstances(unanswered, round_.declared, len(late))
    return Standing(electors, tally, stand, late, judge(round_.terms, tally, beside))
