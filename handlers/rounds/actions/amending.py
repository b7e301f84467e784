"""How a round's text changes, and what becomes of objections to it: answered, upheld, withdrawn."""

from council import text_rules
from council.authority import Action
from council.errors import Closed, Forbidden, ObjectionGone, PositionChanged
from council.recommendations import Event, Happened
from council.round_terms import deadline_after_amendment
from council.rounds import Objection, Round, RoundState, Text, check_change
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import orders, to_chats
from handlers.rounds.actions.voting import SHEET, look, look_to_lead, redraw
from handlers.rounds.reads.tally import CARD, standing
from storage import audit, electorates, members, objections, outbox, positions, recommendations, rounds
from storage.outbox import Order

CHANGED, ANSWERED = "recommendations.changed", "recommendations.answered"
"""Kinds of deliveries."""


async def amend(work: UnitOfWork, round_id: int, text: Text, note: str) -> Round:
    """A new version of an open round's text, its document, or both: everyone is asked again and shown what changed.

    Positions on the text before count no more, save objections, which stand until their owners withdraw them.
    Raises `Forbidden`, `Closed`, `Unchanged`, `NoteWanted`, and as `council.wording` does.
    """
    round_ = await look_to_lead(work, round_id, Action.AMEND_ROUND, author=True)
    if not round_.open(work.now):
        raise Closed
    text, note = check_change(round_.wording, text, note)
    council = work.council
    until = deadline_after_amendment(round_, work.now, council.hours_after_amendment, council.silence_hours)
    await rounds.amend(work.tx, round_, text, note, work.person.id, until, work.now)
    changed = await rounds.round_(work.tx, round_.id)
    assert changed is not None  # noqa: S101 - it is locked
    detail: audit.Detail = {"version": changed.version}
    await audit.record(work.tx, work.now, work.actor.label, "round amended", round_.subject, detail)
    event = Event(Happened.REVISED, work.now, changed.version, work.person.id, round_.id, note)
    await recommendations.note(work.tx, round_.recommendation, event)
    await outbox.redraw(work.tx, f"recommendation:{round_.recommendation}", work.now)
    shown = await electorates.shown_to(work.tx, round_.id)
    once = f"v{changed.version}"
    # The new cards come after what changed, and take the place of the old ones, which are redrawn no more.
    told: list[Order] = [*orders(changed, CHANGED, shown, once), *orders(changed, CARD, shown, once)]
    await outbox.queue(work.tx, [*told, *await to_chats(work, changed, CARD, once)], work.now)
    await outbox.redraw(work.tx, round_.subject, work.now, SHEET)
    return changed


async def to_answer(work: UnitOfWork, round_id: int) -> tuple[Round, list[Objection]]:
    """The round and the objections that stand, for who may answer them. Raises `Forbidden`, `Closed`."""
    round_ = await look_to_lead(work, round_id, Action.ANSWER_OBJECTION, author=True)
    if not _is_under_way(work, round_):
        raise Closed
    return round_, (await standing(work.tx, work.council, round_, work.now)).objections


async def answer(work: UnitOfWork, objection_id: int, text: str) -> Round:
    """Answer an objection in writing; its owner is told, and says whether it is withdrawn.

    Raises `Forbidden`, `Closed`, `ObjectionGone` when it stands no more.
    """
    objection = await _objection(work, objection_id)
    round_, stand = await to_answer(work, objection.round)
    if objection.id not in {one.id for one in stand}:
        raise ObjectionGone
    text = text_rules.body(text, text_rules.REASON_LIMIT)
    made = await objections.answer(work.tx, objection.id, text, work.person.id, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "objection answered", round_.subject)
    owner = await members.get(work.tx, objection.person)
    if owner is not None:
        told = orders(round_, ANSWERED, [owner], str(made))
        await outbox.queue(work.tx, [_with(order, objection.id) for order in told], work.now)
    await redraw(work, round_)
    return round_


def _with(order: Order, objection: int) -> Order:
    return Order(order.key, order.kind, order.subject, order.lane, order.chat, order.person, {"objection": objection})


async def withdraw_objection(work: UnitOfWork, objection_id: int) -> Round:
    """Withdraw one's own objection: one has no position then until a new one is taken.

    Raises `Forbidden` for everyone else's, `Closed`, `PositionChanged`.
    """
    round_, objection = await _own(work, objection_id)
    if not await objections.settle(work.tx, round_.id, objection.person, work.now):
        raise PositionChanged
    await positions.drop(work.tx, round_.id, objection.person)
    await audit.record(work.tx, work.now, work.actor.label, "objection withdrawn", round_.subject)
    await redraw(work, round_)
    await outbox.redraw(work.tx, round_.subject, work.now, CARD)
    return round_


async def uphold_objection(work: UnitOfWork, objection_id: int) -> Round:
    """Say that one still objects; said again, it changes nothing. Raises `Forbidden` for everyone else's, `Closed`,
    `PositionChanged`."""
    round_, objection = await _own(work, objection_id)
    if not await objections.uphold(work.tx, objection.id, work.now):
        return round_
    await audit.record(work.tx, work.now, work.actor.label, "objection upheld", round_.subject)
    await redraw(work, round_)
    return round_


async def _objection(work: UnitOfWork, objection_id: int) -> Objection:
    objection = await objections.get(work.tx, objection_id)
    if objection is None:
        raise Forbidden(Action.ANSWER_OBJECTION, f"objection:{objection_id}")
    return objection


async def _own(work: UnitOfWork, objection_id: int) -> tuple[Round, Objection]:
    objection = await _objection(work, objection_id)
    if objection.person != work.person.id:
        raise Forbidden(Action.ANSWER_OBJECTION, f"objection:{objection_id}")
    round_ = await look(work, objection.round, lock=True)
    if not _is_under_way(work, round_):
        raise Closed
    if not objection.stands:
        raise PositionChanged
    return round_, objection


def _is_under_way(work: UnitOfWork, round_: Round) -> bool:
    """While positions are taken, or the chair is awaited: what was objected can be answered and withdrawn."""
    return round_.open(work.now) or round_.state is RoundState.AWAITING
