"""How rounds stand, read from the database."""

from collections.abc import Collection
from datetime import datetime

from council.config import Council
from council.round_counts import RoundCount, count_round
from council.rounds import Round
from council.rules import Rule
from handlers.framework.deliveries import Kind, former
from storage import drawn_counts, electorates, objections, positions
from storage.outbox import Lane
from storage.transaction import Transaction

SHEET = Kind("recommendations.sheet", Lane.ROUNDS, card=True)
CARD = Kind("recommendations.card", Lane.ROUNDS, card=True, progress=SHEET.name)
FORMER_CARD = Kind(former(CARD.name), outsiders=True)
"""Declared here because a silence counts only of those whom a card has reached."""


async def count_of(tx: Transaction, council: Council, round_: Round, now: datetime) -> RoundCount:
    """How the round stands at `now`."""
    return (await counts_of(tx, council, [round_], now))[round_.id]


async def counts_of(
    tx: Transaction, council: Council, rounds: Collection[Round], now: datetime
) -> dict[int, RoundCount]:
    """The same of several rounds, by round."""
    electors = await electorates.of_rounds(tx, rounds, now)
    tallies = await positions.count_many(tx, rounds, electors)
    raised = await objections.of_rounds(tx, [round_.id for round_ in rounds])
    silences = [round_ for round_ in rounds if round_.terms.rule is Rule.SILENCE]
    accepted = await electorates.accepted(tx, silences, CARD.name)
    drawn = await drawn_counts.of_rounds(tx, rounds, electors)
    found: dict[int, RoundCount] = {}
    for one in rounds:
        late = (accepted.get(one.id, {}), council.silence_hours, drawn.get(one.id))
        found[one.id] = count_round(one, electors[one.id], tallies[one.id], raised[one.id], *late)
    return found
