"""Announcements' buttons."""

from enum import StrEnum
from typing import ClassVar

from council.announcements import Option
from council.audiences import Joint
from handlers.common.presses import Press
from storage.announcement_deliveries import Which


class Answer(StrEnum):
    """What a button that wants to be confirmed says: ask me, yes, no."""

    ASK = "a"
    YES = "y"
    NO = "n"


class Draft(StrEnum):
    """What can be done about a draft."""

    DESK = "d"
    MESSAGE = "m"
    WHOM = "w"
    PLACES = "p"
    WHEN = "t"
    OPTIONS = "o"
    NUDGES = "n"
    PREVIEW = "v"
    TEST = "e"
    DISCARD = "x"
    DISCARD_NOW = "y"
    FRESH = "f"
    CONFIRM = "c"


class Compose(Press, prefix="ad"):
    announcement: int
    what: Draft


class Write(Press, prefix="aw"):
    """Write it in a language; `part`: "m" the message, "l" its link buttons, "x" take it away."""

    announcement: int
    part: str
    language: str


class Flip(Press, prefix="af"):
    announcement: int
    option: Option


class Moment(StrEnum):
    NOW = "n"
    AT = "a"
    TOMORROW = "m"
    MORNING = "d"


class When(Press, prefix="ah"):
    announcement: int
    moment: Moment


class Rule(Press, prefix="aj"):
    announcement: int
    joint: Joint


class Whom(StrEnum):
    """What else can be done about an audience."""

    CLEAR = "c"
    SAVE = "s"
    SAVED = "l"


class Aim(Press, prefix="ab"):
    """Do something about its audience."""

    announcement: int
    what: Whom


class Saved(Press, prefix="ax"):
    announcement: int
    saved: int
    drop: int


class Usual(Press, prefix="ak"):
    """Give it a usual audience by one press: a group more or less, by its code, or one of these."""

    EVERYONE: ClassVar = "*"
    LAST: ClassVar = "!"

    announcement: int
    whom: str


class Through(Press, prefix="al"):
    announcement: int
    page: int


class Place(Press, prefix="ap"):
    announcement: int
    place: str


class Send(Press, prefix="ag"):
    """Send it to so many people. `stamp` tells the draft that was looked at from what it was made since."""

    announcement: int
    people: int
    stamp: str


class Verdict(StrEnum):
    """What a second secretary does about it."""

    SHOW = "l"
    APPROVE = "a"
    RETURN = "r"


class Review(Press, prefix="ar"):
    """Approve it, or send it back. `stamp` tells what was looked at from what it was made since."""

    announcement: int
    stamp: str
    verdict: Verdict


class Stop(Press, prefix="as"):
    announcement: int
    answer: Answer


class Again(Press, prefix="aa"):
    announcement: int
    answer: Answer


class TakeBack(Press, prefix="at"):
    announcement: int
    answer: Answer


class Steering(StrEnum):
    """What is done at once about one that was handed in."""

    PAUSE = "p"
    RESUME = "r"
    SEND_NOW = "s"
    BACK_TO_DRAFT = "d"
    CORRECT = "c"
    NUDGE = "n"
    PDF = "f"
    XLSX = "x"


class Steer(Press, prefix="ai"):
    announcement: int
    what: Steering


class Correct(Press, prefix="ae"):
    """Correct it in this language."""

    announcement: int
    language: str


class Names(Press, prefix="an"):
    announcement: int
    which: Which
    page: int


class Tried(Press, prefix="ay"):
    """I have read this, under a test."""
