"""The only writers of terms and suspensions, of what stands in entries of the roster, and of links that are for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from council import text_rules
from council.authority import Action, anywhere, demand
from council.errors import AlreadyInRole, Forbidden, Reachable, Unchanged
from council.people import Person, Role, Seat, check_term
from council.roster import Line, in_groups, seen_by
from council.roster_tables import Column
from handlers.framework.work import UnitOfWork
from storage import audit, invitations, members, outbox, roster
from storage.outbox import Lane, Order

TOLD, EXPORT, PUT_RIGHT = "roster.told", "roster.export", "roster.corrected"
"""Kinds of deliveries."""

CORRECTED = (Column.NAME, Column.ORGANISATION, Column.COUNTRY, Column.EMAIL)
"""What the secretariat may put right; language and zone are people's own."""

MOST_LINKS = 1000
"""How many links one file holds: it is made while others wait."""


async def look_through(work: UnitOfWork) -> list[Line]:
    """The roster as far as the one who acts may see it. Raises `Forbidden`."""
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    if groups == ():
        raise Forbidden(Action.SEE_ROSTER)
    return seen_by(await roster.lines(work.tx, work.now), groups)


async def look_at(work: UnitOfWork, person_id: int) -> Line:
    """One line of it. Raises `Forbidden`, alike for one that is not there."""
    subject = f"person:{person_id}"
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    seen = seen_by(await roster.lines(work.tx, work.now, only=person_id), groups)
    if not seen:
        raise Forbidden(Action.SEE_ROSTER, subject)
    return seen[0]


async def give(
    work: UnitOfWork, person_id: int, group: str, role: Role, since: datetime | None, until: datetime | None
) -> None:
    """Give a role in a group, from `since` (None: from now) until `until`; whatever else they have there ends then.

    Raises `Forbidden`, `AlreadyInRole`, and `InThePast` for a term that is none.
    """
    who = await _who(work, person_id, group)
    if role is Role.SECRETARIAT:
        raise Forbidden(Action.APPOINT, f"person:{person_id}")
    begins = max(since, work.now) if since else work.now
    check_term(begins, until, work.now)
    if any((s.role, s.until) == (role, until) and s.held(begins) for s in who.seats if s.group == group):
        raise AlreadyInRole
    await members.seat(work.tx, person_id, group, role, work.now, begins, until)
    detail = {
        "group": group,
        "role": role.value,
        "since": begins.isoformat(),
        "until": until.isoformat() if until else "",
    }
    await audit.record(work.tx, work.now, work.actor.label, "role given", f"person:{person_id}", detail)
    await _changed(work, who.person, group)


async def set_end(work: UnitOfWork, person_id: int, group: str, until: datetime | None) -> None:
    """Give the role in a group another end; None: none. Raises `Forbidden`, `InThePast`, `Unchanged`."""
    who = await _who(work, person_id, group)
    seat = _seat(who, group)
    check_term(seat.since, until, work.now)
    if seat.until == until:
        raise Unchanged
    await members.end_seat(work.tx, person_id, group, until, work.now)
    detail = {"group": group, "until": until.isoformat() if until else ""}
    await audit.record(work.tx, work.now, work.actor.label, "term changed", f"person:{person_id}", detail)
    await _changed(work, who.person, group)


async def suspend(work: UnitOfWork, person_id: int, group: str) -> None:
    """Put a role out of force until it is lifted. Raises `Forbidden`, `Unchanged`."""
    who = await _who(work, person_id, group)
    if await members.suspend(work.tx, person_id, group, work.now) is None:
        raise Unchanged
    await audit.record(work.tx, work.now, work.actor.label, "role suspended", f"person:{person_id}", {"group": group})
    await _changed(work, who.person, group)


async def lift(work: UnitOfWork, person_id: int, group: str) -> None:
    """Put a suspended role into force again. Raises `Forbidden`, `Unchanged`."""
    who = await _who(work, person_id, group)
    if await members.lift(work.tx, person_id, group, work.now) is None:
        raise Unchanged
    await audit.record(
        work.tx, work.now, work.actor.label, "suspension lifted", f"person:{person_id}", {"group": group}
    )
    await _changed(work, who.person, group)


async def end(work: UnitOfWork, person_id: int, group: str) -> None:
    """End whatever they have in a group, now. Raises `Forbidden`, `Unchanged`."""
    who = await _who(work, person_id, group)
    _seat(who, group)
    await members.unseat(work.tx, person_id, group, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "role ended", f"person:{person_id}", {"group": group})
    await _changed(work, who.person, group)


async def correct(work: UnitOfWork, person_id: int, column: Column, value: str) -> None:
    """Put something about someone right: they are told what, and see it in /profile.

    Raises `Forbidden`, `Unchanged`, and for the value `Empty`, `TooLong`, `BadEmail`.
    """
    subject = f"person:{person_id}"
    demand(work.actor, Action.CORRECT_ENTRY, subject=subject)
    found = await roster.lines(work.tx, work.now, only=person_id)
    if not found or column not in CORRECTED:
        raise Forbidden(Action.CORRECT_ENTRY, subject)
    who = found[0].person
    had = {Column.NAME: who.name, Column.ORGANISATION: who.organisation, Column.COUNTRY: who.country,
           Column.EMAIL: who.email}[column]  # fmt: skip
    new = text_rules.email(value) if column is Column.EMAIL else text_rules.name(value)
    if new == had:
        raise Unchanged
    await members.change(work.tx, person_id, **{column.value: new})
    await audit.record(work.tx, work.now, work.actor.label, "entry corrected", subject, {"field": column.value})
    if who.telegram_id is not None:
        key = f"{subject}:corrected:{work.now.isoformat()}"
        order = Order(key, PUT_RIGHT, subject, Lane.RECEIPTS, who.telegram_id, person_id, {"field": column.value})
        await outbox.queue(work.tx, [order], work.now)


