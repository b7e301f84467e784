"""The only writers of recommendations, rounds and positions: opening and answering. How a round is led is
in `leading`, how its text and the objections to it change in `amending`, how it ends in `ending`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from council import text_rules
from council.authority import Action, demand, may
from council.clock import zone
from council.errors import Forbidden, InThePast, Refused, VotedAlready
from council.openness import Openness
from council.people import POSITION_TAKING, Person
from council.recommendations import Event, Happened, Proposal, Recommendation, Stage, Step, asked_in, check_step
from council.round_terms import check_deadline, check_electorate, check_terms, usual_terms
from council.rounds import Elector, Position, RecommendationDraft, Round, RoundState, check_position
from council.rules import AGAINST, REASON_WANTED, Choice, Rule, Terms
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import orders, show_all
from handlers.rounds.actions.closing import end, note
from handlers.rounds.reads.tally import CARD, standing
from storage import audit, cards, electorates, members, objections, outbox, positions, recommendations, rounds
from storage.outbox import Lane, Order

SHEET = "recommendations.sheet"
NOT_OPENED = "recommendations.not_opened"
"""Kinds of deliveries."""

WHY, LATE, FEW = "why", "late", "few"
"""In a delivery's data: why a planned round was not opened."""

ASKED = "asked"
"""In a delivery's data: its person asked to see it."""

COUNTS_AFTER = timedelta(seconds=3)
"""Where everyone sees the counts, everyone's card is redrawn: once for all who answer within this time."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What came of a press: the person's position now (None: a vote that is nobody's), and whether this changed it."""

    round: Round
    position: Position | None
    changed: bool


async def electorate_of(work: UnitOfWork, group: str) -> list[Person]:
    """Whom a round opened now in this group would ask."""
    return await members.holders(work.tx, [group], work.now, POSITION_TAKING)


async def open_round(work: UnitOfWork, draft: RecommendationDraft) -> Round:
    """Open a recommendation to consensus, or plan to; everyone concerned is told when it opens.

    Raises `Forbidden`, and as `check_terms`, `check_electorate`, `check_deadline` and `council.wording` do.
    """
    demand(work.actor, Action.OPEN_ROUND, [draft.group], f"group:{draft.group}")
    if draft.group not in work.council.codes:
        raise Forbidden(Action.OPEN_ROUND, f"group:{draft.group}")
    draft = replace(
        draft,
        title=text_rules.line(draft.title),
        text=text_rules.body(draft.text),
        link=text_rules.link(draft.link) if draft.link else "",
    )
    year = work.now.astimezone(zone(work.council.zone)).year
    proposal = Proposal(draft.group, draft.title, draft.text, draft.link, draft.document)
    made = await recommendations.add(work.tx, proposal, work.person.id, year, work.now)
    await recommendations.note(work.tx, made.id, Event(Happened.DRAFTED, work.now, made.version, work.person.id))
    terms = draft.terms or usual_terms(work.council)
    return await _open(work, made, draft.group, terms, draft.opens_at, draft.deadline)


async def ask_about(
    work: UnitOfWork, recommendation: int, terms: Terms, opens_at: datetime | None, deadline: datetime
) -> Round:
    """Open a round on the present text of a recommendation, or plan to: in its group or, where it was forwarded, in the
    Executive Committee.

    Raises `Forbidden`, `MovedOn`, `NewVersionWanted`, and as `check_terms`, `check_electorate`, `check_deadline` do.
    """
    about = await recommendations.find(work.tx, recommendation, lock=True)
    if about is None:
        raise Forbidden(Action.OPEN_ROUND, f"recommendation:{recommendation}")
    known = await rounds.of_recommendation(work.tx, about.id)
    check_step(work.actor, about, known, Step.OPEN, work.council.committee)
    return await _open(work, about, asked_in(about, work.council.committee), terms, opens_at, deadline)


async def _open(
    work: UnitOfWork, about: Recommendation, group: str, terms: Terms, opens_at: datetime | None, deadline: datetime
) -> Round:
    today = work.now.astimezone(zone(work.council.zone)).date()
    check_terms(terms, today)
    if opens_at is not None and opens_at <= work.now:
        raise InThePast(opens_at)
    check_deadline(deadline, opens_at or work.now, terms.rule, work.council.silence_hours)
    asked = await electorate_of(work, group)
    check_electorate(terms, len(asked))
    ids = [person.id for person in asked]
    round_ = await rounds.open_(work.tx, about, group, terms, opens_at, deadline, work.person.id, ids, work.now)
    detail: audit.Detail = {
        "number": round_.number, "group": round_.group, "electorate": len(asked),
        "rule": terms.rule.value, "openness": terms.openness.value,
    }  # fmt: skip
    planned = round_.state is RoundState.PLANNED
    said = "round planned" if planned else "round opened"
    await audit.record(work.tx, work.now, work.actor.label, said, round_.subject, detail)
    if planned:
        await note(work, round_, Happened.PLANNED)
    else:
        await _opened(work, round_)
    await outbox.queue(work.tx, list(orders(round_, SHEET, [work.person])), work.now)
    return round_


