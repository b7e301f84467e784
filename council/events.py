"""Events: what has happened, for the parts of the program that act on it in the same transaction. Which these are is one
table, `handlers.follow_ups`."""

from collections.abc import Collection
from dataclasses import dataclass

from council.meetings import Meeting
from council.rounds import Round


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """A round has closed with an outcome, and its record is kept."""

    round: Round


@dataclass(frozen=True, slots=True)
class RoundWithdrawn:
    """A round was withdrawn before it ended."""

    round: Round


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """Who sits in these groups has changed: a role was given, ended, suspended or began."""

    groups: Collection[str]


@dataclass(frozen=True, slots=True)
class MeetingTimeVoid:
    """A meeting is no longer ahead at the time that it had: it was moved, was cancelled, or has begun."""

    meeting: Meeting


Event = RoundClosed | RoundWithdrawn | SeatsChanged | MeetingTimeVoid
