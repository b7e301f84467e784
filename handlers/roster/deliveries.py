"""The roster's deliveries: what people are told of their roles, the living card of a file, and files."""

from dataclasses import dataclass

from council.authority import Action, may
from council.people import Actor
from council.roster import in_groups
from council.roster_tables import Column
from handlers.common.proofs import heads_of, proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.roster import words
from handlers.roster.actions import imports
from handlers.roster.actions import roles as actions
from handlers.roster.views import imports as checks
from handlers.roster.views import people as views
from handlers.roster.views import spreadsheets as papers
from storage import members, roster
from storage import roster_imports as files
from storage.outbox import Delivery
from storage.roster_imports import ImportState, RowKind

XLSX = "roster.xlsx"


async def _may(desk: Desk, action: Action) -> bool:
    if desk.person is None:
        return False
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now)
    return may(Actor("person", desk.person, seats), action)


@dataclass(frozen=True, slots=True)
class Told:
    """What someone has in a group by now, when it has changed."""

    name: str = actions.TOLD
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        group = str(delivery.data["group"])
        found = await roster.lines(desk.tx, desk.now, only=delivery.subject_id)
        seats = [seat for line in found for seat in line.seats if seat.group == group]
        return views.told(desk.council, group, seats, desk.now, desk.council.zone, desk.t)


@dataclass(frozen=True, slots=True)
class PutRight:
    """What was put right about someone, as it stands by now."""

    name: str = actions.PUT_RIGHT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        who, column = desk.person, Column(str(delivery.data["field"]))
        if who is None:
            return Drop("nobody")
        values = {Column.NAME: who.name, Column.ORGANISATION: who.organisation, Column.COUNTRY: who.country}
        return views.put_right(words.head_name(column, desk.t), values.get(column, who.email), desk.t)


@dataclass(frozen=True, slots=True)
class Exported:
    """The roster as a file, as it is when it is sent."""

    name: str = actions.EXPORT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, _delivery: Delivery) -> Prepared:
        if not await _may(desk, Action.EXPORT_ROSTER):
            return Drop("no longer the secretariat")
        lines = in_groups(await roster.lines(desk.tx, desk.now))
        council, now, t = desk.council, desk.now, desk.t
        heads = await heads_of(desk.tx)
        return Paper(
            XLSX,
            views.exported(len(lines), t),
            lambda: workbook(papers.roster(council, lines, now, t), proof_sheet(heads, now, council.zone, t)),
        )


@dataclass(frozen=True, slots=True)
class ImportCard:
    """A roster that came as a file: what was found, how far it is, what came of it."""

    name: str = imports.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await files.import_(desk.tx, delivery.subject_id)
        if found is None or not await _may(desk, Action.IMPORT_ROSTER):
            return Drop("no longer the secretariat")
        rows = []
        if found.state is ImportState.STAGED:
            for kind in (RowKind.WRONG, RowKind.CHANGED, RowKind.NOTE):
                rows += await files.staged(desk.tx, found.id, [kind], limit=checks.SHOWN)
        return checks.card(desk.council, found, rows, desk.t)


@dataclass(frozen=True, slots=True)
class Everything:
    """Everything that was found in a staged file."""

    name: str = imports.CHECK
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if not await _may(desk, Action.IMPORT_ROSTER):
            return Drop("no longer the secretariat")
        rows = await files.staged(desk.tx, delivery.subject_id, list(RowKind))
        if not rows:
            return Drop("not staged any more")
        council, t = desk.council, desk.t
        return Paper(XLSX, checks.checked(t), lambda: workbook(checks.everything(council, rows, t)))


KINDS = (Told(), PutRight(), Exported(), ImportCard(), Everything())
