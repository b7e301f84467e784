"""Reads dates and times as people type them: the whole of a text is understood, or it is refused.

A text is cut into parts, each of which is a date, a time of day, a distance from now, a weekday, a part of the day or a
word that says nothing ("at"). It is refused if a word or a number is left over, if there are two dates or two times, if
a weekday contradicts its date, or if it can be read in two ways ("10.11 11.10").
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from council.errors import UnreadableDate
from council.lexicon import Lexicon, by_word, one_of
from council.roster_tables import fold

MOST_TYPED = 80
"""Characters; no date is longer."""

FARTHEST_YEARS = 50
"""No council plans farther ahead; later years are typing mistakes."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Keys of the lexicon's `weekday_forms`, in the order of their numbers."""

NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Keys of the lexicon's `numbers`, from 2."""

LEAST_PREFIX = 3
"""Letters of a month's or weekday's name that tell it: "sept", "thurs"."""


class Words:
    """The words of the languages that are understood: a lexicon's, and `months` and `weekdays` from the locale data,
    folded, with their numbers (from 1; from 0 for Monday). To be made once, as shapes are cached for each."""

    def __init__(self, months: Mapping[str, int], weekdays: Mapping[str, int], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.months = months
        forms = by_word(lexicon.weekday_forms, fold)
        self.weekdays = {**weekdays, **{word: WEEKDAYS.index(key) for word, key in forms.items()}}
        self.units = by_word({key: lexicon.from_now[key] for key in _UNITS}, fold)
        self.relative = by_word(lexicon.relative_days, fold)
        self.parts = by_word(lexicon.day_parts, fold)
        self.numbers = {word: NUMBERS.index(key) + 2 for word, key in by_word(lexicon.numbers, fold).items()}


@dataclass(frozen=True, slots=True)
class Later:
    """A distance from now that is exact: 90 minutes. Days and longer are counted on the calendar instead."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class _Day:
    """A date, its year perhaps left out; or a number of days from today, or a weekday."""

    month: int = 0
    day: int = 0
    year: int | None = None
    short: bool = False
    """The year has two figures: it is one to come."""

    ahead: timedelta | None = None
    next_weekday: int | None = None


@dataclass(slots=True)
class _Parts:
    days: list[_Day] = field(default_factory=list)
    times: list[time] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Two numbers with a dot: a day and a month, or an hour and minutes."""

    weekday: int | None = None
    part: str | None = None
    bare_hour: bool = False
    """The time is an hour without minutes, "at 15": a time of day only beside a day."""

    later: timedelta | None = None
    steps: tuple[int, int] | None = None
    """Months and years from now."""


def read_moment(typed: str, now: datetime, words: Words) -> datetime | Later:
    """The wall-clock time (naive) that a text means, `now` being the present one there; or a distance from now.

    A date needs its time of day. Without a year the next such date is meant; a weekday is the next one whose time is
    still to come, "next Friday" that of next week; a time alone is today's or, if that has passed, tomorrow's. Raises
    `UnreadableDate`.
    """
    found = {_moment(parts, now) for parts in _readings(typed, words)} - {None}
    read = found.pop() if len(found) == 1 else None
    if read is None or read == _NO_TIME or (isinstance(read, datetime) and abs(read.year - now.year) > FARTHEST_YEARS):
        raise UnreadableDate(typed)
    return read


def read_day(typed: str, today: date, words: Words) -> date:
    """The day that a text means, without a time of day. Raises `UnreadableDate`, as for `read_moment`."""
    now = datetime.combine(today, time.min)
    found = {
        _date(parts, now, None)
        for parts in _readings(typed, words)
        if not parts.times and parts.part is None and parts.later is None
    } - {None}
    read = found.pop() if len(found) == 1 else None
    if read is None or abs(read.year - today.year) > FARTHEST_YEARS:
        raise UnreadableDate(typed)
    return read


def read_day_or_moment(typed: str, now: datetime, words: Words) -> date | datetime | Later:
    """A day, or a moment if there is a time of day in the text. Raises `UnreadableDate`."""
    try:
        return read_day(typed, now.date(), words)
    except UnreadableDate:
        return read_moment(typed, now, words)


# -- from parts to a moment


def _readings(typed: str, words: Words) -> Iterator[_Parts]:
    """The parts of a text, with each pair of numbers taken for a date or for a time. None at all if it is refused."""
    parts = _Scan(typed, words).parts() if len(typed) <= MOST_TYPED else None
    if parts is None:
        return
    for kinds in product((True, False), repeat=len(parts.pairs)):
        days, times = list(parts.days), list(parts.times)
        for is_day, (one, other) in zip(kinds, parts.pairs, strict=True):
            if is_day and _exists(2000, other, one):  # a leap year: 29 February is a date
                days.append(_Day(other, one))
            elif not is_day and (read := _time(one, other)) is not None:
                times.append(read)
            else:
                break
        else:
            if len(days) <= 1 and len(times) <= 1:
                yield replace(parts, days=days, times=times, pairs=[])


def _moment(parts: _Parts, now: datetime) -> datetime | Later | None:
    dated = bool(parts.days or parts.weekday is not None or parts.steps)
    if parts.later is not None:
        return None if dated or parts.times or parts.part else Later(parts.later)
    if not parts.times:
        distance = parts.days[0].ahead if parts.days else None
        counted = parts.steps or (distance is not None and parts.days[0].month == _COUNTED)
        # "In 2 weeks": the same time of day. "Tomorrow" and "3 December" lack theirs.
        at = now.time().replace(second=0, microsecond=0) if counted and parts.part is None else None
    else:
        at = _in_part(parts.times[0], parts.part)
    if at is None:
        return _NO_TIME if parts.days and not parts.times and parts.days[0].ahead is None else None
    if not dated and parts.bare_hour:
        return None
    if not dated:
        moment = datetime.combine(now.date(), at)
        return moment if moment > now else moment + timedelta(days=1)
    on = _date(parts, now, at)
    return datetime.combine(on, at) if on is not None else None


_COUNTED = -1
"""The `month` of a day that is counted from today in days or weeks: "in 2 weeks"."""

_NO_TIME = Later(timedelta(0))
"""A reading as a date without a time: it is no moment, but it makes the other reading doubtful."""


def _date(parts: _Parts, now: datetime, at: time | None) -> date | None:
    """The date, for a time of day that is still to come if it has no year."""
    today = now.date()
    if parts.steps is not None:
        months, years = parts.steps
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        on = _exists(year + years, month + 1, today.day)
        return on if not parts.days and parts.weekday is None else None
    if not parts.days:
        if parts.weekday is None:
            return None
        on = today + timedelta(days=(parts.weekday - today.weekday()) % 7)
        passed = datetime.combine(on, at) < now if at is not None else False
        return on + timedelta(days=7) if passed else on
    day = parts.days[0]
    if day.next_weekday is not None:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=day.next_weekday) if parts.weekday is None else None
    if day.ahead is not None:
        on = today + day.ahead
    elif day.year is not None:
        on = _exists(day.year, day.month, day.day)
        if on is not None and day.short and on < today:
            return None
    else:
        # For 29 February the next one can be eight years ahead.
        dates = (_exists(today.year + years, day.month, day.day) for years in range(9))
        on = next((one for one in dates if one and datetime.combine(one, at or time.max) >= now), None)
    if on is None or (parts.weekday is not None and on.weekday() != parts.weekday):
        return None
    return on


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(hour: int, minute: int, half: str = "") -> time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_IN_PART: Mapping[str, Callable[[int], int | None]] = {
    "morning": lambda hour: hour if 4 <= hour <= 11 else None,
    "afternoon": lambda hour: hour + 12 if 1 <= hour <= 6 else hour if 11 <= hour <= 18 else None,
    "evening": lambda hour: hour + 12 if 4 <= hour <= 11 else hour if 16 <= hour <= 23 else None,
    "night": lambda hour: hour if 1 <= hour <= 4 or hour in {22, 23} else hour + 12 if hour in {10, 11} else None,
}


