"""The record of a closed round: what it holds, how it is written, and what of it each reader may see.

People stand in it as marks: salted hashes, which say nothing once the salt is gone. Who is behind a mark is kept apart.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from council.chain import Content, Json, canonical
from council.openness import Openness, Reader, Reasons, Sight

_V = TypeVar("_V")

FORM = 3
"""The number of this form of a record, which is part of it: a later form has another. The first had no `moves`, the second no
findings on objections; records that were written in them stay as they are, and are read and checked as they were written."""


class Kind(StrEnum):
    """What a link of the chain of records is the record of."""

    ROUND = "round"
    OPINIONS = "opinions"
    MINUTES = "minutes"


class Sealable(Protocol):
    """What can be kept as a record, a dataclass: `serial` is its number in the chain, `form` that of its form. `marks`:
    everyone who stands in it."""

    @property
    def serial(self) -> int: ...

    @property
    def form(self) -> int: ...

    @property
    def marks(self) -> frozenset[str]: ...


class Edition(StrEnum):
    """How much of a record a reader gets: names and positions; reasons without names; the totals alone. The Committee gets of
    another group's its text and result, reservations and dissent without names, and not how it came to that."""

    FULL = "full"
    GIVEN = "given"
    NAMELESS = "nameless"
    TOTALS = "totals"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the electorate chose what. `electorate` counts those who were not struck."""

    electorate: int
    support: int = 0
    reservations: int = 0
    aside: int = 0
    objections: int = 0
    amendments: int = 0

    @property
    def answered(self) -> int:
        return self.support + self.reservations + self.aside + self.objections + self.amendments

    @property
    def silent(self) -> int:
        return self.electorate - self.answered

    @property
    def active(self) -> int:
        """With or without reservations: what the floor is held against."""
        return self.support + self.reservations


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the text, by its hash. `note`: what its author said had changed."""

    version: int
    text_hash: str
    made_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """One person's position at the end. `how`: how it came, if not in the bot; `by`: who entered it then."""

    who: str
    choice: str
    taken_at: datetime
    reason: str = ""
    remedy: str = ""
    how: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One step in how somebody came to the position they ended with: from `was` to `now`, "" for none, on which version
    of the text, how it came if not in the bot, and by whom it was entered then."""

    who: str
    at: datetime
    was: str
    now: str
    version: int
    how: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to an objection."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection on its way. `withdrawn_at`: None while it stands. `finding`: what was found of it when rough consensus was
    declared, `found`: why; "" for nothing."""

    who: str
    harm: str
    remedy: str
    raised_at: datetime
    answers: tuple[Answer, ...] = ()
    withdrawn_at: datetime | None = None
    finding: str = ""
    found: str = ""


class ChangeKind(StrEnum):
    """What happened to the electorate, or to a round's time, while the round was open."""

    STRUCK = "struck"
    RECUSED = "interest declared"
    ENTERED = "entered"
    EXTENDED = "extended"
    EXTENDED_FOR_CHAIR = "extended for the chair"
    NOT_REACHED = "not reached"


EXTENSIONS = frozenset({ChangeKind.EXTENDED, ChangeKind.EXTENDED_FOR_CHAIR})
"""The deadline was moved: by the chair, or by the secretariat for the chair."""


@dataclass(frozen=True, slots=True)
class Change:
    """One such event. `note`: by what way a position came, the reason of an extension."""

    kind: ChangeKind
    who: str
    at: datetime
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting beyond quorum and floor: how many objections the rule bears ("dissent"), when what was adopted is looked
    at again ("review"), what the chair declared ("declared"), that all had answered early ("early"), the role of whoever gave
    the chair's word for either ("spoken by"), the role to which a chair who wrote the text has left it ("left to"), and the
    hash of the record of the round whose outcome was taken up again ("follows")."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """A closed round. Instants are UTC. `quorum` and `floor` are percentages; `quorum_needed`, `floor_needed` people.

    `text_hash` is of the text; where a file holds the whole, the text sums it up, and `file_hash` is of the file.

    `moves`: of those who took more than one position, or one that counts no more, every one they took, in order.

    Of a detached round `electorate` says who was asked, and nothing says who answered, or what.
    """

    serial: int
    number: str
    group: str
    title: str
    version: int
    versions: tuple[Version, ...]
    text: str
    link: str
    file_name: str
    text_hash: str
    author: str
    rule: str
    quorum: int
    floor: int
    quorum_needed: int
    floor_needed: int
    settings: tuple[Setting, ...]
    openness: Openness
    opened_at: datetime
    deadline: datetime
    closed_at: datetime
    electorate: tuple[str, ...]
    counts: Counts
    stands: tuple[Stand, ...]
    objections: tuple[Objection, ...]
    changes: tuple[Change, ...]
    outcome: str
    ground: str
    rationale: str = ""
    file_hash: str = ""
    form: int = FORM
    moves: tuple[Move, ...] = ()

    @property
    def origin(self) -> str:
        """The group that proposed it: a recommendation's number begins with its code (`council.rounds.number`)."""
        return self.number.rsplit("-", 2)[0]

    @property
    def in_committee(self) -> bool:
        """Whether this is the Committee's round about another group's recommendation."""
        return self.group != self.origin

    def setting(self, name: str) -> str:
        """The setting of this name; "" where the round has none."""
        return next((setting.value for setting in self.settings if setting.name == name), "")

    @property
    def marks(self) -> frozenset[str]:
        """Everyone who stands in the record, as their marks."""
        found = {self.author, *self.electorate}
        found.update(who for stand in self.stands for who in (stand.who, stand.by))
        found.update(who for change in self.changes for who in (change.who, change.by))
        found.update(who for move in self.moves for who in (move.who, move.by))
        for objection in self.objections:
            found.update((objection.who, *(answer.by for answer in objection.answers)))
        return frozenset(found - {""})

    def __post_init__(self) -> None:
        """A detached round's record that named a choice would be a breach that no later care could mend."""
        if self.openness is Openness.DETACHED and (self.stands or self.objections or self.moves):
            message = "the record of a detached round holds totals only"
            raise ValueError(message)


