"""Who sees what of a round: one table by openness, state and reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from council.authority import Action, may
from council.people import Actor, Role


class Openness(StrEnum):
    """Whether names and positions are kept together. Detached is not a secret ballot: the server's operator could
    watch."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    DETACHED = "detached"


LEAST_DETACHED = 5
"""In a smaller electorate totals alone would show who chose what."""


class Reader(StrEnum):
    """In which capacity somebody reads a round."""

    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    AUTHOR = "author"
    MEMBER = "member"
    OBSERVER = "observer"
    CHAT = "a group's chat"
    COMMITTEE = "the Executive Committee"


class Answered(IntEnum):
    """What a reader sees about who has answered."""

    NOTHING = 0
    HOW_MANY = 1
    WHO = 2


class Reasons(IntEnum):
    """What a reader sees of reasons and objections."""

    NOTHING = 0
    NAMELESS = 1
    NAMED = 2


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees of others: counts, who answered, names beside positions, and reasons.

    One's own position is always visible; in detached rounds, where it is not stored, only that one has voted.
    """

    counts: bool = False
    answered: Answered = Answered.NOTHING
    names: bool = False
    reasons: Reasons = Reasons.NOTHING

    @property
    def leads(self) -> bool:
        """Whether the chair's sheet of an open round would show anything."""
        return self.answered is not Answered.NOTHING


_NOTHING = Sight()
_HOW_MANY = Sight(answered=Answered.HOW_MANY)
_TOTALS = Sight(counts=True, answered=Answered.HOW_MANY)
_NAMELESS = Sight(counts=True, answered=Answered.HOW_MANY, reasons=Reasons.NAMELESS)
_ALL = Sight(counts=True, answered=Answered.WHO, names=True, reasons=Reasons.NAMED)

WHILE_OPEN: Mapping[Openness, Mapping[Reader, Sight]] = {
    Openness.NAMED: {
        Reader.SECRETARIAT: _ALL, Reader.CHAIR: _ALL, Reader.AUTHOR: _ALL, Reader.MEMBER: _NOTHING, Reader.OBSERVER: _NOTHING,
        Reader.CHAT: _NOTHING, Reader.COMMITTEE: _NOTHING,
    },
    Openness.CONFIDENTIAL: {
        Reader.SECRETARIAT: _ALL, Reader.CHAIR: _NAMELESS, Reader.AUTHOR: _NAMELESS, Reader.MEMBER: _NOTHING,
        Reader.OBSERVER: _NOTHING, Reader.CHAT: _NOTHING, Reader.COMMITTEE: _NOTHING,
    },
    Openness.DETACHED: {
        Reader.SECRETARIAT: _HOW_MANY, Reader.CHAIR: _HOW_MANY, Reader.AUTHOR: _HOW_MANY, Reader.MEMBER: _NOTHING,
        Reader.OBSERVER: _NOTHING, Reader.CHAT: _NOTHING, Reader.COMMITTEE: _NOTHING,
    },
}  # fmt: skip
AFTERWARDS: Mapping[Openness, Mapping[Reader, Sight]] = {
    Openness.NAMED: {
        Reader.SECRETARIAT: _ALL, Reader.CHAIR: _ALL, Reader.AUTHOR: _ALL, Reader.MEMBER: _ALL, Reader.OBSERVER: _TOTALS,
        Reader.CHAT: _TOTALS, Reader.COMMITTEE: _NAMELESS,
    },
    Openness.CONFIDENTIAL: {
        Reader.SECRETARIAT: _ALL, Reader.CHAIR: _NAMELESS, Reader.AUTHOR: _NAMELESS, Reader.MEMBER: _NAMELESS,
        Reader.OBSERVER: _TOTALS, Reader.CHAT: _TOTALS, Reader.COMMITTEE: _NAMELESS,
    },
    Openness.DETACHED: dict.fromkeys(Reader, _TOTALS),
}  # fmt: skip
"""Who sees what (decision rules, openness). A round that was withdrawn, or awaits its chair, counts as open.

The Executive Committee sees reservations and dissent on what is forwarded to it, without names. In a confidential round
nobody but the secretariat sees who has answered: beside counts that move with each answer, that list would name votes.
"""


def sight(openness: Openness, reader: Reader, *, closed: bool, show_counts: bool = False) -> Sight:
    """What this reader sees. `show_counts`: the council shows counts in open rounds with names to everyone."""
    found = (AFTERWARDS if closed else WHILE_OPEN)[openness][reader]
    if show_counts and not closed and openness is Openness.NAMED:
        return replace(found, counts=True)
    return found


def tells_who_answered(reader: Reader) -> frozenset[Openness]:
    """The rounds, by openness, of which this reader may learn who has answered, be they open or closed."""
    tables = (WHILE_OPEN, AFTERWARDS)
    return frozenset(one for one in Openness if all(t[one][reader].answered is Answered.WHO for t in tables))


def has_answered(openness: Openness, version: int, taken_on: int | None, *, voted: bool) -> bool:
    """Whether somebody counts as having answered a round on this `version` of its text, wherever that is listed, counted,
    asked about or written to. `storage.electorates.has_answered` says the same in SQL.

    `taken_on`: the version on which the position was taken that they have (None: they have none); `voted`: in a detached
    round. Where names are shown, an objection to an earlier text is an answer, because it stands. Where they are not, it
    is none: right after a new version it would be the only one, and every list of the others would name its owner.
    """
    if openness is Openness.DETACHED:
        return voted
    return taken_on is not None and (openness is Openness.NAMED or taken_on == version)


def reader_of(actor: Actor, group: str, author: int, forwarded_to: str = "") -> Reader | None:
    """In which capacity this actor reads a round of `group`; None if they may not see it.

    `forwarded_to`: the Committee's code, if the decision was forwarded to it.
    """
    if not may(actor, Action.SEE_ROUND, [group]):
        forwarded = bool(forwarded_to) and may(actor, Action.SEE_ROUND, [forwarded_to])
        return Reader.COMMITTEE if forwarded else None
    if actor.is_secretariat:
        return Reader.SECRETARIAT
    role = actor.role_in(group)
    if role is Role.CHAIR:
        return Reader.CHAIR
    if actor.person_id == author:
        return Reader.AUTHOR
    return Reader.OBSERVER if role is Role.OBSERVER else Reader.MEMBER
