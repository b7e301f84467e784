"""The public part of the council's work: no names, positions, reasons or counts of votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from council.errors import Stale
from council.meetings import Meeting, MeetingState
from council.records import Record

ADOPTED = "adopted"
"""The only outcome that is public, as records name it."""


class About(StrEnum):
    """What a communiqué is about."""

    RECORD = "record"
    MEETING = "meeting"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """The public part of an adopted recommendation. `hash`: of its record, so that anyone can check it later."""

    number: str
    group: str
    title: str
    text: str
    link: str
    closed_at: datetime
    hash: str


def public_decision(record: Record, record_hash: str) -> PublicDecision:
    """The public part of an adopted recommendation. Raises `Stale` for any other outcome, which is not public."""
    if record.outcome != ADOPTED:
        raise Stale
    return PublicDecision(record.number, record.group, record.title, record.text, record.link, record.closed_at, record_hash)


def report_id(year: int, today: date) -> int:
    """By what a communiqué knows a year's report as it is on a day: it can be published anew on a later one."""
    return year * 10**8 + today.year * 10**4 + today.month * 100 + today.day


@dataclass(frozen=True, slots=True)
class PublicMeeting:
    """The public part of a meeting: its title, groups and time (`starts_at` in UTC)."""

    title: str
    groups: Sequence[str]
    starts_at: datetime
    zone: str


def public_meeting(meeting: Meeting, now: datetime) -> PublicMeeting:
    """The public part of a meeting. Raises `Stale` if it was cancelled or has not begun at `now` (UTC)."""
    if meeting.state is not MeetingState.PUBLISHED or now < meeting.starts_at:
        raise Stale
    return PublicMeeting(meeting.draft.title, meeting.draft.groups, meeting.starts_at, meeting.draft.zone)
