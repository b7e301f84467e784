"""Months and quarters as pages of a calendar."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from council.clock import zone
from council.errors import Refused, Stale

YEARS_EACH_WAY = 6
"""How far from the present the pages can be turned: a meeting is set at most five years ahead."""


@dataclass
class EnoughFeeds(Refused):
    """As many calendar addresses as one person can have."""

    most: int


class Span(StrEnum):
    """How much a page shows."""

    MONTH = "month"
    QUARTER = "quarter"


_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Page:
    """A month, or a quarter by its first month. `month` is counted from 1."""

    year: int
    month: int
    span: Span

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The months that it shows, as (year, month)."""
        return tuple(_months_on(self.year, self.month, more) for more in range(_MONTHS[self.span]))

    @property
    def earlier(self) -> "Page":
        return Page(*_months_on(self.year, self.month, -_MONTHS[self.span]), self.span)

    @property
    def later(self) -> "Page":
        return Page(*_months_on(self.year, self.month, _MONTHS[self.span]), self.span)

    def bounds(self, zone_name: str) -> tuple[datetime, datetime]:
        """Its first instant and the first one after it (UTC), in this zone. Raises `UnknownZone`."""
        there = zone(zone_name)
        first, after = (date(page.year, page.month, 1) for page in (self, self.later))
        return (
            datetime(first.year, first.month, 1, tzinfo=there).astimezone(UTC),
            datetime(after.year, after.month, 1, tzinfo=there).astimezone(UTC),
        )


def page_of(day: date, span: Span) -> Page:
    """The page on which this day is."""
    month = day.month if span is Span.MONTH else day.month - (day.month - 1) % 3
    return Page(day.year, month, span)


def check_page(year: int, month: int, span: Span, today: date) -> Page:
    """The page that a button asks for. Raises `Stale` for one that no button leads to."""
    if not 1 <= month <= 12 or abs(year - today.year) > YEARS_EACH_WAY:
        raise Stale
    return page_of(date(year, month, 1), span)


def weeks(year: int, month: int, first_weekday: int) -> Sequence[Sequence[date | None]]:
    """The month's days, week by week, from `first_weekday` (0: Monday); None where a day is another month's."""
    listed = calendar.Calendar(first_weekday).monthdatescalendar(year, month)
    return [[day if day.month == month else None for day in week] for week in listed]


def _months_on(year: int, month: int, more: int) -> tuple[int, int]:
    at = year * 12 + month - 1 + more
    return at // 12, at % 12 + 1
