"""A round's text changes, and objections to it are answered, upheld or withdrawn."""

from collections.abc import Sequence

from council import text_rules
from council.authority import Action
from council.errors import Closed, Forbidden, ObjectionGone, PositionChanged
from council.openness import Openness
from council.recommendations import Event, Happened
from council.round_terms import check_review, deadline_after_amendment
from council.rounds import Objection, Round, Text, check_change
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import OBJECTED, require_lead, tell_unobjected, visible_round
from handlers.rounds.actions.voting import draw_counts, redraw_counts
from handlers.rounds.reads import CARD, SHEET, count_of, sight_for
from storage import electorates, members, objections, positions, recommendations, rounds
from storage.outbox import Lane

CHANGED = Kind("recommendations.changed", Lane.ROUNDS)
ANSWERED = Kind("recommendations.answered", Lane.ROUNDS, card=True, spends=True)


async def require_amendable(work: UnitOfWork, round_id: int) -> Round:
    """The round, locked, for someone who may change its text now. Raises `Forbidden`, `Closed`, `TextOfAnother`."""
    round_ = await require_lead(work, round_id, Action.AMEND_ROUND, author=True)
    round_.check_amendable(work.now)
    return round_


async def amend(work: UnitOfWork, round_id: int, text: Text, note: str) -> Round:
    """A new version of an open round's text, its document, or both: everyone is asked again and shown what changed.
    Positions on the earlier text count no more, save objections, which stand until their owners withdraw them. Raises
    as `require_amendable` does, `Unchanged`, `NoteWanted`, `ReviewWanted` where the new deadline would pass the day of
    review, and as `council.text_rules` does."""
    round_ = await require_amendable(work, round_id)
    text, note = check_change(round_.wording, text, note)
    council = work.council
    until = deadline_after_amendment(round_, work.now, council.hours_after_amendment, council.silence_hours)
    check_review(round_.terms, council.today(until))
    await rounds.amend(work.tx, round_, text, note, work.person.id, until, work.now)
    changed = await rounds.get(work.tx, round_.id)
    if changed.terms.openness is Openness.CONFIDENTIAL:  # everyone's answers are gone at once
        await draw_counts(work, changed)
    await work.record("round amended", round_.subject, {"version": changed.version})
    event = Event(Happened.REVISED, work.now, changed.version, work.person.id, round_.id, note)
    await recommendations.note(work.tx, round_.recommendation, event)
    await work.redraw(f"recommendation:{round_.recommendation}")
    shown, once = await electorates.shown_to(work.tx, round_.id), f"v{changed.version}"
    # The new cards come after what changed, and take the place of the old ones, which are redrawn no more.
    await work.tell(shown, CHANGED, round_.subject, once)
    await work.tell(shown, CARD, round_.subject, once)
    await work.tell_chats([round_.group], CARD, round_.subject, once)
    await work.redraw(round_.subject, SHEET)
    return changed


async def list_to_answer(work: UnitOfWork, round_id: int) -> tuple[Round, Sequence[Objection]]:
    """The round and the objections that stand, for someone who may answer them. Raises `Forbidden`, `Closed`."""
    round_ = await require_lead(work, round_id, Action.ANSWER_OBJECTION, author=True)
    if not round_.under_way(work.now):
        raise Closed
    count = await count_of(work.tx, work.council, round_, work.now)
    return round_, count.seen_by(sight_for(work.council, round_, work.actor)).objections


async def require_answerable(work: UnitOfWork, objection_id: int) -> Objection:
    """The objection, for someone who may answer those to its round. Raises `Forbidden`, `Closed`."""
    objection = await _get(work, objection_id)
    await list_to_answer(work, objection.round)
    return objection


async def answer(work: UnitOfWork, objection_id: int, text: str) -> Round:
    """Answer an objection in writing; its owner is told, and says whether it is withdrawn. Raises `Forbidden`, `Closed`,
    and `ObjectionGone` when it stands no more."""
    objection = await _get(work, objection_id)
    round_, stand = await list_to_answer(work, objection.round)
    if objection.id not in {one.id for one in stand}:
        raise ObjectionGone
    text = text_rules.body(text, text_rules.REASON_LIMIT)
    made = await objections.answer(work.tx, objection.id, text, work.person.id, work.now)
    await work.record("objection answered", round_.subject)
    owner = await members.many(work.tx, [objection.person])
    await work.redraw(objection.subject, OBJECTED)
    await work.tell(owner.values(), ANSWERED, objection.subject, str(made))
    await redraw_counts(work, round_)
    return round_


async def withdraw_objection(work: UnitOfWork, objection_id: int) -> Round:
    """Withdraw one's own objection: one has no position then until a new one is taken. Raises `Forbidden` for everyone
    else's, `Closed`, `PositionChanged`."""
    round_, objection = await _require_own(work, objection_id)
    if not await objections.settle(work.tx, round_.id, objection.person, work.now):
        raise PositionChanged
    await positions.drop(work.tx, round_.id, objection.person)
    await tell_unobjected(work, round_, objection.subject)
    await work.record("objection withdrawn", round_.subject)
    await redraw_counts(work, round_)
    await work.redraw(round_.subject, CARD)
    return round_


async def uphold_objection(work: UnitOfWork, objection_id: int) -> Round:
    """Say that one still objects; said again, it changes nothing. Raises as `withdraw_objection` does."""
    round_, objection = await _require_own(work, objection_id)
    if await objections.uphold(work.tx, objection.id, work.now):
        await work.record("objection upheld", round_.subject)
        await redraw_counts(work, round_)
    return round_


async def _get(work: UnitOfWork, objection_id: int, *, own: bool = False) -> Objection:
    """The objection; only the person's `own`, if wished. Raises `Forbidden`."""
    objection = await objections.find(work.tx, objection_id)
    if objection is None or (own and objection.person != work.person.id):
        raise Forbidden(Action.ANSWER_OBJECTION, f"objection:{objection_id}")
    return objection


async def _require_own(work: UnitOfWork, objection_id: int) -> tuple[Round, Objection]:
    objection = await _get(work, objection_id, own=True)
    round_ = await visible_round(work, objection.round, lock=True)
    if not round_.under_way(work.now):
        raise Closed
    if not objection.stands:
        raise PositionChanged
    return round_, objection
