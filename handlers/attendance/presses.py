"""Buttons of those who come to meetings, and of those who look after who comes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from council.attendance import Answer, Presence
from handlers.common.presses import Press


class On(StrEnum):
    """Where an answer's button stands: on the meeting itself, or on a message about it."""

    CARD = "c"
    NOTICE = "n"


@dataclass(frozen=True, slots=True)
class Reply(Press):
    """Say whether one comes, at the time of this schedule."""

    prefix: ClassVar[str] = "ha"
    meeting: int
    schedule: int
    answer: Answer
    on: On


@dataclass(frozen=True, slots=True)
class ShowNames(Press):
    """Show who comes and who does not."""

    prefix: ClassVar[str] = "hn"
    meeting: int


@dataclass(frozen=True, slots=True)
class CheckIn(Press):
    """Say that one is there."""

    prefix: ClassVar[str] = "hc"
    meeting: int
    presence: Presence


@dataclass(frozen=True, slots=True)
class Propose(Press):
    """Ask the group privately which other times they could make."""

    prefix: ClassVar[str] = "hp"
    meeting: int
    schedule: int


@dataclass(frozen=True, slots=True)
class Could(Press):
    """Tick or untick a time that was proposed; -1: none of them."""

    prefix: ClassVar[str] = "hw"
    proposal: int
    place: int


@dataclass(frozen=True, slots=True)
class Take(Press):
    """Move the meeting to a time that was proposed."""

    prefix: ClassVar[str] = "ht"
    proposal: int
    place: int


@dataclass(frozen=True, slots=True)
class ShowRoll(Press):
    """Show who was there, a page at a time."""

    prefix: ClassVar[str] = "hl"
    meeting: int
    page: int


@dataclass(frozen=True, slots=True)
class Mark(Press):
    """Write down whether someone was there."""

    prefix: ClassVar[str] = "hm"
    meeting: int
    person: int
    presence: Presence
    page: int


class Sheets(StrEnum):
    """What attendance can be had as a file of."""

    MEETING = "meeting"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Export(Press):
    """Get attendance as a spreadsheet: of one meeting, or of a year."""

    prefix: ClassVar[str] = "hx"
    what: Sheets
    of: int


class Paper(StrEnum):
    """A paper of a meeting that can be had."""

    AGENDA = "agenda"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class GetPaper(Press):
    """Get a paper of a meeting."""

    prefix: ClassVar[str] = "hf"
    meeting: int
    paper: Paper


@dataclass(frozen=True, slots=True)
class SendMinutes(Press):
    """Begin to send the minutes round."""

    prefix: ClassVar[str] = "hs"
    meeting: int


@dataclass(frozen=True, slots=True)
class ShowTopics(Press):
    """Show what can be noted as discussed."""

    prefix: ClassVar[str] = "hd"
    meeting: int


@dataclass(frozen=True, slots=True)
class Discussed(Press):
    """Note that this was discussed, or take the note back."""

    prefix: ClassVar[str] = "he"
    meeting: int
    recommendation: int
