"""A plan that came as a table: read against the plan as it is, kept until it is confirmed, then written in one go."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from council.authority import Action
from council.errors import ChangedMeanwhile, Forbidden, Stale
from council.events import MeasurePlanned
from council.folding import bare
from council.plan import LinkKind, PlanItem
from council.plan_tables import Ground, Reading, Row, measure_like, read
from handlers.common.dates import typed_words
from handlers.common.names import group_words
from handlers.common.texts import lexicon_of
from handlers.framework.work import UnitOfWork
from handlers.plan import reads
from handlers.plan.actions import editing
from storage import followup, members, plan

CELL = 1000
"""How much of a cell is kept: more than fits any part of an item, so that what is too long stays too long."""

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read: what would be done, and to which items. `id` 0: there is nothing to be brought in."""

    id: int
    reading: Reading
    was: dict[int, PlanItem]


async def receive(work: UnitOfWork, rows: Sequence[tuple[int, Sequence[str]]]) -> Checked:
    """Read a table, and keep it until someone confirms it; nothing of the plan is changed. Raises `Forbidden`, `NoHeads`."""
    kept: Rows = [(number, [cell[:CELL] for cell in cells]) for number, cells in rows]
    reading, was = await _read(work, kept)
    id_ = 0
    if reading.rows:
        id_ = await plan.stage(work.tx, work.person.id, kept, _plain(reading, was), work.now)
        detail = {"rows": len(reading.rows), "mistakes": len(reading.mistakes)}
        await work.record("plan received", f"plan file:{id_}", detail)
    return Checked(id_, reading, was)


async def confirm(work: UnitOfWork, id_: int) -> int:
    """Write what was checked; how many items it made or changed. Raises `Stale` for a file that does not wait, and
    `ChangedMeanwhile` when the plan or the roster is another than it was checked against, so that something else would be
    done than was shown."""
    rows, shown = await _staged(work, id_)
    reading, was = await _read(work, rows)
    if _plain(reading, was) != shown:
        raise ChangedMeanwhile
    told: list[int | None] = []
    for row in reading.rows:
        old = was.get(row.item or 0)
        new = await _write(work, row, old)
        await _write_measure(work, row, new)
        if old is None or new.draft.person != old.draft.person:
            told.append(new.draft.person if new.open else None)
    await plan.end_file(work.tx, id_, done=True)
    await work.record("plan brought in", f"plan file:{id_}", {"rows": len(reading.rows)})
    await editing.tell_responsible(work, told)
    return len(reading.rows)


async def discard(work: UnitOfWork, id_: int) -> None:
    """Forget a file. Raises `Stale`."""
    await _staged(work, id_)
    await plan.end_file(work.tx, id_, done=False)


async def _staged(work: UnitOfWork, id_: int) -> tuple[Rows, object]:
    found = await plan.staged(work.tx, id_, work.person.id)
    if found is None or not isinstance(found[0], list):
        raise Stale
    rows: Rows = [(int(number), [str(cell) for cell in cells]) for number, cells in found[0]]
    return rows, found[1]


async def _read(work: UnitOfWork, rows: Rows) -> tuple[Reading, dict[int, PlanItem]]:
    mine = work.groups_where(Action.CHANGE_PLAN)
    if not mine:
        raise Forbidden(Action.CHANGE_PLAN)
    items = await plan.of(work.tx, mine)
    people = {code: await members.holders(work.tx, [code], work.now) for code in mine}
    council = work.council
    named = await reads.responsible(work.tx, [item.draft for item in items])
    names = {id_: person.name for id_, person in named.items()}
    words = typed_words(council.languages, lexicon_of(council.languages))
    followed = [one for one in await followup.of_groups(work.tx, mine) if not one.ended]
    linked = await plan.links(work.tx, [item.id for item in items])
    ties = {id_: {thing for kind, thing in tied if kind is LinkKind.RECOMMENDATION} for id_, tied in linked.items()}
    today = council.today(work.now)
    ground = Ground(group_words(council), mine, words, people, items, today, words.lexicon, names, followed, ties)
    reading = read(rows, ground)
    touched = {row.item for row in reading.rows}
    return reading, {item.id: item for item in items if item.id in touched}


async def _write(work: UnitOfWork, row: Row, was: PlanItem | None) -> PlanItem:
    if was is None:
        return await editing.put_in(work, row.draft, done=row.done is True)
    new = was
    if new.done_at is not None and row.done is False:
        new = await editing.finish(work, new.id, done=False)
    if new.draft.due != row.draft.due:
        new = await editing.put_off(work, new, row.draft.due)
    if new.draft != row.draft:
        new = await editing.put_other(work, new, row.draft)
    if new.done_at is None and row.done is True:
        new = await editing.finish(work, new.id, done=True)
    return new


async def _write_measure(work: UnitOfWork, row: Row, item: PlanItem) -> None:
    """Tie the item to the recommendation whose measure it is, and have it put among the measures of that: by an addressee of the
    council's, or in the same words; not by a member's name, which goes when they are forgotten."""
    if (found := row.measure_of) is None:
        return
    if await plan.link(work.tx, item.id, LinkKind.RECOMMENDATION, found.recommendation):
        await work.record("plan tied", item.subject, {LinkKind.RECOMMENDATION.value: found.recommendation})
    draft = item.draft
    names = {bare(name): one.code for one in work.council.addressees for name in (*one.names.values(), one.code)}
    addressee = names.get(bare(draft.who), "")
    who = "" if addressee else draft.who
    event = MeasurePlanned(
        found.recommendation, draft.what, addressee, who, draft.due, row.done is True or item.done_at is not None
    )
    await work.happened(event)


def _plain(reading: Reading, was: dict[int, PlanItem]) -> object:
    """What would be done, and to what, as plain values that can be kept and compared."""
    rows = []
    for row in reading.rows:
        draft = {**asdict(row.draft), "due": row.draft.due.isoformat()}
        rows.append([row.number, draft, row.item, row.done, _item(was[row.item]) if row.item in was else None,
                     _measure(row)])  # fmt: skip
    return {"rows": rows, "mistakes": [[one.row, one.column, one.why.value] for one in reading.mistakes]}


def _measure(row: Row) -> list[object] | None:
    """The recommendation of which it is a measure, and which of its measures that is already."""
    if row.measure_of is None:
        return None
    measure = measure_like(row.measure_of, row.draft.what)
    return [row.measure_of.recommendation, measure.id if measure else 0, measure.due.isoformat() if measure else ""]


def _item(item: PlanItem) -> list[object]:
    draft = item.draft
    return [item.schedule, draft.what, draft.due.isoformat(), draft.person, draft.who, item.open]
