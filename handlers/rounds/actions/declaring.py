"""A chair who wrote the text leaves it to somebody else to declare how the round ends."""

from collections.abc import Sequence

from council.authority import Action
from council.errors import Closed, Stale
from council.people import Person, Role
from council.round_terms import is_barred
from council.rounds import Round
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import require_lead
from handlers.rounds.reads import SHEET
from storage import members, rounds
from storage.outbox import Lane

DECLARER = Kind("recommendations.declarer", Lane.ROUNDS)


async def require_leaver(work: UnitOfWork, round_id: int) -> tuple[Round, Sequence[Person]]:
    """The round, locked, for someone who leads it and wrote its text, and the other chairs who can be told. Raises
    `Forbidden`, `Closed`, and `Stale` for anybody else: they declare themselves."""
    round_ = await require_lead(work, round_id, Action.LEAD_ROUND)
    if not is_barred(round_, work.person.id, work.council):
        raise Stale
    if not round_.under_way(work.now):
        raise Closed
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    return round_, [one for one in chairs if one.id != work.person.id and one.telegram_id is not None]


async def leave_to(work: UnitOfWork, round_id: int, person: int) -> tuple[Round, Person | None]:
    """Leave it to another chair, by id, or (0) to the secretariat; the round, and the chair. They are told. Raises as
    `require_leaver` does, and `Stale` for who is no other chair of the group."""
    round_, chairs = await require_leaver(work, round_id)
    chair = next((one for one in chairs if one.id == person), None)
    if person and chair is None:
        raise Stale
    role = Role.CHAIR if chair else Role.SECRETARIAT
    await rounds.leave_declaring(work.tx, round_.id, role)
    told = [chair] if chair else [one for one in await members.secretariat(work.tx, work.now) if one.id != work.person.id]
    detail = {"to": f"person:{chair.id}"} if chair else {"role": "secretariat"}
    await work.record("declaring left", round_.subject, detail)
    await work.tell(told, DECLARER, round_.subject, f"{work.now:%Y%m%d%H%M%S%f}")
    await work.redraw(round_.subject, SHEET)
    return round_, chair
