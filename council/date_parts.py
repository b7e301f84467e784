"""Cuts a text that says when something is into its parts, by the words of a council's languages."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache

from council.folding import fold
from council.lexicon import Lexicon, by_word, one_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Keys of the lexicon's `weekday_forms`, in the order of their numbers."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""Keys of the lexicon's `month_forms`, in the order of their numbers from 1."""

NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Keys of the lexicon's `numbers`, from 2."""

IN_PART: Mapping[str, Callable[[int], int | None]] = {
    "morning": lambda hour: hour if 4 <= hour <= 11 else None,
    "afternoon": lambda hour: hour + 12 if 1 <= hour <= 6 else hour if 11 <= hour <= 18 else None,
    "evening": lambda hour: hour + 12 if 4 <= hour <= 11 else hour if 16 <= hour <= 23 else None,
    "night": lambda hour: hour if 1 <= hour <= 4 or hour in {22, 23} else hour + 12 if hour in {10, 11} else None,
}
"""Keys of the lexicon's `day_parts` that go with a time of day: which hour is meant by one that was typed, None where the
two do not agree. "12 at night" can be either end of a day."""

LEAST_PREFIX = 3
"""Letters of a month's or weekday's name that tell it: "sept", "thurs"."""


def numbers_of(lexicon: Lexicon) -> dict[str, int]:
    """The numbers from 2 to 10, by their folded words."""
    return {word: NUMBERS.index(key) + 2 for word, key in by_word(lexicon.numbers, fold).items()}


