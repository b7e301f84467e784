"""Who sends faster than anyone types. On the monotonic clock; in memory, and only of the last minute or two."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

MOST = 40
"""How many updates of one person are handled within `SECONDS`: nobody reads so many answers."""

SECONDS = 60.0


class Pace(Enum):
    """What becomes of an update."""

    FINE = "handled"
    FIRST_TOO_MANY = "not handled, and its person is told why"
    TOO_MANY = "not handled"


@dataclass(slots=True)
class _Minute:
    since: float
    count: int = 0


class Flood:
    """Counts each one's updates, a minute at a time from their first one on."""

    def __init__(self) -> None:
        self._minutes: dict[Hashable, _Minute] = {}
        self._pruned = 0.0

    def pace(self, who: Hashable, at: float) -> Pace:
        """What becomes of the next update of this one, at `at` seconds of the monotonic clock. Counts nothing."""
        minute = self._minutes.get(who)
        if minute is None or at - minute.since >= SECONDS or minute.count < MOST:
            return Pace.FINE
        return Pace.FIRST_TOO_MANY if minute.count == MOST else Pace.TOO_MANY

    def count(self, who: Hashable, at: float) -> None:
        """An update of this one is done with, handled or not. One that has to come again is not to be counted."""
        minute = self._minutes.get(who)
        if minute is None or at - minute.since >= SECONDS:
            self._prune(at)
            minute = self._minutes[who] = _Minute(at)
        minute.count += 1

    def _prune(self, at: float) -> None:
        if at - self._pruned >= SECONDS:
            self._pruned = at
            self._minutes = {who: minute for who, minute in self._minutes.items() if at - minute.since < SECONDS}
