"""Lines that say who is to do what by when, as people type them: "what; who; by when"."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from council import text_rules
from council.errors import Refused


class WrongLine(StrEnum):
    """What is wrong with a line."""

    EMPTY = "empty"
    NO_WHO = "no who"
    NO_DAY = "no day"
    UNREADABLE = "unreadable"
    PAST = "past"
    BEFORE_MEETING = "before the meeting"
    FAR = "far"
    LONG = "long"


@dataclass
class WrongLines(Refused):
    """Lines that cannot be read: the number of each, from 1, what is wrong, and its part that is wrong. No line was taken."""

    lines: Sequence[tuple[int, WrongLine, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read; `who` is "" where nobody is named."""

    what: str
    who: str
    due: date


@dataclass(frozen=True, slots=True)
class Bounds:
    """What lines are read against. `earliest`: no day lies before it (`early`: what is wrong with one that does); `last_year`:
    a later one is taken for mistyped; `limit`: of what is to be done, in UTF-16 code units; `named`: somebody must be named."""

    read_day: Callable[[str], date | None]
    earliest: date
    early: WrongLine
    last_year: int
    limit: int
    named: bool


def split(text: str) -> list[Sequence[str]]:
    """The lines of a text as their parts; empty ones have none. Raises `Empty`, `TooLong`."""
    return [line.split(";") if line.strip() else () for line in text_rules.body(text).splitlines()]


def read_lines(rows: Iterable[Sequence[str]], bounds: Bounds) -> list[Line]:
    """Lines by their parts: what, who, by when; or what, by when. Of more than three the first ones are what is to be done. Rows
    without parts are passed over, and counted. Raises `WrongLines`."""
    found: list[Line] = []
    wrong: list[tuple[int, WrongLine, str]] = []
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        parts = [part.strip() for part in row]
        what, who, day = "; ".join(parts[:-2]) or parts[0], parts[-2] if len(parts) > 2 else "", parts[-1]
        read = _read(what, who, day if len(parts) > 1 else "", bounds)
        if isinstance(read, Line):
            found.append(read)
        else:
            wrong.append((number, *read))
    if wrong:
        raise WrongLines(wrong)
    return found


def _read(what: str, who: str, day: str, bounds: Bounds) -> Line | tuple[WrongLine, str]:
    if not text_rules.shown(what, bounds.limit):
        return WrongLine.EMPTY, ""
    if text_rules.length(what) > bounds.limit or text_rules.length(who) > text_rules.NAME_LIMIT:
        return WrongLine.LONG, what
    if not day:
        return WrongLine.NO_DAY, what
    due, who = bounds.read_day(day.rstrip(".")), text_rules.shown(text_rules.visible(who), text_rules.NAME_LIMIT)
    if due is None:
        return WrongLine.UNREADABLE, day
    if due < bounds.earliest:
        return bounds.early, day
    if due.year > bounds.last_year:
        return WrongLine.FAR, day
    if bounds.named and not who:
        return WrongLine.NO_WHO, what
    return Line(text_rules.line(what, bounds.limit), who, due)
