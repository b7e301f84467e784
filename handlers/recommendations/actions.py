"""The only writers of recommendations, rounds and positions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from council import wording
from council.authority import Action, demand
from council.clock import zone
from council.errors import Closed, Forbidden, NoElectorate
from council.people import POSITION_TAKING, Person
from council.recommendations import (
    Elector,
    Position,
    RecommendationDraft,
    Round,
    RoundState,
    check_deadline,
    check_position,
    tally,
)
from council.rules import REASON_WANTED, Choice, Terms, judge
from handlers.common.papers import RESULT_PICTURE
from handlers.context import UnitOfWork
from storage import audit, cards, electorates, members, outbox, recommendations, records
from storage.outbox import Lane, Order
from storage.store import Transaction

CARD, SHEET = "recommendations.card", "recommendations.sheet"
RESULT, WITHDRAWN = "recommendations.result", "recommendations.withdrawn"
"""Kinds of deliveries."""

ASKED = "asked"
"""In a delivery's data: its person asked to see it."""

CHUNK = 50
"""To how many people a round is shown in one transaction."""

REASON_LIMIT = 1000
"""A reason's length, in UTF-16 code units, and that of the wording that would remove an objection."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What came of a press: the person's position now, and whether this changed it."""

    round: Round
    position: Position
    changed: bool


async def electorate_of(work: UnitOfWork, group: str) -> list[Person]:
    """Whom a round opened now in this group would ask."""
    return await members.holders(work.tx, [group], work.now, POSITION_TAKING)


async def open_round(work: UnitOfWork, draft: RecommendationDraft) -> Round:
    """Open a recommendation to consensus, on the council's terms as they are now; everyone concerned is told.

    Raises `Forbidden`, `NoElectorate`, and as `check_deadline` and `council.wording` do.
    """
    demand(work.actor, Action.OPEN_ROUND, [draft.group], f"group:{draft.group}")
    if draft.group not in work.council.codes:
        raise Forbidden(Action.OPEN_ROUND, f"group:{draft.group}")
    draft = replace(
        draft,
        title=wording.line(draft.title),
        text=wording.body(draft.text),
        link=wording.link(draft.link) if draft.link else "",
    )
    check_deadline(draft.deadline, work.now)
    asked = await electorate_of(work, draft.group)
    if not asked:
        raise NoElectorate
    terms = Terms(work.council.rule, work.council.quorum, work.council.floor)
    year = work.now.astimezone(zone(work.council.zone)).year
    round_ = await recommendations.add(
        work.tx, draft, work.person.id, year, terms, [person.id for person in asked], work.now
    )
    detail: audit.Detail = {"number": round_.number, "group": round_.group, "electorate": len(asked)}
    await audit.record(work.tx, work.now, work.actor.label, "round opened", round_.subject, detail)
    await _show(work, CHUNK, round_.id)
    await outbox.queue(work.tx, list(_orders(round_, SHEET, [work.person])), work.now)
    return round_


async def show_some(work: UnitOfWork) -> bool:
    """Show open rounds to some of those who have not seen them: the rest of a large group, and who joined later."""
    return await _show(work, CHUNK)


async def _show(work: UnitOfWork, limit: int, only: int | None = None) -> bool:
    found = await electorates.unshown(work.tx, work.now, limit, only)
    rounds: dict[int, list[Person]] = {}
    for round_id, person in found:
        rounds.setdefault(round_id, []).append(person)
    for round_id, persons in rounds.items():
        round_ = await recommendations.round_(work.tx, round_id)
        if round_ is not None:
            await electorates.shown(work.tx, round_id, [person.id for person in persons], work.now)
            await outbox.queue(work.tx, list(_orders(round_, CARD, persons)), work.now)
    return bool(found)


def _orders(round_: Round, kind: str, persons: Iterable[Person]) -> Iterable[Order]:
    for person in persons:
        if person.telegram_id is not None:
            key = f"{round_.subject}:{kind}:{person.id}"
            yield Order(key, kind, round_.subject, Lane.ROUNDS, person.telegram_id, person.id)


async def look(work: UnitOfWork, round_id: int, *, lock: bool = False) -> Round:
    """The round, for someone who may see it. Raises `Forbidden` alike for one that is not there."""
    round_ = await recommendations.round_(work.tx, round_id, lock=lock)
    if round_ is None:
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    demand(work.actor, Action.SEE_ROUND, [round_.group], round_.subject)
    return round_


