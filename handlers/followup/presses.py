"""The buttons of follow-ups."""

from enum import StrEnum

from council.followup import Part, State
from handlers.common.presses import Press


class ShowList(Press, prefix="ul"):
    """A page of the list: of a group ("" for all); `late`: 1 for what is late alone."""

    group: str
    late: int
    page: int


class Show(Press, prefix="us"):
    """The page of a recommendation's follow-up."""

    recommendation: int


class History(Press, prefix="uh"):
    recommendation: int


class Alter(Press, prefix="uc"):
    """Change a part of it, or ("set up") all of it; "": choose which."""

    recommendation: int
    part: str


class Remove(Press, prefix="ur"):
    """It is not addressed to this one any more; asked once more unless `sure` is 1. An empty addressee: choose one."""

    recommendation: int
    sure: int
    addressee: str


class Answering(Press, prefix="ua"):
    """Say what has become of it, by a form; without an addressee, of the whole (the lead's answer)."""

    recommendation: int
    addressee: str


class Reply(Press, prefix="uy"):
    """Answer a question with this state."""

    question: int
    state: State


class More(Press, prefix="ux"):
    """Add words and evidence to the answer to a question."""

    question: int


class Evidence(Press, prefix="ue"):
    """Send the file on which the last answer of an addressee rests."""

    recommendation: int
    addressee: str


class Measures(Press, prefix="um"):
    """A page of the measures, each with the way to it."""

    recommendation: int
    page: int


class Step(StrEnum):
    SHOW = "show"
    CHANGE = "change"
    DROP = "drop"


class Measure(Press, prefix="ui"):
    """Do this to a measure; dropping is asked once more unless `sure` is 1."""

    step: Step
    sure: int
    measure: int


class Progress(Press, prefix="up"):
    """A measure has come this far."""

    measure: int
    state: State


class Experts(Press, prefix="uq"):
    """Who is asked for the addressees."""

    recommendation: int


class Invite(Press, prefix="uv"):
    """Ask a member whether they would be asked for an addressee."""

    recommendation: int


class Agree(Press, prefix="ug"):
    """Be asked for this addressee (1), or not, or no more (0)."""

    yes: int
    addressee: str


SET_UP = "set up"
"""Stands for a part in `Alter`: all of them, one after the other."""

PARTS = frozenset(part.value for part in Part)
