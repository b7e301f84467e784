"""Rosters that came as a file: staged until someone confirms them, then written in chunks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.people import Role
from council.roster_diff import Change
from council.roster_rows import Entry, Mistake, Why
from council.tables import Source
from storage.due_times import now_if
from storage.tables import import_rows, imports, people, seats
from storage.transaction import Transaction


class ImportState(StrEnum):
    """staged -> writing -> done, or discarded."""

    STAGED = "staged"
    WRITING = "writing"
    DONE = "done"
    DISCARDED = "discarded"


class RowKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"  # kept out by a mistake
    NOTE = "note"  # reported, and does not keep the row out


@dataclass(frozen=True, slots=True)
class Import:
    """A roster that came as a file. `by`: who sent it, None for the operator. `written`: how many rows are. `file_id`:
    Telegram's, "" from the command line."""

    id: int
    by: int | None
    file_name: str
    state: ImportState
    counts: Mapping[RowKind, int]
    unused: tuple[str, ...]
    written_to: int
    written: int
    source: Source = field(default_factory=Source)
    file_id: str = ""

    @property
    def subject(self) -> str:
        return f"import:{self.id}"

    @property
    def to_write(self) -> int:
        """How many rows bring something new."""
        return self.counts[RowKind.NEW] + self.counts[RowKind.CHANGED]


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row of the file: what kind, of whom, and either the entry and its changes or the mistakes as plain values."""

    number: int
    kind: RowKind
    person: int | None
    data: Mapping[str, object]


def _import(row: sa.RowMapping) -> Import:
    counts = {kind: int(row["counts"].get(kind.value, 0)) for kind in RowKind}
    return Import(
        row["id"], row["made_by"], row["file_name"], ImportState(row["state"]), counts, tuple(row["unused"]),
        row["written_to"], row["written"], *_source(row["source"]),
    )  # fmt: skip


def _source(kept: Mapping[str, Any]) -> tuple[Source, str]:
    """What was read of the file, and its id."""
    names = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
    others, hidden = (tuple((int(at), str(name)) for at, name in names.pop(key, ())) for key in ("others", "hidden"))
    return Source(**names, others=others, hidden=hidden, encoding=str(kept["encoding"])), str(kept["file_id"])


async def stage(
    tx: Transaction, by: int | None, file_name: str, rows: Sequence[StagedRow], same: int, unused: Sequence[str],
    now: datetime, source: Source, file_id: str,
) -> Import:  # fmt: skip
    """Keep a file's rows until someone confirms them. One that was staged earlier is discarded."""
    for earlier in await tx.rows(sa.select(imports).where(imports.c.state == ImportState.STAGED.value)):
        await discard(tx, earlier["id"])
    id_ = await tx.insert(
        sa.insert(imports).values(
            made_by=by,
            file_name=file_name,
            state=ImportState.STAGED.value,
            counts={},
            unused=list(unused),
            made_at=now,
            source={**asdict(source), "file_id": file_id},
        )
    )
    await restage(tx, id_, rows, same)
    return await _existing(tx, id_)


CHUNK = 500


async def restage(tx: Transaction, id_: int, rows: Sequence[StagedRow], same: int) -> None:
    """Keep these rows in the place of those that a staged file had."""
    await tx.write(sa.delete(import_rows).where(import_rows.c.import_id == id_))
    values: list[dict[str, object]] = [
        {"import_id": id_, "number": row.number, "kind": row.kind.value, "person_id": row.person, "data": dict(row.data)}
        for row in rows
    ]
    for at in range(0, len(values), CHUNK):
        await tx.write(sa.insert(import_rows), values[at : at + CHUNK])
    counts: dict[str, int] = {RowKind.SAME.value: same}
    for kind in (RowKind.NEW, RowKind.CHANGED, RowKind.NOTE):
        counts[kind.value] = sum(row.kind is kind for row in rows)
    counts[RowKind.WRONG.value] = len({row.number for row in rows if row.kind is RowKind.WRONG})
    await tx.write(sa.update(imports).where(imports.c.id == id_).values(counts=counts))


async def find(tx: Transaction, id_: int) -> Import | None:
    row = await tx.row(sa.select(imports).where(imports.c.id == id_))
    return _import(row) if row else None


async def _existing(tx: Transaction, id_: int) -> Import:
    found = await find(tx, id_)
    assert found is not None  # noqa: S101 - it was just written
    return found


_WRITING = sa.select(imports).where(imports.c.state == ImportState.WRITING.value)

