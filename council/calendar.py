"""Pages of a calendar: months and quarters."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from council.clock import zone
from council.errors import Refused, Stale

YEARS_EACH_WAY = 6
"""How many years before and after the present one can page; meetings are at most five years ahead."""


@dataclass
class EnoughFeeds(Refused):
    """The person already has the largest allowed number of calendar feeds."""

    most: int


class Span(StrEnum):
    """The length of a page."""

    MONTH = "month"
    QUARTER = "quarter"


_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Page:
    """A month, or a quarter named by its first month. `month` counts from 1."""

    year: int
    month: int
    span: Span

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The months on this page, as (year, month)."""
        return tuple(_add_months(self.year, self.month, more) for more in range(_MONTHS[self.span]))

    @property
    def earlier(self) -> "Page":
        return Page(*_add_months(self.year, self.month, -_MONTHS[self.span]), self.span)

    @property
    def later(self) -> "Page":
        return Page(*_add_months(self.year, self.month, _MONTHS[self.span]), self.span)

    def bounds(self, zone_name: str) -> tuple[datetime, datetime]:
        """Its first instant and the first instant after it (UTC), in this zone. Raises `UnknownZone`."""
        there = zone(zone_name)
        first, after = (date(page.year, page.month, 1) for page in (self, self.later))
        return (
            datetime(first.year, first.month, 1, tzinfo=there).astimezone(UTC),
            datetime(after.year, after.month, 1, tzinfo=there).astimezone(UTC),
        )


def page_of(day: date, span: Span) -> Page:
    """The page that contains this day."""
    month = day.month if span is Span.MONTH else day.month - (day.month - 1) % 3
    return Page(day.year, month, span)


def check_page(year: int, month: int, span: Span, today: date) -> Page:
    """The page that a button requests. Raises `Stale` for one that no button leads to."""
    if not 1 <= month <= 12 or abs(year - today.year) > YEARS_EACH_WAY:
        raise Stale
    return page_of(date(year, month, 1), span)


def weeks(year: int, month: int, first_weekday: int) -> Sequence[Sequence[date | None]]:
    """The month's days by week, weeks starting on `first_weekday` (0: Monday); None for another month's days."""
    listed = calendar.Calendar(first_weekday).monthdatescalendar(year, month)
    return [[day if day.month == month else None for day in week] for week in listed]


def _add_months(year: int, month: int, more: int) -> tuple[int, int]:
    at = year * 12 + month - 1 + more
    return at // 12, at % 12 + 1
