"""Parses a day by which something is due: a date, a month, a quarter, "by the end of March"."""

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from council import look_alikes, typed_times
from council.date_parts import Words
from council.errors import Refused
from council.folding import fold
from council.lexicon import one_of


@dataclass
class UnreadableDay(Refused):
    """The text is not an unambiguous day."""

    typed: str


_TIME = re.compile(r"(?<=\d-\d\d)[ t]\d{1,2}:\d{2}(?::\d{2})?$")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})")
_DAY_OR_YEAR = re.compile(r"[^\W\d_]+\.? (\d\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS = ("first", "second", "third", "fourth")

SOON = 5
"""Within so many years, two figures behind a month may be its year: "March 27"."""


_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")


def slashes_told(cells: Iterable[str]) -> Callable[[str], str]:
    """Writes a date with slashes by dots, day first, if the dates of its column tell whether they begin with the day or
    the month; anything else stays as it is."""
    found = [(int(match[1]), int(match[2])) for cell in cells if (match := _SLASHED.fullmatch(cell.strip()))]
    day_first, month_first = any(one > 12 for one, _ in found), any(other > 12 for _, other in found)
    if day_first is month_first:
        return str
    order = r"\1.\2.\3" if day_first else r"\2.\1.\3"
    return lambda cell: _SLASHED.sub(order, cell) if _SLASHED.fullmatch(cell.strip()) else cell


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The shapes of a day that have words in them. `by` may stand before all of them, `within` before what lasts longer.
    `year_first`: a year with its word before all else."""

    by: re.Pattern[str]
    within: re.Pattern[str]
    ordinals: tuple[re.Pattern[str], ...]
    year_first: re.Pattern[str]
    year: re.Pattern[str]
    month: re.Pattern[str]
    half: re.Pattern[str]
    quarter: re.Pattern[str]


@lru_cache(maxsize=8)
def _shapes(words: Words) -> _Shapes:
    told = words.lexicon
    days = {key: [fold(word) for word in found] for key, found in told.days.items()}
    quarters = {key: [fold(word).translate(look_alikes.ROMAN) for word in found] for key, found in told.quarters.items()}
    year_word = one_of([*days["year"], *days["year_sign"]])
    before = rf"(?:{one_of(days['year_before'])} )?"
    year = rf"{before}(\d{{4}})?(?: ?{year_word}\.?)?"
    ordinal = one_of(quarters["ordinal"])
    return _Shapes(
        re.compile(rf"{one_of(days['by'])} "),
        re.compile(rf"{one_of(days['within'])} "),
        tuple(re.compile(rf"{one_of(quarters[key])} ") for key in _ORDINALS),
        re.compile(rf"(\d{{4}})(?:-?{one_of(days['ordinal'])})?[ -]?{year_word}\.?,? (\D.*|\d{{1,2}}\D.*)"),
        re.compile(rf"{before}(\d{{4}})(?: ?{year_word}\.?)?|{year_word}"),
        re.compile(rf"(?:([^\W\d_]+)\.? ?- ?)?([^\W\d_]+)\.?,? ?{year}"),
        re.compile(
            rf"(?:{one_of(quarters['half_before'])} ?([12])|([12]|i{{1,2}}){ordinal}? ?{one_of(quarters['half'])}),? ?{year}"
        ),
        re.compile(
            rf"(?:{one_of(quarters['before'])} ?([1-4])"
            rf"|(?:(?:[1-3]|i{{1,3}}) ?- ?)?([1-4]|i{{1,3}}|iv){ordinal}? ?{one_of(quarters['after'])}\.?),? ?{year}"
        ),
    )  # fmt: skip


def read_day(text: str, words: Words, today: date, *, relative: bool = False) -> date | None:
    """The day that a text means, or the last day of a month, quarter or year; None if it cannot be read.

    Without a year the next such day is meant. `relative`: also a weekday, "tomorrow", "in 2 weeks".
    """
    given, shapes = _TIME.sub("", fold(text.replace("–", "-").replace("—", "-"))), _shapes(words)
    given = shapes.by.sub("", given, count=1) if shapes.by.match(given) else given
    given = f"{match[2]} {match[1]}" if (match := shapes.year_first.fullmatch(given)) else given
    lasting = shapes.within.sub("", given, count=1) if shapes.within.match(given) else given
    if lasting != given and (match := shapes.year.fullmatch(lasting)):
        return date(_year(match[1], today), 12, 31)
    if found := _last_of(lasting, words, today):
        return found
    may_be_year = _DAY_OR_YEAR.fullmatch(given)
    if may_be_year and 0 <= int(may_be_year[1]) - today.year % 100 <= SOON:
        return None
    return typed_times.find_day(given, today, words, relative=relative)


def _last_of(text: str, words: Words, today: date) -> date | None:
    """The last day of a month, a quarter or a half of a year."""
    shapes, numbered = _shapes(words), text.translate(look_alikes.ROMAN)
    for n, ordinal in enumerate(shapes.ordinals, start=1):
        numbered = ordinal.sub(f"{n} ", numbered, count=1) if ordinal.match(numbered) else numbered
    for shape, months in ((shapes.quarter, 3), (shapes.half, 6)):
        if match := shape.fullmatch(numbered):
            number = match[1] or match[2]
            return _ending(match[3], (_ROMAN.get(number) or int(number)) * months, today)
    if match := _MONTH.fullmatch(text):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _ending(year, int(month), today)
    if (match := shapes.month.fullmatch(text)) and (number := words.months.get(match[2])):
        first = words.months.get(match[1], 13) if match[1] else 0
        return _ending(match[3], number, today) if first < number else None
    return None


def _year(given: str | None, today: date) -> int:
    return int(given) if given else today.year


def _ending(given: str | None, month: int, today: date) -> date | None:
    """The last day of the month; if no year was given, of the next such month that has not ended."""
    year = _year(given, today)
    if not 1 <= month <= 12 or not 1 <= year < 9999:
        return None
    last = date(year, month, calendar.monthrange(year, month)[1])
    return _ending(str(year + 1), month, today) if not given and last < today else last
