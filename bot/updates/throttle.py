"""Limits how many updates of one person are processed. Monotonic clock; in memory, for the last minute or two."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

MOST = 40
"""How many updates of one person are processed within `SECONDS`: nobody reads more answers than that."""

SECONDS = 60.0


class Pace(Enum):
    """What to do with an update."""

    FINE = "handled"
    FIRST_TOO_MANY = "not handled, and its person is told why"
    TOO_MANY = "not handled"


@dataclass(slots=True)
class _Window:
    since: float
    count: int = 0


class Throttle:
    """Counts updates by sender, in windows of `SECONDS` that begin with the sender's first update."""

    def __init__(self) -> None:
        self._windows: dict[Hashable, _Window] = {}
        self._pruned = 0.0

    def pace(self, sender: Hashable, at: float) -> Pace:
        """What to do with this sender's next update, at `at` (monotonic seconds). Counts nothing."""
        window = self._windows.get(sender)
        if window is None or at - window.since >= SECONDS or window.count < MOST:
            return Pace.FINE
        return Pace.FIRST_TOO_MANY if window.count == MOST else Pace.TOO_MANY

    def count(self, sender: Hashable, at: float) -> None:
        """Count an update that was processed or skipped; one that has to come again is not counted."""
        window = self._windows.get(sender)
        if window is None or at - window.since >= SECONDS:
            self._prune(at)
            window = self._windows[sender] = _Window(at)
        window.count += 1

    def _prune(self, at: float) -> None:
        if at - self._pruned >= SECONDS:
            self._pruned = at
            self._windows = {sender: window for sender, window in self._windows.items() if at - window.since < SECONDS}
