"""What of the council's work may be published: no names, no positions, no reasons, no counts of votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.errors import Stale
from council.meetings import Meeting, MeetingState
from council.records import Record

ADOPTED = "adopted"
"""The outcome, as records name it, that may be published."""


class About(StrEnum):
    """What a communiqué is about."""

    RECORD = "record"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Decision:
    """The public part of an adopted recommendation. `hash`: of its record, so that anyone can check it later."""

    number: str
    group: str
    title: str
    text: str
    link: str
    closed_at: datetime
    hash: str


def decision(record: Record, record_hash: str) -> Decision:
    """The public part of an adopted recommendation. Raises `Stale` for any other outcome: it is not published."""
    if record.outcome != ADOPTED:
        raise Stale
    return Decision(record.number, record.group, record.title, record.text, record.link, record.closed_at, record_hash)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The public part of a meeting: title, groups and time."""

    title: str
    groups: Sequence[str]
    starts_at: datetime
    zone: str


def sitting(meeting: Meeting, now: datetime) -> Sitting:
    """The public part of a meeting. Raises `Stale` if it was cancelled or has not begun."""
    if meeting.state is not MeetingState.PUBLISHED or now < meeting.starts_at:
        raise Stale
    return Sitting(meeting.draft.title, meeting.draft.groups, meeting.starts_at, meeting.draft.zone)
