"""Reading a round for one person: what an answer and a delivery both need. What is not for them is left out here."""

from dataclasses import replace
from datetime import datetime

from council.config import Council
from council.openness import Reader, Reasons, Sight, reader_of, sight
from council.people import Actor
from council.recommendations import Step, next_steps
from council.rounds import Elector, Round, RoundState
from council.rules import REASON_WANTED
from handlers.rounds.views.card import Seen
from storage import electorates, positions, recommendations, rounds
from storage.store import Transaction

LEADS = frozenset({Reader.SECRETARIAT, Reader.CHAIR, Reader.AUTHOR})


def sight_of(council: Council, round_: Round, reader: Reader | None) -> Sight:
    """What this reader sees of the round's others; nothing, for one who may not see it at all."""
    if reader is None:
        return Sight()
    closed = round_.state is RoundState.CLOSED
    return sight(round_.terms.openness, reader, closed=closed, show_counts=council.show_counts)


async def seen(tx: Transaction, council: Council, round_: Round, actor: Actor, now: datetime) -> Seen:
    """The round as this person sees it."""
    reader = reader_of(actor, round_.group, round_.author)
    found = await _seen(tx, council, round_, reader, actor.person.id if actor.person else 0, now)
    if round_.state is not RoundState.CLOSED:
        return found
    return replace(found, steps=await _steps(tx, council, round_, actor))


ON_FROM_A_RESULT = frozenset({Step.FORWARD, Step.RETURN, Step.DECLINE})


async def _steps(tx: Transaction, council: Council, round_: Round, actor: Actor) -> frozenset[Step]:
    """Where this person can take the recommendation from its result."""
    about = await recommendations.find(tx, round_.recommendation)
    if about is None:
        return frozenset()
    known = await rounds.of_recommendation(tx, about.id)
    return next_steps(actor, about, known, council.committee) & ON_FROM_A_RESULT if known[-1] == round_ else frozenset()


async def seen_in_chat(tx: Transaction, council: Council, round_: Round, now: datetime) -> Seen:
    """The round as a chat that is linked to its group sees it."""
    return await _seen(tx, council, round_, Reader.CHAT, 0, now)


async def _seen(
    tx: Transaction, council: Council, round_: Round, reader: Reader | None, person: int, now: datetime
) -> Seen:
    electors = await electorates.electorate(tx, round_, now)
    own = next((elector for elector in electors if elector.person.id == person), None)
    sees = sight_of(council, round_, reader)
    tally = await positions.count(tx, round_, electors) if sees.counts else None
    reasons = sum(map(_gives_reason, electors)) if sees.reasons is not Reasons.NOTHING else 0
    asked = sum(elector.counts for elector in electors)
    return Seen(round_, asked, own, sees, tally, reasons, leads=reader in LEADS)


def _gives_reason(elector: Elector) -> bool:
    return elector.counts and elector.position is not None and elector.position.choice in REASON_WANTED
