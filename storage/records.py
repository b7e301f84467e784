"""Records: of closed rounds, written once, in the transaction that closes the round, and of other acts; all are one chain.

A further kind is a name in `council.records.Kind`, its value (`Sealable`) in `_READERS`, how it is compared with the live rows
in `_COMPARES`, and `append` where it is made, by an action that notes the hash in the log, as "record" of an entry about the
round or the meeting, at the same instant.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter

from council.chain import GENESIS, Content, Head, Heads, Link, canonical, check, seal
from council.minutes import MinutesRecord
from council.opinions import Opinion, OpinionsRecord
from council.people import Person
from council.recommendations import Stage
from council.records import Kind, Record, Sealable, content, mark, written
from council.rounds import Round, RoundState
from council.rules import Outcome
from storage import audit, minutes, opinions, rounds as rounds_store
from storage.recommendations import was_forwarded
from storage.record_builder import Marks, RecordBuilder, opinions_record
from storage.record_comparison import differences, minutes_differences, opinion_differences
from storage.tables import recommendations as recommendations_, record_names, records, rounds
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept: its round, its place in the chain, who the marks stand for (None: forgotten), its
    author's id (0: forgotten), and whether the text that it is about was ever forwarded to the Executive Committee. `opinions`:
    the minority opinions on what it adopted, with names; `sealed`: the number and hash of their record, once there is one."""

    record: Record
    round_id: int
    hash: str
    previous: str
    names: Mapping[str, str | None]
    author: int = 0
    forwarded: bool = False
    opinions: tuple[Opinion, ...] = ()
    sealed: Head | None = None


@dataclass(frozen=True, slots=True)
class KeptMinutes:
    """The record of approved minutes as it is kept: its place in the chain, and the names that its marks stand for (None:
    forgotten)."""

    record: MinutesRecord
    hash: str
    previous: str
    names: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A record's line in the register. `origin` has proposed what it is about, which stands at `stage` now."""

    record: Record
    round_id: int
    hash: str
    origin: str
    stage: Stage


async def keep(tx: Transaction, round_id: int, now: datetime, late: Collection[Person] = ()) -> str:
    """Write the record of a round that this transaction has closed; its hash. Nothing changes it from then on.

    `late`: whose notice of a silence came too late or never; they are named in what was adopted all the same.
    """
    round_ = await rounds_store.find(tx, round_id)
    if round_ is None or round_.state is not RoundState.CLOSED:
        message = f"round {round_id} is not closed"
        raise ValueError(message)
    given = Marks()
    record = await RecordBuilder(tx, round_, given, now).record(await next_serial(tx), late)
    return await append(tx, Kind.ROUND, record, given, now, round_id=round_id)


async def next_serial(tx: Transaction) -> int:
    """The number of the record that this transaction appends next. Others that append one wait until it has committed."""
    if tx.dialect == "postgresql":
        await tx.write(sa.text("LOCK TABLE records IN SHARE ROW EXCLUSIVE MODE"))
    return (await head(tx)).number + 1


async def append(
    tx: Transaction, kind: Kind, record: Sealable, given: Marks, now: datetime, *,
    round_id: int | None = None, meeting_id: int | None = None,
) -> str:  # fmt: skip
    """Append a record to the chain; its hash. `given`: those who stand in it; its serial is that of `next_serial`. It is about a
    round or a meeting, of either one. Of a round there is one of each kind: the database refuses another."""
    last = await head(tx)
    if record.serial != last.number + 1 or (round_id is None) == (meeting_id is None):
        message = f"record {record.serial} does not follow {last.number}, or is not about one thing"
        raise ValueError(message)
    link = seal(last, content(record))
    # Two that were written at once would both follow the same one: the table's key lets one of them in.
    await tx.write(
        sa.insert(records).values(
            id=link.number, kind=kind.value, round_id=round_id, meeting_id=meeting_id, hash=link.hash,
            content=canonical(link.content).decode(), made_at=now,
        )
    )  # fmt: skip
    if rows := given.rows(record.serial):
        await tx.write(sa.insert(record_names), rows)
    return link.hash


