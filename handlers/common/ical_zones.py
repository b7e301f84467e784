"""A time zone as VTIMEZONE: recurrence rules where the zone has them, single changes elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from council.clock import zone as zone_of

STEP = timedelta(days=7)
"""No zone changes its offset twice within this time."""

RULE_AFTER = 3
"""A change that occurs in this many consecutive years, including the last one, is written as a rule."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Offset:
    """A zone's offset from UTC, its abbreviation, and whether it is daylight saving time."""

    offset: timedelta
    name: str
    summer: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of offset; `onset` is its wall-clock time by the old offset."""

    was: _Offset
    now: _Offset
    onset: datetime


def vtimezone(name: str, first: date, last: date) -> Timezone:
    """The zone from `first` until `last`, and later if it follows a rule. Raises `UnknownZone`."""
    made = Timezone()
    made.add("tzid", name)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    begins = _offset(name, start)
    made.add_component(_part(_Change(begins, begins, datetime(first.year, first.month, first.day))))  # noqa: DTZ001
    changes = sorted(_changes(name, start, last), key=lambda one: (one.was.name, one.now.name, str(one.was), str(one.now)))
    for _, same in groupby(changes, key=lambda one: (one.was, one.now)):
        listed = sorted(same, key=lambda one: one.onset)
        rule = _rule(listed, last)
        for change in listed[:1] if rule else listed:
            part = _part(change)
            if rule:
                part.add("rrule", rule)
            made.add_component(part)
    return made


def _offset(name: str, at: datetime) -> _Offset:
    local = at.astimezone(zone_of(name))
    return _Offset(local.utcoffset() or timedelta(0), local.tzname() or name, bool(local.dst()))


def _changes(name: str, start: datetime, last: date) -> Sequence[_Change]:
    found = []
    at, end = start, datetime(last.year, last.month, last.day, tzinfo=UTC)
    while at < end:
        later = at + STEP
        if _offset(name, at) != _offset(name, later):
            low, high = at, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                low, high = (middle, high) if _offset(name, middle) == _offset(name, at) else (low, middle)
            was = _offset(name, at)
            found.append(_Change(was, _offset(name, high), (high + was.offset).replace(tzinfo=None)))
        at = later
    return found


def _rule(listed: Sequence[_Change], last: date) -> dict[str, object] | None:
    """The yearly rule that all these changes follow, if there is one that still applies at the end."""
    onsets = [change.onset for change in listed]
    years = [onset.year for onset in onsets]
    if len(listed) < RULE_AFTER or years != list(range(years[0], last.year)):
        return None
    same = {(onset.month, onset.weekday(), onset.time()) for onset in onsets}
    if len(same) > 1:
        return None
    [(month, weekday, _)] = same
    if all((onset + STEP).month != month for onset in onsets):
        nth = -1
    else:
        places = {(onset.day - 1) // 7 + 1 for onset in onsets}
        if len(places) > 1:
            return None
        [nth] = places
    return {"freq": "yearly", "bymonth": month, "byday": f"{nth}{_WEEKDAYS[weekday]}"}


def _part(change: _Change) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if change.now.summer else TimezoneStandard()
    part.add("dtstart", change.onset)
    part.add("tzoffsetfrom", change.was.offset)
    part.add("tzoffsetto", change.now.offset)
    part.add("tzname", change.now.name)
    return part