def _in_part(at: time, part: str | None) -> time | None:
    """The time of day that is meant with a part of the day: 7:30 in the evening is 19:30. None if they do not agree;
    "12 at night" can be either end of a day."""
    hour = at.hour if part is None else _IN_PART[part](at.hour)
    return at.replace(hour=hour) if hour is not None else None


# -- from a text to its parts


class _Scan:
    """Cuts a text into its parts, from left to right; at each place the first shape that fits counts."""

    def __init__(self, typed: str, words: Words) -> None:
        text = fold(typed).replace("'", "'").replace("–", "-").replace("—", "-").strip(' ."«»“”„')
        self._text, self._words, self._parts = text, words, _Parts()

    def parts(self) -> _Parts | None:
        """The parts; None if some of the text belongs to none."""
        at, shapes = 0, _shapes(self._words)
        while at < len(self._text):
            if self._text[at] in " ,":
                at += 1
                continue
            for shape in shapes:
                match = shape.pattern.match(self._text, at)
                if match is not None and shape.read(self, match):
                    at = match.end()
                    break
            else:
                return None
        return self._parts

    # Each reads what one shape has found; False: that is not meant.

    def _add_day(self, day: _Day | None) -> bool:
        if day is not None:
            self._parts.days.append(day)
        return day is not None

    def _add_time(self, at: time | None) -> bool:
        if at is not None:
            self._parts.times.append(at)
        return at is not None

    def _add_part(self, part: str) -> bool:
        if self._parts.part is not None or part not in _IN_PART:
            return False
        self._parts.part = part
        return True

    def iso(self, match: re.Match[str]) -> bool:
        return self._add_day(_Day(int(match["m"]), int(match["d"]), int(match["y"])))

    def dated(self, match: re.Match[str]) -> bool:
        day = _Day(int(match["other"]), int(match["one"]))
        if match["mark"] == "/":
            either = _either_order(day.day, day.month)
            if either is None:
                return False
            day = either
        return self._add_day(replace(day, year=_full(match["year"]), short=len(match["year"]) == 2))

    def slashed(self, match: re.Match[str]) -> bool:
        return self._add_day(_either_order(int(match["one"]), int(match["other"])))

    def in_words(self, match: re.Match[str]) -> bool:
        month, year = _named(match["month"], self._words.months), match["year"] or match["short"]
        day = _Day(month or 0, int(match["day"]), _full(year) if year else None, short=bool(match["short"]))
        return month is not None and self._add_day(day)

    def clock(self, match: re.Match[str]) -> bool:
        return self._add_time(_time(int(match["hour"]), int(match["minute"] or 0), match["half"] or ""))

    def hours(self, match: re.Match[str]) -> bool:
        return self._add_time(_time(int(match["hour"]), int(match["minute"] or 0)))

    def in_part(self, match: re.Match[str]) -> bool:
        return self._add_part(self._words.parts[match["part"]]) and self._add_time(_time(int(match["hour"]), 0))

    def pair(self, match: re.Match[str]) -> bool:
        self._parts.pairs.append((int(match["one"]), int(match["other"])))
        return True

    def dashed(self, match: re.Match[str]) -> bool:
        return self._add_time(_time(int(match["one"]), int(match["other"])))

    def day_month(self, match: re.Match[str]) -> bool:
        return self._add_day(_Day(int(match["other"]), int(match["one"])))

    def distance(self, match: re.Match[str]) -> bool:
        count = int(match["number"] or self._words.numbers.get(match["word"], 1))
        unit = self._words.units[match["unit"]]
        if self._parts.later is not None or self._parts.steps is not None:
            return False
        if unit in {"minutes", "hours"}:
            self._parts.later = timedelta(**{unit: count})
        elif unit in {"days", "weeks"}:
            return self._add_day(_Day(_COUNTED, ahead=timedelta(**{unit: count})))
        else:
            self._parts.steps = (count, 0) if unit == "months" else (0, count)
        return True

    def relative(self, match: re.Match[str]) -> bool:
        return self._add_day(_Day(ahead=timedelta(days=_RELATIVE.index(self._words.relative[match["word"]]))))

    def part(self, match: re.Match[str]) -> bool:
        meaning = self._words.parts[match["part"]]
        if meaning == "noon":
            return self._add_time(time(12))
        if meaning == "tonight":
            return self._add_day(_Day(ahead=timedelta(0))) and self._add_part("evening")
        return self._add_part(meaning)

    def next(self, match: re.Match[str]) -> bool:
        weekday = _named(match["weekday"], self._words.weekdays)
        return weekday is not None and self._add_day(_Day(next_weekday=weekday))

    def at_hour(self, match: re.Match[str]) -> bool:
        """ "At 15". Up to 12 it is not told which half of the day is meant."""
        hour = int(match["hour"])
        self._parts.bare_hour = True
        return hour > 12 and self._add_time(_time(hour, 0))

    def filler(self, _match: re.Match[str]) -> bool:
        return True

    def weekday(self, match: re.Match[str]) -> bool:
        found = _named(match["weekday"], self._words.weekdays)
        if found is None or self._parts.weekday is not None:
            return False
        self._parts.weekday = found
        return True


