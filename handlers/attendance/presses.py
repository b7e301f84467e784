"""Buttons of those who come to meetings, and of those who look after who comes."""

from enum import StrEnum

from council.attendance import Answer, Presence
from handlers.common.presses import Press


class On(StrEnum):
    """Where an answer's button stands: on the meeting itself, or on a message about it."""

    CARD = "c"
    NOTICE = "n"


class Reply(Press, prefix="ha"):
    """Say whether one comes, at the time of this schedule."""

    meeting: int
    schedule: int
    answer: Answer
    on: On


class ShowNames(Press, prefix="hn"):
    """Show who comes and who does not."""

    meeting: int


class CheckIn(Press, prefix="hc"):
    """Say that one is there."""

    meeting: int
    presence: Presence


class Propose(Press, prefix="hp"):
    """Ask the group privately which other times they could make."""

    meeting: int
    schedule: int


class Could(Press, prefix="hw"):
    """Tick or untick a time that was proposed; -1: none of them."""

    proposal: int
    place: int


class Take(Press, prefix="ht"):
    """Move the meeting to a time that was proposed."""

    proposal: int
    place: int


class ShowRoll(Press, prefix="hl"):
    """Show who was there, a page at a time."""

    meeting: int
    page: int


class Mark(Press, prefix="hm"):
    """Write down whether someone was there."""

    meeting: int
    person: int
    presence: Presence
    page: int


class Sheets(StrEnum):
    """What attendance can be had as a file of."""

    MEETING = "meeting"
    YEAR = "year"


class Export(Press, prefix="hx"):
    """Get attendance as a spreadsheet: of one meeting, or of a year."""

    what: Sheets
    of: int


class Paper(StrEnum):
    """A paper of a meeting that can be had."""

    AGENDA = "agenda"
    MINUTES = "minutes"


class GetPaper(Press, prefix="hf"):
    """Get a paper of a meeting."""

    meeting: int
    paper: Paper


class SendMinutes(Press, prefix="hs"):
    """Begin to send the minutes round."""

    meeting: int


class ShowTopics(Press, prefix="hd"):
    """Show what can be noted as discussed."""

    meeting: int


class Discussed(Press, prefix="he"):
    """Note that this was discussed, or take the note back."""

    meeting: int
    recommendation: int
