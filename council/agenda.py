"""A meeting's agenda: a link, a file, or typed items; and the differences between two versions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from council import text_rules
from council.errors import Empty, TooLong, TooManyItems

MOST_ITEMS = 30
ITEMS_LIMIT = 2000
"""UTF-16 code units of all items together: the agenda must fit into a message with the rest of its text."""

NOTE_LIMIT = 200

_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–—•*])\s+")


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
    """Parse a typed agenda: a link, or one item a line; leading numbers and bullets are removed.

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
    """The items, one for each line, cleaned. Raises `Empty`, `TooLong`, `TooManyItems`."""
    items = [text_rules.line(_NUMBERING.sub("", line)) for line in lines]
    size = text_rules.length("\n".join(items))
    if size > ITEMS_LIMIT:
        raise TooLong(ITEMS_LIMIT, size)
    if len(items) > MOST_ITEMS:
        raise TooManyItems(MOST_ITEMS, len(items))
    return items


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
    added = tuple(item for item in now.items if item not in was.items)
    removed = tuple(item for item in was.items if item not in now.items)
    kept_was = [item for item in was.items if item in now.items]
    kept_now = [item for item in now.items if item in was.items]
    return Changes(added, removed, kept_was != kept_now)
