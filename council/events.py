"""Events: what has happened, for the parts of the program that act on it in the same transaction. Which these are is one
table, `handlers.reactions`."""

from collections.abc import Collection
from dataclasses import dataclass

from council.announcements import Announcement
from council.meetings import Meeting
from council.minutes import Minutes
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


@dataclass(frozen=True, slots=True)
class MinutesApproved:
    """Minutes of a meeting were approved, and their record is kept. `before`: those that they correct."""

    minutes: Minutes
    meeting: Meeting
    before: Minutes | None = None


@dataclass(frozen=True, slots=True)
class AnnouncementDone:
    """An announcement has arrived wherever it could."""

    announcement: Announcement


@dataclass(frozen=True, slots=True)
class AnnouncementChanged:
    """What an announcement says was corrected in these languages; none: it was taken back."""

    announcement: Announcement
    languages: Collection[str] = ()


Event = AnnouncementDone | AnnouncementChanged | RoundClosed | RoundWithdrawn | SeatsChanged | MeetingTimeVoid | MinutesApproved
