"""Whoever opens links that cannot be used, one after another, is slowed down: they may be guessing.

A link holds 128 random bits, so that guessing one is hopeless anyhow; this keeps it from being tried.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 3
"""So many are nobody's fault: a link that was used already, and the same one again."""

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""After so long without another one, earlier ones do not count."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many unusable links someone has opened, and when the last one was. In UTC."""

    count: int = 0
    last_at: datetime | None = None

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when no link of theirs is looked at; None: one is."""
        if self.last_at is None or self.count <= FREE or now - self.last_at >= FORGOTTEN:
            return None
        doubled = min(self.count - FREE - 1, 10)
        until = self.last_at + min(FIRST * 2**doubled, LONGEST)
        return until if now < until else None

    def another(self, now: datetime) -> "Tries":
        """With one more, at `now`."""
        forgotten = self.last_at is not None and now - self.last_at >= FORGOTTEN
        return Tries(1 if forgotten else self.count + 1, now)
