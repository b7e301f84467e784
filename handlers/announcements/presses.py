"""Announcements' buttons."""

from enum import StrEnum

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


class OfAnnouncement(Press, prefix=""):
    """A button about an announcement."""

    announcement: int


class Asked(OfAnnouncement, prefix=""):
    """A button about what cannot be undone: it asks, and is answered."""

    answer: Answer


class Compose(OfAnnouncement, prefix="ad"):
    """Open a part of a draft."""

    what: Draft


class Write(OfAnnouncement, prefix="aw"):
    """Write it in a language; `part`: "m" the message, "l" its link buttons, "x" take it away."""

    part: str
    language: str


class Flip(OfAnnouncement, prefix="af"):
    """Switch an option on or off."""

    option: Option


class Moment(StrEnum):
    """When it is to go out."""

    NOW = "n"
    AT = "a"
    TOMORROW = "m"
    MORNING = "d"


class When(OfAnnouncement, prefix="ah"):
    moment: Moment


class Rule(OfAnnouncement, prefix="aj"):
    """One more rule for its audience."""

    joint: Joint


class Whom(StrEnum):
    """What else can be done about an audience."""

    CLEAR = "c"
    SAVE = "s"
    SAVED = "l"


class Aim(OfAnnouncement, prefix="ab"):
    what: Whom


class Saved(OfAnnouncement, prefix="ax"):
    """Use a saved audience, or forget it."""

    saved: int
    drop: int


class Through(OfAnnouncement, prefix="al"):
    """Look through those it is for."""

    page: int


class Place(OfAnnouncement, prefix="ap"):
    """Add a group's chats, or the channel, or take them away."""

    place: str


class Send(OfAnnouncement, prefix="ag"):
    """Send it to so many people. `stamp` tells the draft that was looked at from what it was made since."""

    people: int
    stamp: str


class Verdict(StrEnum):
    """What a second secretary does about it."""

    SHOW = "l"
    APPROVE = "a"
    RETURN = "r"


class Review(OfAnnouncement, prefix="ar"):
    """Approve it, or send it back. `stamp` tells what was looked at from what it was made since."""

    stamp: str
    verdict: Verdict


class Stop(Asked, prefix="as"):
    """Send the announcement to nobody else."""


class Again(Asked, prefix="aa"):
    """Send it again to those whom it did not, or may not have, reached."""


class TakeBack(Asked, prefix="at"):
    """Take it away from everyone who has it."""


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


class Steer(OfAnnouncement, prefix="ai"):
    what: Steering


class Correct(OfAnnouncement, prefix="ae"):
    language: str


class Names(OfAnnouncement, prefix="an"):
    """Who, by name."""

    which: Which
    page: int


class Confirm(OfAnnouncement, prefix="ac"):
    """I have read this."""


class Tried(Press, prefix="ay"):
    """I have read this, under a test."""
