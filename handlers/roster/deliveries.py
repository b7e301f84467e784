"""The roster's deliveries: messages about roles and corrections, the card of a file, and files."""

from collections.abc import Mapping, Sequence

from council.authority import Action
from council.chain import Heads
from council.people import Seat
from council.roster import Line, in_groups, value_of
from council.roster_rows import Column
from handlers.common.proofs import proof_sheet
from handlers.common.view import titled
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, load_nothing, one_by_one
from handlers.roster.actions import entries, imports, roles
from handlers.roster.views import imports as import_views, people, roles as role_views, spreadsheets
from storage import records, roster, roster_imports
from storage.outbox import Delivery
from storage.roster_imports import Import, ImportState, RowKind, StagedRow

XLSX = "roster.xlsx"


async def _load_seats(read: Read, claimed: Sequence[Delivery]) -> Mapping[int, Sequence[Seat]]:
    known = await roster.known(read.tx, read.now, {one.subject_id for one in claimed})
    return {one.person.id: one.seats for one in known}


def _seat_changed(found: Mapping[int, Sequence[Seat]], delivery: Delivery, reader: Reader) -> Sendable:
    group, council = str(delivery.data["group"]), reader.council
    seats = [seat for seat in found.get(delivery.subject_id, ()) if seat.group == group]
    return role_views.changed(council, group, seats, reader.now, reader.t)


def _corrected(_nothing: None, delivery: Delivery, reader: Reader) -> Sendable:
    """What was corrected about someone, as it is by now."""
    if reader.person is None:
        raise Drop("nobody")
    column = Column(str(delivery.data["field"]))
    return people.corrected(column, value_of(reader.person, column), reader.t)


async def _load_roster(read: Read, _delivery: Delivery, reader: Reader) -> tuple[list[Line], Heads]:
    reader.require_secretariat(Action.EXPORT_ROSTER)
    return in_groups(await roster.lines(read.tx, read.now)), await records.heads(read.tx)


def _exported(found: tuple[list[Line], Heads], _delivery: Delivery, reader: Reader) -> Sendable:
    """The roster as a file, as it is when it is sent."""
    (lines, heads), council, now, t = found, reader.council, reader.now, reader.t
    told = titled(t("Roster"), t.plural("{n} person", "{n} people", len(lines)), protect=True)

    def draw() -> bytes:
        return workbook(spreadsheets.roster(council, lines, now, t), proof_sheet(heads, now, council.zone, t))

    return Paper(XLSX, told, draw)


async def _load_import(read: Read, delivery: Delivery, reader: Reader) -> tuple[Import, list[StagedRow]]:
    found = await roster_imports.find(read.tx, delivery.subject_id)
    reader.require_secretariat(Action.IMPORT_ROSTER)
    if found is None:
        raise Drop("no longer the secretariat")
    kinds = (RowKind.NEW, RowKind.WRONG, RowKind.CHANGED, RowKind.NOTE) if found.state is ImportState.STAGED else ()
    some = [await roster_imports.staged(read.tx, found.id, [kind], limit=import_views.SHOWN) for kind in kinds]
    return found, [row for rows in some for row in rows]


async def _load_staged(read: Read, delivery: Delivery, reader: Reader) -> tuple[list[StagedRow], Sequence[str]]:
    reader.require_secretariat(Action.IMPORT_ROSTER)
    rows = await roster_imports.staged(read.tx, delivery.subject_id, list(RowKind))
    found = await roster_imports.find(read.tx, delivery.subject_id)
    if not rows or found is None:
        raise Drop("not staged any more")
    return rows, found.source.sheets


def _everything(loaded: tuple[list[StagedRow], Sequence[str]], _delivery: Delivery, reader: Reader) -> Sendable:
    """Everything that was found in a staged file."""
    council, t = reader.council, reader.t
    told = titled(t("All findings"), protect=True)
    return Paper(XLSX, told, lambda: workbook(import_views.everything(council, *loaded, t)))


DELIVERIES = (
    Delivers(roles.SEAT_CHANGED, _load_seats, _seat_changed), Delivers(entries.CORRECTED, load_nothing, _corrected),
    one_by_one(entries.EXPORT, _load_roster, _exported), one_by_one(imports.CHECK, _load_staged, _everything),
    one_by_one(imports.CARD, _load_import, lambda found, _, reader: import_views.card(reader.council, *found, reader.t)),
)  # fmt: skip
