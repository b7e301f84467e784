"""Measures of a follow-up as people type them, one a line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from council import text_rules
from council.config import Addressee
from council.errors import Refused
from council.folding import name_key

YEARS_AHEAD = 10
"""A measure's day further ahead is taken for a mistyped year."""

MEASURE_LIMIT = 300


class WrongLine(StrEnum):
    """What is wrong with a line that is to be a measure."""

    NO_DAY = "no day"
    UNREADABLE = "unreadable"
    PAST = "past"
    FAR = "far"
    EMPTY = "empty"
    LONG = "long"


@dataclass
class WrongMeasures(Refused):
    """Lines that are no measures: their numbers, from 1, what is wrong with each, and its part that is wrong."""

    lines: Sequence[tuple[int, WrongLine, str]]


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as typed."""

    what: str
    due: date
    addressee: str = ""
    who: str = ""


def keys_by_name(addressees: Iterable[Addressee]) -> dict[str, str]:
    """The keys of addressees by how they may be typed: each of their names, and the code, as names are compared."""
    return {name_key(name): one.code for one in addressees for name in (*one.names.values(), one.code)}


def read_measures(
    text: str, today: date, read_day: Callable[[str], date | None], addressees: Mapping[str, str]
) -> list[MeasureDraft]:
    """Measures as typed, one a line: "what; who; by when", or "what; by when". `addressees`: keys by the names' keys
    (`council.folding.name_key`). Raises `WrongMeasures`, `Empty`."""
    found: list[MeasureDraft] = []
    wrong: list[tuple[int, WrongLine, str]] = []
    for number, line in enumerate(text_rules.body(text).splitlines(), start=1):
        if not line.strip():
            continue
        what, who, day = _parts(line)
        read = read_day(day) if day else None
        why = _why_wrong(what, who, day, read, today)
        if why is not None or read is None:
            told = {WrongLine.EMPTY: "", WrongLine.NO_DAY: what, WrongLine.LONG: what}.get(why or WrongLine.UNREADABLE, day)
            wrong.append((number, why or WrongLine.UNREADABLE, told))
            continue
        key = addressees.get(name_key(who), "") if who else ""
        clean = text_rules.line(who, text_rules.NAME_LIMIT) if who and not key else ""
        found.append(MeasureDraft(text_rules.line(what, MEASURE_LIMIT), read, key, clean))
    if wrong:
        raise WrongMeasures(wrong)
    return found


def _parts(line: str) -> tuple[str, str, str]:
    """What, who, by when; "" for what is missing."""
    parts = [part.strip() for part in line.split(";")]
    if len(parts) == 1:
        return parts[0], "", ""
    return ("; ".join(parts[:-2]), parts[-2], parts[-1]) if len(parts) > 2 else (parts[0], "", parts[1])


def _why_wrong(what: str, who: str, day: str, read: date | None, today: date) -> WrongLine | None:
    if not text_rules.shown(what, MEASURE_LIMIT):
        return WrongLine.EMPTY
    if text_rules.length(what) > MEASURE_LIMIT or text_rules.length(who) > text_rules.NAME_LIMIT:
        return WrongLine.LONG
    if not day:
        return WrongLine.NO_DAY
    if read is None:
        return WrongLine.UNREADABLE
    if read < today:
        return WrongLine.PAST
    return WrongLine.FAR if read.year > today.year + YEARS_AHEAD else None
