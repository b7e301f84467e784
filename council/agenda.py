"""A meeting's agenda: a link, a file, or typed items; and the differences between two versions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from council import text_rules
from council.errors import Empty, TooLong, TooManyItems

MOST_ITEMS = 30
ITEMS_LIMIT = 2000
"""UTF-16 code units of all items together: the agenda must fit into a message with the rest of its text."""

NOTE_LIMIT = 200

NUMBER = re.compile(r"\s*(?P<mark>(?P<plain>\d{1,2})[.)]|\d{1,2}(?:\.\d{1,2})+[.)]?|[^\W\d_]\)|[IVX]{1,4}[.)])\s+")
"""The number before an item: "1." or "1)" (`plain`), or one of a list within a list: "1.1", "а)", "II."."""

_BULLET = re.compile(r"^\s*[-–—•*]\s+")


@dataclass(frozen=True, slots=True)
class Agenda:
    """One version: exactly one of `link`, `file_id` and `items`, or none when the agenda was withdrawn. `note`: what
    changed, in the author's words."""

    version: int = 0
    link: str = ""
    file_id: str = ""
    file_name: str = ""
    items: tuple[str, ...] = ()
    note: str = ""

    @property
    def given(self) -> bool:
        """Whether there is an agenda."""
        return bool(self.link or self.file_id or self.items)

    def same(self, other: "Agenda") -> bool:
        """Whether the contents are equal, ignoring version and note."""
        mine, theirs = ((one.link, one.file_id, one.items) for one in (self, other))
        return mine == theirs


def read(text: str) -> Agenda:
    """Parse a typed agenda: a link, or one item a line, see `items_of`.

    Raises `BadLink`, `Empty`, `TooLong`, `TooManyItems`.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) <= 1 and ("://" in text or (" " not in text.strip() and "." in text)):
        return Agenda(link=text_rules.link(text))
    items = tuple(items_of(lines))
    if not items:
        raise Empty
    return Agenda(items=items)


def items_of(lines: Iterable[str]) -> list[str]:
    """The items, one for each line, cleaned. Bullets and numbers from 1 on are removed; a list with numbers of its own,
    such as 1.1, keeps them. Raises `Empty`, `TooLong`, `TooManyItems`."""
    lines = list(lines)
    typed = [_BULLET.sub("", line) for line in lines]
    numbers = [NUMBER.match(line) for line in typed]
    counted = [match["plain"] for match in numbers if match]
    marked = all(match or _BULLET.match(line) for match, line in zip(numbers, lines, strict=True))
    own = bool(numbers and numbers[0]) and not (marked and counted == [str(n) for n in range(1, len(counted) + 1)])
    ends = [match.end() if match and match["plain"] and not own else 0 for match in numbers]
    items = [text_rules.line(line[end:]) for line, end in zip(typed, ends, strict=True)]
    size = text_rules.length("\n".join(items))
    if size > ITEMS_LIMIT:
        raise TooLong(ITEMS_LIMIT, size)
    if len(items) > MOST_ITEMS:
        raise TooManyItems(MOST_ITEMS, len(items))
    return items


def own_numbers(items: Sequence[str]) -> bool:
    """Whether the items have numbers of their own, such as 1.1."""
    return bool(items) and NUMBER.match(items[0]) is not None


def numbered(items: Sequence[str]) -> list[str]:
    """The items as they are shown: with numbers, unless they have their own."""
    if own_numbers(items):
        return list(items)
    return [f"{n}. {item}" for n, item in enumerate(items, start=1)]


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two lists of items. `reordered`: the items in both are in a different order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reordered: bool = False


def changes(was: Agenda, now: Agenda) -> Changes:
    """The difference between the items of two versions; empty if either has none."""
    if not was.items or not now.items:
        return Changes()
    before, after = ([NUMBER.sub("", item, count=1) for item in one.items] for one in (was, now))
    added = tuple(item for item in after if item not in before)
    removed = tuple(item for item in before if item not in after)
    return Changes(added, removed, [i for i in before if i in after] != [i for i in after if i in before])