async def turn_some(work: UnitOfWork) -> bool:
    """Follow one role that has begun or ended by the clock: its holder is told, cards are redrawn. False: none has."""
    turn = await roster.next_turn(work.tx, work.now)
    if turn is None:
        return False
    await roster.turned(work.tx, turn, work.now)
    what = "role began" if turn.seat.lasts(work.now) else "role ended by its term"
    detail = {"group": turn.seat.group, "role": turn.seat.role.value}
    await audit.record(work.tx, work.now, work.actor.label, what, f"person:{turn.person}", detail)
    person = await members.get(work.tx, turn.person)
    if person is not None:
        await _changed(work, person, turn.seat.group)
    return True


async def link(work: UnitOfWork, person_id: int) -> tuple[Line, str]:
    """A fresh link for one who has not joined, or to whom nothing can be sent any more: with it they come back, be it with
    another account. Earlier ones no longer work. Raises `Forbidden`, and `Reachable` for everyone else."""
    demand(work.actor, Action.INVITE, subject=f"person:{person_id}")
    found = await roster.lines(work.tx, work.now, only=person_id)
    if not found:
        raise Forbidden(Action.INVITE, f"person:{person_id}")
    if found[0].joined and not found[0].blocked:
        raise Reachable
    [made] = await _invite(work, found)
    return made


@dataclass(frozen=True, slots=True)
class Links:
    """Links that were just made, each with its secret. Of those others who have not joined, `left` have no link that works,
    and `kept` have one."""

    made: list[tuple[Line, str]]
    left: int
    kept: int


async def links(work: UnitOfWork, most: int = MOST_LINKS, *, afresh: bool = False) -> Links:
    """Links for at most so many of those who have not joined and have none that works; `afresh`: earlier ones of all who
    have not joined end first. Raises `Forbidden`."""
    demand(work.actor, Action.INVITE)
    waiting = [line for line in await roster.lines(work.tx, work.now) if not line.joined]
    if afresh:
        await roster.revoke_for(work.tx, [line.person.id for line in waiting], work.now)
    invited = await roster.invited(work.tx, work.now)
    without = sorted((line for line in waiting if line.person.id not in invited), key=lambda line: line.person.id)
    made = await _invite(work, without[:most])
    return Links(made, len(without) - len(made), len(waiting) - len(without))


async def _invite(work: UnitOfWork, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    await roster.revoke_for(work.tx, [line.person.id for line in lines], work.now)
    by = work.actor.person.id if work.actor.person else None
    expires_at = work.now + timedelta(days=work.council.invitation_days)
    made = []
    for line in lines:
        groups = tuple(dict.fromkeys(seat.group for seat in line.seats))
        token = invitations.new_token()
        id_ = await invitations.add(
            work.tx, invitations.token_hash(token), groups, line.seats[0].role, expires_at, by, work.now, line.person.id
        )
        detail = {"person": f"person:{line.person.id}"}
        await audit.record(work.tx, work.now, work.actor.label, "invitation made", f"invitation:{id_}", detail)
        made.append((line, token))
    return made


async def seated(work: UnitOfWork) -> list[Line]:
    """Everyone who sits in a group, by name, for a file. Raises `Forbidden`."""
    demand(work.actor, Action.EXPORT_ROSTER)
    await audit.record(work.tx, work.now, work.actor.label, "roster exported")
    return in_groups(await roster.lines(work.tx, work.now))


async def export(work: UnitOfWork) -> None:
    """Have the roster sent as a file to the one who acts. Raises `Forbidden`."""
    demand(work.actor, Action.EXPORT_ROSTER)
    person = work.person
    if person.telegram_id is not None:
        key = f"roster:export:{person.id}:{work.now.isoformat()}"
        order = Order(key, EXPORT, f"person:{person.id}", Lane.RECEIPTS, person.telegram_id, person.id)
        await outbox.queue(work.tx, [order], work.now)
    await audit.record(work.tx, work.now, work.actor.label, "roster exported")


async def _who(work: UnitOfWork, person_id: int, group: str) -> Line:
    """The one whose role is to be changed; whoever was never admitted is made a member by an invitation, not here."""
    subject = f"person:{person_id}"
    demand(work.actor, Action.APPOINT, [group], subject)
    found = await roster.known(work.tx, work.now, only=[person_id])
    if not found or group not in work.council.codes:
        raise Forbidden(Action.APPOINT, subject)
    return Line(found[0].person, found[0].seats)


def _seat(who: Line, group: str) -> Seat:
    """Their present or next role there. Raises `Unchanged` when there is none."""
    seat = next((seat for seat in who.seats if seat.group == group), None)
    if seat is None:
        raise Unchanged
    return seat


async def _changed(work: UnitOfWork, person: Person, group: str) -> None:
    """Tell the one whose role it is, and have redrawn what shows who sits there."""
    if person.telegram_id is not None and group:
        subject = f"person:{person.id}"
        key = f"{subject}:told:{group}:{work.now.isoformat()}"
        order = Order(key, TOLD, subject, Lane.RECEIPTS, person.telegram_id, person.id, {"group": group})
        await outbox.queue(work.tx, [order], work.now)
    for about in await roster.shown_in(work.tx, [group], work.now):
        await outbox.redraw(work.tx, about, work.now)
