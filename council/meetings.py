"""Meetings: wall-clock time and a zone, and the reminders that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council.clock import instant
from council.errors import InThePast


class MeetingState(StrEnum):
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as typed. `starts` is naive wall-clock time in `zone`; `duration` in minutes; links may be empty."""

    title: str
    groups: tuple[str, ...]
    starts: datetime
    zone: str
    link: str = ""
    agenda: str = ""
    duration: int = 90

    @property
    def starts_at(self) -> datetime:
        """The UTC instant at which it begins. Raises `NoSuchTime`, `UnknownZone`."""
        return instant(self.starts, self.zone)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was published. `schedule` grows by one whenever start or zone changes."""

    id: int
    draft: MeetingDraft
    starts_at: datetime
    state: MeetingState
    schedule: int

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"meeting:{self.id}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.draft.duration)

    def ahead(self, now: datetime) -> bool:
        """Whether it is still to begin."""
        return self.state is MeetingState.PUBLISHED and now < self.starts_at


@dataclass(frozen=True, slots=True)
class Reminder:
    """One due instant of one schedule of a meeting."""

    meeting: int
    schedule: int
    offset: timedelta
    due_at: datetime


def check_start(draft: MeetingDraft, now: datetime) -> None:
    """Raise `InThePast` when the meeting would already have begun, `NoSuchTime` when its start does not exist."""
    if draft.starts_at <= now:
        raise InThePast(draft.starts_at)


def due_instants(starts_at: datetime, offsets: Iterable[timedelta], now: datetime) -> list[tuple[timedelta, datetime]]:
    """The reminders still to come, longest offset first: those already past at `now` are left out."""
    dues = ((offset, starts_at - offset) for offset in sorted(set(offsets), reverse=True))
    return [(offset, due) for offset, due in dues if due > now]
