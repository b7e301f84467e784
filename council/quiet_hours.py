"""Quiet hours: the time of day in which nobody is written to about what can wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from council.clock import zone
from council.errors import Refused


class BadQuietHours(Refused):
    """Not two times of day between which it is quiet."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end` by the wall clock of whoever is written to; over midnight when `end` is the earlier."""

    start: time
    end: time

    def holds(self, local: time) -> bool:
        """Whether it is quiet at this time of day."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


def after(quiet: QuietHours | None, zone_name: str, at: datetime) -> datetime:
    """The first instant (UTC) from `at` on that is not within quiet hours in this zone. Raises `UnknownZone`."""
    if quiet is None:
        return at
    there = zone(zone_name)
    local = at.astimezone(there)
    if not quiet.holds(local.time()):
        return at
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    return max(at, datetime.combine(day, quiet.end, tzinfo=there).astimezone(UTC))


NONE = "none"
"""How someone's own wish for no quiet hours is written."""


def written(quiet: QuietHours | None) -> str:
    """Quiet hours as they are kept: "22:00-08:00", or "none"."""
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else NONE


def read(text: str) -> QuietHours | None:
    """What `written` wrote. Raises ValueError for anything else."""
    if text == NONE:
        return None
    start, _, end = text.partition("-")
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end))
