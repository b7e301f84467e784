"""A calendar and a time of day as buttons, for any form question about a date. Typing remains possible.

The state is a short text, which is all that the buttons carry: "" (the current month), "2026-12" (a month), "2026-12-03" (a day:
the hour is next), "2026-12-03T15" (the minutes are next), "2026-12-03T15:00" (complete)."""

import re
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime, get_day_names

from council.errors import Stale
from council.lexicon import Lexicon, one_of
from handlers.common.texts import Texts

Cell = tuple[str, str]
"""A button's label, and the state after pressing it."""

Grid = tuple[tuple[Cell, ...], ...]

BLANK = "-"
"""The state of cells that do nothing."""

YEARS_AHEAD = 5
MINUTES_APART = 5

FEWEST_DAYS = 8
"""A month of which fewer days are left is shown together with the next one."""

_NOTHING = "·"
_STATE = re.compile(r"|-|\d{4}-\d{2}(-\d{2}(T\d{2}(:\d{2})?)?)?")


def read(pressed: str) -> str:
    """The state that a button carried. Raises `Stale` for one that no button carries."""
    if not _STATE.fullmatch(pressed):
        raise Stale
    if pressed not in {"", BLANK}:
        try:
            at = datetime.fromisoformat(f"{pressed}-01" if len(pressed) == len("2026-12") else pressed)
            at - timedelta(days=1), at + timedelta(days=62)  # the months around it are shown too
        except (ValueError, OverflowError) as error:
            raise Stale from error
    return pressed


def chosen(state: str, *, times: bool) -> str | None:
    """The chosen value in the form in which it could be typed: "2026-12-03 15:00", or a day; None if incomplete."""
    if times:
        return state.replace("T", " ") if len(state) == len("2026-12-03T15:00") else None
    return state if len(state) == len("2026-12-03") else None


def joined(state: str, typed: str, lexicon: Lexicon) -> str:
    """The typed text, preceded by the day picked before if only a time of day was typed: "15:20", "15 h"."""
    hour = one_of(lexicon.clock["hour"])
    match = re.fullmatch(rf"\s*(\d{{1,2}})(?:[:.](\d{{2}})|\s*{hour}\.?)\s*", typed, re.IGNORECASE)
    if match is None or len(state) < len("2026-12-03"):
        return typed
    return f"{state[:10]} {int(match[1]):02}:{match[2] or '00'}"


def said(value: str, t: Texts) -> str:
    """A chosen value in words: Thu 3 December 2026, 15:00."""
    at = datetime.fromisoformat(value)
    return format_datetime(at, "EEE d MMMM y, HH:mm" if len(value) > 10 else "EEE d MMMM y", locale=t.locale)


def grid(state: str, today: date, t: Texts) -> Grid:
    """The buttons for this state. Days before `today` cannot be pressed; weeks begin on Monday."""
    if len(state) >= len("2026-12-03T15"):
        return _minutes(state[:13], t)
    if len(state) >= len("2026-12-03"):
        return _hours(state[:10], t)
    year, month = map(int, state.split("-")) if len(state) == 7 else (today.year, today.month)
    return _month(date(year, month, 1), today, t)


def _month(first: date, today: date, t: Texts) -> Grid:
    before, after = first - timedelta(days=1), _next_month(first)
    title = format_date(first, "LLLL y", locale=t.locale)
    if (after - today).days < FEWEST_DAYS and first <= today:
        begins = format_date(first, "LLLL" if first.year == after.year else "LLLL y", locale=t.locale)
        title = f"{begins} – {format_date(after, 'LLLL y', locale=t.locale)}"
        after = _next_month(after)
    turns = [("‹", f"{before:%Y-%m}")] if first > today else []
    turns += [("›", f"{after:%Y-%m}")] if after.year <= today.year + YEARS_AHEAD else []
    names = get_day_names("short", "stand-alone", t.locale)
    heads = tuple((names[weekday], BLANK) for weekday in range(7))
    days = [(_NOTHING, BLANK)] * first.weekday()
    for ahead in range((after - first).days):
        day = first + timedelta(days=ahead)
        days.append((str(day.day), day.isoformat()) if day >= today else (_NOTHING, BLANK))
    days += [(_NOTHING, BLANK)] * (-len(days) % 7)
    weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
    # Weeks entirely in the past are left out.
    shown = tuple(week for week in weeks if any(value != BLANK for _, value in week))
    # A phone would cut the name of the month between two other buttons.
    return (((title[:1].upper() + title[1:], BLANK),), heads, *shown, tuple(turns))


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _hours(day: str, t: Texts) -> Grid:
    back = (f"‹ {said(day, t)}", day[:7])
    hours = [(f"{hour:02}:00 ▸", f"{day}T{hour:02}") for hour in (*range(6, 24), *range(6))]  # the usual hours first
    return ((back,), *(tuple(hours[at : at + 4]) for at in range(0, 24, 4)))


def _minutes(hour: str, t: Texts) -> Grid:
    back = (f"‹ {said(hour[:10], t)}", hour[:10])
    minutes = [(f"{hour[11:]}:{at:02}", f"{hour}:{at:02}") for at in range(0, 60, MINUTES_APART)]
    return ((back,), *(tuple(minutes[at : at + 4]) for at in range(0, 12, 4)))
