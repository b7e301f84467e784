"""Records of closed rounds: written once, in the transaction that closes the round, and checked as one chain."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter

from council.chain import BEGINNING, Link, first_break, hashed
from council.people import Person
from council.recommendations import Elector, Round, RoundState, tally, text_hash
from council.records import (
    Change,
    ChangeKind,
    Counts,
    Objection,
    Openness,
    Record,
    Stand,
    Version,
    mark,
    marks,
    written,
)
from council.rules import Choice, floor_needed, quorum_needed
from storage import electorates, members, recommendations
from storage.store import Transaction
from storage.tables import recommendations as recommendations_table
from storage.tables import record_names, records, rounds, versions

SALT_BYTES = 32
"""256 bits: nobody tries them all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept: its round, its place in the chain, and who the marks stand for (None: forgotten)."""

    record: Record
    round_id: int
    hash: str
    previous: str
    names: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A record's line in the register."""

    record: Record
    round_id: int
    hash: str


class _Marks:
    """Gives everyone who comes into one record their mark, and remembers whose it is."""

    def __init__(self) -> None:
        self._given: dict[int, tuple[str, str, str]] = {}

    def of(self, person: Person) -> str:
        if person.id not in self._given:
            salt = secrets.token_hex(SALT_BYTES)
            self._given[person.id] = (mark(salt, person.name), salt, person.name)
        return self._given[person.id][0]

    def rows(self, serial: int) -> list[dict[str, object]]:
        return [
            {"serial": serial, "mark": mark_, "salt": salt, "name": name, "person_id": person}
            for person, (mark_, salt, name) in self._given.items()
        ]


async def keep(tx: Transaction, round_id: int, now: datetime) -> str:
    """Write the record of a round that this transaction has closed; its hash. Nothing changes it from then on."""
    round_ = await recommendations.round_(tx, round_id)
    if round_ is None or round_.state is not RoundState.CLOSED:
        message = f"round {round_id} is not closed"
        raise ValueError(message)
    serial, previous = await _last(tx)
    given = _Marks()
    record = await _of(tx, round_, serial + 1, given, now)
    content = written(record)
    hash_ = hashed(previous, content)
    # Two that were written at once would both follow the same one: the table's key lets one of them in.
    await tx.write(
        sa.insert(records).values(
            serial=record.serial, round_id=round_id, previous=previous, hash=hash_, content=content, made_at=now
        )
    )
    if rows := given.rows(record.serial):
        await tx.write(sa.insert(record_names), rows)
    return hash_


async def _last(tx: Transaction) -> tuple[int, str]:
    if tx.dialect == "postgresql":
        # Rounds that are closed at once get their records one after the other.
        await tx.write(sa.text("LOCK TABLE records IN SHARE ROW EXCLUSIVE MODE"))
    query = sa.select(records.c.serial, records.c.hash).order_by(records.c.serial.desc()).limit(1)
    row = await tx.row(query)
    return (row["serial"], row["hash"]) if row else (0, BEGINNING)


async def _of(tx: Transaction, round_: Round, serial: int, given: _Marks, now: datetime) -> Record:
    electors = await electorates.electorate(tx, round_, now)
    author = await members.get(tx, round_.author)
    counted = tally(electors)
    made = await _versions(tx, round_)
    openness = Openness.NAMED
    return Record(
        serial=serial,
        number=round_.number,
        group=round_.group,
        title=round_.title,
        version=round_.version,
        versions=made,
        text=round_.text,
        link=round_.link,
        file_name="",
        text_hash=text_hash(round_.text),
        author=given.of(author) if author else "",
        rule=round_.terms.rule.value,
        quorum=round_.terms.quorum,
        floor=round_.terms.floor,
        quorum_needed=quorum_needed(round_.terms, counted.electorate),
        floor_needed=floor_needed(round_.terms, counted.electorate),
        settings=(),
        openness=openness,
        opened_at=round_.opened_at,
        deadline=round_.deadline,
        closed_at=round_.closed_at or round_.deadline,
        electorate=tuple(sorted(given.of(elector.person) for elector in electors)),
        counts=Counts(
            counted.electorate, counted.support, counted.reservations, counted.aside, counted.objections
        ),
        stands=_stands(electors, given),
        objections=_objections(electors, given),
        changes=_changes(electors, given),
        outcome=round_.outcome.value if round_.outcome else "",
        ground=round_.ground.value if round_.ground else "",
    )  # fmt: skip


async def _versions(tx: Transaction, round_: Round) -> tuple[Version, ...]:
    query = (
        sa.select(versions)
        .join(recommendations_table, recommendations_table.c.id == versions.c.recommendation_id)
        .where(recommendations_table.c.number == round_.number, versions.c.version <= round_.version)
        .order_by(versions.c.version)
    )
    return tuple(Version(row["version"], row["text_hash"], row["made_at"]) for row in await tx.rows(query))


