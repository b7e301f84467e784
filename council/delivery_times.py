"""When an announcement reaches whom: at once, at an instant, or at 9:00 of each reader; and never too late in silence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from council import quiet_hours
from council.announcements import Announcement, Option, Timing
from council.clock import zone
from council.errors import BadNumber
from council.quiet_hours import QuietHours

MORNING = time(9)
"""When a reader's morning is, by their own clock."""

LATE = timedelta(hours=1)
"""By how much a time may be missed; what is later is asked about, not sent."""

MOST_NUDGES, MOST_HOURS = 5, 24 * 60
"""How often, and how many hours after sending at most, people are reminded to confirm."""

_FIRST, _LAST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


def begins(day: date) -> datetime:
    """The instant (UTC) at which it is 9:00 of this day in the first zone of the world: the list must be written then."""
    return datetime.combine(day, MORNING, tzinfo=_FIRST).astimezone(UTC)


def latest(found: Announcement) -> datetime | None:
    """The last instant for which it was meant; None for one that was given no time."""
    match found.timing:
        case Timing.AT:
            return found.due_at
        case Timing.MORNING if found.day is not None:
            return datetime.combine(found.day, MORNING, tzinfo=_LAST).astimezone(UTC)
    return None


def overdue(found: Announcement, now: datetime) -> bool:
    """Whether its time has passed so long ago that somebody must say whether it is still to go out."""
    meant = latest(found)
    return meant is not None and now > meant + LATE


def due_for(found: Announcement, zone_name: str, hush: QuietHours | None, now: datetime) -> datetime:
    """When (UTC, not before `now`) it goes to someone in this zone with these quiet hours. Urgent ones know none."""
    at = now
    if found.timing is Timing.MORNING and found.day is not None:
        at = max(now, datetime.combine(found.day, MORNING, tzinfo=zone(zone_name)).astimezone(UTC))
    return at if Option.URGENT in found.options else quiet_hours.after(hush, zone_name, at)


def read_hours(text: str) -> tuple[int, ...]:
    """Hours after sending as people type them: "24, 72". Raises `BadNumber` for anything else."""
    try:
        hours = sorted({int(part) for part in text.replace(",", " ").replace(";", " ").split()})
    except ValueError as error:
        raise BadNumber(1, MOST_HOURS) from error
    if not hours or len(hours) > MOST_NUDGES or not 1 <= hours[0] <= hours[-1] <= MOST_HOURS:
        raise BadNumber(1, MOST_HOURS)
    return tuple(hours)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder to confirm: which by the hours that the writer set, when it is due, and from when on the next is."""

    hours: int
    due: datetime
    until: datetime | None


def reminders(hours: Iterable[int], zone_name: str, hush: QuietHours | None, taken: datetime) -> list[Reminder]:
    """When (UTC) someone in this zone, with these quiet hours, is reminded to confirm: so many hours after Telegram took
    their own copy. Of two that quiet hours bring together the later one is meant; one that was missed until the next is
    due is not made up for."""
    dues = {quiet_hours.after(hush, zone_name, taken + timedelta(hours=each)): each for each in sorted(hours)}
    ordered = sorted(dues)
    return [Reminder(dues[due], due, until) for due, until in zip(ordered, [*ordered[1:], None], strict=True)]


AGAIN = timedelta(hours=1)
"""How long after people were reminded by hand they may be so again."""
