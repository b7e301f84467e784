"""What of the council's work may be told to everyone: no names, no positions, no reasons, no numbers of votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.errors import Stale
from council.meetings import Meeting, MeetingState
from council.records import Record

ADOPTED = "adopted"
"""How a record names the outcome that is told."""


class About(StrEnum):
    """What a communiqué can be about."""

    RECORD = "record"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Decision:
    """The public part of an adopted recommendation. `hash`: of its record, by which anyone can check it later."""

    number: str
    group: str
    title: str
    text: str
    link: str
    closed_at: datetime
    hash: str


def decision(record: Record, record_hash: str) -> Decision:
    """The public part of what was adopted. Raises `Stale` for a round that ended otherwise: nothing of it is told."""
    if record.outcome != ADOPTED:
        raise Stale
    return Decision(record.number, record.group, record.title, record.text, record.link, record.closed_at, record_hash)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The public part of a meeting: that it was held, by whom, on what, and when."""

    title: str
    groups: Sequence[str]
    starts_at: datetime
    zone: str


def sitting(meeting: Meeting, now: datetime) -> Sitting:
    """The public part of a meeting. Raises `Stale` for one that was called off or has not begun."""
    if meeting.state is not MeetingState.PUBLISHED or now < meeting.starts_at:
        raise Stale
    return Sitting(meeting.draft.title, meeting.draft.groups, meeting.starts_at, meeting.draft.zone)