def _stands(electors: Iterable[Elector], given: _Marks) -> tuple[Stand, ...]:
    """Positions that counted, in the order of the marks, which says nothing."""
    found = [
        Stand(given.of(e.person), e.position.choice.value, e.position.taken_at, e.position.reason, e.position.remedy)
        for e in electors
        if e.counts and e.position is not None
    ]
    return tuple(sorted(found, key=lambda stand: stand.who))


def _objections(electors: Iterable[Elector], given: _Marks) -> tuple[Objection, ...]:
    found = [
        Objection(given.of(e.person), e.position.reason, e.position.remedy, e.position.taken_at)
        for e in electors
        if e.counts and e.position is not None and e.position.choice is Choice.OBJECT
    ]
    return tuple(sorted(found, key=lambda objection: objection.who))


def _changes(electors: Iterable[Elector], given: _Marks) -> tuple[Change, ...]:
    struck = [Change(ChangeKind.STRUCK, given.of(e.person), e.struck_at) for e in electors if e.struck_at is not None]
    return tuple(sorted(struck, key=lambda change: (change.at, change.who)))


@cache
def _reader() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


def read(content: str) -> Record:
    """A record back from its canonical form."""
    return _reader().validate_json(content)


async def of_round(tx: Transaction, round_id: int) -> Kept | None:
    """The record of this round, or None while it has none."""
    row = await tx.row(sa.select(records).where(records.c.round_id == round_id))
    if row is None:
        return None
    named = await tx.rows(sa.select(record_names).where(record_names.c.serial == row["serial"]))
    names = {name["mark"]: name["name"] for name in named}
    return Kept(read(row["content"]), round_id, row["hash"], row["previous"], names)


async def listed(tx: Transaction, groups: Collection[str] | None = None) -> list[Listed]:
    """The register, in the order in which rounds were closed; of these groups, or (None) of all."""
    rows = await tx.rows(sa.select(records).order_by(records.c.serial))
    found = [Listed(read(row["content"]), row["round_id"], row["hash"]) for row in rows]
    return [one for one in found if groups is None or one.record.group in groups]


async def head(tx: Transaction) -> tuple[int, str]:
    """The last record's number, and its hash, which stands for all before it; 0 and sixty-four zeros for none."""
    query = sa.select(records.c.serial, records.c.hash).order_by(records.c.serial.desc()).limit(1)
    row = await tx.row(query)
    return (row["serial"], row["hash"]) if row else (0, BEGINNING)


async def forget(tx: Transaction, person: int) -> int:
    """Empty everything that tells which marks are this person's; in how many records they stood.

    The records and their chain stay as they are: a mark without its salt is a number.
    """
    return await tx.write(
        sa.update(record_names).where(record_names.c.person_id == person).values(salt=None, name=None, person_id=None)
    )


class FaultKind(StrEnum):
    """What `verify` can find."""

    CHAIN = "does not follow from the one before it"
    UNREADABLE = "is not in the canonical form"
    NAMES = "has names that do not fit its marks"
    MISSING = "was closed and has no record"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. `what` is "record 3" or "round 17"."""

    what: str
    why: FaultKind


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of all records found: how many there are, the head of their chain, and what is wrong."""

    count: int
    head: str
    faults: tuple[Fault, ...]


async def verify(tx: Transaction) -> Verified:
    """Check every record: the chain, the canonical form, the names against the marks, and that no round lacks one."""
    rows = await tx.rows(sa.select(records).order_by(records.c.serial))
    faults: list[Fault] = []
    broken = first_break(Link(row["previous"], row["content"], row["hash"]) for row in rows)
    if broken is not None:
        faults.append(Fault(f"record {rows[broken - 1]['serial']}", FaultKind.CHAIN))
    named: dict[int, dict[str, tuple[str | None, str | None]]] = defaultdict(dict)
    for row in await tx.rows(sa.select(record_names)):
        named[row["serial"]][row["mark"]] = (row["salt"], row["name"])
    for place, row in enumerate(rows, start=1):
        try:
            record = read(row["content"])
        except ValueError:
            faults.append(Fault(f"record {row['serial']}", FaultKind.UNREADABLE))
            continue
        if written(record) != row["content"] or record.serial != row["serial"] or row["serial"] != place:
            faults.append(Fault(f"record {row['serial']}", FaultKind.UNREADABLE))
        if not _fit(marks(record), named[row["serial"]]):
            faults.append(Fault(f"record {row['serial']}", FaultKind.NAMES))
    with_record = sa.select(records.c.round_id)
    closed = sa.select(rounds.c.id).where(rounds.c.state == RoundState.CLOSED.value, rounds.c.id.not_in(with_record))
    faults += [Fault(f"round {id_}", FaultKind.MISSING) for id_ in await tx.values(closed.order_by(rounds.c.id))]
    return Verified(len(rows), rows[-1]["hash"] if rows else BEGINNING, tuple(faults))


def _fit(in_record: Collection[str], named: Mapping[str, tuple[str | None, str | None]]) -> bool:
    """Whether exactly those who stand in the record have a name, or had one and are forgotten."""
    return set(in_record) == set(named) and all(
        (salt is None and name is None) or (salt is not None and name is not None and mark(salt, name) == mark_)
        for mark_, (salt, name) in named.items()
    )
