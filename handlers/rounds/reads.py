"""How rounds stand, read from the database, and a round as one reader sees it: what is not for them is left out here, by
`council.openness`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from council.authority import Action, may
from council.config import Council
from council.openness import Reader, Reasons, Sight, reader_of, sight
from council.people import Actor
from council.recommendations import Step, steps_from
from council.round_counts import RoundCount, count_round
from council.rounds import Elector, Round, RoundState, given_reasons, sight_of
from council.rules import Rule, Tally
from handlers.framework.deliveries import Kind, former
from handlers.framework.work import UnitOfWork
from handlers.rounds.views.card import RoundCard
from handlers.rounds.views.reading import Reading
from storage import drawn_counts, electorates, objections, personal_cards, positions, recommendations, rounds
from storage.outbox import Lane
from storage.personal_cards import PersonalCard
from storage.transaction import Transaction

SHEET = Kind("recommendations.sheet", Lane.ROUNDS, card=True)
CARD = Kind("recommendations.card", Lane.ROUNDS, card=True, progress=SHEET.name)
"""Declared here, as a silence counts only of those whom a card has reached."""
FORMER_CARD = Kind(former(CARD.name), outsiders=True)


async def count_of(tx: Transaction, council: Council, round_: Round, now: datetime) -> RoundCount:
    """How the round stands at `now`."""
    return (await counts_of(tx, council, [round_], now))[round_.id]


async def counts_of(tx: Transaction, council: Council, rounds: Collection[Round], now: datetime) -> dict[int, RoundCount]:
    """The same of several rounds, by round."""
    electors = await electorates.of_rounds(tx, rounds, now)
    tallies = await positions.count_many(tx, rounds, electors)
    raised = await objections.of_rounds(tx, [round_.id for round_ in rounds])
    silences = [round_ for round_ in rounds if round_.terms.rule is Rule.SILENCE]
    accepted = await electorates.accepted(tx, silences, CARD.name)
    drawn = await drawn_counts.of_rounds(tx, rounds, electors)
    found: dict[int, RoundCount] = {}
    for one in rounds:
        found[one.id] = count_round(
            one, electors[one.id], tallies[one.id], raised[one.id], accepted.get(one.id, {}), council.silence_hours,
            drawn.get(one.id),
        )  # fmt: skip
    return found


async def reading_of(work: UnitOfWork, round_: Round) -> Reading:
    """The round's text to read, with what the one who acts may see beside it."""
    sight = sight_for(work.council, round_, work.actor)
    shows = sight.names or sight.reasons is not Reasons.NOTHING
    count = (await count_of(work.tx, work.council, round_, work.now)).seen_by(sight) if shows else None
    before, note = None, ""
    if round_.version > 1 and may(work.actor, Action.SEE_ROUND, [round_.origin]):  # the Committee sees no earlier text
        versions = {one.version: one for one in await recommendations.versions_of(work.tx, round_.recommendation)}
        before, present = versions.get(round_.version - 1), versions.get(round_.version)
        note = present.note if present else ""
    return Reading(round_, sight, before, note, count)


LEADS = frozenset({Reader.SECRETARIAT, Reader.CHAIR, Reader.AUTHOR})


def reader_for(round_: Round, actor: Actor | None) -> Reader | None:
    """In which capacity a person, or (None) a chat that is linked to its group, reads the round."""
    return reader_of(actor, round_.group, round_.author) if actor else Reader.CHAT


def sight_for(council: Council, round_: Round, actor: Actor | None) -> Sight:
    """What they see of the round's others; nothing, if they may not see the round at all."""
    if actor is None:
        closed = round_.state is RoundState.CLOSED
        return sight(round_.terms.openness, Reader.CHAT, closed=closed, show_counts=council.show_counts)
    return sight_of(round_, actor, show_counts=council.show_counts)


def card_for(council: Council, round_: Round, electors: Sequence[Elector], tally: Tally, actor: Actor | None,
             steps: frozenset[Step] = frozenset()) -> RoundCard:  # fmt: skip
    """The round for a person, or (None) for a chat. `steps`: where they can take the recommendation from its result."""
    id_ = actor.person_id if actor else None
    own = next((elector for elector in electors if elector.person.id == id_), None)
    card = card_of_one(council, round_, own, sum(elector.counts for elector in electors), tally, actor)
    reasons = len(given_reasons(electors)) if card.sight.reasons is not Reasons.NOTHING else 0
    return replace(card, reasons=reasons, steps=steps)


def card_of_one(council: Council, round_: Round, own: Elector | None, asked: int, tally: Tally | None,
                actor: Actor | None) -> RoundCard:  # fmt: skip
    """The same while it is undecided. `own`: themselves among the `asked`, or None."""
    sees, leads = sight_for(council, round_, actor), reader_for(round_, actor) in LEADS
    return RoundCard(round_, asked, own, sees, tally if sees.counts else None, leads=leads)


async def load_card(tx: Transaction, council: Council, round_: Round, actor: Actor, now: datetime,
                    personal: PersonalCard | None = None) -> RoundCard:  # fmt: skip
    """The round for a person. `personal`: the round as it stands for them, if that has been read already."""
    if personal is None and actor.person is not None and round_.undecided:
        personal = await personal_cards.find(tx, round_.id, actor.person, CARD.name, now, tally=council.show_counts)
    if personal is not None:
        return card_of_one(council, round_, personal.own, personal.asked, personal.tally, actor)
    electors = await electorates.electorate(tx, round_, now)
    tally = await positions.count(tx, round_, electors)
    steps = frozenset[Step]()
    about = await recommendations.find(tx, round_.recommendation) if round_.state is RoundState.CLOSED else None
    if about is not None:
        steps = steps_from(round_, actor, about, await rounds.of_recommendation(tx, about.id), council.committee)
    return card_for(council, round_, electors, tally, actor, steps)
