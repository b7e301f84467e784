"""The buttons about the program itself."""

from enum import StrEnum

from handlers.common.presses import Press


class Examine(Press, prefix="xe"):
    """Look at everything again."""


class ShowHeld(Press, prefix="xh"):
    """What is held since a restore."""


class Fate(StrEnum):
    """What becomes of what is held."""

    SEND = "send"
    DROP = "drop"


class DecideHeld(Press, prefix="xd"):
    """Send or drop what is held, all of it or (`field`) what is about one thing: ask first (0), or do it (1)."""

    fate: Fate
    sure: int
    field: str
