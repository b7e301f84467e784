"""The roster's buttons."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from council.roster import By
from handlers.common.presses import LIMIT, Press

SEARCH_BYTES = LIMIT - 12
"""How much of what was searched for fits a button."""


@dataclass(frozen=True, slots=True)
class Look(Press):
    """Show a page of the roster."""

    prefix: ClassVar[str] = "ml"
    by: By
    page: int
    what: str


@dataclass(frozen=True, slots=True)
class Overview(Press):
    """Back to where the roster begins."""

    prefix: ClassVar[str] = "mo"


@dataclass(frozen=True, slots=True)
class Who(Press):
    """Show one person's page."""

    prefix: ClassVar[str] = "mp"
    person: int


@dataclass(frozen=True, slots=True)
class SeatOf(Press):
    """Show what can be done about one person's role in a group."""

    prefix: ClassVar[str] = "ms"
    person: int
    group: str


class Deed(StrEnum):
    SUSPEND = "suspend"
    LIFT = "lift"
    END = "end"


@dataclass(frozen=True, slots=True)
class Do(Press):
    """Suspend, lift or end a role; asked once more unless `sure` is 1."""

    prefix: ClassVar[str] = "md"
    deed: Deed
    sure: int
    person: int
    group: str


class Ask(StrEnum):
    """What a form asks about someone's role: another one, its end alone, or one in another group."""

    ROLE = "role"
    END = "end"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Term(Press):
    """Begin the form about a role and its term."""

    prefix: ClassVar[str] = "rt"
    ask: Ask
    person: int
    group: str


@dataclass(frozen=True, slots=True)
class Correct(Press):
    """Begin the form that puts something about someone right."""

    prefix: ClassVar[str] = "mc"
    person: int


@dataclass(frozen=True, slots=True)
class NewLink(Press):
    """Make a fresh link for someone who has not joined."""

    prefix: ClassVar[str] = "mk"
    person: int


@dataclass(frozen=True, slots=True)
class Search(Press):
    """Ask what to look for."""

    prefix: ClassVar[str] = "mq"


@dataclass(frozen=True, slots=True)
class Export(Press):
    """Send the roster as a file."""

    prefix: ClassVar[str] = "rx"


@dataclass(frozen=True, slots=True)
class Links(Press):
    """Make links for those who have not joined and have none, in a file; `afresh` (1): for all, and earlier ones end."""

    prefix: ClassVar[str] = "mn"
    afresh: int


class Step(StrEnum):
    CONFIRM = "yes"
    ALL = "all"
    DISCARD = "no"


@dataclass(frozen=True, slots=True)
class Bring(Press):
    """Go on with a file that was received: bring it in, see everything that was found, discard it."""

    prefix: ClassVar[str] = "mi"
    imported: int
    step: Step
