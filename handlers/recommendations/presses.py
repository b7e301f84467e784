"""Buttons that lead to a recommendation's page, on from it, and through the list."""

from enum import StrEnum

from council.recommendations import Step
from handlers.common.presses import Press


class Do(Press, prefix="wd"):
    """Do something to a recommendation: what wants no more words is asked about first."""

    recommendation: int
    step: Step


class Sure(Press, prefix="wj"):
    """It is really to be done."""

    recommendation: int
    step: Step


class Part(StrEnum):
    """The part of a recommendation that is shown."""

    TEXT = "text"
    HISTORY = "history"
    COMMENTS = "comments"
    PROPOSED = "proposed"


class Show(Press, prefix="ws"):
    """Show a part of a recommendation."""

    recommendation: int
    part: Part


class TakeProposed(Press, prefix="wt"):
    """Begin a new version with the text that the Committee proposed."""

    recommendation: int


class Interest(Press, prefix="wi"):
    """Declare an interest in it (1), or say that one has none after all (0)."""

    recommendation: int
    declared: int


class AskAgain(Press, prefix="wr"):
    """Ask for it to be taken up again."""

    recommendation: int


class Browse(Press, prefix="wb"):
    """Turn the list to where it begins with this one, counted from 0."""

    at: int


class Find(Press, prefix="wf"):
    """Search."""