def mark(salt: str, person: int, name: str) -> str:
    """What stands for a person in one record: SHA-256, in hexadecimal, of a secret salt, our id of them (0 for who was
    forgotten before) and their name, each on a line.

    The salt is random, of 256 bits, and another for each person and record: without it nobody can try names.
    """
    return hashlib.sha256(f"{salt}\n{person}\n{name}".encode()).hexdigest()


def content(record: Sealable) -> Content:
    """The record as plain values, of which its hash is taken (`council.chain`)."""
    return _of_form(record, record.form)


_SINCE = {"Record.moves": 2, "Objection.finding": 3, "Objection.found": 3}
"""The form with which a field came."""


def _of_form(value: object, form: int) -> dict[str, Json]:
    assert is_dataclass(value)  # noqa: S101 - `Sealable` says so
    kept = (one.name for one in fields(value) if form >= _SINCE.get(f"{type(value).__name__}.{one.name}", 1))
    return {name: _plain(getattr(value, name), form) for name in kept}


def written(record: Sealable) -> str:
    """The record in its canonical form."""
    return canonical(content(record)).decode()


def _plain(value: object, form: int) -> Json:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(one, form) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _of_form(value, form)
    raise TypeError(type(value).__name__)


def edition_for(sight: Sight, reader: Reader | None = None) -> Edition | None:
    """What somebody may see of a record who sees this much of its round once it has closed, and reads it in this capacity
    (`council.openness`); None for whoever does not see even the counts."""
    if not sight.counts:
        return None
    if reader is Reader.COMMITTEE:
        return Edition.GIVEN
    if sight.names:
        return Edition.FULL
    return Edition.TOTALS if sight.reasons is Reasons.NOTHING else Edition.NAMELESS


def reduced(record: Record, edition: Edition) -> Record:
    """The record with nothing left in it that this edition does not show.

    Without names, reasons come in the order of their words, and without their times: neither tells whose they are.
    Of the electorate, and of what happened in it, only the numbers stay; of the round's time, that it was extended, and
    why: everyone was told.
    """
    if edition is Edition.FULL:
        return record
    if edition is Edition.GIVEN:
        given = reduced(record, Edition.NAMELESS)
        stood = tuple(replace(one, answers=()) for one in given.objections if one.withdrawn_at is None)
        return replace(given, versions=(), changes=(), objections=stood)
    bare = replace(record, author="", stands=(), objections=(), changes=(), moves=(), electorate=())
    if edition is Edition.TOTALS:
        return replace(bare, rationale="")
    at = record.closed_at
    said = (Stand("", stand.choice, at, stand.reason, stand.remedy) for stand in record.stands if stand.reason or stand.remedy)
    objections = (
        Objection(
            "", objection.harm, objection.remedy, at,
            tuple(Answer("", answer.text, at) for answer in objection.answers),
            at if objection.withdrawn_at else None, objection.finding, objection.found,
        )
        for objection in record.objections
    )  # fmt: skip
    return replace(
        bare,
        changes=tuple(replace(one, who="", by="") for one in record.changes if one.kind in EXTENSIONS),
        stands=_ordered(said, lambda stand: (stand.choice, stand.reason, stand.remedy)),
        objections=_ordered(objections, lambda objection: (objection.harm, objection.remedy)),
    )


def _ordered(values: Iterable[_V], key: Callable[[_V], tuple[str, ...]]) -> tuple[_V, ...]:
    return tuple(sorted(values, key=key))
