"""Meetings: wall-clock time and a zone, and the reminders that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from council import text_rules
from council.clock import instant
from council.errors import BadDuration, BadReminders, InThePast, NotAhead, TooFar, Unchanged

DEFAULT_DURATION = 90
LEAST_DURATION, MOST_DURATION = 5, 720
"""Minutes. Nobody sits longer than a day's work; a longer number is a slip of the finger."""

YEARS_AHEAD = 5
"""A start further away than this is taken for a mistyped year."""


class MeetingState(StrEnum):
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What can be changed of a meeting besides its time and its agenda."""

    TITLE = "title"
    LINK = "link"
    PLACE = "place"
    DURATION = "duration"
    NOTES = "notes"
    REMINDERS = "reminders"


PLACE_LIMIT, NOTES_LIMIT = 200, 600

MOST_REMINDERS = 6
NO_REMINDERS = "none"
LEAST_AHEAD, MOST_AHEAD = timedelta(minutes=5), timedelta(days=60)
"""How long before a meeting its own reminders may come."""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as typed. `starts` is naive wall-clock time in `zone`, of a time that comes round twice the first one
    unless `second`; `duration` in minutes; links, place and notes may be empty. `reminders`: offsets before it, None
    for the council's.
    """

    title: str
    groups: tuple[str, ...]
    starts: datetime
    zone: str
    link: str = ""
    agenda: str = ""
    duration: int = DEFAULT_DURATION
    place: str = ""
    notes: str = ""
    reminders: tuple[timedelta, ...] | None = None
    second: bool = False

    @property
    def starts_at(self) -> datetime:
        """The UTC instant at which it begins. Raises `NoSuchTime`, `UnknownZone`."""
        return instant(self.starts, self.zone, second=self.second)

    def part(self, part: Part) -> str:
        """A part of it as text; "" where it has none. Reminders are minutes before it, or `NO_REMINDERS`, and "" where
        they are the council's."""
        if part is Part.REMINDERS:
            own = [str(offset // timedelta(minutes=1)) for offset in self.reminders or ()]
            return "" if self.reminders is None else ",".join(own) or NO_REMINDERS
        return str(getattr(self, part.value))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was published. `schedule` grows by one whenever start or zone changes. `series` and `nth`, from 0:
    which one of which series it is."""

    id: int
    draft: MeetingDraft
    starts_at: datetime
    state: MeetingState
    schedule: int
    series: int | None = None
    nth: int = 0

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


def check_start(starts: datetime, zone: str, now: datetime, *, second: bool = False) -> datetime:
    """The UTC instant of a start that may be set at `now`.

    Raises `InThePast`, `TooFar` for a year that must be a slip, `NoSuchTime` when the zone skips it, `UnknownZone`.
    """
    if starts.year < now.year - 1:
        raise InThePast(starts)
    if starts.year > now.year + YEARS_AHEAD:
        raise TooFar(YEARS_AHEAD)
    at = instant(starts, zone, second=second)
    if at <= now:
        raise InThePast(at)
    return at


def check_duration(minutes: int) -> int:
    """These minutes, if a meeting may last so long. Raises `BadDuration`."""
    if not LEAST_DURATION <= minutes <= MOST_DURATION:
        raise BadDuration(LEAST_DURATION, MOST_DURATION)
    return minutes


def cleaned(draft: MeetingDraft) -> MeetingDraft:
    """The draft as it may be kept. Raises `Empty`, `TooLong`, `BadLink`, `BadDuration`; its start is not looked at."""
    return replace(
        draft,
        title=text_rules.line(draft.title),
        link=text_rules.link(draft.link) if draft.link else "",
        agenda=text_rules.link(draft.agenda) if draft.agenda else "",
        duration=check_duration(draft.duration),
        place=text_rules.line(draft.place, PLACE_LIMIT) if draft.place else "",
        notes=text_rules.body(draft.notes, NOTES_LIMIT) if draft.notes else "",
        reminders=None if draft.reminders is None else check_reminders(draft.reminders),
    )


def check_reminders(offsets: Iterable[timedelta]) -> tuple[timedelta, ...]:
    """These offsets, longest first, each once. Raises `BadReminders`."""
    listed = tuple(sorted(set(offsets), reverse=True))
    if len(listed) > MOST_REMINDERS or any(not LEAST_AHEAD <= one <= MOST_AHEAD for one in listed):
        raise BadReminders(MOST_REMINDERS, MOST_AHEAD.days)
    return listed


def moved(meeting: Meeting, starts: datetime, zone: str, now: datetime, *, second: bool = False) -> Meeting:
    """The meeting at another time: with a new schedule, under which no reminder of the old one comes.

    Raises `NotAhead`, `Unchanged`, and what `check_start` does.
    """
    _demand_ahead(meeting, now)
    if (starts, zone, second) == (meeting.draft.starts, meeting.draft.zone, meeting.draft.second):
        raise Unchanged
    at = check_start(starts, zone, now, second=second)
    draft = replace(meeting.draft, starts=starts, zone=zone, second=second)
    return replace(meeting, draft=draft, starts_at=at, schedule=meeting.schedule + 1)


def changed(meeting: Meeting, part: Part, value: str, now: datetime) -> Meeting:
    """The meeting with another title, link, place ("" for none), duration (minutes), notes, or reminders (as `part` has
    them).

    Raises `NotAhead`, `Unchanged`, and what `cleaned` does.
    """
    _demand_ahead(meeting, now)
    draft = with_part(meeting.draft, part, value)
    if draft == meeting.draft:
        raise Unchanged
    return replace(meeting, draft=draft)


def with_part(draft: MeetingDraft, part: Part, value: str) -> MeetingDraft:
    """The draft with another value of one part. Raises what `cleaned` does."""
    if part is Part.DURATION:
        try:
            return cleaned(replace(draft, duration=int(value)))
        except ValueError as error:
            raise BadDuration(LEAST_DURATION, MOST_DURATION) from error
    match part:
        case Part.TITLE:
            draft = replace(draft, title=value)
        case Part.LINK:
            draft = replace(draft, link=value)
        case Part.PLACE:
            draft = replace(draft, place=value)
        case Part.NOTES:
            draft = replace(draft, notes=value)
        case Part.REMINDERS:
            own = [] if value == NO_REMINDERS else value.split(",")
            draft = replace(draft, reminders=tuple(timedelta(minutes=int(one)) for one in own) if value else None)
    return cleaned(draft)


def cancelled(meeting: Meeting, now: datetime) -> Meeting:
    """The meeting, called off. Raises `NotAhead`."""
    _demand_ahead(meeting, now)
    return replace(meeting, state=MeetingState.CANCELLED)


def _demand_ahead(meeting: Meeting, now: datetime) -> None:
    if not meeting.ahead(now):
        raise NotAhead


def due_instants(starts_at: datetime, offsets: Iterable[timedelta], now: datetime) -> list[tuple[timedelta, datetime]]:
    """The reminders still to come, longest offset first: those already past at `now` are left out."""
    dues = ((offset, starts_at - offset) for offset in sorted(set(offsets), reverse=True))
    return [(offset, due) for offset, due in dues if due > now]


def plan(meeting: Meeting, offsets: Iterable[timedelta], now: datetime) -> list[Reminder]:
    """The reminders of the meeting's present schedule."""
    dues = due_instants(meeting.starts_at, offsets, now)
    return [Reminder(meeting.id, meeting.schedule, offset, due) for offset, due in dues]


def to_send(meeting: Meeting, waiting: Iterable[Reminder], now: datetime) -> Reminder | None:
    """Which of the reminders that wait is to be sent now.

    Of several that fell due while the program was away the nearest to the start says everything. None when nothing is
    due, and for a meeting that was moved away from these reminders' schedule, was cancelled, or has begun.
    """
    if not meeting.ahead(now):
        return None
    due = [one for one in waiting if one.schedule == meeting.schedule and one.due_at <= now]
    return min(due, key=lambda one: one.offset, default=None)


def told_lead(offset: timedelta, left: timedelta) -> timedelta:
    """How long ahead a reminder says the meeting is: its offset while that is true within a tenth, else what is left."""
    return offset if abs(left - offset) <= offset / 10 else left
