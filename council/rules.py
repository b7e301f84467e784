"""How a round is decided: positions, their count, and the rule. Integers throughout; quorum is looked at first.

The formulas are the council's decision rules: E is the electorate of n people; S, R, A, O are the numbers in
support, with reservations, standing aside and objecting; p = S+R+A+O.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """A position. No response is not one of them: it is the absence of a position."""

    SUPPORT = "support"
    RESERVATIONS = "reservations"
    ASIDE = "aside"
    OBJECT = "object"


REASON_WANTED = frozenset({Choice.RESERVATIONS, Choice.OBJECT})
"""Positions that are taken with a reason."""


class Rule(StrEnum):
    """By what a recommendation is adopted."""

    FULL_CONSENSUS = "full consensus"


class Outcome(StrEnum):
    """How a round ended. Quorum unmet is "no decision", never "rejected"."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not adopted"
    NO_DECISION = "no decision"


class Ground(StrEnum):
    """Why it ended so."""

    CONSENSUS = "consensus"
    QUORUM = "quorum"
    FLOOR = "floor"
    OBJECTION = "objection"


def share(percent: int, of: int) -> int:
    """ceil(percent * of / 100), in integers."""
    return -(-percent * of // 100)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round is held to, frozen when it opens: the rule, and q and f in whole percentages."""

    rule: Rule = Rule.FULL_CONSENSUS
    quorum: int = 66
    floor: int = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of a round: n people in the electorate, and how many took each position."""

    electorate: int
    support: int = 0
    reservations: int = 0
    aside: int = 0
    objections: int = 0

    @classmethod
    def of(cls, electorate: int, choices: Iterable[Choice]) -> "Tally":
        """Count each person's latest choice."""
        listed = list(choices)
        return cls(
            electorate,
            support=listed.count(Choice.SUPPORT),
            reservations=listed.count(Choice.RESERVATIONS),
            aside=listed.count(Choice.ASIDE),
            objections=listed.count(Choice.OBJECT),
        )

    @property
    def answered(self) -> int:
        """p: standing aside counts, no response does not."""
        return self.support + self.reservations + self.aside + self.objections

    @property
    def silent(self) -> int:
        return self.electorate - self.answered

    @property
    def active(self) -> int:
        """S+R, what the floor is held against."""
        return self.support + self.reservations


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the ground for it, and by how many it fell short (of the quorum or the floor), else 0."""

    outcome: Outcome
    ground: Ground
    short_by: int = 0


def quorum_needed(terms: Terms, electorate: int) -> int:
    """How many must answer: ceil(q*n/100)."""
    return share(terms.quorum, electorate)


def floor_needed(terms: Terms, electorate: int) -> int:
    """How many must support, with or without reservations: ceil(f*n/100)."""
    return share(terms.floor, electorate)


def judge(terms: Terms, tally: Tally) -> Verdict:
    """What the round's rule makes of this count, were it closed now.

    An electorate that has shrunk to nobody decides nothing: the formulas would let it adopt.
    """
    if not tally.electorate:
        return Verdict(Outcome.NO_DECISION, Ground.QUORUM, 1)
    missing = quorum_needed(terms, tally.electorate) - tally.answered
    if missing > 0:
        return Verdict(Outcome.NO_DECISION, Ground.QUORUM, missing)
    if tally.objections:
        return Verdict(Outcome.NOT_ADOPTED, Ground.OBJECTION)
    lacking = floor_needed(terms, tally.electorate) - tally.active
    if lacking > 0:
        return Verdict(Outcome.NOT_ADOPTED, Ground.FLOOR, lacking)
    return Verdict(Outcome.ADOPTED, Ground.CONSENSUS)
