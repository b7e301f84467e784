"""Pages of the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.calendar import Page, Span, check_page, page_of, weeks
from council.errors import Stale

ZONES = st.sampled_from(["Asia/Tashkent", "Europe/Vienna", "America/St_Johns", "Pacific/Apia", "UTC"])
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.sampled_from(Span), ZONES)
def test_every_instant_is_on_one_page_and_pages_follow_each_other(day: date, span: Span, zone: str) -> None:
    page = page_of(day, span)
    assert page.later.earlier == page == page.earlier.later
    start, end = page.bounds(zone)
    assert start < end == page.later.bounds(zone)[0]
    assert (day.year, day.month) in page.months
    assert len(page.months) == (1 if span is Span.MONTH else 3)


@given(DAYS, st.integers(0, 6))
def test_weeks_hold_each_day_of_the_month_once_under_its_weekday(day: date, first: int) -> None:
    rows = weeks(day.year, day.month, first)
    days = [at for week in rows for at in week if at is not None]
    assert days == [date(day.year, day.month, 1) + timedelta(n) for n in range(len(days))]
    assert (days[-1] + timedelta(1)).day == 1
    for week in rows:
        assert len(week) == 7
        assert all(at is None or at.weekday() == (first + place) % 7 for place, at in enumerate(week))


def test_a_month_begins_by_the_readers_clock() -> None:
    start, end = Page(2026, 3, Span.MONTH).bounds("Europe/Vienna")
    assert start == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert end == datetime(2026, 3, 31, 22, tzinfo=UTC), "the clocks went forward meanwhile"


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (2019, 12), (2033, 1), (0, 1), (99999, 1)])
def test_no_button_leads_to_other_pages(year: int, month: int) -> None:
    with pytest.raises(Stale):
        check_page(year, month, Span.MONTH, date(2026, 11, 24))
