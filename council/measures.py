"""Measures of a follow-up as people type them, one a line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from council.config import Addressee
from council.folding import name_key
from council.task_lines import Bounds, Line, WrongLine, read_lines, split

YEARS_AHEAD = 10
"""A measure's day further ahead is taken for a mistyped year."""

MEASURE_LIMIT = 300


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
    (`council.folding.name_key`). Raises `WrongLines`, `Empty`, `TooLong`."""
    bounds = Bounds(read_day, today, WrongLine.PAST, today.year + YEARS_AHEAD, MEASURE_LIMIT, named=False)
    return [_draft(line, addressees.get(name_key(line.who), "")) for line in read_lines(split(text), bounds)]


def _draft(line: Line, addressee: str) -> MeasureDraft:
    return MeasureDraft(line.what, line.due, addressee, "" if addressee else line.who)
