"""The plan's buttons."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from council.plan import LinkKind
from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class Look(Press):
    """Show a page of a group's plan for a year; without a group, what all of them come to."""

    prefix: ClassVar[str] = "pp"
    group: str
    year: int
    page: int


@dataclass(frozen=True, slots=True)
class Item(Press):
    """Show one item."""

    prefix: ClassVar[str] = "pi"
    item: int


class Deed(StrEnum):
    """What can be done about an item."""

    DONE = "done"
    REOPEN = "reopen"
    MOVE = "move"
    WHAT = "what"
    WHO = "who"
    LINK = "link"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Do(Press):
    """Do something about an item; dropping is asked once more unless `sure` is 1."""

    prefix: ClassVar[str] = "pd"
    deed: Deed
    sure: int
    item: int


@dataclass(frozen=True, slots=True)
class Untie(Press):
    """Take a link away from an item."""

    prefix: ClassVar[str] = "pu"
    item: int
    kind: LinkKind
    thing: int


class Make(StrEnum):
    """What is made of a plan, or for it."""

    ADD = "add"
    FILE = "file"
    TABLE = "table"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Ask(Press):
    """Begin one of these for a group ("" for all that one sees) and a year."""

    prefix: ClassVar[str] = "pm"
    what: Make
    group: str
    year: int


@dataclass(frozen=True, slots=True)
class Bring(Press):
    """Bring a checked file in (1), or discard it (0)."""

    prefix: ClassVar[str] = "pb"
    file: int
    yes: int
