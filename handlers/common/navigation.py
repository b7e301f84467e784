"""Buttons that lead from one field to another: what they do is decided in `handlers.routes`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class Go(Press):
    """Do what a command does."""

    prefix: ClassVar[str] = "g"
    command: str


@dataclass(frozen=True, slots=True)
class ToCalendar(Press):
    """Send a meeting as a file for one's own calendar. It carries no right to the meeting."""

    prefix: ClassVar[str] = "ti"
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


@dataclass(frozen=True, slots=True)
class Open(Press):
    """Show one thing again. It carries no right to it: that is asked when it is opened."""

    prefix: ClassVar[str] = "o"
    thing: Thing
    id: int
