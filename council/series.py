"""Recurring meetings: their days and times."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from council.clock import existing
from council.date_parts import numbers_of
from council.errors import BadNumber, BadSeries
from council.folding import fold
from council.lexicon import Lexicon, one_of
from council.meetings import MOST_AHEAD, MeetingDraft

LEAST_MEETINGS, MOST_MEETINGS = 2, 150
MOST_YEARS = 3
"""Longest duration of a series, so that its end is foreseeable."""

MOST_APART = 12
"""Most weeks or months between two meetings."""

HORIZON = MOST_AHEAD + timedelta(days=2)
"""How far ahead a series' meetings are created, apart from its first, which is created at once: early enough for the
longest reminder, and for the card a day before that."""

LEAD = timedelta(days=14)
"""How long before a meeting its card is sent; the first meeting's card is sent at once."""


class Every(StrEnum):
    """What a series recurs by."""

    WEEKS = "weeks"
    MONTH_DAY = "day of the month"
    MONTH_WEEKDAY = "weekday of the month"


LAST = -1


@dataclass(frozen=True, slots=True)
class Pattern:
    """The days of a series: `count` of them including `first`, `apart` weeks or months from each other.

    `anchor`: by day of the month, that day (in shorter months the last day); by weekday, its ordinal in the month (1 to
    4, or `LAST`).
    """

    every: Every
    apart: int
    first: date
    count: int
    anchor: int = 0

    def day(self, nth: int) -> date:
        """The nth day, counted from 0."""
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
        """When the nth meeting begins (wall clock): at the draft's time of day or, if the zone skips that time on the
        day, at what its clocks show then."""
        return existing(datetime.combine(self.day(nth), draft.starts.time()), draft.zone)

    def tail(self, nth: int) -> "Pattern":
        """The nth day and all later ones as a series of its own."""
        return replace(self, first=self.day(nth), count=self.count - nth)

    def shifted(self, first: date) -> "Pattern":
        """The same pattern starting on another day, which then determines the weekday or day of the month; on the same
        day, the same pattern: the 31st stays the 31st, also where it begins on 28 February."""
        if first == self.first:
            return self
        return replace(self, first=first, anchor=anchor(self.every, first, last=self.anchor == LAST))


def anchor(every: Every, first: date, *, last: bool = False) -> int:
    """The anchor of a series that begins on `first`. A fifth weekday, which few months have, counts as the last, as
    with `last` does any day among the month's last seven."""
    if every is Every.WEEKS:
        return 0
    if every is Every.MONTH_DAY:
        return first.day
    which = (first.day - 1) // 7 + 1
    return LAST if which == 5 or (last and is_last(first)) else which


def is_last(day: date) -> bool:
    """Whether it is the last such weekday of its month."""
    return (day + timedelta(days=7)).month != day.month


def read_apart(text: str, lexicon: Lexicon) -> tuple[int, str]:
    """How far apart, as it is typed: "every 3 weeks", "two months"; the number, and "week" or "month". What else stands before
    the unit might say another number ("every other week"). Raises `BadNumber`."""
    units = "|".join(f"(?P<{unit}>{one_of(lexicon.rhythms[unit])})" for unit in ("week", "month"))
    match = re.search(rf"(?<![^\W\d])(?:{units})", text, re.IGNORECASE)
    numbers, each = numbers_of(lexicon), {fold(word) for word in lexicon.rhythms["every"]}
    before = (fold(word.strip(".,-")) for word in text[: match.start()].split()) if match else ()
    said = [str(numbers.get(word, word)) for word in before if word not in each]
    apart = said[0] if said else "1"
    if match is None or len(said) > 1 or not re.fullmatch(r"\d{1,4}", apart) or not 1 <= int(apart) <= MOST_APART:
        raise BadNumber(1, MOST_APART)
    return int(apart), "week" if match["week"] else "month"


def checked(pattern: Pattern) -> Pattern:
    """The pattern if it is valid. Raises `BadSeries`, `BadNumber`."""
    if not 1 <= pattern.apart <= MOST_APART:
        raise BadNumber(1, MOST_APART)
    count_allowed = LEAST_MEETINGS <= pattern.count <= MOST_MEETINGS
    if not count_allowed or pattern.last > pattern.first + timedelta(days=366 * MOST_YEARS):
        raise BadSeries(LEAST_MEETINGS, MOST_MEETINGS, MOST_YEARS)
    return pattern


def until(pattern: Pattern, end: date) -> Pattern:
    """The pattern with as many days as there are up to and including `end`. Raises as `checked` does."""
    count = 0
    while count <= MOST_MEETINGS and pattern.day(count) <= end:
        count += 1
    return checked(replace(pattern, count=count))


@dataclass(frozen=True, slots=True)
class Series:
    """A published series. `draft` is the template of meetings still to be created; `made`: how many were."""

    id: int
    draft: MeetingDraft
    pattern: Pattern
    made: int = 0

    @property
    def subject(self) -> str:
        """Its name in the audit log."""
        return f"series:{self.id}"

    def nth(self, nth: int) -> MeetingDraft:
        """The nth meeting as a draft."""
        return replace(self.draft, starts=self.pattern.starts(nth, self.draft))

    def due_at(self, nth: int) -> datetime | None:
        """When the nth meeting, counted from 0, is created (UTC); None if there is none. Not of the first, which is created
        when the series is published, however far ahead."""
        return self.nth(nth).starts_at - HORIZON if nth < self.pattern.count else None


def tell_at(starts_at: datetime, longest: timedelta, now: datetime) -> datetime | None:
    """When people get the card of a series' later meeting (UTC): `LEAD` before it and at least a day before its first
    reminder; None: at once."""
    at = starts_at - max(LEAD, longest + timedelta(days=1))
    return at if at > now else None
