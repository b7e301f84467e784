"""Events: what has happened, for the parts of the program that act on it in the same transaction. Which these are is one
table, `handlers.reactions`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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
class RecommendationOver:
    """A recommendation was withdrawn, declined or ended: nothing follows on it."""

    recommendation: int


@dataclass(frozen=True, slots=True)
class ReviewSet:
    """What this round has adopted is to be reviewed on this day, in place of an earlier or later one."""

    round: int
    day: date


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


@dataclass(frozen=True, slots=True)
class MeasurePlanned:
    """An item of a work plan is a measure of this recommendation (its id) too, or is due on another day now. By an addressee
    (its key), or else as said in `who`."""

    recommendation: int
    what: str
    addressee: str
    who: str
    due: date
    done: bool = False


Event = (
    AnnouncementDone | AnnouncementChanged | RoundClosed | RoundWithdrawn | RecommendationOver | ReviewSet | SeatsChanged
    | MeetingTimeVoid | MeasurePlanned | MinutesApproved
)  # fmt: skip
