"""Dates as people type them."""

from datetime import UTC, datetime

import pytest

from council.errors import UnreadableDate
from handlers.common.dates import distance, length, read_local, read_zone
from handlers.common.texts import Catalogs

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 09:00 in Tashkent, a Tuesday
CATALOGS = Catalogs(["en", "ru"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-12-03 15:00", "2026-12-03 15:00"),
        ("3.12.2026 15:00", "2026-12-03 15:00"),
        ("3.12.2026, 9.30", "2026-12-03 09:30"),
        ("5.12 9:00", "2026-12-05 09:00"),
        ("5.1 9:00", "2027-01-05 09:00"),
        ("31 December 15:00", "2026-12-31 15:00"),
        ("31 декабря 15:00", "2026-12-31 15:00"),
        ("tomorrow 10:00", "2026-11-25 10:00"),
        ("in 4 minutes", "2026-11-24 09:04"),
        ("через 4 минуты", "2026-11-24 09:04"),
        ("in an hour", "2026-11-24 10:00"),
        ("Через 3 дня", "2026-11-27 09:00"),
        ("завтра 10:00", "2026-11-25 10:00"),
        ("Thursday 15:00", "2026-11-26 15:00"),
        ("Wed 2 December 15:00", "2026-12-02 15:00"),
        ("3 December 2026 3pm", "2026-12-03 15:00"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_people_mix_the_councils_languages(typed: str, read: str, language: str) -> None:
    found = read_local(typed, "Asia/Tashkent", NOW, CATALOGS.texts(language))
    assert f"{found:%Y-%m-%d %H:%M}" == read


@pytest.mark.parametrize(
    "typed",
    [
        "32 December 15:00", "3 December", "next week", "Fri 2 December 15:00", "пятница 2 декабря 15:00", "2 3 4",
        "31.2.2027 10:00", "3 December 25:00", "2999-01-01 10:00", "0001-01-01 00:00", "15:00 or so, on the 3rd maybe", "x" * 500,
    ],
)  # fmt: skip
def test_what_cannot_be_told_for_sure_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableDate):
        read_local(typed, "Asia/Tashkent", NOW, CATALOGS.texts("en"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Asia/Almaty", "Asia/Almaty"), ("asia/almaty", "Asia/Almaty"), ("tashkent", "Asia/Tashkent"), ("utc", "UTC")],
)
def test_a_zone_may_be_told_by_its_city(typed: str, name: str) -> None:
    assert read_zone(typed) == name


def test_distances_go_by_the_calendar_where_one_is() -> None:
    t = CATALOGS.texts("en")
    at = datetime(2026, 12, 3, 10, tzinfo=UTC)
    assert distance(at, NOW, "Asia/Tashkent", t) == "in 9 days"
    assert distance(at, datetime(2026, 11, 23, 21, 40, tzinfo=UTC), "Asia/Tashkent", t) == "in 9 days"
    assert distance(at, datetime(2026, 12, 3, 9, 0, 1, tzinfo=UTC), "Asia/Tashkent", t) == "in 1 hour"
    assert distance(at, datetime(2026, 12, 2, 10, tzinfo=UTC), "Asia/Tashkent", t) == "in 1 day"
    assert length(at - NOW, t) == "9 days"


@pytest.mark.parametrize(
    ("now", "year"), [("2028-02-29T16:00", 2032), ("2028-02-29T08:00", 2028), ("2029-01-01", 2032)]
)
def test_29_february_without_a_year_is_the_next_one_that_there_is(now: str, year: int) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert read_local("29.2. 15:00", "UTC", at, CATALOGS.texts("en")) == datetime(year, 2, 29, 15)
