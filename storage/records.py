"""Records of closed rounds: written once, in the transaction that closes the round, and checked as one chain."""

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter

from council.chain import GENESIS, Content, Head, Link, canonical, check, seal
from council.life import Stage
from council.people import Person
from council.recommendations import Elector, Position, Round, RoundState, text_hash
from council.recommendations import Objection as RaisedObjection
from council.records import (
    Answer,
    Change,
    ChangeKind,
    Counts,
    Move,
    Objection,
    Record,
    Setting,
    Stand,
    Version,
    content,
    mark,
    marks,
    written,
)
from council.rules import Rule, floor_needed, quorum_needed
from storage import electorates, lives, members, objections, positions, recommendations
from storage.store import Transaction
from storage.tables import extensions, record_names, records, rounds
from storage.tables import recommendations as recommendations_

SALT_BYTES = 32
"""256 bits: nobody tries them all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept: its round, its place in the chain, who the marks stand for (None: forgotten), and its
    author's id (0: forgotten)."""

    record: Record
    round_id: int
    hash: str
    previous: str
    names: Mapping[str, str | None]
    author: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A record's line in the register. `origin` has proposed what it is about, which stands at `stage` now."""

    record: Record
    round_id: int
    hash: str
    origin: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class _Extension:
    """That a deadline was moved: by whom, when, and why."""

    person: int
    at: datetime
    why: str


class _Marks:
    """Gives everyone who comes into one record their mark, and remembers whose it is."""

    def __init__(self) -> None:
        self._given: dict[int, tuple[str, str, str]] = {}
        self._forgotten: set[int] = set()

    def of(self, person: Person) -> str:
        if person.id not in self._given:
            salt = secrets.token_hex(SALT_BYTES)
            self._given[person.id] = (mark(salt, person.name), salt, person.name)
            if person.forgotten:
                self._forgotten.add(person.id)
        return self._given[person.id][0]

    def rows(self, serial: int) -> list[dict[str, object]]:
        nobody: dict[str, object] = {"salt": None, "name": None, "person_id": None}
        return [
            {"record_id": serial, "mark": mark_}
            | (nobody if person in self._forgotten else {"salt": salt, "name": name, "person_id": person})
            for person, (mark_, salt, name) in self._given.items()
        ]


async def keep(tx: Transaction, round_id: int, now: datetime, late: Collection[Person] = ()) -> str:
    """Write the record of a round that this transaction has closed; its hash. Nothing changes it from then on.

    `late`: whose notice of a silence came too late or never; they are named in what was adopted all the same.
    """
    round_ = await recommendations.round_(tx, round_id)
    if round_ is None or round_.state is not RoundState.CLOSED:
        message = f"round {round_id} is not closed"
        raise ValueError(message)
    last = await _last(tx)
    given = _Marks()
    record = await _Making(tx, round_, given, now).record(last.number + 1, late)
    link = seal(last, content(record))
    # Two that were written at once would both follow the same one: the table's key lets one of them in.
    await tx.write(
        sa.insert(records).values(
            id=link.number, round_id=round_id, hash=link.hash, content=canonical(link.content).decode(), made_at=now
        )
    )
    if rows := given.rows(record.serial):
        await tx.write(sa.insert(record_names), rows)
    return link.hash


async def _last(tx: Transaction) -> Head:
    if tx.dialect == "postgresql":
        # Rounds that are closed at once get their records one after the other.
        await tx.write(sa.text("LOCK TABLE records IN SHARE ROW EXCLUSIVE MODE"))
    return await head(tx)