async def seal_opinions(tx: Transaction, round_: Round, now: datetime) -> str | None:
    """Close the time for minority opinions on what this round has adopted, and append a record of those that there are, which
    names the round's by its hash; its hash, or None where there are none."""
    await opinions.open_until(tx, round_.id, None)
    if not (await opinions.of_rounds(tx, [round_.id]))[round_.id]:
        return None
    given, about = Marks(), sa.select(records.c.hash).where(records.c.round_id == round_.id, records.c.kind == Kind.ROUND.value)
    record = await opinions_record(tx, round_, await tx.value(about) or "", await next_serial(tx), given)
    return await append(tx, Kind.OPINIONS, record, given, now, round_id=round_.id)


_READERS: Mapping[Kind, type[Sealable]] = {Kind.ROUND: Record, Kind.OPINIONS: OpinionsRecord, Kind.MINUTES: MinutesRecord}
"""What a record of each kind is read as."""


_COMPARES = {Kind.ROUND: differences, Kind.OPINIONS: opinion_differences, Kind.MINUTES: minutes_differences}
"""What is compared with the live rows, and how."""


@cache
def _reader(kind: Kind) -> TypeAdapter[Sealable]:
    return TypeAdapter(_READERS[kind])


def read_any(kind: str, content: str) -> Sealable:
    """A record of any kind back from its canonical form. Raises ValueError for what is none."""
    return _reader(Kind(kind)).validate_json(content)


def read(content: str) -> Record:
    """The record of a round back from its canonical form."""
    record = read_any(Kind.ROUND, content)
    assert isinstance(record, Record)  # noqa: S101 - what `_READERS` says
    return record


_FORWARDED = was_forwarded(rounds.c.version)
_WITH_RECOMMENDATION = (
    sa.select(records, recommendations_.c.group_code.label("origin"), recommendations_.c.stage, _FORWARDED.label("forwarded"))
    .join(rounds, rounds.c.id == records.c.round_id)
    .join(recommendations_, recommendations_.c.id == rounds.c.recommendation_id)
    .where(records.c.kind == Kind.ROUND.value)
)


async def of_round(tx: Transaction, round_id: int) -> Kept | None:
    """The record of this round, or None while it has none."""
    return (await of_rounds(tx, [round_id])).get(round_id)


async def of_rounds(tx: Transaction, round_ids: Collection[int]) -> dict[int, Kept]:
    """The records of these rounds, by round; those that have none are left out."""
    rows = await tx.rows(_WITH_RECOMMENDATION.where(records.c.round_id.in_(list(round_ids))))
    ids = [row["id"] for row in rows]
    before = await tx.rows(sa.select(records.c.id, records.c.hash).where(records.c.id.in_([id_ - 1 for id_ in ids])))
    previous = {row["id"] + 1: row["hash"] for row in before}
    named: dict[int, dict[str, sa.RowMapping]] = {id_: {} for id_ in ids}
    for row in await tx.rows(sa.select(record_names).where(record_names.c.record_id.in_(ids))):
        named[row["record_id"]][row["mark"]] = row
    of_opinions = records.c.kind == Kind.OPINIONS.value
    found = sa.select(records.c.round_id, records.c.id, records.c.hash).where(
        of_opinions, records.c.round_id.in_(list(round_ids))
    )
    sealed = {row["round_id"]: Head(row["id"], row["hash"]) for row in await tx.rows(found)}
    said = await opinions.of_rounds(tx, [row["round_id"] for row in rows])
    return {
        row["round_id"]: replace(
            _kept(row, previous.get(row["id"], GENESIS.hash), named[row["id"]]),
            opinions=said[row["round_id"]], sealed=sealed.get(row["round_id"]),
        )
        for row in rows
    }  # fmt: skip


def _kept(row: sa.RowMapping, previous: str, named: Mapping[str, sa.RowMapping]) -> Kept:
    record = read(row["content"])
    names = {mark_: one["name"] if one["person_id"] else None for mark_, one in named.items()}
    author = named[record.author]["person_id"] if record.author in named else None
    return Kept(record, row["round_id"], row["hash"], previous, names, author or 0, row["forwarded"])