WRITE_DUE = now_if(_WRITING)
"""When a file is to be written on."""


async def find_writing(tx: Transaction) -> Import | None:
    """The file that is being written, if there is one."""
    row = await tx.row(_WRITING)
    return _import(row) if row else None


async def begin(tx: Transaction, id_: int) -> bool:
    """Have a staged file written; False when it is staged no more, or another one is being written."""
    statement = sa.update(imports).where(imports.c.id == id_, imports.c.state == ImportState.STAGED.value)
    try:
        async with tx.savepoint():
            return bool(await tx.write(statement.values(state=ImportState.WRITING.value)))
    except IntegrityError:
        return False


async def advance(tx: Transaction, found: Import, written_to: int, rows: int) -> bool:
    """Note that so many rows more, up to this one, are written; False when somebody else has got further."""
    return bool(
        await tx.write(
            sa.update(imports)
            .where(
                imports.c.id == found.id, imports.c.state == ImportState.WRITING.value, imports.c.written_to == found.written_to
            )
            .values(written_to=written_to, written=imports.c.written + rows)
        )
    )


async def finish(tx: Transaction, id_: int, now: datetime) -> None:
    """All is written: what was staged is not needed any more."""
    await tx.write(sa.delete(import_rows).where(import_rows.c.import_id == id_))
    await tx.write(sa.update(imports).where(imports.c.id == id_).values(state=ImportState.DONE.value, done_at=now))


async def discard(tx: Transaction, id_: int) -> bool:
    """Forget a staged file; False when it is staged no more."""
    statement = sa.update(imports).where(imports.c.id == id_, imports.c.state == ImportState.STAGED.value)
    done = bool(await tx.write(statement.values(state=ImportState.DISCARDED.value)))
    if done:
        await tx.write(sa.delete(import_rows).where(import_rows.c.import_id == id_))
    return done


async def staged(
    tx: Transaction, id_: int, kinds: Collection[RowKind], after: int = 0, limit: int | None = None
) -> list[StagedRow]:
    """The staged rows of these kinds with a higher number than `after`, in order."""
    query = (
        sa.select(import_rows)
        .where(
            import_rows.c.import_id == id_, import_rows.c.kind.in_([kind.value for kind in kinds]), import_rows.c.number > after
        )
        .order_by(import_rows.c.number, import_rows.c.id)
        .limit(limit)
    )
    return [StagedRow(row["number"], RowKind(row["kind"]), row["person_id"], row["data"]) for row in await tx.rows(query)]


def entry_values(entry: Entry) -> dict[str, object]:
    """An entry as plain values, to be staged."""
    return {
        "name": entry.name, "organisation": entry.organisation, "country": entry.country, "language": entry.language,
        "email": entry.email, "seats": {group: role.value for group, role in entry.seats.items()},
    }  # fmt: skip


def entry_of(row: StagedRow) -> Entry:
    """The entry that a staged row holds (`entry_values`)."""
    seats_ = row.data["seats"]
    told = {key: str(row.data[key]) for key in ("name", "organisation", "country", "language", "email")}
    roles = {str(group): Role(role) for group, role in seats_.items()} if isinstance(seats_, dict) else {}
    return Entry(row.number, seats=roles, **told)


def mistake_of(row: StagedRow) -> Mistake:
    """The mistake that a staged row stands for."""
    return Mistake(row.number, str(row.data["column"]), Why(str(row.data["why"])), str(row.data["told"]))


def changes_of(row: StagedRow) -> list[Change]:
    """The changes that a staged row would make."""
    listed = row.data.get("changes")
    return [Change(*map(str, change)) for change in listed] if isinstance(listed, list) else []


async def add_people(tx: Transaction, entries: Sequence[Entry], language: str, zone: str, now: datetime) -> list[int]:
    """New people with their seats, none of whom has joined; their ids in the same order."""
    ids = []
    for entry in entries:
        ids.append(
            await tx.insert(
                sa.insert(people).values(
                    name=entry.name, organisation=entry.organisation, country=entry.country, email=entry.email,
                    language=entry.language or language, zone=zone, created_at=now,
                )
            )
        )  # fmt: skip
    rows: list[dict[str, object]] = [
        {"person_id": id_, "group_code": group, "role": role.value, "since": now}
        for id_, entry in zip(ids, entries, strict=True)
        for group, role in entry.seats.items()
    ]
    if rows:
        await tx.write(sa.insert(seats), rows)
    return ids
