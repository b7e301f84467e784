"""The usual ways to parse an answer. Each raises `Refused` for input that is not valid."""

from collections.abc import Callable
from datetime import datetime

from council import text_rules
from council.errors import BadNumber, InThePast
from handlers.common.dates import read_instant
from handlers.framework.context import Visit
from handlers.framework.questions import Entry

Reads = Callable[[Visit, object, Entry], object]
"""The type of `Question.read`, for any answers."""


def line(limit: int = text_rules.TITLE_LIMIT) -> Reads:
    """One line, at most `limit` UTF-16 code units. Raises `Empty`, `TooLong`."""
    return lambda _visit, _answers, entry: text_rules.line(entry.text, limit)


def name() -> Reads:
    """A person's name or a part of it. Raises `Empty`, `TooLong`."""
    return lambda _visit, _answers, entry: text_rules.name(entry.text)


def text(limit: int = text_rules.BODY_LIMIT) -> Reads:
    """A text of several lines, at most `limit` UTF-16 code units. Raises `Empty`, `TooLong`."""
    return lambda _visit, _answers, entry: text_rules.body(entry.text, limit)


def link() -> Reads:
    """A link. Raises `BadLink`, `Empty`, `TooLong`."""
    return lambda _visit, _answers, entry: text_rules.link(entry.text)


def number(least: int, most: int) -> Reads:
    """A whole number from `least` to `most`; a "%" is ignored. Raises `BadNumber`."""

    def read(_visit: Visit, _answers: object, entry: Entry) -> int:
        typed = entry.text.strip().removesuffix("%").strip()
        if not typed.isdecimal() or not least <= int(typed) <= most:
            raise BadNumber(least, most)
        return int(typed)

    return read


def instant(*, ahead: bool = False) -> Reads:
    """A local date and time as an instant (UTC), `ahead`: in future. Raises `UnreadableDate`, `NoSuchTime`, `InThePast`."""

    def read(visit: Visit, _answers: object, entry: Entry) -> datetime:
        at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
        if ahead and at <= visit.now:
            raise InThePast(at)
        return at

    return read