async def listed(tx: Transaction, groups: Collection[str] | None = None, committee: str = "") -> list[Listed]:
    """The register, in the order in which rounds were closed; of these groups, or (None) of all.

    `committee`: its code; those who sit in it see what was forwarded to it as well.
    """
    query = _WITH_RECOMMENDATION.where(sa.true() if groups is None else _known_to(groups, committee))
    query = query.order_by(records.c.id)
    return [
        Listed(read(row["content"]), row["round_id"], row["hash"], row["origin"], Stage(row["stage"]))
        for row in await tx.rows(query)
    ]


def _known_to(groups: Collection[str], committee: str) -> sa.ColumnElement[bool]:
    """Its own rounds; to the Committee, those too in which a group adopted a text that was ever forwarded to it."""
    own = rounds.c.group_code.in_(list(groups))
    sent = sa.and_(_FORWARDED, rounds.c.outcome == Outcome.ADOPTED.value)
    return sa.or_(own, sent) if committee and committee in groups else own


async def head(tx: Transaction) -> Head:
    """Where the chain of records ends: the last one's number and hash, which vouches for all before it."""
    row = await tx.row(sa.select(records.c.id, records.c.hash).order_by(records.c.id.desc()).limit(1))
    return Head(row["id"], row["hash"]) if row else GENESIS


async def heads(tx: Transaction) -> Heads:
    """Where both chains end: the audit log's and this one."""
    return Heads(await audit.head(tx), await head(tx))


async def hashes(tx: Transaction) -> dict[int, str]:
    """The hash of every record, by its number in the chain."""
    rows = await tx.rows(sa.select(records.c.id, records.c.hash).order_by(records.c.id))
    return {row["id"]: row["hash"] for row in rows}


async def forget(tx: Transaction, person: int, name: str = "") -> int:
    """Empty everything that tells which marks are this person's, also where they stand by `name` as nobody of the roster; in how
    many records they stood.

    The records and their chain stay as they are: a mark without its salt is a number.
    """
    typed = sa.and_(record_names.c.person_id.is_(None), record_names.c.name == name, record_names.c.name != "")
    theirs = sa.update(record_names).where(sa.or_(record_names.c.person_id == person, typed))
    return await tx.write(theirs.values(salt=None, name=None, person_id=None))


async def minutes_of(tx: Transaction, meetings: Collection[int]) -> dict[str, KeptMinutes]:
    """The records of these meetings' minutes, by hash, in their order."""
    query = sa.select(records).where(records.c.meeting_id.in_(list(meetings)), records.c.kind == Kind.MINUTES.value)
    rows = await tx.rows(query.order_by(records.c.id))
    named: dict[int, dict[str, str | None]] = defaultdict(dict)
    for row in await tx.rows(sa.select(record_names).where(record_names.c.record_id.in_([row["id"] for row in rows]))):
        named[row["record_id"]][row["mark"]] = row["name"]
    before = await tx.rows(sa.select(records.c.id, records.c.hash).where(records.c.id.in_([row["id"] - 1 for row in rows])))
    previous = {row["id"] + 1: row["hash"] for row in before}
    found = {}
    for row in rows:
        record = read_any(row["kind"], row["content"])
        assert isinstance(record, MinutesRecord)  # noqa: S101 - what `_READERS` says
        found[row["hash"]] = KeptMinutes(record, row["hash"], previous.get(row["id"], GENESIS.hash), named[row["id"]])
    return found


