"""Parses days as people write them: a date, a month, a quarter."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from council import look_alikes
from council.date_parts import exists, next_date
from council.errors import Refused
from council.folding import fold
from council.lexicon import Lexicon, one_of


@dataclass
class UnreadableDay(Refused):
    """The text is not an unambiguous day."""

    typed: str


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
_DAY_FIRST_NO_YEAR = re.compile(r"(\d{1,2})\.(\d{1,2})\.?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The shapes of a day that have words in them."""

    day_first: re.Pattern[str]
    words: re.Pattern[str]
    quarter: re.Pattern[str]


@lru_cache(maxsize=8)
def _shapes(lexicon: Lexicon) -> _Shapes:
    days = {key: [fold(word) for word in words] for key, words in lexicon.days.items()}
    quarters = {key: [fold(word).translate(look_alikes.ROMAN) for word in words] for key, words in lexicon.quarters.items()}
    year = rf"(\d{{4}})?(?: ?{one_of([*days['year'], *days['year_sign']])}\.?)?"
    return _Shapes(
        re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}}|\d{{2}})(?: ?{one_of(days['year_sign'])}\.?)?"),
        re.compile(rf"(?:(\d{{1,2}}){one_of(days['ordinal'])}? )?([^\W\d_]+)\.?,? ?{year}"),
        re.compile(
            rf"(?:{one_of(quarters['before'])} ?([1-4])"
            rf"|([1-4]|i{{1,3}}|iv){one_of(quarters['ordinal'])}? ?{one_of(quarters['after'])}\.?),? ?{year}"
        ),
    )


def read_day(text: str, months: Mapping[str, int], today: date, lexicon: Lexicon) -> date | None:
    """The day that a text means, or the last day of a month or quarter; None if it cannot be read.

    `months`: folded month names in every supported language, with their numbers; `lexicon`: the words of quarters and
    years. Without a year the next such day is meant.
    """
    given, shapes = fold(text), _shapes(lexicon)
    if match := shapes.quarter.fullmatch(given.translate(look_alikes.ROMAN)):
        number = match[1] or match[2]
        quarter = _ROMAN.get(number) or int(number)
        return _ending(_year(match[3], today), quarter * 3, today, given=bool(match[3]))
    if match := _ISO.fullmatch(given):
        return exists(int(match[1]), int(match[2]), int(match[3]))
    if match := shapes.day_first.fullmatch(given):
        found = exists(int(match[3]) + (2000 if len(match[3]) == 2 else 0), int(match[2]), int(match[1]))
        return None if found and len(match[3]) == 2 and found < today else found  # "27" is a year to come
    if match := _MONTH.fullmatch(given):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _last(int(year), int(month))
    if match := _DAY_FIRST_NO_YEAR.fullmatch(given):
        return next_date(int(match[2]), int(match[1]), today)
    if (match := shapes.words.fullmatch(given)) and match[2] in months:
        month = months[match[2]]
        if match[1] is None:
            return _ending(_year(match[3], today), month, today, given=bool(match[3]))
        return exists(int(match[3]), month, int(match[1])) if match[3] else next_date(month, int(match[1]), today)
    return None


def _year(given: str | None, today: date) -> int:
    return int(given) if given else today.year


def _last(year: int, month: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _ending(year: int, month: int, today: date, *, given: bool) -> date | None:
    """The last day of the month; if no year was given, of the next such month that has not ended."""
    last = _last(year, month)
    return _last(year + 1, month) if last is not None and not given and last < today else last
