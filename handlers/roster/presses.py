"""The roster's buttons."""

from enum import StrEnum

from council.roster import By
from handlers.common.presses import LIMIT, Press

SEARCH_BYTES = LIMIT - 12
"""How many bytes of what was searched for fit a button."""


class Page(Press, prefix="ml"):
    by: By
    page: int
    what: str


class WholeGroup(Press, prefix="mg"):
    """Everyone of a group in one list."""

    group: str


class Overview(Press, prefix="mo"):
    """Back to where the roster begins."""


class PersonPage(Press, prefix="mp"):
    person: int


class RolePage(Press, prefix="ms"):
    """Show what can be done about one person's role in a group."""

    person: int
    group: str


class Change(StrEnum):
    SUSPEND = "suspend"
    LIFT = "lift"
    END = "end"


class ChangeRole(Press, prefix="md"):
    """Suspend, lift or end a role; asked once more unless `sure` is 1."""

    change: Change
    sure: int
    person: int
    group: str


class Ask(StrEnum):
    """What a form asks about someone's role: another one, its end alone, or one in another group."""

    ROLE = "role"
    END = "end"
    GROUP = "group"


class Term(Press, prefix="rt"):
    ask: Ask
    person: int
    group: str


class Correct(Press, prefix="mc"):
    person: int


class NewLink(Press, prefix="mk"):
    """Make a fresh link for someone who has not joined, or cannot be reached."""

    person: int


class Search(Press, prefix="mq"):
    """Ask what to search for."""


class Export(Press, prefix="rx"):
    """Send the roster as a file."""


class Links(Press, prefix="mn"):
    """Make links for those who have not joined and have none, in a file; `afresh` (1): for all, and earlier ones end."""

    afresh: int


class ReadAgain(Press, prefix="mr"):
    """Read a file that was received in another way: the sheet with this number (-1: all), or "" and by an encoding."""

    imported: int
    sheet: str
    encoding: str


class Step(StrEnum):
    CONFIRM = "yes"
    ALL = "all"
    DISCARD = "no"


class ImportStep(Press, prefix="mi"):
    """Go on with a file that was received: write it, see everything that was found, discard it."""

    imported: int
    step: Step