class _Making:
    """Puts one record together from what the database holds of a closed round."""

    def __init__(self, tx: Transaction, round_: Round, given: _Marks, now: datetime) -> None:
        self._tx, self._round, self._given, self._now = tx, round_, given, now

    async def record(self, serial: int, late: Collection[Person]) -> Record:
        round_, given = self._round, self._given
        electors = await electorates.electorate(self._tx, round_, self._now)
        counted = await positions.count(self._tx, round_, electors)
        extended = await self._extensions()
        raised = [] if round_.detached else await objections.of_round(self._tx, round_.id)
        taken = [] if round_.detached else await positions.history(self._tx, round_.id)
        others = await self._others(electors, extended, raised, taken)
        return Record(
            serial=serial,
            number=round_.number,
            group=round_.group,
            title=round_.title,
            version=round_.version,
            versions=await self._versions(),
            text=round_.text,
            link=round_.link,
            file_name=round_.document.name if round_.document else "",
            file_hash=round_.document.hash if round_.document else "",
            text_hash=text_hash(round_.text),
            author=given.of(others[round_.proposer]),
            rule=round_.terms.rule.value,
            quorum=round_.terms.quorum,
            floor=round_.terms.floor,
            quorum_needed=quorum_needed(round_.terms, counted.electorate),
            floor_needed=floor_needed(round_.terms, counted.electorate),
            settings=_settings(round_),
            openness=round_.terms.openness,
            opened_at=round_.opened_at,
            deadline=round_.deadline,
            closed_at=round_.closed_at or round_.deadline,
            electorate=tuple(sorted(given.of(elector.person) for elector in electors)),
            counts=Counts(
                counted.electorate, counted.support, counted.reservations, counted.aside, counted.objections,
                counted.amendments,
            ),
            stands=() if round_.detached else self._stands(electors, others),
            objections=self._objections(electors, raised, others),
            changes=self._changes(electors, others, extended, late),
            outcome=round_.outcome.value if round_.outcome else "",
            ground=round_.ground.value if round_.ground else "",
            rationale=round_.rationale,
            moves=self._moves(electors, taken, raised, others),
        )  # fmt: skip

    async def _others(
        self,
        electors: Sequence[Elector],
        extended: Sequence[_Extension],
        raised: Sequence[RaisedObjection],
        taken: Sequence[Position],
    ) -> Mapping[int, Person]:
        """Everyone who comes into the record, by id."""
        ids = {self._round.proposer, *(one.person for one in extended)}
        ids.update(e.position.entered_by for e in electors if e.position and e.position.entered_by)
        ids.update(person for one in taken for person in (one.person, one.entered_by) if person)
        ids.update(person for one in raised for person in (one.person, *(answer.person for answer in one.answers)))
        return await members.many(self._tx, ids)

    async def _versions(self) -> tuple[Version, ...]:
        found = await lives.versions_of(self._tx, self._round.recommendation)
        return tuple(
            Version(one.version, one.hash, one.made_at, one.note) for one in found if one.version <= self._round.version
        )

    async def _extensions(self) -> list[_Extension]:
        query = sa.select(extensions).where(extensions.c.round_id == self._round.id).order_by(extensions.c.id)
        return [_Extension(row["person_id"], row["made_at"], row["reason"]) for row in await self._tx.rows(query)]

    def _stands(self, electors: Iterable[Elector], others: Mapping[int, Person]) -> tuple[Stand, ...]:
        """Positions that counted, in the order of the marks, which says nothing."""
        given = self._given
        found = [
            Stand(
                given.of(e.person), took.choice.value, took.taken_at, took.reason, took.remedy,
                took.way.value if took.way else "", given.of(others[took.entered_by]) if took.entered_by else "",
            )
            for e in electors
            if e.counts and (took := e.position) is not None
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda stand: stand.who))

    def _moves(
        self,
        electors: Iterable[Elector],
        taken: Iterable[Position],
        raised: Iterable[RaisedObjection],
        others: Mapping[int, Person],
    ) -> tuple[Move, ...]:
        """How those who count to the end came to where they ended, in order; of who answered once, nothing beyond that."""
        given, ended = self._given, {e.person.id: e.position for e in electors if e.counts}
        steps: dict[int, list[Position | datetime]] = {person: [] for person in ended}
        for one in taken:
            if one.person in steps:
                steps[one.person].append(one)
        for objection in raised:
            at = objection.withdrawn_at
            own = steps.get(objection.person)
            # What was replaced by another position was withdrawn by taking that one.
            if own is not None and at is not None and all(not isinstance(o, Position) or o.taken_at != at for o in own):
                own.append(at)
        found: list[Move] = []
        for person, own in steps.items():
            own.sort(key=lambda one: one.taken_at if isinstance(one, Position) else one)
            if [one for one in own if isinstance(one, Position)] == [ended[person]] and len(own) == 1:
                continue
            was, version = "", 1
            who = given.of(others[person]) if own else ""
            for step in own:
                if isinstance(step, Position):
                    by = given.of(others[step.entered_by]) if step.entered_by else ""
                    how = step.way.value if step.way else ""
                    found.append(Move(who, step.taken_at, was, step.choice.value, step.version, how, by))
                    was, version = step.choice.value, step.version
                else:
                    found.append(Move(who, step, was, "", version))
                    was = ""
        return tuple(sorted(found, key=lambda move: (move.at, move.who)))

    def _objections(
        self, electors: Iterable[Elector], raised: Iterable[RaisedObjection], others: Mapping[int, Person]
    ) -> tuple[Objection, ...]:
        """Every objection of those who count to the end, in the order of the marks, each with its answers."""
        given, counting = self._given, {e.person.id for e in electors if e.counts}
        found = [
            Objection(
                given.of(others[one.person]), one.harm, one.remedy, one.raised_at,
                tuple(Answer(given.of(others[a.person]), a.text, a.made_at) for a in one.answers), one.withdrawn_at,
            )
            for one in raised
            if one.person in counting
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda objection: (objection.who, objection.raised_at)))

    def _changes(
        self,
        electors: Iterable[Elector],
        others: Mapping[int, Person],
        extended: Iterable[_Extension],
        late: Collection[Person],
    ) -> tuple[Change, ...]:
        given, round_ = self._given, self._round
        found = [Change(ChangeKind.EXTENDED, given.of(others[one.person]), one.at, note=one.why) for one in extended]
        for e in electors:
            took = e.position
            if e.struck_at is not None:
                found.append(Change(ChangeKind.STRUCK, given.of(e.person), e.struck_at))
            elif took is not None and took.way is not None and not round_.detached:
                by = given.of(others[took.entered_by]) if took.entered_by else ""
                found.append(Change(ChangeKind.ENTERED, given.of(e.person), took.taken_at, by, took.way.value))
        at = round_.closed_at or round_.deadline
        found += [Change(ChangeKind.NOT_REACHED, given.of(person), at) for person in late]
        return tuple(sorted(found, key=lambda change: (change.at, change.who)))


