"""Series: their days, compared with another library, and their times."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil import rrule  # type: ignore[import-untyped]  # comes with matplotlib, untyped
from hypothesis import example, given, strategies as st

from council.clock import instant, twice
from council.errors import BadNumber, BadSeries
from council.meetings import MeetingDraft
from council.series import (
    HORIZON,
    LAST,
    MOST_MEETINGS,
    Every,
    Pattern,
    Series,
    anchor,
    checked,
    is_last,
    read_apart,
    tell_at,
    until,
)  # fmt: skip
from tests.lexicons import lexicon

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
aparts = st.integers(1, 12)


def pattern(every: Every, apart: int, first: date, count: int = 14, *, last: bool = False) -> Pattern:
    return Pattern(every, apart, first, count, anchor(every, first, last=last))


@given(st.sampled_from(Every), aparts, days, st.booleans())
@example(Every.MONTH_DAY, 1, date(2027, 1, 31), False)
@example(Every.MONTH_DAY, 12, date(2028, 2, 29), False)
@example(Every.MONTH_WEEKDAY, 1, date(2027, 1, 29), True)
def test_the_days_are_those_of_another_library(every: Every, apart: int, first: date, last: bool) -> None:
    ours = pattern(every, apart, first, last=last)
    start = datetime.combine(first, time())
    match every:
        case Every.WEEKS:
            theirs = rrule.rrule(rrule.WEEKLY, dtstart=start, interval=apart, count=14)
        case Every.MONTH_DAY:  # in a month without the day, its last day
            upto = list(range(min(first.day, 28), first.day + 1))
            theirs = rrule.rrule(
                rrule.MONTHLY, dtstart=start, interval=apart, bymonthday=upto, bysetpos=-1, count=14
            )  # fmt: skip
        case Every.MONTH_WEEKDAY:
            weekday = rrule.weekday(first.weekday(), ours.anchor)
            theirs = rrule.rrule(rrule.MONTHLY, dtstart=start, interval=apart, byweekday=weekday, count=14)
    assert [ours.day(nth) for nth in range(14)] == [at.date() for at in theirs]
    assert ours.day(0) == first
    assert ours.last == ours.day(13)


@given(st.sampled_from(Every), aparts, days, st.integers(0, 13), st.booleans())
@example(Every.MONTH_DAY, 1, date(2027, 1, 31), 1, False)
def test_what_follows_one_of_them_is_the_rest(every: Every, apart: int, first: date, nth: int, last: bool) -> None:
    whole = pattern(every, apart, first, last=last)
    rest = whole.tail(nth)
    assert [rest.day(at) for at in range(rest.count)] == [whole.day(at) for at in range(nth, whole.count)]


@given(st.sampled_from(Every), aparts, days, days, st.booleans())
def test_moved_to_another_day_it_goes_by_that_day(every: Every, apart: int, first: date, to: date, last: bool) -> None:
    new = pattern(every, apart, first, last=last).shifted(to)
    assert new.day(0) == to
    assert new.day(1) > to


@given(st.sampled_from(Every), aparts, days, st.integers(0, 2000))
def test_until_a_day_takes_in_all_up_to_it(every: Every, apart: int, first: date, ahead: int) -> None:
    end = first + timedelta(days=ahead)
    try:
        found = until(pattern(every, apart, first, 0), end)
    except BadSeries:
        probe = pattern(every, apart, first, 2)
        assert probe.day(1) > end or end > first + timedelta(days=3 * 365 - 400)
        return
    assert found.last <= end < found.day(found.count)


def test_a_last_friday_is_one() -> None:
    first = date(2027, 1, 29)
    assert is_last(first)
    assert not is_last(date(2027, 1, 22))
    found = pattern(Every.MONTH_WEEKDAY, 1, first)
    assert found.anchor == LAST
    assert [found.day(nth).isoformat() for nth in range(3)] == ["2027-01-29", "2027-02-26", "2027-03-26"]
    fourth = pattern(Every.MONTH_WEEKDAY, 1, date(2027, 2, 26))
    assert fourth.anchor == 4
    assert pattern(Every.MONTH_WEEKDAY, 1, date(2027, 2, 26), last=True).anchor == LAST


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (pattern(Every.WEEKS, 1, date(2027, 1, 1), 10_000), BadSeries),
        (pattern(Every.WEEKS, 1, date(2027, 1, 1), MOST_MEETINGS + 1), BadSeries),
        (pattern(Every.WEEKS, 1, date(2027, 1, 1), 1), BadSeries),
        (pattern(Every.MONTH_DAY, 1, date(2027, 1, 1), 40), BadSeries),
        (pattern(Every.WEEKS, 0, date(2027, 1, 1), 10), BadNumber),
        (pattern(Every.WEEKS, 13, date(2027, 1, 1), 10), BadNumber),
    ],
)
def test_series_that_cannot_be(wrong: Pattern, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked(wrong)


def series(starts: datetime, zone: str, count: int = 40) -> Series:
    draft = MeetingDraft("Schooling", ("B",), starts, zone)
    return Series(1, draft, Pattern(Every.WEEKS, 1, starts.date(), count))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.sampled_from(["Europe/Vienna", "America/New_York"]))
@example(datetime(2027, 3, 14, 2, 30), "America/New_York")
@example(datetime(2027, 3, 21, 2, 30), "Europe/Vienna")
def test_the_wall_clock_stays_as_agreed_whatever_the_clocks_do(starts: datetime, zone: str) -> None:
    starts = starts.replace(second=0, microsecond=0)
    found = series(starts, zone)
    for nth in range(40):
        local = found.nth(nth).starts
        assert found.nth(nth).starts_at == instant(local, zone)
        assert local.date() == found.pattern.day(nth)
        if local.time() != starts.time():  # the skipped hour, once a year
            assert local - datetime.combine(local.date(), starts.time()) == timedelta(hours=1)
            assert local.month == 3


def test_an_hour_that_is_skipped_and_one_that_comes_twice() -> None:
    found = series(datetime(2027, 3, 21, 2, 30), "Europe/Vienna")
    assert found.nth(1).starts == datetime(2027, 3, 28, 3, 30)
    assert found.nth(2).starts == datetime(2027, 4, 4, 2, 30)
    again = datetime(2027, 10, 31, 2, 30)
    assert twice(again, "Europe/Vienna")
    assert not twice(again, "Asia/Tashkent")
    assert not twice(datetime(2027, 3, 28, 2, 30), "Europe/Vienna")
    assert instant(again, "Europe/Vienna", second=True) - instant(again, "Europe/Vienna") == timedelta(hours=1)


def test_when_people_are_told() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    start = now + timedelta(days=40)
    assert tell_at(start, timedelta(days=7), now) == start - timedelta(days=14)
    assert tell_at(start, timedelta(days=30), now) == start - timedelta(days=31)
    assert tell_at(now + timedelta(days=9), timedelta(days=7), now) is None
    found = series(datetime(2026, 12, 3, 15), "Asia/Tashkent", 2)
    assert found.due_at(1) == datetime(2026, 12, 10, 10, tzinfo=UTC) - HORIZON
    assert found.due_at(2) is None


@pytest.mark.parametrize(
    ("typed", "apart"),
    [
        ("week", (1, "week")), ("weekly", (1, "week")), ("every 3 weeks", (3, "week")), ("3weeks", (3, "week")),
        ("once every two weeks", (2, "week")), ("Every ten months, last", (10, "month")), ("в 3 месяца", (3, "month")),
        ("каждые две недели", (2, "week")), ("раз в месяц", (1, "month")), ("раз в 2 недели", (2, "week")),
        ("еженедельно", (1, "week")), ("ежемесячно", (1, "month")), ("in 12 months", (12, "month")),
    ],
)  # fmt: skip
def test_how_far_apart_is_read(typed: str, apart: tuple[int, str]) -> None:
    assert read_apart(typed, lexicon()) == apart


@pytest.mark.parametrize(
    "typed",
    [
        "every other week", "biweekly", "every second week", "каждую вторую неделю", "через неделю", "полмесяца", "1-2 weeks",
        "2.5 weeks", "two or three weeks", "13 weeks", "0 weeks", "eleven weeks", "1½ months", "daily", "",
    ],
)  # fmt: skip
def test_how_far_apart_is_never_guessed(typed: str) -> None:
    with pytest.raises(BadNumber):
        read_apart(typed, lexicon())
