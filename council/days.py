"""Parses days as people write them: a date, a month, a quarter."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from council.errors import Refused
from council.roster_tables import fold


@dataclass
class UnreadableDay(Refused):
    """The text is not an unambiguous day."""

    typed: str


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: ?г\.?)?")
_DAY_FIRST_NO_YEAR = re.compile(r"(\d{1,2})\.(\d{1,2})\.?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([^\W\d_]+)\.?,? ?(\d{4})?(?: ?(?:г|год|года)\.?)?")
_QUARTER = re.compile(
    r"(?:q ?([1-4])|([1-4]|i{1,3}|iv)(?:st|nd|rd|th|-?й)? ?(?:q|qtr|quarter|кв|квартал)\.?),? ?(\d{4})?(?: ?(?:г|год|года)\.?)?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

# Letters that Russian keyboards have in place of the Roman numeral's Latin one.
_SHAPES = str.maketrans("іⅰ", "ii")


def read_day(text: str, months: Mapping[str, int], today: date) -> date | None:
    """The day that a text means, or the last day of a month or quarter; None if it cannot be read.

    `months`: folded month names in every supported language, with their numbers. Without a year the next such day is
    meant.
    """
    given = fold(text)
    if match := _QUARTER.fullmatch(given.translate(_SHAPES)):
        number = match[1] or match[2]
        quarter = _ROMAN.get(number) or int(number)
        return _ending(_year(match[3], today), quarter * 3, today, given=bool(match[3]))
    if match := _ISO.fullmatch(given):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(given):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH.fullmatch(given):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _last(int(year), int(month))
    if match := _DAY_FIRST_NO_YEAR.fullmatch(given):
        return _next(int(match[2]), int(match[1]), today)
    if (match := _WORDS.fullmatch(given)) and match[2] in months:
        month = months[match[2]]
        if match[1] is None:
            return _ending(_year(match[3], today), month, today, given=bool(match[3]))
        return _date(int(match[3]), month, int(match[1])) if match[3] else _next(month, int(match[1]), today)
    return None


def _year(given: str | None, today: date) -> int:
    return int(given) if given else today.year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _ending(year: int, month: int, today: date, *, given: bool) -> date | None:
    """The last day of the month; if no year was given, of the next such month that has not ended."""
    last = _last(year, month)
    return _last(year + 1, month) if last is not None and not given and last < today else last


def _next(month: int, day: int, today: date) -> date | None:
    """The next such date, for 29 February up to eight years ahead; None if there is no such date."""
    found = (_date(today.year + years, month, day) for years in range(9))
    return next((one for one in found if one is not None and one >= today), None)
