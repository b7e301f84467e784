"""A proposed recommendation and the round that decides it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council.errors import Closed, InThePast, OutsideElectorate, ReasonWanted, TooSoon
from council.people import POSITION_TAKING, Person, Seat
from council.rules import REASON_WANTED, Choice, Ground, Outcome, Tally, Terms

LEAST_MINUTES = 60
"""A round must leave people at least this long to answer."""


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RecommendationDraft:
    """A recommendation as typed. `deadline` is a UTC instant; `link` may be empty."""

    group: str
    title: str
    text: str
    link: str
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """One person's position in a round. `reason` is empty where none is wanted.

    Of an objection, `reason` says what harm the text would do, and `remedy` which wording would remove it (or nothing).
    """

    person: int
    choice: Choice
    reason: str
    taken_at: datetime
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A consensus round on one version of a recommendation. Times are UTC instants."""

    id: int
    number: str
    version: int
    group: str
    title: str
    text: str
    link: str
    author: int
    terms: Terms
    opened_at: datetime
    deadline: datetime
    state: RoundState
    outcome: Outcome | None = None
    ground: Ground | None = None
    closed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"round:{self.id}"

    def open(self, now: datetime) -> bool:
        """Whether positions are taken at `now`: until the deadline's instant, not at it."""
        return self.state is RoundState.OPEN and now < self.deadline


@dataclass(frozen=True, slots=True)
class Elector:
    """One of a round's electorate. Once struck, neither they nor their position count any more."""

    person: Person
    position: Position | None = None
    struck_at: datetime | None = None

    @property
    def counts(self) -> bool:
        return self.struck_at is None


def tally(electors: Iterable[Elector]) -> Tally:
    """The count of those who have not been struck."""
    counting = [elector for elector in electors if elector.counts]
    return Tally.of(len(counting), [elector.position.choice for elector in counting if elector.position])


def struck_at(round_: Round, seats: Iterable[Seat], now: datetime) -> datetime | None:
    """When an elector's role ended, or was suspended, while the round was open; None while it has not.

    `seats` are all that they have or had in the round's group. A seat that follows on another at the same instant, as
    from member to chair, carries on; one given after a gap does not bring a position back.
    """
    covered = round_.opened_at
    for seat in sorted(seats, key=lambda seat: seat.since):
        if seat.role in POSITION_TAKING and seat.since <= covered:
            if seat.ends is None:
                return None
            covered = max(covered, seat.ends)
    # At the deadline's instant the round is open no more: what ends then, or later, changes nothing.
    return covered if covered <= now and covered < round_.deadline else None


def number(group: str, year: int, serial: int) -> str:
    """How a recommendation is called: group, year, serial within both ("B-2026-03")."""
    return f"{group}-{year}-{serial:02}"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_deadline(deadline: datetime, now: datetime) -> None:
    """Raise `InThePast` or, when people would have less than `LEAST_MINUTES`, `TooSoon`."""
    if deadline <= now:
        raise InThePast(deadline)
    if deadline - now < timedelta(minutes=LEAST_MINUTES):
        raise TooSoon(LEAST_MINUTES)


def check_position(round_: Round, in_electorate: bool, choice: Choice, reason: str, now: datetime) -> None:
    """Whether this position may be taken now. Raises `Closed`, `OutsideElectorate`, `ReasonWanted`."""
    if not in_electorate:
        raise OutsideElectorate
    if not round_.open(now):
        raise Closed
    if choice in REASON_WANTED and not reason:
        raise ReasonWanted
