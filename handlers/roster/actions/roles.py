"""Roles in groups and their terms: given, changed, suspended, lifted, ended, and followed when the clock turns them."""

from datetime import datetime

from council.authority import Action, demand
from council.errors import AlreadyInRole, Forbidden, Unchanged
from council.events import SeatsChanged
from council.people import Person, Role, Seat, check_term
from council.roster import Line
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import members, roster

SEAT_CHANGED = Kind("roster.told", outsiders=True)


async def give(work: UnitOfWork, person_id: int, group: str, role: Role, since: datetime | None, until: datetime | None) -> None:
    """Give a role in a group, from `since` (None: now) until `until` (None: open-ended), both UTC. Whatever else they have
    in the group ends then. Raises `Forbidden`, `AlreadyInRole`, and `InThePast` for a term that is over before it begins."""
    line = await _require_line(work, person_id, group)
    if role is Role.SECRETARIAT:
        raise Forbidden(Action.APPOINT, f"person:{person_id}")
    begins = max(since, work.now) if since else work.now
    ends = until.isoformat() if until else ""
    check_term(begins, until, work.now)
    if any((s.role, s.until) == (role, until) and s.held(begins) for s in line.seats if s.group == group):
        raise AlreadyInRole
    await members.seat(work.tx, person_id, group, role, work.now, begins, until)
    detail = {"group": group, "role": role.value, "since": begins.isoformat(), "until": ends}
    await work.record("role given", f"person:{person_id}", detail)
    await _follow(work, line.person, group)


async def set_end(work: UnitOfWork, person_id: int, group: str, until: datetime | None) -> None:
    """Give the role in a group another end (UTC); None: none. Raises `Forbidden`, `InThePast`, `Unchanged`."""
    line = await _require_line(work, person_id, group)
    seat = _seat(line, group)
    check_term(seat.since, until, work.now)
    if seat.until == until:
        raise Unchanged
    await members.end_seat(work.tx, person_id, group, until, work.now)
    ends = until.isoformat() if until else ""
    await work.record("term changed", f"person:{person_id}", {"group": group, "until": ends})
    await _follow(work, line.person, group)


async def suspend(work: UnitOfWork, person_id: int, group: str, *, lift: bool = False) -> None:
    """Put a role out of force or, to `lift` its suspension, into force again. Raises `Forbidden`, `Unchanged`."""
    line = await _require_line(work, person_id, group)
    if await (members.lift if lift else members.suspend)(work.tx, person_id, group, work.now) is None:
        raise Unchanged
    await work.record("suspension lifted" if lift else "role suspended", f"person:{person_id}", {"group": group})
    await _follow(work, line.person, group)


async def end(work: UnitOfWork, person_id: int, group: str) -> None:
    """End whatever they have in a group, now. Raises `Forbidden`, `Unchanged`."""
    line = await _require_line(work, person_id, group)
    _seat(line, group)
    await members.unseat(work.tx, person_id, group, work.now)
    await work.record("role ended", f"person:{person_id}", {"group": group})
    await _follow(work, line.person, group)


async def turn_some(work: UnitOfWork) -> bool:
    """Follow one role that has begun or ended by the clock: its holder is told, cards are redrawn. False: there is none."""
    turn = await roster.next_turn(work.tx, work.now)
    if turn is None:
        return False
    await roster.mark_turned(work.tx, turn, work.now)
    action = "role began" if turn.seat.lasts(work.now) else "role ended by its term"
    await work.record(action, f"person:{turn.person}", {"group": turn.seat.group, "role": turn.seat.role.value})
    person = await members.find(work.tx, turn.person)
    if person is not None:
        await _follow(work, person, turn.seat.group)
    return True


async def tell_seat_changed(work: UnitOfWork, person: Person, group: str) -> None:
    """Tell a person what they have in a group by now."""
    once = f"{group}:{work.now.isoformat()}"
    await work.tell([person], SEAT_CHANGED, f"person:{person.id}", once, {"group": group})


async def _follow(work: UnitOfWork, person: Person, group: str) -> None:
    """After a change: tell the person, and redraw the cards that show who sits in the group."""
    if group:
        await tell_seat_changed(work, person, group)
    await work.happened(SeatsChanged([group]))


async def _require_line(work: UnitOfWork, person_id: int, group: str) -> Line:
    """The person whose role is to be changed. Raises `Forbidden`, also for one who never had a seat: they become a member
    by an invitation or a request."""
    subject = f"person:{person_id}"
    demand(work.actor, Action.APPOINT, [group], subject)
    found = await roster.known(work.tx, work.now, only=[person_id])
    if not found or group not in work.council.codes:
        raise Forbidden(Action.APPOINT, subject)
    return Line(found[0].person, found[0].seats)


def _seat(line: Line, group: str) -> Seat:
    """Their present or next role there. Raises `Unchanged` when there is none."""
    seat = next((seat for seat in line.seats if seat.group == group), None)
    if seat is None:
        raise Unchanged
    return seat