async def _opened(work: UnitOfWork, round_: Round) -> None:
    """What follows on a round's opening, whoever or whatever opened it."""
    await note(work, round_, Happened.OPENED, None if round_.second else Stage.ROUND)
    await show_all(work, round_)


async def open_due(work: UnitOfWork) -> bool:
    """Open one planned round whose time has come, to those who then hold a role; False when there is none.

    Where it cannot be opened any more it is withdrawn, and its author is told.
    """
    round_ = await rounds.to_open(work.tx, work.now)
    if round_ is None:
        return False
    asked = await electorate_of(work, round_.group)
    try:
        check_electorate(round_.terms, len(asked))
        if round_.deadline <= work.now:
            raise InThePast(round_.deadline)
    except Refused as refusal:
        await rounds.withdraw(work.tx, round_.id, work.now)
        await note(work, round_, Happened.NOT_OPENED)
        await audit.record(work.tx, work.now, work.actor.label, "round not opened", round_.subject)
        author = await members.get(work.tx, round_.author)
        why = LATE if isinstance(refusal, InThePast) else FEW
        told = [replace(one, data={WHY: why}) for one in orders(round_, NOT_OPENED, [author] if author else [])]
        await outbox.queue(work.tx, told, work.now)
        await outbox.redraw(work.tx, round_.subject, work.now)
        return True
    ids = [person.id for person in asked]
    await rounds.start(work.tx, round_.id, ids, work.now, round_.deadline)
    detail: audit.Detail = {"number": round_.number, "group": round_.group, "electorate": len(ids)}
    await audit.record(work.tx, work.now, work.actor.label, "round opened", round_.subject, detail)
    await _opened(work, round_)
    await outbox.redraw(work.tx, round_.subject, work.now, SHEET)
    return True


async def look(work: UnitOfWork, round_id: int, *, lock: bool = False) -> Round:
    """The round, for someone who may see it; one that is planned, for who may open it.

    Raises `Forbidden` alike for one that is not there.
    """
    round_ = await rounds.round_(work.tx, round_id, lock=lock)
    if round_ is None:
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    demand(work.actor, Action.SEE_ROUND, [round_.group], round_.subject)
    if round_.state is RoundState.PLANNED and not may(work.actor, Action.OPEN_ROUND, [round_.group]):
        raise Forbidden(Action.SEE_ROUND, round_.subject)
    return round_


async def look_to_lead(work: UnitOfWork, round_id: int, action: Action, *, author: bool = False) -> Round:
    """The round, locked, for someone who may do `action` to it; with `author`, for its author as well.

    Raises `Forbidden`.
    """
    round_ = await look(work, round_id, lock=True)
    if not (author and work.person.id == round_.author):
        demand(work.actor, action, [round_.group], round_.subject)
    return round_


async def look_as_elector(
    work: UnitOfWork, round_id: int, choice: Choice = Choice.SUPPORT, *, version: int | None = None, lock: bool = False
) -> tuple[Round, Elector]:
    """The round and oneself in its electorate. Raises `Forbidden`, `OutsideElectorate`, `Closed`, `OldVersion`."""
    round_ = await look(work, round_id, lock=lock)
    elector = await electorates.elector(work.tx, round_, work.person.id, work.now)
    counts = elector is not None and elector.counts
    released = elector is not None and elector.released
    # Whether a reason goes with it is seen once it was asked for.
    against = choice if choice in AGAINST and not round_.open(work.now) else Choice.SUPPORT
    check_position(round_, counts, against, "", work.now, version, released=released)
    assert elector is not None  # noqa: S101 - otherwise it has been refused
    demand(work.actor, Action.TAKE_POSITION, [round_.group], round_.subject)
    return round_, elector


