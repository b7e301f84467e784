"""The calendar of buttons: every day and time that can be chosen, and nothing else."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.button_rows import row_sizes
from council.errors import Stale
from handlers.common import picker
from handlers.common.po_files import list_languages
from handlers.common.texts import LOCALES, Catalogs

CATALOGS = Catalogs(["en", "ru"])
EVERY = Catalogs(["en", *list_languages(LOCALES)])
EN, RU = CATALOGS.texts("en"), CATALOGS.texts("ru")

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@given(days, days)
def test_a_month_holds_each_day_from_today_on_once_under_its_weekday(today: date, shown: date) -> None:
    grid = picker.grid(f"{shown:%Y-%m}", today, EN)
    offered = [(at, value) for row in grid[2:-1] for at, (_, value) in enumerate(row) if value != picker.BLANK]
    month = _month(shown)
    left = [day for day in month if day >= today]
    if month[0] <= today and len(left) < picker.FEWEST_DAYS:
        left += _month(month[-1] + timedelta(days=1))
    assert offered == [(day.weekday(), day.isoformat()) for day in left if day >= today]
    assert all(len(row) == 7 for row in grid[1:-1])
    assert sum(map(len, grid)) <= 90  # with a form's own buttons they fit a message


def _month(of: date) -> list[date]:
    first = of.replace(day=1)
    return [day for at in range(31) if (day := first + timedelta(days=at)).month == first.month]


def test_near_the_end_of_a_month_the_next_one_is_shown_too() -> None:
    for today, title in ((date(2026, 11, 30), "November – December 2026"), (date(2026, 12, 30), "December 2026 – January 2027")):
        grid = picker.grid("", today, EN)
        assert grid[0][0][0] == title
        pressable = [value for row in grid[2:] for _, value in row if value != picker.BLANK]
        assert pressable[:2] == [today.isoformat(), (today + timedelta(days=1)).isoformat()]
        assert len(pressable) >= 31


@given(days, st.data())
def test_any_way_through_the_buttons_ends_in_a_time_that_reads_back(today: date, data: st.DataObject) -> None:
    state = ""
    for _ in range(40):
        cells = [value for row in picker.grid(state, today, RU) for _, value in row if value != picker.BLANK]
        state = picker.read(data.draw(st.sampled_from(cells)))
        if chosen := picker.chosen(state, times=True):
            assert datetime.fromisoformat(chosen).date() >= today
            assert picker.said(state, EN)
            break
        assert picker.chosen(state, times=False) in {None, state}


def test_it_speaks_the_readers_language_and_begins_on_monday() -> None:
    for t, title, monday in ((EN, "December 2026", "Mo"), (RU, "Декабрь 2026", "пн")):
        grid = picker.grid("", date(2026, 12, 3), t)
        assert grid[0] == ((title, "-"),)
        assert grid[1][0] == (monday, "-")
        assert grid[-1] == (("›", "2027-01"),)
    assert picker.grid("2027-01", date(2026, 12, 3), EN)[-1][0] == ("‹", "2026-12")
    assert picker.grid("2026-12-03", date(2026, 12, 3), EN)[0] == (("‹ Thu 3 December 2026", "2026-12"),)
    assert picker.grid("2026-12-03T15", date(2026, 12, 3), EN)[1][3] == ("15:15", "2026-12-03T15:15")


@pytest.mark.parametrize("language", EVERY.languages)
def test_a_phone_shows_its_rows_as_they_are(language: str) -> None:
    t = EVERY.texts(language)
    for state in ("2026-12", "2026-12-03", "2026-12-03T15", *(f"2027-{month:02}" for month in range(1, 13))):
        for row in picker.grid(state, date(2026, 12, 3), t):
            labels = [label for label, _ in row]
            assert row_sizes(labels, len(row)) == [len(row)], labels


@pytest.mark.parametrize(
    ("state", "typed", "text"),
    [
        ("2026-12-03", "15:20", "2026-12-03 15:20"),
        ("2026-12-03T15", "9.05", "2026-12-03 09:05"),
        ("2026-12-03", "15 h", "2026-12-03 15:00"),
        ("2026-12-03", "15 ч", "2026-12-03 15:00"),
        ("2026-12-03", "tomorrow 15:20", "tomorrow 15:20"),
        ("2026-12", "15:20", "15:20"),
        ("", "15:20", "15:20"),
    ],
)
def test_a_time_alone_is_of_the_day_that_was_pressed(state: str, typed: str, text: str) -> None:
    assert picker.joined(state, typed, CATALOGS.lexicon) == text


@pytest.mark.parametrize("pressed", ["2026-13", "2026-02-30", "x", "2026-12-03T25", "2026-12-03T15:61", "2026-12-3", "!p"])
def test_what_no_button_carries_is_stale(pressed: str) -> None:
    with pytest.raises(Stale):
        picker.read(pressed)
