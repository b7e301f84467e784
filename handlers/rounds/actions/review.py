"""What was adopted is reviewed on its day: its chair is told, keeps it, ends it unless somebody objects, or amends it."""

from datetime import date

from council import text_rules
from council.authority import Action, demand
from council.errors import AlreadyDecided, Closed, Forbidden, MovedOn
from council.events import ReviewSet, RoundClosed
from council.people import Role
from council.recommendations import FINAL, NEXT, Happened, Stage
from council.reviews import TO_OBJECT, NotLater, Review, ReviewState, next_notice
from council.rounds import Round
from council.rules import Outcome
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import note_round
from handlers.rounds.actions.closing import word_of
from storage import electorates, members, recommendations, reviews, rounds
from storage.outbox import Lane

REVIEW = Kind("recommendations.review", Lane.REMINDERS, card=True, spends=True)
REVIEWED = Kind("recommendations.reviewed", Lane.ROUNDS)

OBJECTED = "objected"
"""In the data of `REVIEWED`: somebody objects to ending it."""


async def follow_closed(work: UnitOfWork, event: RoundClosed) -> None:
    """Set the review of what a round has adopted, in place of that of what it amends."""
    round_ = event.round
    if round_.outcome is not Outcome.ADOPTED:
        return
    if not round_.in_committee:
        await reviews.supersede(work.tx, round_.recommendation, round_.id)
    if round_.terms.review is not None:
        await _set(work, round_.id, round_.terms.review)


async def _set(work: UnitOfWork, round_id: int, day: date) -> None:
    await reviews.add(work.tx, round_id, day, next_notice(day, work.council.zone, work.now))


async def follow_set(work: UnitOfWork, event: ReviewSet) -> None:
    """Review what was adopted on another day than was set, or at all. Raises `AlreadyDecided` while it is about to end."""
    round_ = await rounds.get(work.tx, event.round)
    review = await reviews.undecided_about(work.tx, round_.recommendation)
    if review is None:
        await _set(work, round_.id, event.day)
    elif review.state is not ReviewState.OPEN:
        raise AlreadyDecided
    else:
        await reviews.put_day(work.tx, review.id, event.day, next_notice(event.day, work.council.zone, work.now))
        await work.redraw(review.subject, REVIEW)


async def review_due(work: UnitOfWork) -> bool:
    """Tell the chair of one review that is due, or end what nobody has objected to ending; False when none is due."""
    review = await reviews.next_due(work.tx, work.now)
    if review is None:
        return False
    round_ = await rounds.get(work.tx, review.round)
    about = await recommendations.find(work.tx, round_.recommendation, lock=True)
    if about is None or about.stage in FINAL:
        await reviews.move(work.tx, review.id, ReviewState.ENDED, work.now)
    elif review.state is ReviewState.ENDING and Stage.ENDED not in NEXT[about.stage]:  # it is under discussion again
        await reviews.move(work.tx, review.id, ReviewState.OPEN, work.now)
    elif review.state is ReviewState.ENDING:
        await reviews.move(work.tx, review.id, ReviewState.ENDED, work.now)
        await note_round(work, round_, Happened.ENDED, Stage.ENDED)
        await work.record("recommendation ended", about.subject)
        await _tell_group(work, review, round_)
    else:
        await reviews.wait(work.tx, review.id, next_notice(review.day, work.council.zone, work.now))
        await _tell_chair(work, review, round_)
    return True


async def _tell_chair(work: UnitOfWork, review: Review, round_: Round, once: str = "") -> None:
    """Tell the chairs or, where none of them can be written to, the secretariat; not within their quiet hours."""
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    reached = [person for person in chairs if person.telegram_id is not None]
    told, once = reached or await members.secretariat(work.tx, work.now), once or f"{work.now:%Y%m%d}"
    await work.tell(told, REVIEW, review.subject, once, due=work.after_quiet_hours)


async def _tell_group(work: UnitOfWork, review: Review, round_: Round, **data: int) -> None:
    """Tell everyone who was shown the round what has become of its review; whoever was asked is asked no more."""
    await work.redraw(review.subject, REVIEW)
    shown = await electorates.shown_to(work.tx, round_.id)
    once = ":".join([*data, f"{work.now:%Y%m%d%H%M%S%f}"])
    await work.tell(shown, REVIEWED, review.subject, once, data)


