"""Reads how long a meeting lasts, and how long before it people are reminded, as people type it."""

import re
from datetime import timedelta
from functools import lru_cache

from council import meetings
from council.errors import BadReminders
from council.lexicon import Lexicon, one_of

_UNIT = r"(?P<unit>[^\W\d_]+)\.?"
_AMOUNT = re.compile(rf"(?P<n>\d{{1,4}}(?:[.,]\d)?)\s*{_UNIT}", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1),
}  # fmt: skip
"""The units of the lexicon's `durations`."""


def _span(text: str, lexicon: Lexicon) -> timedelta | None:
    """2 hours 30 min, 1,5 h, 7 days: amounts with units, all of the text; None for anything else."""
    total, rest = timedelta(), text
    for match in _AMOUNT.finditer(text):
        word = match["unit"].casefold()
        unit = next((unit for unit in _UNITS if word.startswith(lexicon.durations[unit])), None)
        unit = unit or next((unit for unit in _UNITS if word in lexicon.duration_letters[unit]), None)
        if unit is None:
            return None
        total += float(match["n"].replace(",", ".")) * _UNITS[unit]
        rest = rest.replace(match[0], "", 1)
    return total if total and not rest.strip(" ,") else None


def read_minutes(text: str, lexicon: Lexicon) -> int:
    """A duration: 90, 1:30, 2 hours, 1 h 30 min, 1,5 h. Raises `BadDuration`."""
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        return meetings.check_duration(int(clock[1]) * 60 + int(clock[2]))
    if re.fullmatch(r"\d{1,6}", text):
        return meetings.check_duration(int(text))
    return meetings.check_duration((_span(text, lexicon) or timedelta()) // timedelta(minutes=1))


def read_offsets(text: str, lexicon: Lexicon) -> list[int]:
    """How long before it a meeting reminds, in minutes: "7 days, 1 day, 1 hour"; "none". Raises `BadReminders`."""
    if text.strip().casefold() in lexicon.meeting_values["no_reminders"]:
        return []
    spans = [_span(part, lexicon) for part in re.split(r"[,;\n]", text) if part.strip()]
    if not spans or None in spans:
        raise BadReminders(meetings.MOST_REMINDERS, meetings.MOST_AHEAD.days)
    return [one // timedelta(minutes=1) for one in meetings.check_reminders(span for span in spans if span is not None)]


_TIME = r"\d{1,2}(?::\d{2}|\.(?:00|15|30|45))"


@lru_cache(maxsize=8)
def _from_to(lexicon: Lexicon) -> re.Pattern[str]:
    """Two times of day, of which the first may be a bare hour if the second says its half of the day: "3-4:30 pm"."""
    half, before, between = (
        one_of(words) for words in (lexicon.clock["half"], lexicon.meeting_values["from"], lexicon.meeting_values["to"])
    )
    first = rf"(?P<begins>{_TIME}|\d{{1,2}}(?!\d|[:.]\d))\s*(?P<half>{half}\b\.?)?"
    last = rf"(?P<ends>{_TIME}(?:\s*(?P<its>{half}\b\.?))?|\d{{1,2}}\s*(?P<own>{half}\b\.?))"
    return re.compile(rf"(?<![\d.:-])(?:\b{before}\s+)?{first}\s*(?:[-–—]|\b{between}\b)\s*{last}(?![\d.:])", re.IGNORECASE)


_SAME_DAY = re.compile(
    r"(?<!\d)(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d)(\D{1,4}\d{1,2}[:.]\d\d)\s*[-–—]\s*\1\D{1,4}(?=\d)"
)
"""A day that stands before both of its times: "10.12.2026 15:00 - 10.12.2026 16:30"."""


def split_span(text: str, lexicon: Lexicon) -> tuple[str, int]:
    """A moment without the time at which it ends, and the minutes in between (0: none is told): "3 December 15:00-16:30",
    "from 3 to 4:30 pm". Raises `BadDuration`."""
    text = _SAME_DAY.sub(r"\1\2-", text)
    for found in _from_to(lexicon).finditer(text):
        half, its = found["half"] or "", found["its"] or found["own"] or ""
        begins, ends = _minutes(found["begins"], half), _minutes(found["ends"], its)
        if its and not half:  # "11-1 pm" begins before noon
            begins = _minutes(found["begins"], its)
            begins -= 12 * 60 if begins >= ends and begins >= 12 * 60 else 0
        elif not its and (half or found["begins"].isdecimal()):
            continue
        said = found["begins"] if not (half or its) else f"{begins // 60:02}:{begins % 60:02}"
        return text.replace(found[0], said), meetings.check_duration((ends - begins) % (24 * 60))
    return text, 0


def _minutes(clock: str, half: str) -> int:
    """Minutes since midnight. `half`: "am" or "pm"."""
    hour, minute = (int(part or 0) for part in (*re.findall(r"\d+", clock), "")[:2])
    return (hour % 12 + (12 if half.casefold().startswith("p") else 0) if half else hour) * 60 + minute
