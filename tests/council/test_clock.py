"""Wall-clock time in a zone, and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given, strategies as st

from council.clock import instant, year_before, zone
from council.errors import NoSuchTime, UnknownZone

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
LOCAL = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


@given(LOCAL, st.sampled_from(ZONES))
@example(datetime(2026, 3, 29, 2, 30), "Europe/Vienna")
@example(datetime(2026, 10, 25, 2, 30), "Europe/Vienna")
def test_there_and_back(local: datetime, name: str) -> None:
    try:
        at = instant(local, name)
    except NoSuchTime:
        # Skipped: the zone's arithmetic leads to another wall-clock time.
        there = local.replace(tzinfo=zone(name)).astimezone(UTC)
        assert there.astimezone(zone(name)).replace(tzinfo=None) != local
        return
    assert at.tzinfo is UTC
    assert at.astimezone(zone(name)).replace(tzinfo=None, fold=0) == local


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES))
def test_every_instant_has_a_wall_clock_time_that_leads_back(at: datetime, name: str) -> None:
    seen = at.astimezone(zone(name))
    back = instant(seen.replace(tzinfo=None), name)
    if seen.fold:
        assert back < at  # the first of the two
    else:
        assert back == at


def test_a_time_that_is_skipped_does_not_exist() -> None:
    local = datetime(2026, 3, 29, 2, 30)
    with pytest.raises(NoSuchTime) as refused:
        instant(local, "Europe/Vienna")
    assert (refused.value.local, refused.value.zone) == (local, "Europe/Vienna")
    assert instant(local, "Asia/Tashkent") == datetime(2026, 3, 28, 21, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_is_taken_the_first_time_round() -> None:
    local = datetime(2026, 10, 25, 2, 30)
    assert instant(local, "Europe/Vienna") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(local.replace(fold=1), "Europe/Vienna") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Asia/Tashkent", "UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_ends_of_the_calendar_are_refused_and_not_stumbled_over(name: str) -> None:
    for local in (datetime.min, datetime.max, datetime(1, 1, 1, 10), datetime(9999, 12, 31, 23, 59)):  # noqa: DTZ901
        with pytest.raises(NoSuchTime):
            instant(local, name)
    last = instant(datetime(9998, 12, 31, 23, 59), name)
    assert last + timedelta(days=300) > last, "room for a meeting's duration"


@pytest.mark.parametrize(
    "name", ["", "Tashkent", "Asia", "Asia/Nowhere", "../../etc/passwd", "/etc/passwd", "UTC\x00", "\ud800", "x" * 5000, "."]
)
def test_zones_that_are_none(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
@example(datetime(2028, 2, 29, 12))
def test_there_is_a_year_before_every_day(at: datetime) -> None:
    before = year_before(at)
    assert (before.year, before.month, before.time()) == (at.year - 1, at.month, at.time())
    assert before.day == (28 if (at.month, at.day) == (2, 29) else at.day)
