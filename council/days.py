"""Days as people write them in tables and messages: a date, a month, a quarter."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from council.errors import Refused
from council.roster_tables import fold


@dataclass
class UnreadableDay(Refused):
    """What was typed is no day that could be told for sure."""

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

# On a Russian keyboard the first of these are what Roman numerals are typed with.
_SHAPES = str.maketrans("іⅰ", "ii")


def read_day(text: str, months: Mapping[str, int], today: date) -> date | None:
    """The day that is meant, a month's or quarter's last day where only that is told; None: it cannot be told.

    `months`: folded names of months, in every language that is spoken. Without a year it is the next such day.
    """
    told = fold(text)
    if match := _QUARTER.fullmatch(told.translate(_SHAPES)):
        number = match[1] or match[2]
        quarter = _ROMAN.get(number) or int(number)
        return _ending(_year(match[3], today), quarter * 3, today, told=bool(match[3]))
    if match := _ISO.fullmatch(told):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(told):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH.fullmatch(told):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _last(int(year), int(month))
    if match := _DAY_FIRST_NO_YEAR.fullmatch(told):
        return _next(int(match[2]), int(match[1]), today)
    if (match := _WORDS.fullmatch(told)) and match[2] in months:
        month = months[match[2]]
        if match[1] is None:
            return _ending(_year(match[3], today), month, today, told=bool(match[3]))
        return _date(int(match[3]), month, int(match[1])) if match[3] else _next(month, int(match[1]), today)
    return None


def _year(told: str | None, today: date) -> int:
    return int(told) if told else today.year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _ending(year: int, month: int, today: date, *, told: bool) -> date | None:
    """The last day of the month; where no year was told, the next one that is still to come."""
    last = _last(year, month)
    return _last(year + 1, month) if last is not None and not told and last < today else last


def _next(month: int, day: int, today: date) -> date | None:
    """The next such date, which for 29 February is up to eight years ahead; None where there is no such date."""
    found = (_date(today.year + years, month, day) for years in range(9))
    return next((one for one in found if one is not None and one >= today), None)
