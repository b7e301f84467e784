"""The sandbox's clock: real time plus an offset that tests and the demo can move.

The bot may follow the clock step by step, so that what falls due on the way gets its own time stamp. While it is
followed, `offset` moves to `target` as the follower reports; otherwise a move takes effect at once.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sandbox.errors import MisuseError
from sandbox.model import Json

FOLLOWER_SILENCE = 5.0  # real seconds without a report after which the clock counts as not followed
_REACH = 100 * 365.25 * 86400  # seconds
_CLOSE = 1e-6  # tolerance: offsets travel as JSON numbers


class Clock:
    """`now()` is UTC. All offsets are seconds; `changed` is called after every visible change."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._offset = 0.0
        self._target = 0.0
        self._reported_at: float | None = None
        self._marks: list[Json] = []

    def now(self) -> datetime:
        """The sandbox's time (UTC)."""
        self.settle()
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def unix(self) -> int:
        """The sandbox's time in whole Unix seconds."""
        self.settle()
        return int(time.time() + self._offset)

    def settle(self) -> None:
        """Finish a move whose follower stopped reporting, so that a dead bot cannot hold the clock back."""
        if self._offset != self._target and not self._followed():
            self._offset = self._target
            self._changed()

    def _followed(self) -> bool:
        return self._reported_at is not None and time.monotonic() - self._reported_at < FOLLOWER_SILENCE

    def advance(self, seconds: float) -> None:
        """Move the target. A move backwards moves the offset too: no due instant lies in between. Raises
        MisuseError."""
        if abs(self._target + seconds) > _REACH:
            raise MisuseError("the clock does not go that far")
        self._target += seconds
        if seconds < 0 or not self._followed():
            self._offset = self._target
        self._changed()

    def advance_to(self, instant: datetime) -> None:
        """Move the target to a later instant. Raises MisuseError for an earlier one."""
        target = (instant - datetime.now(UTC)).total_seconds()
        if target < self._target - _CLOSE:
            raise MisuseError("the clock goes back only by a negative advance")
        self.advance(target - self._target)

    def reached(self, offset: float) -> None:
        """A follower reports its offset, which never decreases. Raises MisuseError beyond the target."""
        self._reported_at = time.monotonic()
        if offset > self._target + _CLOSE:
            raise MisuseError(f"the target is {self._target}")
        if offset > self._offset:
            self._offset = self._target if abs(offset - self._target) < _CLOSE else offset
            self._changed()

    def mark(self, marks: list[Json]) -> None:
        """Store the instants that the page offers as jumps: `[{"name", "at"}]`."""
        self._marks = marks
        self._changed()

    def view(self) -> Json:
        """The clock as the control API shows it."""
        now = self.now()
        return {
            "now": now.isoformat(),
            "offset": self._offset,
            "target": self._target,
            "arrived": self._offset == self._target,
            "followed": self._followed(),
            "marks": self._marks,
        }
