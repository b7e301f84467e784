"""A round as one reader sees it. What is not for them is left out here, by `council.openness`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from council.config import Council
from council.openness import Reader, Reasons, Sight, reader_of, sight
from council.people import Actor
from council.recommendations import Recommendation, Step, next_steps
from council.rounds import Elector, Round, RoundState, given_reasons
from council.rules import Tally
from handlers.rounds.views.card import RoundCard
from storage import electorates, positions, recommendations, rounds
from storage.store import Transaction

LEADS = frozenset({Reader.SECRETARIAT, Reader.CHAIR, Reader.AUTHOR})

ON_FROM_A_RESULT = frozenset({Step.FORWARD, Step.RETURN, Step.DECLINE})


def sight_for(council: Council, round_: Round, actor: Actor) -> Sight:
    """What this person sees of the round's others; nothing, if they may not see the round at all."""
    return _sight(council, round_, reader_of(actor, round_.group, round_.author))


def _sight(council: Council, round_: Round, reader: Reader | None) -> Sight:
    if reader is None:
        return Sight()
    closed = round_.state is RoundState.CLOSED
    return sight(round_.terms.openness, reader, closed=closed, show_counts=council.show_counts)


def card_for(
    council: Council, round_: Round, electors: Sequence[Elector], tally: Tally, actor: Actor,
    steps: frozenset[Step] = frozenset(),
) -> RoundCard:  # fmt: skip
    """The round for a person. `steps`: where they can take the recommendation from its result."""
    reader, person = reader_of(actor, round_.group, round_.author), actor.person
    own = next((elector for elector in electors if person is not None and elector.person.id == person.id), None)
    return _card(council, round_, electors, tally, reader, own, steps)


def card_for_chat(council: Council, round_: Round, electors: Sequence[Elector], tally: Tally) -> RoundCard:
    """The round for a chat that is linked to its group."""
    return _card(council, round_, electors, tally, Reader.CHAT)


def _card(
    council: Council, round_: Round, electors: Sequence[Elector], tally: Tally, reader: Reader | None,
    own: Elector | None = None, steps: frozenset[Step] = frozenset(),
) -> RoundCard:  # fmt: skip
    sees = _sight(council, round_, reader)
    reasons = len(given_reasons(electors)) if sees.reasons is not Reasons.NOTHING else 0
    asked = sum(elector.counts for elector in electors)
    return RoundCard(round_, asked, own, sees, tally if sees.counts else None, reasons, reader in LEADS, steps)


def steps_from(
    council: Council, round_: Round, actor: Actor, about: Recommendation | None, known: Iterable[Round]
) -> frozenset[Step]:
    """Where this person can take the recommendation from the result of this round, which is the last on it (`known`)."""
    held = list(known)
    if about is None or round_.state is not RoundState.CLOSED or held[-1].id != round_.id:
        return frozenset()
    return next_steps(actor, about, held, council.committee) & ON_FROM_A_RESULT


async def load_card(
    tx: Transaction, council: Council, round_: Round, actor: Actor, now: datetime,
    electors: Sequence[Elector] | None = None,
) -> RoundCard:  # fmt: skip
    """The round for a person. `electors`: its electorate, if that has been read already."""
    if electors is None:
        electors = await electorates.electorate(tx, round_, now)
    tally = await positions.count(tx, round_, electors)
    steps = frozenset[Step]()
    if round_.state is RoundState.CLOSED:
        about = await recommendations.find(tx, round_.recommendation)
        steps = steps_from(council, round_, actor, about, await rounds.of_recommendation(tx, round_.recommendation))
    return card_for(council, round_, electors, tally, actor, steps)