async def look_as_elector(work: UnitOfWork, round_id: int, *, lock: bool = False) -> tuple[Round, Elector]:
    """The round and oneself in its electorate. Raises `Forbidden`, `OutsideElectorate`, `Closed`."""
    round_ = await look(work, round_id, lock=lock)
    elector = await electorates.elector(work.tx, round_, work.person.id, work.now)
    counts = elector is not None and elector.counts
    check_position(round_, counts, Choice.SUPPORT, "", work.now)
    assert elector is not None  # noqa: S101 - otherwise it has been refused
    demand(work.actor, Action.TAKE_POSITION, [round_.group], round_.subject)
    return round_, elector


async def cast(work: UnitOfWork, round_id: int, choice: Choice, reason: str = "", remedy: str = "") -> Cast:
    """Take a position, or change it; the latest counts. The one that stands already is not taken again.

    Raises `Forbidden`, `OutsideElectorate`, `Closed`, `ReasonWanted`, `TooLong`.
    """
    round_, elector = await look_as_elector(work, round_id, lock=True)
    stands = elector.position
    if choice in REASON_WANTED:
        reason = wording.body(reason, REASON_LIMIT) if reason.strip() else ""
        remedy = wording.body(remedy, REASON_LIMIT) if remedy.strip() and choice is Choice.OBJECT else ""
    else:
        reason = remedy = ""
    if stands and (stands.choice, stands.reason, stands.remedy) == (choice, reason, remedy):
        return Cast(round_, stands, changed=False)
    check_position(round_, in_electorate=True, choice=choice, reason=reason, now=work.now)
    position = Position(work.person.id, choice, reason, work.now, remedy)
    await electorates.take(work.tx, round_.id, position)
    await audit.record(work.tx, work.now, work.actor.label, "position taken", round_.subject)
    await outbox.redraw(work.tx, round_.subject, work.now, SHEET)
    return Cast(round_, position, changed=True)


async def withdraw(work: UnitOfWork, round_id: int) -> Round:
    """Take an open round back; everyone who was shown it is told. Raises `Forbidden`, `Closed`."""
    round_ = await recommendations.round_(work.tx, round_id, lock=True)
    if round_ is None:
        raise Forbidden(Action.WITHDRAW_ROUND, f"round:{round_id}")
    demand(work.actor, Action.WITHDRAW_ROUND, [round_.group], round_.subject)
    if not round_.open(work.now):
        raise Closed
    await _strike(work, round_)
    await recommendations.withdraw(work.tx, round_.id, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "round withdrawn", round_.subject)
    await _tell_all(work, round_, WITHDRAWN)
    return replace(round_, state=RoundState.WITHDRAWN, closed_at=work.now)


async def close_due(work: UnitOfWork) -> bool:
    """Close one round whose deadline has come, as its rule has it; False when there is none.

    However late this is called: what counts is how things stood at the deadline.
    """
    round_ = await recommendations.due(work.tx, work.now)
    if round_ is None:
        return False
    electors = await _strike(work, round_)
    verdict = judge(round_.terms, tally(electors))
    await recommendations.close(work.tx, round_.id, verdict.outcome, verdict.ground, round_.deadline)
    await records.keep(work.tx, round_.id, work.now)
    detail = {"outcome": verdict.outcome.value, "ground": verdict.ground.value}
    await audit.record(work.tx, work.now, work.actor.label, "round closed", round_.subject, detail)
    await _tell_all(work, round_, RESULT)
    shown = await electorates.shown_to(work.tx, round_.id)
    await outbox.queue(work.tx, list(_orders(round_, RESULT_PICTURE, shown)), work.now)
    return True


async def _strike(work: UnitOfWork, round_: Round) -> list[Elector]:
    """Write down whose role ended while the round was open; the electorate as it is then."""
    electors = await electorates.electorate(work.tx, round_, work.now)
    for elector in electors:
        if elector.struck_at is not None:
            await electorates.strike(work.tx, round_.id, elector.person.id, elector.struck_at)
            await audit.record(
                work.tx, work.now, work.actor.label, "elector struck", round_.subject,
                {"person": elector.person.id},
            )  # fmt: skip
    return electors


async def _tell_all(work: UnitOfWork, round_: Round, kind: str) -> None:
    shown = await electorates.shown_to(work.tx, round_.id)
    await outbox.queue(work.tx, list(_orders(round_, kind, shown)), work.now)
    await outbox.redraw(work.tx, round_.subject, work.now)


async def show_again(work: UnitOfWork, round_id: int, kind: str, serial: int) -> None:
    """Send the person who asks a new copy of the card or the sheet: from now on it is this one that is redrawn.

    `serial` tells one asking from another. Raises `Forbidden`.
    """
    round_ = await look(work, round_id)
    if kind == SHEET:
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


async def next_deadline(tx: Transaction, after: datetime) -> datetime | None:
    """When the next open round closes."""
    return await recommendations.next_deadline(tx, after)