async def cast(
    work: UnitOfWork, round_id: int, choice: Choice, reason: str = "", remedy: str = "", version: int | None = None
) -> Cast:
    """Take a position, or change it; the latest counts. The one that stands already is not taken again.

    `version`: the text that was looked at. Raises `Forbidden`, `OutsideElectorate`, `Closed`, `OldVersion`,
    `ReasonWanted`, `TooLong`, and in a detached round `VotedAlready`.
    """
    round_, elector = await look_as_elector(work, round_id, version=version, lock=True)
    if round_.detached:
        return await _vote(work, round_, choice)
    position = position_of(work, round_, work.person.id, choice, reason, remedy)
    stands = elector.position
    if stands and stands.way is None and _same(stands, position):
        return Cast(round_, stands, changed=False)
    check_position(
        round_, in_electorate=True, choice=choice, reason=position.reason, now=work.now, released=elector.released
    )
    await audit.record(work.tx, work.now, work.actor.label, "position taken", round_.subject)
    return Cast(await take(work, round_, position), position, changed=True)


def position_of(
    work: UnitOfWork, round_: Round, person: int, choice: Choice, reason: str, remedy: str
) -> Position:  # fmt: skip
    """A position on the round's present text; a reason goes with the positions that want one, and with no other.

    Raises `TooLong`.
    """
    if choice in REASON_WANTED:
        reason = text_rules.body(reason, text_rules.REASON_LIMIT) if reason.strip() else ""
        remedy = text_rules.body(remedy, text_rules.REASON_LIMIT) if remedy.strip() and choice is Choice.OBJECT else ""
    else:
        reason = remedy = ""
    return Position(person, choice, reason, work.now, remedy, round_.version)


def _same(one: Position, other: Position) -> bool:
    if one.choice is not Choice.OBJECT and one.version != other.version:
        return False
    return (one.choice, one.reason, one.remedy) == (other.choice, other.reason, other.remedy)


async def take(work: UnitOfWork, round_: Round, position: Position) -> Round:
    """Write a position down, and what comes of it: an objection raised or withdrawn, a silence broken.

    The round as it is then.
    """
    await positions.take(work.tx, round_.id, position)
    if position.choice is Choice.OBJECT:
        await objections.raise_(work.tx, round_.id, position)
    else:
        await objections.settle(work.tx, round_.id, position.person, work.now)
    if round_.terms.rule is Rule.SILENCE and position.choice in AGAINST:
        found = await standing(work.tx, work.council, round_, work.now)
        return await end(work, round_, found.verdict, work.now)
    await redraw(work, round_)
    return round_


async def redraw(work: UnitOfWork, round_: Round) -> None:
    """The count has changed: whoever sees it sees it anew."""
    await outbox.redraw(work.tx, round_.subject, work.now, SHEET)
    if work.council.show_counts and round_.terms.openness is Openness.NAMED:
        await outbox.redraw(work.tx, round_.subject, work.now, CARD, after=COUNTS_AFTER)


async def _vote(work: UnitOfWork, round_: Round, choice: Choice) -> Cast:
    """A vote that nothing ties to its voter: it is not audited either, its time would be a trace."""
    check_position(round_, in_electorate=True, choice=choice, reason="", now=work.now)
    if not await positions.vote(work.tx, round_.id, work.person.id, choice):
        raise VotedAlready
    await outbox.redraw(work.tx, round_.subject, work.now, SHEET)
    return Cast(round_, None, changed=True)


async def show_again(work: UnitOfWork, round_id: int, kind: str, serial: int) -> None:
    """Send the person who asks a new copy of the card or the sheet: from now on it is this one that is redrawn.

    `serial` tells one asking from another. Raises `Forbidden`.
    """
    round_ = await look(work, round_id)
    if kind == SHEET:
        if work.person.id != round_.author:
            demand(work.actor, Action.SEE_POSITIONS, [round_.group], round_.subject)
    elif round_.open(work.now):
        await electorates.shown(work.tx, round_.id, [work.person.id], work.now)
    chat = work.person.telegram_id
    if chat is not None:
        key = f"{round_.subject}:{kind}:{work.person.id}:{serial}"
        order = Order(key, kind, round_.subject, Lane.RECEIPTS, chat, work.person.id, {ASKED: 1})
        await outbox.queue(work.tx, [order], work.now)


async def own_cards(work: UnitOfWork, round_: Round, pressed: int = 0) -> list[int]:
    """The messages with the person's own card: the one that is kept up to date, and another that was `pressed`."""
    chat = work.person.telegram_id
    kept = await cards.message(work.tx, round_.subject, CARD, chat) if chat is not None else None
    return [message for message in dict.fromkeys((pressed, kept or 0)) if message]
