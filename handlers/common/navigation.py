"""Buttons that lead from one field to another: what they do is decided in `handlers.routes`."""

from enum import StrEnum

from handlers.common.presses import Press


class Go(Press, prefix="g"):
    """Do what a command does."""

    command: str


class ToCalendar(Press, prefix="ti"):
    """Send a meeting as a file for one's own calendar. It carries no right to the meeting."""

    meeting: int


class Thing(StrEnum):
    """What can be opened, a round as its card and as its chair's sheet; of what is told in the channels, the draft."""

    REQUEST = "request"
    MEETING = "meeting"
    ROUND = "round"
    SHEET = "sheet"
    ANNOUNCEMENT = "announcement"
    RECORD = "record"
    RECOMMENDATION = "recommendation"
    TELL_RECORD = "tell record"
    TELL_MEETING = "tell meeting"


class Open(Press, prefix="o"):
    """Show one thing again. It carries no right to it: that is asked when it is opened."""

    thing: Thing
    id: int