def _settings(round_: Round) -> tuple[Setting, ...]:
    terms = round_.terms
    values = {
        "dissent": str(terms.dissent) if terms.rule is Rule.CONSENSUS_MINUS else "",
        "review": terms.review.isoformat() if terms.review else "",
        "declared": "" if round_.declared is None else "adopted" if round_.declared else "not adopted",
        "early": "yes" if round_.early else "",
    }
    return tuple(Setting(name, value) for name, value in values.items() if value)


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
    previous = await tx.value(sa.select(records.c.hash).where(records.c.id == row["id"] - 1))
    named = await tx.rows(sa.select(record_names).where(record_names.c.record_id == row["id"]))
    names = {name["mark"]: name["name"] for name in named}
    record = read(row["content"])
    author = next((name["person_id"] for name in named if name["mark"] == record.author), None)
    return Kept(record, round_id, row["hash"], previous or GENESIS.hash, names, author or 0)


async def listed(tx: Transaction, groups: Collection[str] | None = None, committee: str = "") -> list[Listed]:
    """The register, in the order in which rounds were closed; of these groups, or (None) of all.

    `committee`: its code; those who sit in it see what was forwarded to it as well.
    """
    query = (
        sa.select(records, recommendations_.c.group_code.label("origin"), recommendations_.c.stage)
        .join(rounds, rounds.c.id == records.c.round_id)
        .join(recommendations_, recommendations_.c.id == rounds.c.recommendation_id)
        .where(sa.true() if groups is None else _known_to(groups, committee))
        .order_by(records.c.id)
    )
    return [
        Listed(read(row["content"]), row["round_id"], row["hash"], row["origin"], Stage(row["stage"]))
        for row in await tx.rows(query)
    ]


def _known_to(groups: Collection[str], committee: str) -> sa.ColumnElement[bool]:
    """Its own rounds; to the Committee, those too of what was ever forwarded to it."""
    own = rounds.c.group_code.in_(list(groups))
    sent = recommendations_.c.forwarded_at.is_not(None)
    return sa.or_(own, sent) if committee and committee in groups else own


async def head(tx: Transaction) -> Head:
    """Where the chain of records ends: the last one's number and hash, which vouches for all before it."""
    row = await tx.row(sa.select(records.c.id, records.c.hash).order_by(records.c.id.desc()).limit(1))
    return Head(row["id"], row["hash"]) if row else GENESIS


async def hashes(tx: Transaction) -> dict[int, str]:
    """The hash of every record, by its number in the chain."""
    rows = await tx.rows(sa.select(records.c.id, records.c.hash).order_by(records.c.id))
    return {row["id"]: row["hash"] for row in rows}


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
    head: Head
    faults: tuple[Fault, ...]


async def verify(tx: Transaction, kept: Head | None = None) -> Verified:
    """Check every record: the chain, the canonical form, the names against the marks, and that no round lacks one.

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
    named: dict[int, dict[str, tuple[str | None, str | None]]] = defaultdict(dict)
    for row in await tx.rows(sa.select(record_names)):
        named[row["record_id"]][row["mark"]] = (row["salt"], row["name"])
    for row in rows:
        try:
            record = read(row["content"])
        except ValueError:
            faults.append(Fault(f"record {row['id']}", FaultKind.UNREADABLE))
            continue
        if written(record) != row["content"] or record.serial != row["id"]:
            faults.append(Fault(f"record {row['id']}", FaultKind.UNREADABLE))
        if not _fit(marks(record), named[row["id"]]):
            faults.append(Fault(f"record {row['id']}", FaultKind.NAMES))
    with_record = sa.select(records.c.round_id)
    closed = sa.select(rounds.c.id).where(rounds.c.state == RoundState.CLOSED.value, rounds.c.id.not_in(with_record))
    faults += [Fault(f"round {id_}", FaultKind.MISSING) for id_ in await tx.values(closed.order_by(rounds.c.id))]
    return Verified(len(rows), links[-1].head if links else GENESIS, tuple(dict.fromkeys(faults)))


def _parsed(text: str) -> Content:
    """What was written, as far as it can be read: anything else is no content of ours, and its hash will not fit."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _fit(in_record: Collection[str], named: Mapping[str, tuple[str | None, str | None]]) -> bool:
    """Whether exactly those who stand in the record have a name, or had one and are forgotten."""
    return set(in_record) == set(named) and all(
        (salt is None and name is None) or (salt is not None and name is not None and mark(salt, name) == mark_)
        for mark_, (salt, name) in named.items()
    )
