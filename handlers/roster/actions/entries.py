"""Entries of the roster: seen, corrected, exported."""

from council import text_rules
from council.authority import Action, anywhere, demand
from council.errors import Forbidden, Unchanged
from council.roster import Line, in_groups, value_of, visible_lines
from council.roster_tables import Column
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import members, roster

EXPORT = Kind("roster.export")
CORRECTED = Kind("roster.corrected")

CORRECTABLE = (Column.NAME, Column.ORGANISATION, Column.COUNTRY, Column.EMAIL)
"""What the secretariat may correct; language and zone are people's own."""


async def list_visible(work: UnitOfWork) -> list[Line]:
    """The roster as far as the actor may see it. Raises `Forbidden`."""
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    if groups == ():
        raise Forbidden(Action.SEE_ROSTER)
    return visible_lines(await roster.lines(work.tx, work.now), groups)


async def visible_line(work: UnitOfWork, person_id: int) -> Line:
    """One person's line. Raises `Forbidden`, alike for one that is not there."""
    groups = anywhere(work.actor, Action.SEE_ROSTER)
    visible = visible_lines(await roster.lines(work.tx, work.now, [person_id]), groups)
    if not visible:
        raise Forbidden(Action.SEE_ROSTER, f"person:{person_id}")
    return visible[0]


async def correct(work: UnitOfWork, person_id: int, column: Column, value: str) -> None:
    """Correct something about a person, who is told.

    Raises `Forbidden`, `Unchanged`, and for the value `Empty`, `TooLong`, `BadEmail`.
    """
    subject = f"person:{person_id}"
    demand(work.actor, Action.CORRECT_ENTRY, subject=subject)
    line = await roster.find_line(work.tx, person_id, work.now)
    if line is None or column not in CORRECTABLE:
        raise Forbidden(Action.CORRECT_ENTRY, subject)
    new = text_rules.email(value) if column is Column.EMAIL else text_rules.name(value)
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
