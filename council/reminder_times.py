"""When each person gets a meeting's reminder: after their quiet hours if it can wait, and not if a later one replaces
it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from council import quiet_hours
from council.meetings import Reminder
from council.quiet_hours import QuietHours

CAN_WAIT = timedelta(days=1)
"""What falls due this long before a meeting, or longer, can wait until quiet hours are over."""


def after_quiet(hours: QuietHours | None, zone_name: str, starts_at: datetime, now: datetime) -> datetime:
    """When something about a meeting at `starts_at` that falls due at `now` is delivered to someone with these quiet
    hours: at their end if the meeting is a day or more away, but never at or after its start. All in UTC."""
    return now if starts_at - now < CAN_WAIT else _after_quiet_hours(hours, zone_name, starts_at, now)


def _after_quiet_hours(hours: QuietHours | None, zone_name: str, starts_at: datetime, now: datetime) -> datetime:
    at = quiet_hours.after(hours, zone_name, now)
    return at if at < starts_at else now


def due_for(
    reminder: Reminder, nearer: Iterable[Reminder], starts_at: datetime, hours: QuietHours | None, zone_name: str,
    now: datetime,
) -> datetime | None:  # fmt: skip
    """When someone gets this reminder, which is due at or before `now`; None if by then a nearer reminder is due.
    UTC."""
    if reminder.offset < CAN_WAIT:
        return now
    at = _after_quiet_hours(hours, zone_name, starts_at, now)
    return None if any(other.due_at <= at for other in nearer) else at


APART = timedelta(hours=20)
"""At least so long after one reminder of all that waits for an answer comes the next: one a day."""


def once_a_day(
    wanted: datetime, told: Iterable[datetime], waiting: Iterable[datetime], until: datetime | None
) -> datetime | None:
    """When somebody is reminded who is to be at `wanted`: later, if they were `told` shortly before; None if that would be
    too late, or if a reminder that is `waiting` tells of all in time. `until`: when the answer is of no more use. UTC."""
    at = max([wanted, *(each + APART for each in told if each <= wanted < each + APART)])
    if until is not None and at >= until:
        return None
    near = [each for each in waiting if abs(each - at) < APART]
    return None if any(each <= at or until is None or each < until for each in near) else at
