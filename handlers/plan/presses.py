"""The plan's buttons."""

from enum import StrEnum

from council.plan import LinkKind
from handlers.common.presses import Press


class ShowPlan(Press, prefix="pp"):
    """Show a page of a group's plan for a year; without a group, what all of them come to."""

    group: str
    year: int
    page: int


class Item(Press, prefix="pi"):
    item: int


class Step(StrEnum):
    DONE = "done"
    REOPEN = "reopen"
    MOVE = "move"
    WHAT = "what"
    WHO = "who"
    LINK = "link"
    DROP = "drop"


class Do(Press, prefix="pd"):
    """Do this to an item; dropping is asked once more unless `sure` is 1."""

    step: Step
    sure: int
    item: int


class Proof(Press, prefix="pe"):
    """Send the file on which the last answer about an item rests."""

    item: int


class Untie(Press, prefix="pu"):
    item: int
    kind: LinkKind
    thing: int


class Make(StrEnum):
    """What is made of a plan, or for it."""

    ADD = "add"
    FILE = "file"
    TABLE = "table"
    PICTURE = "picture"


class Ask(Press, prefix="pm"):
    """Begin one of these for a group ("" for all that one sees) and a year."""

    what: Make
    group: str
    year: int


class Bring(Press, prefix="pb"):
    """Bring a checked file in (1), or discard it (0)."""

    file: int
    yes: int
