"""Meetings that come again: on which days, and at what time of the clock."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from council.clock import existing
from council.errors import BadNumber, BadSeries
from council.meetings import MeetingDraft

LEAST_MEETINGS, MOST_MEETINGS = 2, 150
MOST_YEARS = 3
"""A series has an end that somebody can foresee."""

MOST_APART = 12
"""Weeks or months from one meeting to the next."""

HORIZON = timedelta(days=60)
"""How far ahead the meetings of a series are made."""

LEAD = timedelta(days=14)
"""How long before one of them its people get its card; of the first one they get it at once."""


class Every(StrEnum):
    """What a series goes by."""

    WEEKS = "weeks"
    MONTH_DAY = "day of the month"
    MONTH_WEEKDAY = "weekday of the month"


LAST = -1


@dataclass(frozen=True, slots=True)
class Pattern:
    """The days of a series, of which there are `count`, the `first` among them; `apart` weeks or months lie between.

    `anchor`: by day of the month, that day (a month that lacks it has its last day instead); by weekday, which one of
    the month (1 to 4, or `LAST`).
    """

    every: Every
    apart: int
    first: date
    count: int
    anchor: int = 0

    def day(self, nth: int) -> date:
        """The nth day, from 0."""
        if self.every is Every.WEEKS:
            return self.first + timedelta(weeks=self.apart * nth)
        months = self.first.month - 1 + self.apart * nth
        year, month = self.first.year + months // 12, months % 12 + 1
        length = monthrange(year, month)[1]
        if self.every is Every.MONTH_DAY:
            return date(year, month, min(self.anchor, length))
        if self.anchor == LAST:
            end = date(year, month, length)
            return end - timedelta(days=(end.weekday() - self.first.weekday()) % 7)
        begin = date(year, month, 1)
        return begin + timedelta(days=(self.first.weekday() - begin.weekday()) % 7 + 7 * (self.anchor - 1))

    @property
    def last(self) -> date:
        return self.day(self.count - 1)

    def starts(self, nth: int, draft: MeetingDraft) -> datetime:
        """When the nth begins by the wall clock: at the time of day of the draft; where the zone's clocks skip that on
        the day, at what they show then."""
        return existing(datetime.combine(self.day(nth), draft.starts.time()), draft.zone)

    def tail(self, nth: int) -> "Pattern":
        """The nth and all that follow, as a series of their own."""
        return replace(self, first=self.day(nth), count=self.count - nth)

    def shifted(self, first: date) -> "Pattern":
        """The same, beginning on another day, whose weekday or day of the month it then goes by."""
        return replace(self, first=first, anchor=anchor(self.every, first, last=self.anchor == LAST))


def anchor(every: Every, first: date, *, last: bool = False) -> int:
    """What a series that begins on `first` goes by: that day of the month, or which of its weekdays it is. A fifth one,
    which few months have, and with `last` one of the month's last seven days, is the last."""
    if every is Every.WEEKS:
        return 0
    if every is Every.MONTH_DAY:
        return first.day
    which = (first.day - 1) // 7 + 1
    return LAST if which == 5 or (last and is_last(first)) else which


def is_last(day: date) -> bool:
    """Whether it is the last such weekday of its month."""
    return (day + timedelta(days=7)).month != day.month


def checked(pattern: Pattern) -> Pattern:
    """The pattern, if there may be such a series. Raises `BadSeries`, `BadNumber`."""
    if not 1 <= pattern.apart <= MOST_APART:
        raise BadNumber(1, MOST_APART)
    few = LEAST_MEETINGS <= pattern.count <= MOST_MEETINGS
    if not few or pattern.last > pattern.first + timedelta(days=366 * MOST_YEARS):
        raise BadSeries(LEAST_MEETINGS, MOST_MEETINGS, MOST_YEARS)
    return pattern


def until(pattern: Pattern, end: date) -> Pattern:
    """The pattern with as many days as there are up to `end`, that day included. Raises what `checked` does."""
    count = 0
    while count <= MOST_MEETINGS and pattern.day(count) <= end:
        count += 1
    return checked(replace(pattern, count=count))


@dataclass(frozen=True, slots=True)
class Series:
    """A series that was published. Its draft is what the meetings still to be made are like; `made`: how many were."""

    id: int
    draft: MeetingDraft
    pattern: Pattern
    made: int = 0

    @property
    def subject(self) -> str:
        """What the audit log calls it."""
        return f"series:{self.id}"

    def nth(self, nth: int) -> MeetingDraft:
        """The nth meeting, as if it had been typed."""
        return replace(self.draft, starts=self.pattern.starts(nth, self.draft))

    def due_at(self, nth: int) -> datetime | None:
        """When the nth is made; None where there is none."""
        return self.nth(nth).starts_at - HORIZON if nth < self.pattern.count else None


def tell_at(starts_at: datetime, longest: timedelta, now: datetime) -> datetime | None:
    """When people get the card of a meeting of a series that is not its first: `LEAD` before it, and before its first
    reminder; None: at once."""
    at = starts_at - max(LEAD, longest + timedelta(days=1))
    return at if at > now else None
