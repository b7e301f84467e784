"""When each person gets an announcement: at once, at an instant, or at 9:00 local time; and when it is too late to send
it without asking."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from council import quiet_hours
from council.announcements import Announcement, Option, Timing
from council.clock import zone
from council.errors import BadNumber, InThePast
from council.quiet_hours import QuietHours
from council.reminder_times import APART

MORNING = time(9)
"""The local time of a delivery in the morning."""

LATE = timedelta(hours=1)
"""An announcement later than its time by more than this is not sent without asking."""

MOST_NUDGES, MOST_HOURS = 5, 24 * 60
"""The most reminders to confirm, and the most hours after sending for one."""

_FIRST, _LAST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


def begins(day: date) -> datetime:
    """The instant (UTC) at which this day's 9:00 comes in the world's first zone: its recipients must be listed by
    then."""
    return datetime.combine(day, MORNING, tzinfo=_FIRST).astimezone(UTC)


def latest(announcement: Announcement) -> datetime | None:
    """The last instant for which it was intended (UTC); None if it has no time."""
    match announcement.timing:
        case Timing.AT:
            return announcement.due_at
        case Timing.MORNING if announcement.day is not None:
            return datetime.combine(announcement.day, MORNING, tzinfo=_LAST).astimezone(UTC)
    return None


def overdue(announcement: Announcement, now: datetime) -> bool:
    """Whether its time has passed by more than `LATE`, so that somebody must decide whether it is still sent."""
    due = latest(announcement)
    return due is not None and now > due + LATE


def check_time(announcement: Announcement, now: datetime) -> None:
    """Raises `InThePast` for one that is overdue."""
    if overdue(announcement, now):
        raise InThePast(latest(announcement) or now)


def due_for(announcement: Announcement, zone_name: str, quiet: QuietHours | None, now: datetime) -> datetime:
    """When (UTC, not before `now`) someone in this zone with these quiet hours gets it. Urgent ones ignore quiet
    hours."""
    at = now
    if announcement.timing is Timing.MORNING and announcement.day is not None:
        at = max(now, datetime.combine(announcement.day, MORNING, tzinfo=zone(zone_name)).astimezone(UTC))
    return at if Option.URGENT in announcement.options else quiet_hours.after(quiet, zone_name, at)


def read_hours(text: str) -> tuple[int, ...]:
    """Hours after sending, as typed: "24, 72". Raises `BadNumber` for anything else."""
    try:
        hours = sorted({int(part) for part in text.replace(",", " ").replace(";", " ").split()})
    except ValueError as error:
        raise BadNumber(1, MOST_HOURS) from error
    if not hours or len(hours) > MOST_NUDGES or not 1 <= hours[0] <= hours[-1] <= MOST_HOURS:
        raise BadNumber(1, MOST_HOURS)
    return tuple(hours)


AGAIN = APART
"""The shortest time between two reminders that somebody asks for: nobody is reminded more than once a day."""
