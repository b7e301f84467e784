"""Slows down a person who opens unusable links one after another: they may be guessing.

A link contains 128 random bits, so guessing is hopeless anyway; this discourages the attempt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 3
"""This many are an honest mistake: a used link, and the same one again."""

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""After this long without another one, earlier attempts no longer count."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many unusable links someone has opened, and when the last one was (UTC)."""

    count: int = 0
    last_at: datetime | None = None

    def waits_until(self, now: datetime) -> datetime | None:
        """Until when their links are not checked (UTC); None if they are."""
        if self.last_at is None or self.count <= FREE or now - self.last_at >= FORGOTTEN:
            return None
        doubled = min(self.count - FREE - 1, 10)
        until = self.last_at + min(FIRST * 2**doubled, LONGEST)
        return until if now < until else None

    def another(self, now: datetime) -> "Tries":
        """With one more attempt, at `now`."""
        forgotten = self.last_at is not None and now - self.last_at >= FORGOTTEN
        return Tries(1 if forgotten else self.count + 1, now)
