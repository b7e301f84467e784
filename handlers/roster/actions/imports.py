"""The only writers of rosters that came as a file: staged, confirmed, written in chunks."""

from collections.abc import Iterable, Sequence

from council.authority import Action, demand
from council.errors import ChangedMeanwhile, Forbidden, Stale
from council.roster_diff import Plan, Register, changes
from council.roster_tables import Entry, Mistake, Reading
from handlers.framework.work import UnitOfWork
from storage import audit, members, outbox, roster, roster_imports
from storage.outbox import Lane, Order
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, entry_of, kept

CARD, CHECK, TOLD = "roster.import", "roster.check", "roster.told"
"""Kinds of deliveries."""

CHUNK = 200
"""How many rows one transaction writes, so that no other writer waits long."""


async def receive(work: UnitOfWork, file_name: str, reading: Reading) -> Import:
    """Keep a table's rows until someone confirms them; nothing of the roster is changed. Raises `Forbidden`, and `Stale`
    while another file is being written. The one who sent it gets a card that lives on."""
    demand(work.actor, Action.IMPORT_ROSTER)
    if await roster_imports.writing(work.tx) is not None:
        raise Stale
    rows, same = await _planned(work, reading.entries, reading.mistakes)
    by = work.actor.person.id if work.actor.person else None
    made = await roster_imports.stage(work.tx, by, file_name, rows, same, reading.unused, work.now)
    if not made.to_write and not made.counts[RowKind.WRONG]:
        await roster_imports.discard(work.tx, made.id)
    detail = {kind.value: n for kind, n in made.counts.items()}
    await audit.record(work.tx, work.now, work.actor.label, "roster received", made.subject, detail)
    person = work.actor.person
    if person is not None and person.telegram_id is not None:
        order = Order(f"{made.subject}:card", CARD, made.subject, Lane.RECEIPTS, person.telegram_id, person.id)
        await outbox.queue(work.tx, [order], work.now)
    return made


async def look(work: UnitOfWork, import_id: int) -> Import:
    """The file that was received. Raises `Forbidden`, alike for one that is not there."""
    subject = f"import:{import_id}"
    demand(work.actor, Action.IMPORT_ROSTER, subject=subject)
    found = await roster_imports.import_(work.tx, import_id)
    if found is None:
        raise Forbidden(Action.IMPORT_ROSTER, subject)
    return found


async def confirm(work: UnitOfWork, import_id: int) -> Import:
    """Have a staged file written. Raises `Forbidden`, `Stale`, and `ChangedMeanwhile` when the roster was changed since it was
    compared with it."""
    found = await look(work, import_id)
    if found.state is not ImportState.STAGED or not found.to_write:
        raise Stale
    staged = await roster_imports.staged(work.tx, import_id, [RowKind.NEW, RowKind.CHANGED])
    rows, _ = await _planned(work, [entry_of(row) for row in staged], ())
    if [row for row in rows if row.kind is not RowKind.NOTE] != staged:
        raise ChangedMeanwhile
    if not await roster_imports.begin(work.tx, import_id):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, "roster import confirmed", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, CARD)
    return await look(work, import_id)


async def discard(work: UnitOfWork, import_id: int) -> None:
    """Forget a staged file. Raises `Forbidden`, `Stale`."""
    found = await look(work, import_id)
    if not await roster_imports.discard(work.tx, import_id):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, "roster import discarded", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, CARD)


async def show_all(work: UnitOfWork, import_id: int) -> None:
    """Have everything that was found in a staged file sent as a file. Raises `Forbidden`, `Stale`."""
    found = await look(work, import_id)
    if found.state is not ImportState.STAGED:
        raise Stale
    person = work.person
    if person.telegram_id is not None:
        key = f"{found.subject}:check:{work.now.isoformat()}"
        order = Order(key, CHECK, found.subject, Lane.RECEIPTS, person.telegram_id, person.id)
        await outbox.queue(work.tx, [order], work.now)


async def write_some(work: UnitOfWork) -> bool:
    """Write one chunk of the file that is being written; False when there is none."""
    found = await roster_imports.writing(work.tx)
    if found is None:
        return False
    rows = await roster_imports.staged(work.tx, found.id, [RowKind.NEW, RowKind.CHANGED], found.written_to, CHUNK)
    # First the mark, then the rows: who writes the same file beside us waits here, and then finds it written.
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
        await audit.record(
            work.tx, work.now, by, "roster import done", found.subject, {"rows": found.written + len(rows)}
        )
    await outbox.redraw(work.tx, found.subject, work.now, CARD)
    return True


async def _change(work: UnitOfWork, found: Import, by: str, rows: Sequence[StagedRow]) -> None:
    """Bring changed rows in, as the roster is now: what was changed to the same meanwhile is left alone."""
    persons = [row.person for row in rows if row.person is not None]
    known = {one.person.id: one for one in await roster.known(work.tx, work.now, only=persons)} if persons else {}
    orders: list[Order] = []
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
            groups.add(group)
            if who.person.telegram_id is not None:
                key = f"person:{id_}:told:{group}:{work.now.isoformat()}"
                orders.append(
                    Order(key, TOLD, f"person:{id_}", Lane.RECEIPTS, who.person.telegram_id, id_, {"group": group})
                )
        detail: audit.Detail = {"import": found.id, "changed": [change.group or change.what for change in different]}
        await audit.record(work.tx, work.now, by, "changed from a file", f"person:{id_}", detail)
    await outbox.queue(work.tx, orders, work.now)
    for about in await roster.shown_in(work.tx, groups, work.now) if groups else ():
        await outbox.redraw(work.tx, about, work.now)


async def _planned(
    work: UnitOfWork, entries: Iterable[Entry], mistakes: Iterable[Mistake]
) -> tuple[list[StagedRow], int]:
    """The rows to be staged, by number, and how many say only what stands in the roster."""
    register = Register(await roster.known(work.tx, work.now))
    rows, same = [_wrong(mistake) for mistake in mistakes], 0
    for entry in entries:
        plan, mistake = register.plan(entry)
        if mistake is not None:
            rows.append(_wrong(mistake))
        if plan is not None and plan.same:
            same += 1
        elif plan is not None:
            rows.append(_row(plan))
    return sorted(rows, key=lambda row: row.number), same


def _wrong(mistake: Mistake) -> StagedRow:
    data = {"column": mistake.column, "why": mistake.why.value, "told": mistake.told}
    return StagedRow(mistake.row, RowKind.NOTE if mistake.note else RowKind.WRONG, None, data)


def _row(plan: Plan) -> StagedRow:
    data = kept(plan.entry)
    if plan.person is not None:
        data["changes"] = [[change.what, change.was, change.now, change.group] for change in plan.changes]
    return StagedRow(plan.entry.row, RowKind.NEW if plan.person is None else RowKind.CHANGED, plan.person, data)
