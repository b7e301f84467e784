"""Buttons of those who look after who comes. Those that stand on a meeting's card are in `handlers.meetings.presses`."""

from enum import StrEnum

from council.attendance import Presence
from handlers.common.presses import Press


class Propose(Press, prefix="hp"):
    meeting: int
    schedule: int


class Could(Press, prefix="hw"):
    """Tick or untick a time that was proposed; -1: none of them."""

    proposal: int
    place: int


class Take(Press, prefix="ht"):
    proposal: int
    place: int


class Mark(Press, prefix="hm"):
    meeting: int
    person: int
    presence: Presence
    page: int


class Extent(StrEnum):
    MEETING = "meeting"
    YEAR = "year"


class Export(Press, prefix="hx"):
    """Get attendance as a spreadsheet: of one meeting, or of a year."""

    what: Extent
    of: int


class Discussed(Press, prefix="he"):
    meeting: int
    recommendation: int