_RELATIVE = ("today", "tomorrow", "after_tomorrow")
"""Keys of the lexicon's `relative_days`: how many days ahead each is."""


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _either_order(one: int, other: int) -> _Day | None:
    """A date with slashes, day or month first as only one of the two can be; None if both can."""
    found = [(month, day) for day, month in {(one, other), (other, one)} if _exists(2000, month, day)]
    return _Day(*found[0]) if len(found) == 1 else None


def _named(word: str, names: Mapping[str, int]) -> int | None:
    """The number of what is called so, or whose only name it is that begins so."""
    if word in names:
        return names[word]
    found = {number for name, number in names.items() if len(word) >= LEAST_PREFIX and name.startswith(word)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    read: Callable[[_Scan, re.Match[str]], bool]


@lru_cache(maxsize=8)
def _shapes(words: Words) -> Sequence[_Shape]:
    """The shapes of parts, in the order in which they are tried."""
    told = words.lexicon
    ordinal, of, at = (
        one_of(map(fold, found)) for found in (told.days["ordinal"], told.time_words["of"], told.time_words["at"])
    )
    year_word = one_of(map(fold, [*told.days["year"], *told.days["year_sign"]]))
    hour = one_of(map(fold, [*told.clock["hour"], *told.from_now["hours"]]))
    minute, half = one_of(map(fold, told.from_now["minutes"])), one_of(map(fold, told.clock["half"]))
    unit, part, number = one_of(words.units), one_of(words.parts), one_of(words.numbers)
    within, one, after = (one_of(map(fold, told.from_now[key])) for key in ("in", "one", "after"))
    following, relative = one_of(map(fold, told.time_words["next"])), one_of(words.relative)
    end, figures = r"(?!\w)", r"(?![\d:])"
    closed = rf"\.?(?:\s*{year_word}\b\.?)?"
    amount = rf"(?:(?P<number>\d{{1,3}})\s+|(?P<word>{number})\s+|{one}\s+)?"
    year = rf"(?:,?\s+(?:(?P<year>20\d\d){figures}|'(?P<short>\d\d){figures}))?(?:\s*{year_word}\b\.?)?"
    shapes: list[tuple[str, Callable[[_Scan, re.Match[str]], bool]]] = [
        (r"(?P<y>\d{4})(?P<mark>[-./])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?:t(?=\d)|(?![\w:]))", _Scan.iso),
        (rf"(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|(?<!-)\d\d)(?![\w:-]){closed}", _Scan.dated),
        (rf"(?:{within}\s+){amount}(?P<unit>{unit})\b\.?", _Scan.distance),
        (rf"(?P<number>\d{{1,3}})?(?P<word>(?!))?\s*(?P<unit>{unit})\b\.?\s+{after}{end}", _Scan.distance),
        (rf"(?P<hour>\d{{1,2}})(?::|(?:{hour})(?=\d))(?P<minute>\d\d)(?::00)?(?!\d)(?:\s*(?P<half>{half})\.?)?{end}(?!\s*-\s*\d)",
         _Scan.clock),
        (rf"(?P<hour>\d{{1,2}})(?P<minute>(?!))?\s*(?P<half>{half})\.?{end}", _Scan.clock),
        (rf"(?P<hour>\d{{1,2}})\s*(?:{hour})\b\.?(?:\s*(?P<minute>\d{{1,2}})\s*(?:{minute})\b\.?)?", _Scan.hours),
        (rf"(?P<hour>\d{{1,2}})\s+(?P<part>{part}){end}", _Scan.in_part),
        (rf"(?P<day>\d{{1,2}})(?:-?{ordinal})?\.?\s*(?:{of}\s+)?(?P<month>[^\W\d_]{{3,}})\b\.?{year}{end}", _Scan.in_words),
        (rf"(?P<month>[^\W\d_]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:{ordinal})?(?![\w:./-])(?!\s*{half}\b|\s*{hour}\b){year}{end}",
         _Scan.in_words),
        (r"(?P<one>\d{1,2})\.(?P<other>\d{1,2})\.(?![\w.])", _Scan.day_month),
        (r"(?P<one>\d{1,2})\.(?P<other>\d{1,2})(?![\w:.-])", _Scan.pair),
        (r"(?P<one>\d{1,2})-(?P<other>\d\d)(?![\w:.-])(?!\s*-)", _Scan.dashed),
        (r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?![\w:/])", _Scan.slashed),
        (rf"{at}\s+(?P<hour>\d{{1,2}})(?![\w:./-])(?!\s+[^\W\d_]{{3,}})", _Scan.at_hour),
        (rf"(?P<word>{relative}){end}", _Scan.relative),
        (rf"{following}\s+(?P<weekday>[^\W\d_]+)\.?", _Scan.next),
        (rf"(?P<part>{part}){end}", _Scan.part),
        (rf"{at}{end}", _Scan.filler),
        (r"(?P<weekday>[^\W\d_]+)\.?", _Scan.weekday),
    ]  # fmt: skip
    return [_Shape(re.compile(pattern), read) for pattern, read in shapes]


_UNITS = ("minutes", "hours", "days", "weeks", "months", "years")
"""Keys of the lexicon's `from_now` that are units."""
