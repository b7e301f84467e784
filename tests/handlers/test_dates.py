"""Dates as people type them."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from council import quiet_hours
from council.errors import UnreadableDate
from council.quiet_hours import BadQuietHours
from council.subscriptions import UnreadableTime, read_time
from handlers.common.dates import (
    clock_time,
    day,
    distance,
    full_day,
    length,
    moment,
    read_local,
    read_local_day,
    read_zone,
    typed_words,
)
from handlers.common.texts import Catalogs
from tests.root import ROOT

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


def cases() -> list[tuple[str, str, list[str]]]:
    """Dates as people type them on the morning of 24 November 2026 in Tashkent, in which language, each with what it may be
    read as. `dates.tsv` is of a council that has English and Russian, any other of one with a further language."""
    found: list[tuple[str, str, list[str]]] = []
    for file in sorted((ROOT / "tests/handlers").glob("dates*.tsv")):
        language = file.stem.partition(".")[2] or "ru"
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]]
        found += [(language, typed, right.split(" | ")) for typed, right in rows]
    return found


@pytest.mark.parametrize(("language", "typed", "right"), cases())
def test_everything_is_right_or_refused(language: str, typed: str, right: list[str]) -> None:
    t = Catalogs(list(dict.fromkeys([language, "en", "ru"]))).texts(language)
    try:
        read = f"{read_local(typed, 'Asia/Tashkent', NOW, t):%Y-%m-%d %H:%M}"
    except UnreadableDate:
        read = "refused"
    assert read in right


ZONE_NAMES = st.sampled_from(["Asia/Tashkent", "Europe/Vienna", "UTC"])
MOMENTS = st.datetimes(datetime(2026, 11, 25), datetime(2036, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize("language", ["en", "ru"])
@given(at=MOMENTS, zone_name=ZONE_NAMES)
def test_what_we_write_ourselves_is_read_back(language: str, at: datetime, zone_name: str) -> None:
    t, there = CATALOGS.texts(language), at.replace(tzinfo=ZoneInfo(zone_name))
    assume(there.astimezone(UTC).astimezone(there.tzinfo) == there)  # there is such a time
    written = [str(moment(there, zone_name, t)), f"{day(there, zone_name, t)}, {clock_time(there, zone_name, t)}"]
    written += [f"{at:%d.%m.%Y %H:%M}", f"{at:%Y-%m-%d %H:%M}", f"{at:%H:%M %d.%m.%Y}"]
    assert [read_local(text, zone_name, NOW, t) for text in written] == [at] * len(written)
    for text in (day(there, zone_name, t), full_day(at.date(), t), f"{at:%d.%m.%Y}", f"{at:%Y-%m-%d}"):
        assert read_local_day(text, zone_name, NOW, t) == at.date()


@given(st.text(max_size=40) | st.text("0123456789.:-/ вatpm", max_size=20))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    for read in (read_local, read_local_day):
        with suppress(UnreadableDate):
            read(typed, "Asia/Tashkent", NOW, CATALOGS.texts("ru"))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("31.12.2026", "2026-12-31"), ("5.12", "2026-12-05"), ("5.12.", "2026-12-05"), ("31 December", "2026-12-31"),
        ("завтра", "2026-11-25"), ("в пятницу", "2026-11-27"), ("через 2 недели", "2026-12-08"), ("3.12.27", "2027-12-03"),
        ("Friday", "2026-11-27"), ("31.12.2026 15:00", "refused"), ("15:00", "refused"), ("31.11", "refused"),
        ("December", "refused"), ("next week", "refused"), ("15", "refused"), ("12/03/2026", "refused"),
        ("in 3 hours", "refused"),
    ],
)  # fmt: skip
def test_a_day_has_no_time(typed: str, right: str) -> None:
    try:
        read = read_local_day(typed, "Asia/Tashkent", NOW, CATALOGS.texts("en")).isoformat()
    except UnreadableDate:
        read = "refused"
    assert read == right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("9", "09:00"), ("09.30", "09:30"), ("9:30", "09:30"), ("в 9", "09:00"), ("9 утра", "09:00"), ("в 9 утра", "09:00"),
        ("7 pm", "19:00"), ("в 7 вечера", "19:00"), ("18-30", "18:30"), ("18 30", "18:30"), ("noon", "12:00"), ("в 18", "18:00"),
        ("9 ч", "09:00"), ("25", "refused"), ("9:60", "refused"), ("31.12", "refused"), ("tomorrow 9:00", "refused"),
        ("in 3 hours", "refused"), ("9:00 18:00", "refused"), ("утром", "refused"), ("5/12", "refused"), ("9.5", "refused"),
        ("15 - 16", "refused"), ("", "refused"),
    ],
)  # fmt: skip
def test_a_time_has_no_day(typed: str, right: str) -> None:
    words = typed_words(("en", "ru"), CATALOGS.texts("ru").lexicon)
    try:
        read = f"{read_time(typed, words):%H:%M}"
    except UnreadableTime:
        read = "refused"
    assert read == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("22-7", "22:00-07:00"), ("22:00–07:30", "22:00-07:30"), ("с 22 до 7", "22:00-07:00"), ("22.00 - 7.30", "22:00-07:30"),
        ("from 10 pm to 7 am", "22:00-07:00"), ("с 10 вечера до 7 утра", "22:00-07:00"), ("С 23:00 по 8:00", "23:00-08:00"),
        ("10pm-7am", "22:00-07:00"), ("22", "refused"), ("22-22", "refused"), ("22-7-9", "refused"), ("22-25", "refused"),
        ("ночью", "refused"), ("", "refused"),
    ],
)  # fmt: skip
def test_quiet_hours_as_people_type_them(text: str, right: str) -> None:
    words = typed_words(("en", "ru"), CATALOGS.texts("ru").lexicon)
    try:
        read = quiet_hours.written(quiet_hours.typed(text, words))
    except BadQuietHours:
        read = "refused"
    assert read == right


@pytest.mark.parametrize(
    ("now", "typed", "right"),
    [
        ("2026-11-30T20:00", "9:00", "2026-12-01 09:00"),  # a time alone on a month's last evening
        ("2026-12-31T20:00", "9:00", "2027-01-01 09:00"),
        ("2027-03-20T10:00", "in 2 weeks at 15:00", "2027-04-03 15:00"),  # over a clock change
        ("2027-03-20T10:00", "in 2 weeks", "2027-04-03 10:00"),
        ("2027-01-31T10:00", "in a month at 10:00", "refused"),
        ("2026-11-24T10:00", "Friday evening 6:30", "2026-11-27 18:30"),
        ("2026-11-24T10:00", "3 Dec ’26 15:00", "2026-12-03 15:00"),  # as phones write it
        ("2026-11-24T10:00", "December 2027 15:00", "refused"),
        ("2026-11-24T10:00", "next week 15:00", "refused"),
        ("2026-11-24T10:00", "around 15:00 on 3 December", "refused"),
        ("2026-11-24T10:00", "in a couple of days at 10:00", "refused"),
    ],
)
def test_a_moment_that_depends_on_today(now: str, typed: str, right: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Vienna"))
    try:
        read = f"{read_local(typed, 'Europe/Vienna', at, CATALOGS.texts('en')):%Y-%m-%d %H:%M}"
    except UnreadableDate:
        read = "refused"
    assert read == right


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


@pytest.mark.parametrize(("now", "year"), [("2028-02-29T16:00", 2032), ("2028-02-29T08:00", 2028), ("2029-01-01", 2032)])
def test_29_february_without_a_year_is_the_next_one_that_there_is(now: str, year: int) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert read_local("29.2. 15:00", "UTC", at, CATALOGS.texts("en")) == datetime(year, 2, 29, 15)
