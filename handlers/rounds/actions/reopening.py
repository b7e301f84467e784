"""What was not adopted, or is contested, is taken up again: asked by a member, decided by the chair, then by the Committee."""

from datetime import datetime

from council import text_rules
from council.authority import Action, demand
from council.errors import AlreadyDecided, Forbidden
from council.people import Person, Role
from council.reach import Reach
from council.recommendations import Happened, Recommendation
from council.reopening import (
    AppealedAlready,
    NothingToReopen,
    OwnRequest,
    Reopening,
    ReopeningState,
    check_apart,
    round_to_reopen,
    stage_after,
)
from council.rounds import Round
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import note_round, visible_recommendation
from handlers.rounds.actions.closing import word_of
from storage import members, recommendations, reopenings, rounds
from storage.outbox import Lane
from storage.transaction import Transaction

REOPENING = Kind("recommendations.reopening", Lane.REMINDERS, card=True, spends=True)
REOPENED = Kind("recommendations.reopened", Lane.ROUNDS)


async def require_reopenable(work: UnitOfWork, id_: int) -> tuple[Recommendation, Round]:
    """The recommendation, locked, for a member of its group who may ask for it to be taken up again now, and the round whose
    outcome that is about. Raises `Forbidden`, `NothingToReopen`, `AskedBefore`."""
    about = await visible_recommendation(work, id_, lock=True, discussed=True)
    demand(work.actor, Action.TAKE_POSITION, [about.group], about.subject)
    contested = about.id in await reopenings.contested(work.tx, [about.id])
    known = await rounds.of_recommendation(work.tx, about.id)
    round_ = round_to_reopen(about, known, contested=contested)
    check_apart((await reopenings.last_of(work.tx, [about.id])).get(about.id), work.now)
    if round_ is None:
        raise NothingToReopen
    return about, round_


async def ask(work: UnitOfWork, id_: int, what: str) -> Recommendation:
    """Ask its chair to take it up again, with what is new; who decides is told. Raises as `require_reopenable` does, `Empty`,
    `TooLong`."""
    about, round_ = await require_reopenable(work, id_)
    words = text_rules.body(what, text_rules.REASON_LIMIT)
    added = await reopenings.add(work.tx, about.id, round_.id, about.group, work.person.id, words, work.now)
    last = (await reopenings.last_of(work.tx, [about.id]))[about.id]
    if not added:
        check_apart(last, work.now)
    await work.record("reopening asked", about.subject)
    await work.tell(await _deciders(work, about.group), REOPENING, last.subject, "asked")
    await work.redraw(about.subject)
    return about


async def reach_of_asking(work: UnitOfWork, id_: int) -> Reach:
    """Whom a request reaches."""
    about, _ = await require_reopenable(work, id_)
    return await work.reach(await _deciders(work, about.group))


async def _deciders(work: UnitOfWork, group: str) -> list[Person]:
    """The chairs of the group but the one who asks or, where none of them can be written to, the secretariat."""
    chairs = await members.holders(work.tx, [group], work.now, {Role.CHAIR})
    reached = [one for one in chairs if one.telegram_id is not None and one.id != work.person.id]
    return reached or [one for one in await members.secretariat(work.tx, work.now) if one.id != work.person.id]


async def require_decidable(work: UnitOfWork, id_: int) -> tuple[Reopening, Recommendation, Round]:
    """A request, locked, for someone who decides it: the group's chair, or the Committee's after an appeal, or the secretariat;
    not whoever asked. Raises `Forbidden`, `AlreadyDecided`, `OwnRequest`."""
    found = await reopenings.find(work.tx, id_, lock=True)
    if found is None:
        raise Forbidden(Action.LEAD_ROUND, f"reopening:{id_}")
    demand(work.actor, Action.LEAD_ROUND, [found.group], found.subject)
    if not found.undecided:
        raise AlreadyDecided
    if found.person is not None and found.person == work.actor.person_id:
        raise OwnRequest
    about = await recommendations.find(work.tx, found.recommendation, lock=True)
    if about is None:
        raise Forbidden(Action.LEAD_ROUND, found.subject)
    return found, about, await rounds.get(work.tx, found.round)


async def asked_by_chair(tx: Transaction, found: Reopening, now: datetime) -> bool:
    """Whether whoever asked is a chair of the group that decides, and so does not decide."""
    return found.person in {one.id for one in await members.holders(tx, [found.group], now, {Role.CHAIR})}


async def reach_of(work: UnitOfWork, about: Recommendation) -> Reach:
    """Whom the decision reaches."""
    return await work.reach(await _group_of(work, about.group))


async def _group_of(work: UnitOfWork, group: str) -> list[Person]:
    return [*await members.holders(work.tx, [group], work.now), *await members.secretariat(work.tx, work.now)]


async def take_up(work: UnitOfWork, id_: int) -> Recommendation:
    """Take it up: it is discussed again, or gets a new version, so that a new round can be opened; the first record stays.
    Raises as `require_decidable` does, and `NothingToReopen` where it has moved on."""
    found, about, round_ = await require_decidable(work, id_)
    known = await rounds.of_recommendation(work.tx, about.id)
    if round_to_reopen(about, known, contested=True) is None:
        raise NothingToReopen
    role = work.actor.speaks_as(found.group)
    await reopenings.decide(work.tx, id_, ReopeningState.TAKEN_UP, work.person.id, role, "", work.now)
    await note_round(work, round_, Happened.REOPENED, stage_after(round_))
    await work.record("reopening: taken up", about.subject, word_of(role))
    await _tell_group(work, found, about, "taken up")
    return about


async def refuse(work: UnitOfWork, id_: int, reason: str) -> Recommendation:
    """Refuse to take it up, and say why. Raises as `require_decidable` does, `Empty`, `TooLong`."""
    found, about, _ = await require_decidable(work, id_)
    role, why = work.actor.speaks_as(found.group), text_rules.body(reason, text_rules.REASON_LIMIT)
    last = found.state is ReopeningState.APPEALED
    state = ReopeningState.TURNED_DOWN if last else ReopeningState.REFUSED
    await reopenings.decide(work.tx, id_, state, work.person.id, role, why, work.now)
    await work.record("reopening: refused", about.subject, word_of(role))
    await _tell_group(work, found, about, state.value)
    return about


async def appeal(work: UnitOfWork, id_: int) -> Recommendation:
    """Go to the Committee, once, after a refusal. Raises `Forbidden` for anybody but the one who asked, `AppealedAlready`."""
    found = await reopenings.find(work.tx, id_, lock=True)
    committee = work.council.committee
    if found is None or found.person != work.person.id:
        raise Forbidden(Action.TAKE_POSITION, f"reopening:{id_}")
    about = await visible_recommendation(work, found.recommendation, lock=True, discussed=True)
    demand(work.actor, Action.TAKE_POSITION, [about.group], found.subject)
    if found.state is not ReopeningState.REFUSED or committee in {"", about.group}:
        raise AppealedAlready
    await reopenings.appeal(work.tx, id_, committee)
    await work.record("reopening: appealed", about.subject)
    await work.tell(await _deciders(work, committee), REOPENING, found.subject, "appealed")
    return about


async def _tell_group(work: UnitOfWork, found: Reopening, about: Recommendation, once: str) -> None:
    await work.redraw(found.subject, REOPENING)
    await work.redraw(about.subject)
    await work.tell(await _group_of(work, about.group), REOPENED, found.subject, once)
