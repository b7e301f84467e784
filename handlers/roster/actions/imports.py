"""Rosters that came as files: staged, confirmed, written in chunks."""

from collections.abc import Iterable, Sequence

from council.authority import Action, demand, require_there
from council.errors import ChangedMeanwhile, Stale
from council.events import SeatsChanged
from council.roster_diff import Plan, Register, changes
from council.roster_rows import Entry, Mistake
from council.roster_tables import Reading
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.roster.actions.roles import tell_seat_changed
from storage import audit, members, roster, roster_imports
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, entry_of, entry_values

CARD = Kind("roster.import", card=True)
CHECK = Kind("roster.check")

CHUNK = 200
"""How many rows one transaction writes, so that no other writer waits long."""


async def receive(work: UnitOfWork, file_name: str, reading: Reading, file_id: str = "") -> Import:
    """Keep a table's rows until somebody confirms them; the roster is not changed. Whoever sent it gets a card, which follows
    it. `file_id`: by which the file can be read again. Raises `Forbidden`, and `Stale` while another file is being written."""
    demand(work.actor, Action.IMPORT_ROSTER)
    if await roster_imports.find_writing(work.tx) is not None:
        raise Stale
    rows, same = await _planned(work, reading.entries, reading.mistakes)
    by = work.actor.person
    whose, source = by.id if by else None, reading.source
    made = await roster_imports.stage(work.tx, whose, file_name, rows, same, reading.unused, work.now, source, file_id)
    if not (made.to_write or made.counts[RowKind.WRONG] or source.others or source.hidden or source.encodings):
        await roster_imports.discard(work.tx, made.id)
    await work.record("roster received", made.subject, {kind.value: n for kind, n in made.counts.items()})
    await work.tell([by] if by else [], CARD, made.subject)
    return made


async def get(work: UnitOfWork, import_id: int) -> Import:
    """A file that was received. Raises `Forbidden`, alike for one that is not there."""
    subject = f"import:{import_id}"
    demand(work.actor, Action.IMPORT_ROSTER, subject=subject)
    return require_there(await roster_imports.find(work.tx, import_id), Action.IMPORT_ROSTER, subject)


async def confirm(work: UnitOfWork, import_id: int) -> Import:
    """Have a staged file written. Raises `Forbidden`, `Stale`, and `ChangedMeanwhile` when the roster was changed since it
    was compared with the file."""
    found = await get(work, import_id)
    if found.state is not ImportState.STAGED or not found.to_write:
        raise Stale
    staged = await roster_imports.staged(work.tx, import_id, [RowKind.NEW, RowKind.CHANGED])
    rows, _ = await _planned(work, [entry_of(row) for row in staged], ())
    if [row for row in rows if row.kind is not RowKind.NOTE] != staged:
        raise ChangedMeanwhile
    if not await roster_imports.begin(work.tx, import_id):
        raise Stale
    await work.record("roster import confirmed", found.subject)
    await work.redraw(found.subject, CARD)
    return await get(work, import_id)


async def discard(work: UnitOfWork, import_id: int) -> None:
    """Drop a staged file. Raises `Forbidden`, `Stale`."""
    found = await get(work, import_id)
    if not await roster_imports.discard(work.tx, import_id):
        raise Stale
    await work.record("roster import discarded", found.subject)
    await work.redraw(found.subject, CARD)


async def show_all(work: UnitOfWork, import_id: int) -> None:
    """Have everything that was found in a staged file sent to the actor, as a file. Raises `Forbidden`, `Stale`."""
    found = await get(work, import_id)
    if found.state is not ImportState.STAGED:
        raise Stale
    await work.tell([work.person], CHECK, found.subject, work.now.isoformat())


async def write_some(work: UnitOfWork) -> bool:
    """Write one chunk of the file that is being written; False when there is none."""
    found = await roster_imports.find_writing(work.tx)
    if found is None:
        return False
    rows = await roster_imports.staged(work.tx, found.id, [RowKind.NEW, RowKind.CHANGED], found.written_to, CHUNK)
    # First the mark, then the rows: another process that writes the same file waits here, and then finds it written.
    if not await roster_imports.advance(work.tx, found, rows[-1].number if rows else found.written_to, len(rows)):
        return True
    by = f"person:{found.by}" if found.by else "operator"
    new = [entry_of(row) for row in rows if row.kind is RowKind.NEW]
    language, zone = work.council.languages[0], work.council.zone
    for id_ in await roster_imports.add_people(work.tx, new, language, zone, work.now):
        await audit.record(work.tx, work.now, by, "brought in from a file", f"person:{id_}", {"import": found.id})
    await _change(work, found, by, [row for row in rows if row.kind is RowKind.CHANGED])
    if len(rows) < CHUNK:
        await roster_imports.finish(work.tx, found.id, work.now)
        n = found.written + len(rows)
        await audit.record(work.tx, work.now, by, "roster import done", found.subject, {"rows": n})
    await work.redraw(found.subject, CARD)
    return True


async def _change(work: UnitOfWork, found: Import, by: str, rows: Sequence[StagedRow]) -> None:
    """Write changed rows, compared with the roster as it is now: what was changed to the same meanwhile is left alone."""
    persons = [row.person for row in rows if row.person is not None]
    known = {one.person.id: one for one in await roster.known(work.tx, work.now, only=persons)} if persons else {}
    groups: set[str] = set()
    for row in rows:
        who, entry = known.get(row.person or 0), entry_of(row)
        if who is None:
            continue
        id_, different = who.person.id, changes(entry, who)
        fields: dict[str, str | bool] = {change.what: change.now for change in different if not change.group}
        if fields:
            await members.change(work.tx, id_, **fields)
        for group in [change.group for change in different if change.group]:
            await members.seat(work.tx, id_, group, entry.seats[group], work.now)
            await tell_seat_changed(work, who.person, group)
            groups.add(group)
        detail: audit.Detail = {"import": found.id, "changed": [change.group or change.what for change in different]}
        await audit.record(work.tx, work.now, by, "changed from a file", f"person:{id_}", detail)
    if groups:
        await work.happened(SeatsChanged(groups))


async def _planned(work: UnitOfWork, told: Iterable[Entry], mistakes: Iterable[Mistake]) -> tuple[list[StagedRow], int]:
    """The rows to be staged, by number, and how many say only what the roster says already."""
    register = Register(await roster.known(work.tx, work.now))
    rows, same = [_wrong(mistake) for mistake in mistakes], 0
    for entry in told:
        plan, mistake = register.plan(entry)
        if mistake is not None:
            rows.append(_wrong(mistake))
        if plan is not None and plan.same:
            same += 1
        elif plan is not None:
            rows.append(_row(plan))
    return sorted(rows, key=lambda row: row.number), same


def _wrong(mistake: Mistake) -> StagedRow:
    data = {"column": mistake.column, "why": mistake.why.value, "told": mistake.detail}
    return StagedRow(mistake.row, RowKind.NOTE if mistake.note else RowKind.WRONG, None, data)


def _row(plan: Plan) -> StagedRow:
    data = entry_values(plan.entry)
    if plan.person is not None:
        data["changes"] = [[change.what, change.was, change.now, change.group] for change in plan.changes]
    return StagedRow(plan.entry.row, RowKind.NEW if plan.person is None else RowKind.CHANGED, plan.person, data)
