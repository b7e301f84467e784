"""What goes into the record of a round that was closed, put together from what the database holds of it."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from council.opinions import OpinionsRecord, SealedOpinion
from council.people import Person, Role
from council.records import Answer, Change, ChangeKind, Counts, Move, Objection, Record, Setting, Stand, Version, mark
from council.rounds import Elector, Objection as RaisedObjection, Position, Round, text_hash
from council.rules import Rule, floor_needed, quorum_needed
from storage import electorates, members, objections, positions, recommendations, reopenings
from storage.tables import extensions, opinions, people
from storage.transaction import Transaction

SALT_BYTES = 32
"""256 bits: nobody tries them all."""


@dataclass(frozen=True, slots=True)
class _Extension:
    """That a deadline was moved: by whom and in which role, when, and why."""

    person: int
    kind: ChangeKind
    at: datetime
    why: str


class GivesMarks(Protocol):
    """Knows by which mark each person stands in one record."""

    def of(self, person: Person) -> str: ...


class Marks:
    """Gives everyone who comes into one record their mark, and remembers whose it is.

    Of someone who is forgotten already, the row says so: its mark is of nobody (0) and of no name.
    """

    def __init__(self) -> None:
        self._given: dict[int | str, dict[str, object]] = {}

    def of(self, person: Person) -> str:
        if person.id not in self._given:
            salt, id_, name = secrets.token_hex(SALT_BYTES), 0 if person.forgotten else person.id, person.name
            row: dict[str, object] = {"mark": mark(salt, id_, name), "salt": salt, "name": name, "person_id": id_ or None}
            self._given[person.id] = row
        return str(self._given[person.id]["mark"])

    def of_name(self, name: str) -> str:
        """The mark of somebody who is on no roster, by the name that was typed."""
        if name not in self._given:
            salt = secrets.token_hex(SALT_BYTES)
            self._given[name] = {"mark": mark(salt, 0, name), "salt": salt, "name": name, "person_id": None}
        return str(self._given[name]["mark"])

    def rows(self, serial: int) -> list[dict[str, object]]:
        return [{"record_id": serial, **row} for row in self._given.values()]


class RecordBuilder:
    """Puts one record together from what the database holds of a closed round."""

    def __init__(self, tx: Transaction, round_: Round, given: GivesMarks, now: datetime) -> None:
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
            author="" if round_.in_committee else given.of(others[round_.proposer]),
            rule=round_.terms.rule.value,
            quorum=round_.terms.quorum,
            floor=round_.terms.floor,
            quorum_needed=quorum_needed(round_.terms, counted.electorate),
            floor_needed=floor_needed(round_.terms, counted.electorate),
            settings=_settings(round_, await reopenings.follows(self._tx, round_.recommendation, round_.opened_at)),
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
        """Up to that which was decided on; of what was forwarded that one alone, as the Committee is not told how its group
        came to it, nor who proposed it."""
        found = await recommendations.versions_of(self._tx, self._round.recommendation)
        if self._round.in_committee:
            return tuple(Version(one.version, one.hash, one.made_at, "") for one in found if one.version == self._round.version)
        return tuple(Version(one.version, one.hash, one.made_at, one.note) for one in found if one.version <= self._round.version)

    async def _extensions(self) -> list[_Extension]:
        query = sa.select(extensions).where(extensions.c.round_id == self._round.id).order_by(extensions.c.id)
        found: list[_Extension] = []
        for row in await self._tx.rows(query):
            kind = ChangeKind.EXTENDED if row["role"] == Role.CHAIR.value else ChangeKind.EXTENDED_FOR_CHAIR
            found.append(_Extension(row["person_id"], kind, row["made_at"], row["reason"]))
        return found

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
                steps[one.person].append(replace(one, reason="", remedy=""))
        for objection in raised:
            at = objection.withdrawn_at
            own = steps.get(objection.person)
            # What was replaced by another position was withdrawn by taking that one.
            if own is not None and at is not None and all(not isinstance(o, Position) or o.taken_at != at for o in own):
                own.append(at)
        found: list[Move] = []
        for person, own in steps.items():
            own.sort(key=lambda one: one.taken_at if isinstance(one, Position) else one)
            last = ended[person]
            # Reasons are not compared: /forget empties those in the history.
            if len(own) == 1 and last and own == [replace(last, reason="", remedy="")]:
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
                one.found.finding.value if one.found else "", one.found.words if one.found else "",
            )
            for one in raised
            if one.person in counting
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda objection: (objection.who, objection.raised_at)))

    def _changes(
        self, electors: Iterable[Elector], others: Mapping[int, Person], extended: Iterable[_Extension], late: Collection[Person]
    ) -> tuple[Change, ...]:
        given, round_ = self._given, self._round
        ended = round_.closed_at or round_.deadline
        found = [Change(one.kind, given.of(others[one.person]), one.at, note=one.why) for one in extended]
        for e in electors:
            took = e.position
            if e.struck_at is not None:
                # Neither a mark nor an instant: who was struck from a detached round had not voted.
                who, when = ("", ended) if round_.detached else (given.of(e.person), e.struck_at)
                found.append(Change(ChangeKind.RECUSED if e.recused else ChangeKind.STRUCK, who, when))
            elif took is not None and took.way is not None and not round_.detached:
                by = given.of(others[took.entered_by]) if took.entered_by else ""
                found.append(Change(ChangeKind.ENTERED, given.of(e.person), took.taken_at, by, took.way.value))
        found += [Change(ChangeKind.NOT_REACHED, given.of(person), ended) for person in late]
        return tuple(sorted(found, key=lambda change: (change.at, change.who)))


async def opinions_record(tx: Transaction, round_: Round, about: str, serial: int, given: GivesMarks) -> OpinionsRecord:
    """The record of the minority opinions on what a round has adopted, in the order of the marks, which says nothing. `about`:
    the hash of the round's own record."""
    query = sa.select(people, opinions.c.text, opinions.c.handed_at).join(opinions, opinions.c.person_id == people.c.id)
    rows = await tx.rows(query.where(opinions.c.round_id == round_.id))
    sealed = [SealedOpinion(given.of(members.as_person(row)), row["handed_at"], row["text"]) for row in rows]
    in_order = tuple(sorted(sealed, key=lambda one: (one.who, one.text)))
    return OpinionsRecord(serial, round_.number, round_.title, about, in_order)


def _settings(round_: Round, follows: str) -> tuple[Setting, ...]:
    terms = round_.terms
    values = {
        "dissent": str(terms.dissent) if terms.rule is Rule.CONSENSUS_MINUS else "",
        "review": terms.review.isoformat() if terms.review else "",
        "declared": "" if round_.declared is None else "adopted" if round_.declared else "not adopted",
        "early": "yes" if round_.early else "",
        "spoken by": round_.spoken_by.value if round_.spoken_by else "",
        "follows": follows,
        "left to": round_.left_to.value if round_.left_to else "",
    }
    return tuple(Setting(name, value) for name, value in values.items() if value)