async def require_review(work: UnitOfWork, id_: int) -> tuple[Review, Round]:
    """A review that is open, and the round whose adoption it is about, for someone who may decide it. Raises `Forbidden`,
    `AlreadyDecided`."""
    review = await reviews.find(work.tx, id_, lock=True)
    if review is None:
        raise Forbidden(Action.LEAD_ROUND, f"review:{id_}")
    round_ = await rounds.get(work.tx, review.round)
    demand(work.actor, Action.LEAD_ROUND, [round_.group], review.subject)
    if review.state is not ReviewState.OPEN:
        raise AlreadyDecided
    return review, round_


async def keep(work: UnitOfWork, id_: int, day: date) -> Round:
    """What was adopted stays in force, and is reviewed again on this day. Raises as `require_review` does, `NotLater`."""
    review, round_ = await require_review(work, id_)
    if day <= max(review.day, work.council.today(work.now)):
        raise NotLater
    role = work.actor.speaks_as(round_.group)
    await reviews.move(work.tx, id_, ReviewState.KEPT, work.now, by=work.person.id, role=role)
    await _set(work, round_.id, day)
    await note_round(work, round_, Happened.KEPT)
    await work.record("review: kept", f"round:{round_.id}", word_of(role))
    await _tell_group(work, review, round_)
    return round_


async def end(work: UnitOfWork, id_: int, reason: str) -> Round:
    """End what was adopted, unless a member objects in time; everyone is told. Raises as `require_review` does, `MovedOn`
    where it is not in force, `Empty`, `TooLong`."""
    review, round_ = await require_review(work, id_)
    await _require_stage(work, round_, Stage.ENDED)
    role, until = work.actor.speaks_as(round_.group), work.now + TO_OBJECT
    why, by = text_rules.body(reason, text_rules.REASON_LIMIT), work.person.id
    await reviews.move(work.tx, id_, ReviewState.ENDING, work.now, due_at=until, note=why, by=by, role=role)
    await work.record("review: to end", f"round:{round_.id}", word_of(role))
    await _tell_group(work, review, round_)
    return round_


async def object_to_end(work: UnitOfWork, id_: int) -> Round:
    """Object to ending it: it stays in force, and its chair is asked anew. Raises `Forbidden`, `Closed`."""
    review = await reviews.find(work.tx, id_, lock=True)
    if review is None:
        raise Forbidden(Action.TAKE_POSITION, f"review:{id_}")
    round_ = await rounds.get(work.tx, review.round)
    demand(work.actor, Action.TAKE_POSITION, [round_.group], review.subject)
    if review.state is not ReviewState.ENDING or review.due_at is None or review.due_at <= work.now:
        raise Closed
    await reviews.move(work.tx, id_, ReviewState.OPEN, work.now, due_at=next_notice(review.day, work.council.zone, work.now))
    await work.record("review: objected", f"round:{round_.id}")
    await _tell_group(work, review, round_, **{OBJECTED: 1})
    await _tell_chair(work, review, round_, f"again:{work.now:%Y%m%d%H%M%S%f}")
    return round_


async def begin_amending(work: UnitOfWork, id_: int) -> int:
    """Let its group change what it has adopted, by a new version and a new round; the recommendation's id. The review stays
    open until that round has adopted it. Raises as `require_review` does, `MovedOn` where it is not in force."""
    _, round_ = await require_review(work, id_)
    if await _require_stage(work, round_, Stage.OUTCOME) is Stage.ADOPTED:
        await note_round(work, round_, Happened.AMENDING, Stage.OUTCOME)
    await work.record("review: to amend", f"round:{round_.id}", word_of(work.actor.speaks_as(round_.group)))
    return round_.recommendation


async def _require_stage(work: UnitOfWork, round_: Round, to: Stage) -> Stage:
    """Where the recommendation stands, locked. Raises `MovedOn` unless it stands at this stage or can be moved there."""
    about = await recommendations.find(work.tx, round_.recommendation, lock=True)
    in_force = about is not None and about.stage in {Stage.OUTCOME, Stage.ADOPTED}
    if about is None or not in_force or to not in {about.stage, *NEXT[about.stage]}:
        raise MovedOn(about.stage.value if about else "")
    return about.stage
