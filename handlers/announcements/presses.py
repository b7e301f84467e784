"""Announcements' buttons."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Compose(Press):
    """Open a part of a draft."""

    prefix: ClassVar[str] = "ad"
    announcement: int
    what: Draft


@dataclass(frozen=True, slots=True)
class Write(Press):
    """Write it in a language; `part`: "m" the message, "l" its link buttons, "x" take it away."""

    prefix: ClassVar[str] = "aw"
    announcement: int
    part: str
    language: str


@dataclass(frozen=True, slots=True)
class Flip(Press):
    """Switch an option on or off."""

    prefix: ClassVar[str] = "af"
    announcement: int
    option: Option


class Moment(StrEnum):
    """When it is to go out."""

    NOW = "n"
    AT = "a"
    TOMORROW = "m"
    MORNING = "d"


@dataclass(frozen=True, slots=True)
class When(Press):
    """Give it a time."""

    prefix: ClassVar[str] = "ah"
    announcement: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class Rule(Press):
    """One more rule for its audience."""

    prefix: ClassVar[str] = "aj"
    announcement: int
    joint: Joint


class Whom(StrEnum):
    """What else can be done about an audience."""

    CLEAR = "c"
    SAVE = "s"
    SAVED = "l"


@dataclass(frozen=True, slots=True)
class Aim(Press):
    """Do something about its audience."""

    prefix: ClassVar[str] = "ab"
    announcement: int
    what: Whom


@dataclass(frozen=True, slots=True)
class Saved(Press):
    """Use a saved audience, or forget it."""

    prefix: ClassVar[str] = "ax"
    announcement: int
    saved: int
    drop: int


@dataclass(frozen=True, slots=True)
class Through(Press):
    """Look through those it is for."""

    prefix: ClassVar[str] = "al"
    announcement: int
    page: int


@dataclass(frozen=True, slots=True)
class Place(Press):
    """Add a group's chats, or the channel, or take them away."""

    prefix: ClassVar[str] = "ap"
    announcement: int
    place: str


@dataclass(frozen=True, slots=True)
class Send(Press):
    """Send it to so many people. `stamp` tells the draft that was looked at from what it was made since."""

    prefix: ClassVar[str] = "ag"
    announcement: int
    people: int
    stamp: str


class Verdict(StrEnum):
    """What a second secretary does about it."""

    LOOK = "l"
    APPROVE = "a"
    RETURN = "r"


@dataclass(frozen=True, slots=True)
class Review(Press):
    """Approve it, or send it back. `stamp` tells what was looked at from what it was made since."""

    prefix: ClassVar[str] = "ar"
    announcement: int
    stamp: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stop(Press):
    """Send the announcement to nobody else."""

    prefix: ClassVar[str] = "as"
    announcement: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Again(Press):
    """Send it again to those whom it did not, or may not have, reached."""

    prefix: ClassVar[str] = "aa"
    announcement: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class TakeBack(Press):
    """Take it away from everyone who has it."""

    prefix: ClassVar[str] = "at"
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


@dataclass(frozen=True, slots=True)
class Steer(Press):
    """Do one of these."""

    prefix: ClassVar[str] = "ai"
    announcement: int
    what: Steering


@dataclass(frozen=True, slots=True)
class Correct(Press):
    """Correct it in this language."""

    prefix: ClassVar[str] = "ae"
    announcement: int
    language: str


@dataclass(frozen=True, slots=True)
class Names(Press):
    """Who, by name."""

    prefix: ClassVar[str] = "an"
    announcement: int
    which: Which
    page: int


@dataclass(frozen=True, slots=True)
class Confirm(Press):
    """I have read this."""

    prefix: ClassVar[str] = "ac"
    announcement: int


@dataclass(frozen=True, slots=True)
class Tried(Press):
    """I have read this, under a test."""

    prefix: ClassVar[str] = "ay"
