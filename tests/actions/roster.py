"""Shared by tests: rosters that come as files, and who sits where by them."""

from datetime import timedelta

from council.people import Role
from council.roster_tables import read
from handlers.roster.actions import imports
from handlers.roster.views.spreadsheets import vocabulary
from storage import members, roster
from tests.actions.at_work import CouncilAtWork, Someone
from tests.roster_tables import read_rows, sheet

B = "B · Psychosocial support, health and education"


async def bring_in(by: Someone, *rows: list[str]) -> None:
    """The secretariat brings these rows in from a file."""
    reading = read(read_rows("roster.xlsx", sheet(*rows)), vocabulary(by.council.council))
    found = await by.does(imports.receive, "roster.xlsx", reading)
    await by.does(imports.confirm, found.id)
    await by.council.delivered()


async def seats(at_work: CouncilAtWork, person: int, after: timedelta = timedelta()) -> dict[str, Role]:
    async with at_work.store.read() as tx:
        return {seat.group: seat.role for seat in await members.seats_of(tx, person, at_work.now + after)}


async def by_name(at_work: CouncilAtWork, name: str) -> int:
    async with at_work.store.read() as tx:
        found = await roster.known(tx, at_work.now)
    return next(known.person.id for known in found if known.person.name == name)
