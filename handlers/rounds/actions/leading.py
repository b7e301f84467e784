"""How an open round is led: reminding, giving more time, closing early, declaring, entering what came otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from council import quiet_hours, text_rules
from council.authority import Action, demand
from council.errors import AnsweredThemselves, Closed, NotYet, ObjectionsUnanswered, OutsideElectorate, Stale
from council.people import Person, Role
from council.round_terms import NUDGES_APART, check_extension, may_declare, may_end_early
from council.round_terms import next_nudge as next_nudge_after
from council.rounds import Elector, Round, RoundState, Way, check_position
from council.rules import Choice, Ground, Outcome, Rule
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import orders
from handlers.rounds.actions.closing import AWAITS, end
from handlers.rounds.actions.voting import Cast, look_to_lead, position_of, take
from handlers.rounds.reads.tally import CARD, standing
from storage import audit, electorates, members, outbox, rounds
from storage.outbox import Lane, Order
from storage.store import Transaction

NUDGE, EXTENDED, ENTERED = "recommendations.nudge", "recommendations.extended", "recommendations.entered"
"""Kinds of deliveries."""


async def redraw_due(work: UnitOfWork) -> bool:
    """Have the cards of one round drawn anew, so that the time left on them is true; False when none is due."""
    round_ = await rounds.to_redraw(work.tx, work.now)
    if round_ is not None:
        await outbox.redraw(work.tx, round_.subject, work.now)
    return round_ is not None


async def nudge_due(work: UnitOfWork) -> bool:
    """Ask those again who have not answered, all rounds whose time it is at once: one message to each person."""
    due = await rounds.to_nudge(work.tx, work.now)
    silent: dict[int, Person] = {}
    for round_ in due:
        following = next_nudge_after(round_.asked_since, round_.deadline, work.now)
        for person in await _silent(work, round_):
            told = quiet_hours.after(work.council.quiet_for(person), person.zone, work.now)
            if following is None or following - told >= NUDGES_APART:  # else the later one says it all
                silent[person.id] = person
    await _nudge(work, silent.values(), f"{work.now:%Y%m%d%H%M%S}")
    return bool(due)


async def remind(work: UnitOfWork, round_id: int) -> int:
    """Ask the silent ones again because the chair wishes so, at most once a day; how many will be. Raises `Forbidden`."""
    round_ = await look_to_lead(work, round_id, Action.LEAD_ROUND)
    if not round_.open(work.now):
        raise Closed
    asked = await _nudge(work, await _silent(work, round_), f"{round_.id}:{work.now:%Y%m%d}")
    await audit.record(work.tx, work.now, work.actor.label, "silent reminded", round_.subject, {"people": asked})
    return asked


async def _silent(work: UnitOfWork, round_: Round) -> list[Person]:
    found = await electorates.electorate(work.tx, round_, work.now)
    return [elector.person for elector in found if elector.counts and not elector.answered]


async def _nudge(work: UnitOfWork, persons: Iterable[Person], once: str) -> int:
    """Not within their quiet hours, and not where one waits to be delivered already: it tells of all rounds."""
    made: list[Order] = []
    for person in persons:
        subject = f"person:{person.id}"
        if person.telegram_id is None or await outbox.waiting(work.tx, subject, NUDGE):
            continue
        due = quiet_hours.after(work.council.quiet_for(person), person.zone, work.now)
        key = f"{subject}:{NUDGE}:{once}"
        made.append(Order(key, NUDGE, subject, Lane.REMINDERS, person.telegram_id, person.id, due_at=due))
    return await outbox.queue(work.tx, made, work.now) if made else 0


async def remind_chair_due(work: UnitOfWork) -> bool:
    """Tell the chairs of one round, each day until they have decided, that it waits for them; where the group has none
    to write to, the secretariat. Not within their quiet hours. False when none is due."""
    round_ = await rounds.to_remind_chair(work.tx, work.now)
    if round_ is None:
        return False
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    reached = [person for person in chairs if person.telegram_id is not None]
    told = reached or await members.secretariat(work.tx, work.now)
    made = [
        replace(
            order, lane=Lane.REMINDERS, due_at=quiet_hours.after(work.council.quiet_for(person), person.zone, work.now)
        )
        for person in told
        for order in orders(round_, AWAITS, [person], f"again:{work.now:%Y%m%d%H%M%S}")
    ]
    await outbox.queue(work.tx, made, work.now)
    return True


async def next_chair_reminder(tx: Transaction, after: datetime) -> datetime | None:
    """When a chair is next reminded."""
    return await rounds.next_chair_reminder(tx, after)


async def extend(work: UnitOfWork, round_id: int, deadline: datetime, reason: str) -> Round:
    """Move the deadline to a later time; everyone is told why. A silence only before it expires, or when its notice
    came too late.

    Raises `Forbidden`, `Closed`, `Empty`, and as `check_extension` does.
    """
    round_ = await look_to_lead(work, round_id, Action.LEAD_ROUND)
    waits = round_.state is RoundState.AWAITING and round_.terms.rule is Rule.SILENCE
    if not (round_.open(work.now) or waits):
        raise Closed
    check_extension(round_, deadline, work.now)
    reason = text_rules.body(reason, text_rules.REASON_LIMIT)
    await rounds.move(work.tx, round_, deadline, reason, work.person.id, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "round extended", round_.subject)
    shown = await electorates.shown_to(work.tx, round_.id)
    once = f"{deadline:%Y%m%d%H%M}"
    await outbox.queue(work.tx, list(orders(round_, EXTENDED, shown, once)), work.now)
    await outbox.redraw(work.tx, round_.subject, work.now)
    found = await rounds.round_(work.tx, round_.id)
    assert found is not None  # noqa: S101 - it is locked
    return found


async def close_early(work: UnitOfWork, round_id: int) -> Round:
    """Close a round before its deadline, once all of its electorate have answered; after it, one that awaited the chair
    when nothing is left to declare, as the quorum is gone with an objection that was withdrawn.

    Raises `Forbidden`, `Closed`, `NotYet`.
    """
    round_ = await look_to_lead(work, round_id, Action.LEAD_ROUND)
    waits = round_.state is RoundState.AWAITING
    if not (round_.open(work.now) or waits):
        raise Closed
    found = await standing(work.tx, work.council, round_, work.now)
    may_end = waits or may_end_early(round_, found.electors, work.now)
    if not may_end or found.verdict.outcome is Outcome.AWAITING:
        raise NotYet
    return await end(work, round_, found.verdict, work.now, early=not waits)


async def declare(work: UnitOfWork, round_id: int, rationale: str, *, adopted: bool) -> Round:
    """The chair's word: that there is rough consensus or none; that a silence counts although a notice came late.

    Raises `Forbidden`, `Closed`, `NotYet` (also while the quorum is short), `ObjectionsUnanswered`, `Empty`.
    """
    round_ = await look_to_lead(work, round_id, Action.LEAD_ROUND)
    if round_.terms.rule not in {Rule.ROUGH_CONSENSUS, Rule.SILENCE} or round_.over:
        raise Closed
    if round_.terms.rule is Rule.SILENCE and not adopted:
        raise Stale
    before = await standing(work.tx, work.council, round_, work.now)
    if not may_declare(round_, before.electors, work.now) or before.verdict.outcome is Outcome.NO_DECISION:
        raise NotYet
    if adopted and before.verdict.ground is Ground.UNANSWERED:
        raise ObjectionsUnanswered
    early = round_.open(work.now)
    await rounds.declare(work.tx, round_.id, text_rules.body(rationale, text_rules.REASON_LIMIT), adopted=adopted)
    said = "adoption declared" if adopted else "no consensus declared"
    await audit.record(work.tx, work.now, work.actor.label, said, round_.subject)
    declared = await rounds.round_(work.tx, round_.id)
    assert declared is not None  # noqa: S101 - it is locked
    after = await standing(work.tx, work.council, declared, work.now)
    return await end(work, declared, after.verdict, work.now, early=early)


async def enterable(work: UnitOfWork, round_id: int) -> tuple[Round, list[Elector]]:
    """The round, and for whom a position can be entered: who has taken none in the bot. Raises `Forbidden`, `Closed`."""
    round_ = await look_to_lead(work, round_id, Action.ENTER_POSITION)
    if not round_.open(work.now) or round_.detached:
        raise Closed
    found = await electorates.electorate(work.tx, round_, work.now)
    return round_, [e for e in found if e.counts and (e.position is None or e.position.way is not None)]


async def enter(
    work: UnitOfWork, round_id: int, person: int, choice: Choice, way: Way, reason: str = "", remedy: str = ""
) -> Cast:
    """Enter a position that came otherwise; its owner is told, and may change it.

    Raises `Forbidden`, `Closed`, `OutsideElectorate`, `AnsweredThemselves`, `ReasonWanted`, `Stale`.
    """
    demand(work.actor, Action.ENTER_POSITION, [], f"round:{round_id}")
    round_ = await look_to_lead(work, round_id, Action.ENTER_POSITION)
    if round_.detached:
        raise Closed
    elector = await electorates.elector(work.tx, round_, person, work.now)
    if elector is None or not elector.counts:
        raise OutsideElectorate
    if elector.position is not None and elector.position.way is None:
        raise AnsweredThemselves
    made = position_of(work, round_, person, choice, reason, remedy)
    check_position(round_, in_electorate=True, choice=choice, reason=made.reason, now=work.now)
    position = replace(made, way=way, entered_by=work.person.id)
    await audit.record(
        work.tx,
        work.now,
        work.actor.label,
        "position entered",
        round_.subject,
        {"person": f"person:{person}", "way": way.value},
    )
    told = list(orders(round_, ENTERED, [elector.person], f"{work.now:%Y%m%d%H%M%S%f}"))
    await outbox.queue(work.tx, told, work.now)
    round_ = await take(work, round_, position)
    await outbox.redraw(work.tx, round_.subject, work.now, CARD)
    return Cast(round_, position, changed=True)


async def next_opening(tx: Transaction, after: datetime) -> datetime | None:
    """When the next planned round opens."""
    return await rounds.next_opening(tx, after)


async def next_redraw(tx: Transaction, after: datetime) -> datetime | None:
    """When cards are next drawn anew."""
    return await rounds.next_redraw_at(tx, after)


async def next_nudge(tx: Transaction, after: datetime) -> datetime | None:
    """When somebody is next asked again."""
    return await rounds.next_nudge_at(tx, after)


async def next_deadline(tx: Transaction, after: datetime) -> datetime | None:
    """When the next open round closes."""
    return await rounds.next_deadline(tx, after)
