"""Reads dates and times as people type them: the whole of a text is understood, or it is refused.

A text is cut into parts, each of which is a date, a time of day, a distance from now, a weekday, a part of the day or a
word that says nothing ("at"). It is refused if a word or a number is left over, if there are two dates or two times, if
a weekday contradicts its date, or if it can be read in two ways ("10.11 11.10").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product

from council.date_parts import IN_PART, Day, Parts, Scan, Words, exists, next_date, time_of
from council.errors import UnreadableDate
from council.meetings import check_duration

MOST_TYPED = 80
"""Characters; no date is longer."""

FARTHEST_YEARS = 50
"""No council plans farther ahead; later years are typing mistakes."""


@dataclass(frozen=True, slots=True)
class Later:
    """A distance from now that is exact: 90 minutes. Days and longer are counted on the calendar instead."""

    after: timedelta


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
    read = find_day(typed, today, words)
    if read is None or abs(read.year - today.year) > FARTHEST_YEARS:
        raise UnreadableDate(typed)
    return read


def find_day(typed: str, today: date, words: Words, *, relative: bool = True) -> date | None:
    """The same, of any year; None: there is none. `relative`: also one that is told without a date, as "tomorrow"."""
    now = datetime.combine(today, time.min)
    found = {
        _date(parts, now, None)
        for parts in _readings(typed, words)
        if not parts.times and parts.part is None and parts.later is None
        and (relative or any(day.month for day in parts.days))
    } - {None}  # fmt: skip
    return found.pop() if len(found) == 1 else None


def minutes_until(typed: str, begins: datetime, now: datetime, words: Words) -> int:
    """How long something lasts that ends at a time, of the same day if none is told. Raises `UnreadableDate`, `BadDuration`."""
    at = read_time(typed, words)
    ends = datetime.combine(begins.date(), at) if at else read_moment(typed, now.replace(tzinfo=None), words)
    if isinstance(ends, Later):
        raise UnreadableDate(typed)
    return check_duration((ends - begins) // timedelta(minutes=1))


def tells(typed: str, words: Words) -> tuple[bool, bool]:
    """Whether a text is nothing but a day, a time of day, or both: (day, time)."""
    found = {(bool(parts.days or parts.weekday is not None), bool(parts.times)) for parts in _readings(typed, words)
             if parts.later is None and parts.steps is None}  # fmt: skip
    return found.pop() if len(found) == 1 else (False, False)


def read_time(typed: str, words: Words) -> time | None:
    """The time of day that a text means and nothing else: "9", "9:30", "09.30", "7 in the evening"; None: there is none."""
    if (bare := _HOUR.fullmatch(typed.strip())) is not None:
        return time_of(int(bare[1]), 0)
    parts = Scan(typed, words).parts() if len(typed) <= MOST_TYPED else None
    if parts is None or parts.days or parts.weekday is not None or parts.steps or parts.later or parts.this_week:
        return None
    times = [*parts.times, *(time_of(one, other) for one, other, with_minutes in parts.pairs if with_minutes)]
    return _in_part(times[0], parts.part) if len(times) == 1 and times[0] is not None else None


_HOUR = re.compile(r"(\d{1,2})")


# -- from parts to a moment


def _readings(typed: str, words: Words) -> Iterator[Parts]:
    """The parts of a text, with each pair of numbers taken for a date or for a time. None at all if it is refused."""
    parts = Scan(typed, words).parts() if len(typed) <= MOST_TYPED else None
    if parts is None or len(parts.pairs) > 2:  # one date and one time at most; each further pair would double the work
        return
    days_only = parts.ranged or not all(with_minutes for *_, with_minutes in parts.pairs)
    if days_only and len(parts.pairs) > 1 and all(exists(2000, other, one) for one, other, _ in parts.pairs):
        return  # two days
    for kinds in product((True, False), repeat=len(parts.pairs)):
        days, times = list(parts.days), list(parts.times)
        for is_day, (one, other, with_minutes) in zip(kinds, parts.pairs, strict=True):
            if is_day and exists(2000, other, one):  # a leap year: 29 February is a date
                days.append(Day(other, one))
            elif not is_day and with_minutes and (read := time_of(one, other)) is not None:
                times.append(read)
            else:
                break
        else:
            odd = bool(parts.pairs) and any(at.minute % 5 for at in times)  # "13.13": a date that there is not?
            if len(days) <= 1 and len(times) <= 1:
                yield replace(parts, days=days, times=times, pairs=[], bare_hour=parts.bare_hour or odd)


def _moment(parts: Parts, now: datetime) -> datetime | Later | None:
    if parts.either_half and parts.part is None:
        return None
    dated = bool(parts.days or parts.weekday is not None or parts.steps or parts.this_week or parts.next_week)
    if parts.later is not None:
        return None if dated or parts.times or parts.part else Later(parts.later)
    if not parts.times:
        counted = parts.steps or any(day.counted for day in parts.days)
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


_NO_TIME = Later(timedelta(0))
"""A reading as a date without a time: it is no moment, but it makes the other reading doubtful."""


def _date(parts: Parts, now: datetime, at: time | None) -> date | None:
    """The date, for a time of day that is still to come if it has no year."""
    today = now.date()
    if parts.steps is not None:
        months, years = parts.steps
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        on = exists(year + years, month + 1, today.day)
        return on if not parts.days and parts.weekday is None else None
    sunday = today + timedelta(days=6 - today.weekday())
    if (parts.this_week or parts.next_week) and parts.days:
        return None
    if not parts.days:
        if parts.weekday is None:
            return today if parts.this_week and parts.part is not None else None  # "this evening"
        if parts.next_week:
            return sunday + timedelta(days=1 + parts.weekday)
        on = today + timedelta(days=(parts.weekday - today.weekday()) % 7)
        on += timedelta(days=7 if at is not None and datetime.combine(on, at) < now else 0)
        return None if parts.this_week and on > sunday else on
    day = parts.days[0]
    if day.next_weekday is not None:
        return sunday + timedelta(days=1 + day.next_weekday) if parts.weekday is None else None
    if day.ahead is not None:
        on = today + day.ahead
    elif day.year is not None:
        on = exists(day.year, day.month, day.day)
        if on is not None and day.short and on < today:
            return None
    else:
        passed = at is not None and datetime.combine(today, at) < now
        on = next_date(day.month, day.day, today + timedelta(days=1 if passed else 0))
    if on is None or (parts.weekday is not None and on.weekday() != parts.weekday):
        return None
    return on


def _in_part(at: time, part: str | None) -> time | None:
    """The time of day that is meant with a part of the day: 7:30 in the evening is 19:30. None if they do not agree."""
    hour = at.hour if part is None else IN_PART[part](at.hour)
    return at.replace(hour=hour) if hour is not None else None