class FaultKind(StrEnum):
    """What `verify` can find."""

    CHAIN = "does not follow from the one before it"
    UNREADABLE = "is not in the canonical form"
    NAMES = "has names that do not fit its marks"
    MISSING = "was closed and has no record"
    LIVE = "is shown otherwise than it was sealed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. `what` is "record 3" or "round 17"; `fields`: in which respects."""

    what: str
    why: FaultKind
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of all records found: how many there are, the head of their chain, and what is wrong.

    `emptied`: how many names were emptied. `closings`: what each record's entry in the log must say: its hash, the
    subject of its round or meeting, and when it was made.
    """

    count: int
    head: Head
    faults: tuple[Fault, ...]
    emptied: int = 0
    closings: frozenset[tuple[str, str, datetime]] = frozenset()


async def verify(tx: Transaction, kept: Head | None = None) -> Verified:
    """Check every record: the chain, the canonical form, the names against the marks, the live rows against what was sealed
    of them, and that no round lacks one.

    `kept`: a head that was printed or sent earlier; the record of its number must still have its hash.
    """
    rows = await tx.rows(sa.select(records).order_by(records.c.id))
    faults: list[Fault] = []
    links = [Link(row["id"], _parsed(row["content"]), row["hash"]) for row in rows]
    finding = check(links)
    if finding.fault is not None:
        faults.append(Fault(f"record {finding.head.number + 1}", FaultKind.CHAIN))
    if kept is not None and kept != GENESIS and kept not in {link.head for link in links}:
        faults.append(Fault(f"record {kept.number}", FaultKind.CHAIN))
    named: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in await tx.rows(sa.select(record_names)):
        named[row["record_id"]].append(row)
    faults += [Fault(f"record {id_}", FaultKind.NAMES) for id_ in sorted(set(named) - {row["id"] for row in rows})]
    for row in rows:
        try:
            record = read_any(row["kind"], row["content"])
        except ValueError:
            faults.append(Fault(f"record {row['id']}", FaultKind.UNREADABLE))
            continue
        if written(record) != row["content"] or record.serial != row["id"]:
            faults.append(Fault(f"record {row['id']}", FaultKind.UNREADABLE))
        if not _fit(record.marks, named[row["id"]]):
            faults.append(Fault(f"record {row['id']}", FaultKind.NAMES))
        if fields := await _COMPARES[Kind(row["kind"])](tx, row, _parsed(row["content"]), named[row["id"]]):
            about = f"meeting {row['meeting_id']}" if row["round_id"] is None else f"round {row['round_id']}"
            faults.append(Fault(about, FaultKind.LIVE, tuple(fields)))
    with_record = sa.select(records.c.round_id).where(records.c.kind == Kind.ROUND.value)
    closed = sa.select(rounds.c.id).where(rounds.c.state == RoundState.CLOSED.value, rounds.c.id.not_in(with_record))
    faults += [Fault(f"round {id_}", FaultKind.MISSING) for id_ in await tx.values(closed.order_by(rounds.c.id))]
    unsealed = await opinions.unsealed(tx, sa.select(records.c.round_id).where(records.c.kind == Kind.OPINIONS.value))
    faults += [Fault(f"round {id_}", FaultKind.MISSING) for id_ in unsealed]
    faults += [Fault(f"meeting {id_}", FaultKind.MISSING) for id_ in await minutes.without_record(tx)]
    return Verified(
        len(rows),
        links[-1].head if links else GENESIS,
        tuple(dict.fromkeys(faults)),
        sum(row["salt"] is None for of_one in named.values() for row in of_one),
        frozenset((row["hash"], _subject(row), row["made_at"]) for row in rows),
    )


def _subject(row: sa.RowMapping) -> str:
    """What a record is about, as the log names it; something that the log never names for a row that refers to both."""
    about = {"round": row["round_id"], "meeting": row["meeting_id"]}
    return " ".join(f"{what}:{id_}" for what, id_ in about.items() if id_ is not None)


def _parsed(text: str) -> Content:
    """What was written, as far as it can be read: anything else is no content of ours, and its hash will not fit."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _fit(in_record: Collection[str], named: Collection[sa.RowMapping]) -> bool:
    """Whether exactly those who stand in the record have a name, or had one and are forgotten."""
    return set(in_record) == {row["mark"] for row in named} and all(_matches_mark(row) for row in named)


def _matches_mark(row: sa.RowMapping) -> bool:
    if row["salt"] is None or row["name"] is None:
        return row["salt"] is None and row["name"] is None and row["person_id"] is None
    return mark(row["salt"], row["person_id"] or 0, row["name"]) == str(row["mark"])
