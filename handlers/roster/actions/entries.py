"""Entries of the roster: seen, corrected, exported, and invited by links, each for one entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from council import text_rules
from council.authority import Action, anywhere, demand, require_there
from council.errors import Forbidden, Reachable, Unchanged
from council.roster import Line, in_groups, value_of, visible_lines
from council.roster_rows import Column
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import invitations, members, roster

EXPORT = Kind("roster.export")
CORRECTED = Kind("roster.corrected")

CORRECTABLE: Mapping[Column, Callable[[str], str]] = {
    **dict.fromkeys((Column.NAME, Column.ORGANISATION, Column.COUNTRY), text_rules.name),
    Column.EMAIL: text_rules.email,
}
"""What the secretariat may correct, with the rule of each; language and zone are people's own."""


async def list_visible(work: UnitOfWork) -> list[Line]:
    """The roster as far as the actor may see it: the same people that its file has. Raises `Forbidden`."""
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    if groups == ():
        raise Forbidden(Action.SEE_ROSTER)
    return in_groups(visible_lines(await roster.lines(work.tx, work.now, groups=groups), groups))


async def visible_line(work: UnitOfWork, person_id: int) -> Line:
    """One person's line. Raises `Forbidden`, alike for one that is not there."""
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    visible = visible_lines(await roster.lines(work.tx, work.now, [person_id], groups), groups)
    return require_there(visible[0] if visible else None, Action.SEE_ROSTER, f"person:{person_id}")


async def correct(work: UnitOfWork, person_id: int, column: Column, value: str) -> None:
    """Correct something about a person, who is told. Raises `Forbidden`, `Unchanged`, and for the value `Empty`, `TooLong`,
    `BadEmail`."""
    subject = f"person:{person_id}"
    demand(work.actor, Action.CORRECT_ENTRY, subject=subject)
    line = await roster.find_line(work.tx, person_id, work.now)
    if line is None or column not in CORRECTABLE:
        raise Forbidden(Action.CORRECT_ENTRY, subject)
    new = CORRECTABLE[column](value)
    if new == value_of(line.person, column):
        raise Unchanged
    await members.change(work.tx, person_id, **{column.value: new})
    await work.record("entry corrected", subject, {"field": column.value})
    await work.tell([line.person], CORRECTED, subject, work.now.isoformat(), {"field": column.value})


async def list_seated(work: UnitOfWork) -> list[Line]:
    """Everyone who sits in a group, by name, for a file. Raises `Forbidden`."""
    demand(work.actor, Action.EXPORT_ROSTER)
    await work.record("roster exported")
    return in_groups(await roster.lines(work.tx, work.now))


async def export(work: UnitOfWork) -> None:
    """Have the roster sent as a file to the actor. Raises `Forbidden`."""
    demand(work.actor, Action.EXPORT_ROSTER)
    await work.tell([work.person], EXPORT, f"person:{work.person.id}", work.now.isoformat())
    await work.record("roster exported")


MOST_LINKS = 1000
"""How many links one file holds: it is made while others wait."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links that were just made, each with its secret. Of the others who have not joined, `left` have no link that works,
    and `kept` have one."""

    made: list[tuple[Line, str]]
    left: int
    kept: int


async def make_link(work: UnitOfWork, person_id: int) -> tuple[Line, str]:
    """A fresh link, with its secret, for someone who has not joined, or to whom nothing can be sent any more: by it they
    come back, even with another account. Earlier ones no longer work. Raises `Forbidden`, `Reachable` for all others."""
    subject = f"person:{person_id}"
    demand(work.actor, Action.INVITE, subject=subject)
    line = require_there(await roster.find_line(work.tx, person_id, work.now), Action.INVITE, subject)
    if line.joined and not line.blocked:
        raise Reachable
    [made] = await _invite(work, [line])
    return made


async def make_links(work: UnitOfWork, most: int = MOST_LINKS, *, afresh: bool = False) -> Links:
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
    by = work.actor.person_id
    expires_at, made = work.now + timedelta(days=work.council.invitation_days), []
    for line in lines:
        person, role, token = line.person.id, line.seats[0].role, invitations.new_token()
        groups, hashed = tuple(dict.fromkeys(seat.group for seat in line.seats)), invitations.token_hash(token)
        id_ = await invitations.add(work.tx, hashed, groups, role, expires_at, by, work.now, person)
        await work.record("invitation made", f"invitation:{id_}", {"person": f"person:{person}"})
        made.append((line, token))
    return made
