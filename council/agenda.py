"""A meeting's agenda: a link, a file, or items as they were typed; and how one version differs from another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from council import text_rules
from council.errors import Empty, TooLong, TooManyItems

MOST_ITEMS = 30
ITEMS_LIMIT = 2000
"""Characters of all items together: they are to fit a message beside what else it says."""

NOTE_LIMIT = 200

_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–—•*])\s+")


@dataclass(frozen=True, slots=True)
class Agenda:
    """One version; exactly one of `link`, `file_id` and `items` is given, or none: it was taken back. `note`: what
    changed, in the words of whoever changed it."""

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
        """Whether it says the same, whatever its version and note."""
        mine, theirs = ((one.link, one.file_id, one.items) for one in (self, other))
        return mine == theirs


def read(text: str) -> Agenda:
    """What was typed as an agenda: a link, or items, one a line, whose numbering is left out.

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
    """The items, a line each, cleaned. Raises `Empty`, `TooLong`, `TooManyItems`."""
    items = [text_rules.line(_NUMBERING.sub("", line)) for line in lines]
    long = text_rules.length("\n".join(items))
    if long > ITEMS_LIMIT:
        raise TooLong(ITEMS_LIMIT, long)
    if len(items) > MOST_ITEMS:
        raise TooManyItems(MOST_ITEMS, len(items))
    return items


@dataclass(frozen=True, slots=True)
class Changes:
    """How a list of items differs from an earlier one. `reordered`: those in both stand in another order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reordered: bool = False


def changes(was: Agenda, now: Agenda) -> Changes:
    """How the items of two versions differ; nothing where either has none."""
    if not was.items or not now.items:
        return Changes()
    added = tuple(item for item in now.items if item not in was.items)
    removed = tuple(item for item in was.items if item not in now.items)
    kept_was = [item for item in was.items if item in now.items]
    kept_now = [item for item in now.items if item in was.items]
    return Changes(added, removed, kept_was != kept_now)