class Words:
    """The words of the languages that are understood: a lexicon's, and `months` and `weekdays` from the locale data,
    folded, with their numbers (from 1; from 0 for Monday). To be made once, as shapes are cached for each."""

    def __init__(self, months: Mapping[str, int], weekdays: Mapping[str, int], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        month_forms = by_word(lexicon.month_forms, fold)
        self.months = {**months, **{word: MONTHS.index(key) + 1 for word, key in month_forms.items()}}
        forms = by_word(lexicon.weekday_forms, fold)
        self.weekdays = {**weekdays, **{word: WEEKDAYS.index(key) for word, key in forms.items()}}
        self.units = by_word({key: lexicon.from_now[key] for key in _UNITS}, fold)
        self.relative = by_word(lexicon.relative_days, fold)
        self.parts = by_word(lexicon.day_parts, fold)
        self.numbers = numbers_of(lexicon)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, its year perhaps left out; or a number of days from today, or a weekday."""

    month: int = 0
    day: int = 0
    year: int | None = None
    short: bool = False
    """The year has two figures: it is one to come."""

    ahead: timedelta | None = None
    counted: bool = False
    """It was counted, "in 2 weeks", so it is meant at this time of day; unlike "tomorrow"."""

    next_weekday: int | None = None


@dataclass(slots=True)
class Parts:
    days: list[Day] = field(default_factory=list)
    times: list[time] = field(default_factory=list)
    pairs: list[tuple[int, int, bool]] = field(default_factory=list)
    """Two numbers with a dot: a day and a month, or, where the second has two figures, an hour and minutes."""

    ranged: bool = False
    """A dash stands between two of the parts."""

    weekday: int | None = None
    this_week: bool = False
    next_week: bool = False
    part: str | None = None
    bare_hour: bool = False
    """The time is an hour without minutes, "at 15": a time of day only beside a day."""

    either_half: bool = False
    """The time is such an hour up to 12, "at 6": only a part of the day tells it."""

    later: timedelta | None = None
    steps: tuple[int, int] | None = None
    """Months and years from now."""


def exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_date(month: int, day: int, since: date) -> date | None:
    """The first such date that is not before `since`, for 29 February up to eight years ahead; None if there is none."""
    found = (exists(since.year + years, month, day) for years in range(9))
    return next((one for one in found if one is not None and one >= since), None)


def time_of(hour: int, minute: int, half: str = "") -> time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_PLAIN = str.maketrans({"’": "'", "–": "-", "—": "-", **dict.fromkeys('"«»“”„', " ")})


class Scan:
    """Cuts a text into its parts, from left to right; at each place the first shape that fits counts."""

    def __init__(self, typed: str, words: Words) -> None:
        text = fold(typed.translate(_PLAIN)).strip(" .!")
        self._text, self._words, self._parts = text, words, Parts()

    def parts(self) -> Parts | None:
        """The parts; None if some of the text belongs to none."""
        at, shapes = 0, _shapes(self._words)
        while at < len(self._text):
            if self._text[at] in " ,;|@()·":
                at += 1
                continue
            if self._text.startswith("- ", at) and at and self._text[at - 1] == " ":
                self._parts.ranged = True
                at += 2
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

    def _add_day(self, day: Day | None) -> bool:
        if day is not None:
            self._parts.days.append(day)
        return day is not None

    def _add_time(self, at: time | None) -> bool:
        if at is not None:
            self._parts.times.append(at)
        return at is not None

    def _add_part(self, part: str) -> bool:
        if self._parts.part is not None or part not in IN_PART:
            return False
        self._parts.part = part
        return True

    def iso(self, match: re.Match[str]) -> bool:
        return self._add_day(Day(int(match["m"]), int(match["d"]), int(match["y"])))

    def dated(self, match: re.Match[str]) -> bool:
        day = Day(int(match["other"]), int(match["one"]))
        if match["mark"] == "/":
            either = _either_order(day.day, day.month)
            if either is None:
                return False
            day = either
        return self._add_day(replace(day, year=_full(match["year"]), short=len(match["year"]) == 2))

    def slashed(self, match: re.Match[str]) -> bool:
        return self._add_day(_either_order(int(match["one"]), int(match["other"])))

    def in_words(self, match: re.Match[str]) -> bool:
        short = match.groupdict().get("short")
        month, year = _named(match["month"], self._words.months), match["year"] or short
        day = Day(month or 0, int(match["day"]), _full(year) if year else None, short=bool(short))
        return month is not None and self._add_day(day)

    def clock(self, match: re.Match[str]) -> bool:
        found = match.groupdict()
        return self._add_time(time_of(int(match["hour"]), int(found.get("minute") or 0), found.get("half") or ""))

    def whole_hour(self, match: re.Match[str]) -> bool:
        """ "15 h", "at 3 o'clock in the afternoon": an hour that a word says, perhaps with a word for its number."""
        found = match.groupdict()
        word = found.get("word") or ""
        hour = int(found.get("hour") or self._words.numbers.get(word, 1))
        if not found.get("minute"):
            self._parts.bare_hour |= not found.get("at")
            self._parts.either_half |= hour in _EITHER_HALF or bool(word)
        return self._add_time(time_of(hour, int(found.get("minute") or 0)))

    def dashed(self, match: re.Match[str]) -> bool:
        """ "15-30", unless it may be from one hour to another."""
        hour, minute = int(match["hour"]), int(match["minute"])
        return not hour < minute <= 24 and self._add_time(time_of(hour, minute))

    def in_part(self, match: re.Match[str]) -> bool:
        self._parts.bare_hour |= not match["at"] and match["part"] in self._words.units  # "2 дня" may be two days
        return self._add_part(self._words.parts[match["part"]]) and self._add_time(time_of(int(match["hour"]), 0))

    def pair(self, match: re.Match[str]) -> bool:
        self._parts.pairs.append((int(match["one"]), int(match["other"]), len(match["other"]) == 2))
        return True

    def day_month(self, match: re.Match[str]) -> bool:
        return self._add_day(Day(int(match["other"]), int(match["one"])))

    def distance(self, match: re.Match[str]) -> bool:
        word = match.groupdict().get("word") or ""
        count = int(match["number"] or self._words.numbers.get(word, 1))
        unit = self._words.units[match["unit"]]
        compound = bool(word) and _AFTER_A_WORD.search(self._text[: match.start()]) is not None  # "on ikki": twelve, not two
        if compound or self._parts.later is not None or self._parts.steps is not None:
            return False
        if unit in {"minutes", "hours"}:
            self._parts.later = timedelta(**{unit: count})
        elif unit in {"days", "weeks"}:
            return self._add_day(Day(ahead=timedelta(**{unit: count}), counted=True))
        else:
            self._parts.steps = (count, 0) if unit == "months" else (0, count)
        return True

    def half_hours(self, match: re.Match[str]) -> bool:
        if self._parts.later is not None:
            return False
        self._parts.later = timedelta(minutes=30 if match["half"] else 90)
        return True

    def relative(self, match: re.Match[str]) -> bool:
        return self._add_day(Day(ahead=timedelta(days=_RELATIVE[self._words.relative[match["word"]]])))

    def part(self, match: re.Match[str]) -> bool:
        meaning = self._words.parts[match["part"]]
        if meaning == "noon":
            return self._add_time(time(12))
        if meaning == "tonight":
            return self._add_day(Day(ahead=timedelta(0))) and self._add_part("evening")
        return self._add_part(meaning)

    def next(self, match: re.Match[str]) -> bool:
        weekday = _named(match["weekday"], self._words.weekdays)
        return weekday is not None and self._add_day(Day(next_weekday=weekday))

    def at_hour(self, match: re.Match[str]) -> bool:
        """ "At 15". Up to 12 it is not told which half of the day is meant."""
        hour = int(match["hour"])
        self._parts.bare_hour = True
        self._parts.either_half |= hour <= 12
        return self._add_time(time_of(hour, 0))

    def this_week(self, _match: re.Match[str]) -> bool:
        self._parts.this_week = True
        return True

    def next_week(self, _match: re.Match[str]) -> bool:
        self._parts.next_week = True
        return True

    def filler(self, _match: re.Match[str]) -> bool:
        return True

    def weekday(self, match: re.Match[str]) -> bool:
        found = _named(match["weekday"], self._words.weekdays)
        if found is None or self._parts.weekday is not None:
            return False
        self._parts.weekday = found
        return True


_AFTER_A_WORD = re.compile(r"[^\W\d_]\s+$")

_EITHER_HALF = range(1, 8)
"""Hours of which "at 3 o'clock" does not tell the half of the day: nobody meets in that of the night."""

_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1, "after_tomorrow": 2}
"""Keys of the lexicon's `relative_days`, with how many days ahead each is."""


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _either_order(one: int, other: int) -> Day | None:
    """A date with slashes, day or month first as only one of the two can be; None if both can."""
    found = [(month, day) for day, month in {(one, other), (other, one)} if exists(2000, month, day)]
    return Day(*found[0]) if len(found) == 1 else None


def _named(word: str, names: Mapping[str, int]) -> int | None:
    """The number of what is called so, or whose only name it is that begins so."""
    if word in names:
        return names[word]
    found = {number for name, number in names.items() if len(word) >= LEAST_PREFIX and name.startswith(word)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    read: Callable[[Scan, re.Match[str]], bool]


@lru_cache(maxsize=8)
def _shapes(words: Words) -> Sequence[_Shape]:
    """The shapes of parts, in the order in which they are tried."""
    told = words.lexicon
    ordinal, of, at = (one_of(map(fold, found)) for found in (told.days["ordinal"], told.time_words["of"], told.time_words["at"]))
    year_word = one_of(map(fold, [*told.days["year"], *told.days["year_sign"]]))
    year_before, minute = one_of(map(fold, told.days["year_before"])), one_of(map(fold, told.from_now["minutes"]))
    hour, half = (one_of(map(fold, told.clock[key])) for key in ("hour", "half"))
    unit, part, number = one_of(words.units), one_of(words.parts), one_of(words.numbers)
    within, one, after = (one_of(map(fold, told.from_now[key])) for key in ("in", "one", "after"))
    following, relative = one_of(map(fold, told.time_words["next"])), one_of(words.relative)
    this, coming, next_week = (one_of(map(fold, told.time_words[key])) for key in ("this", "coming", "next_week"))
    half_hour, hour_and_half = (one_of(map(fold, told.from_now[key])) for key in ("half_hour", "hour_and_half"))
    one_hour = one_of(map(fold, told.clock["one"]))
    said_after = rf"(?!\s*(?:{hour}|{half}|{part}|{minute})(?!\w))"
    end, figures, minutes = r"(?!\w)", r"(?![\d:])", "00|15|30|45"
    closed = rf"\.?(?:\s*{year_word}\b\.?)?"
    any_year = rf"(?P<year>\d{{4}}|(?<!-)\d\d)(?![\d:-])(?:(?!\w)|(?={year_word}\b))"
    amount = rf"(?:(?P<number>\d{{1,3}})\s+|(?P<word>{number})\s+|{one}\s+)?"
    in_figures = rf"(?:(?P<year>20\d\d){figures}|'(?P<short>\d\d){figures})"
    year = rf"(?:(?:,?\s+|(?<!\s)[-/])(?:{year_before}\s+)?{in_figures})?(?:\s*{year_word}\b\.?)?"
    named_day = rf"(?P<day>\d{{1,2}})(?:-?{ordinal})?[./-]?\s*(?:{of}\s+)?(?P<month>[^\W\d_]{{3,}})"
    odd_hours = rf"(?:(?P<half>{half_hour})|{hour_and_half})"
    shapes: list[tuple[str, Callable[[Scan, re.Match[str]], bool]]] = [
        (r"(?P<y>\d{4})(?P<mark>[-./])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?:t(?=\d)|(?![\w:]))", Scan.iso),
        (rf"(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<other>\d{{1,2}})(?P=mark){any_year}{closed}", Scan.dated),
        (rf"(?P<year>20\d\d)(?:-?{ordinal})?[\s-]*{year_word}\.?,?\s+{named_day}\b\.?{end}", Scan.in_words),
        (rf"{within}\s+{odd_hours}{end}", Scan.half_hours),
        (rf"{odd_hours}\s+{after}{end}", Scan.half_hours),
        (rf"(?:{within}\s+){amount}(?P<unit>{unit})\b\.?", Scan.distance),
        (rf"(?:(?P<number>\d{{1,3}})\s*|(?P<word>{number})\s+|{one}\s+)?(?P<unit>{unit})\b\.?\s+{after}{end}", Scan.distance),
        (rf"(?P<hour>\d{{1,2}})(?::|(?:{hour})(?=\d))(?P<minute>\d\d)(?::00)?(?!\d)(?:\s*(?P<half>{half})\.?)?{end}(?!\s*-\s*\d)",
         Scan.clock),
        (rf"(?P<hour>\d{{1,2}})(?:\.(?P<minute>\d\d))?\s*(?P<half>{half})\.?{end}", Scan.clock),
        (rf"(?:(?P<at>{at})\s+)?(?P<hour>\d{{1,2}})\s*(?:{hour})\b\.?(?:\s*(?P<minute>\d{{1,2}})\s*(?:{minute})\b\.?)?",
         Scan.whole_hour),
        (rf"(?:(?P<word>{number})(?:\s+(?:{hour})\b)?|{one_hour})(?=\s+{part}{end})", Scan.whole_hour),
        (rf"(?:(?P<at>{at})\s+)?(?P<hour>\d{{1,2}})\s+(?P<part>{part}){end}", Scan.in_part),
        (r"(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>[^\W\d_]{3,})(?P=mark)(?:(?P<year>\d{4})|(?P<short>\d\d))(?![\w:-])",
         Scan.in_words),
        (rf"{named_day}\b\.?{year}{end}", Scan.in_words),
        (rf"(?P<month>[^\W\d_]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:{ordinal})?(?![\w:./-])(?!\s*{half}\b|\s*{hour}\b){year}{end}",
         Scan.in_words),
        (r"(?P<one>\d{1,2})\.(?P<other>\d{1,2})\.(?![\w.])", Scan.day_month),
        (r"(?P<one>\d{1,2})\.(?P<other>\d{1,2})(?![\w:.-])", Scan.pair),
        (r"(?P<hour>\d{1,2})-(?P<minute>\d\d)(?![\w:.-])(?!\s*-)", Scan.dashed),
        (r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?![\w:/])", Scan.slashed),
        (rf"(?P<hour>\d{{1,2}})\s(?P<minute>{minutes})(?![\w:./-])(?!\s*-)", Scan.clock),
        (rf"{at}\s+(?P<hour>\d{{1,2}})(?![\w:./-]|\s(?:{minutes})(?![\w:./-])){said_after}(?!\s+[^\W\d_]{{3,}})", Scan.at_hour),
        (rf"{next_week}{end}", Scan.next_week),
        (rf"{this}{end}", Scan.this_week),
        (rf"{coming}{end}", Scan.filler),
        (rf"(?P<word>{relative}){end}", Scan.relative),
        (rf"{following}\s+(?P<weekday>[^\W\d_]+)\.?", Scan.next),
        (rf"(?P<part>{part}){end}", Scan.part),
        (rf"{at}{end}", Scan.filler),
        (r"(?P<weekday>[^\W\d_]+)\.?", Scan.weekday),
    ]  # fmt: skip
    return [_Shape(re.compile(pattern), read) for pattern, read in shapes]


_UNITS = ("minutes", "hours", "days", "weeks", "months", "years")
"""Keys of the lexicon's `from_now` that are units."""
