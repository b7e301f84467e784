"""Quiet hours: the time of day in which people get only messages that cannot wait."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from council import typed_times
from council.clock import zone
from council.date_parts import Words
from council.errors import Refused
from council.lexicon import one_of


class BadQuietHours(Refused):
    """The text is not two times of day."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end` by the recipient's wall clock; past midnight if `end` is the earlier one."""

    start: time
    end: time

    def holds(self, local: time) -> bool:
        """Whether this time of day is within quiet hours."""
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


def typed(text: str, words: Words) -> QuietHours:
    """Quiet hours as somebody types them: "22-7", "22:00-07:30", "from 10 pm to 7 am". Raises `BadQuietHours`."""
    said = words.lexicon.meeting_values
    begins = re.sub(rf"\s*{one_of(said['from'])}\s+", "", text.strip().casefold(), count=1)
    parts = re.split(rf"\s*[-–—]\s*|\s+{one_of(said['to'])}\s+", begins)
    read = [typed_times.read_time(part, words) for part in parts]
    if len(read) != 2 or read[0] is None or read[1] is None or read[0] == read[1]:
        raise BadQuietHours
    return QuietHours(read[0], read[1])


NONE = "none"
"""The stored value of a person's choice to have no quiet hours."""


def written(quiet: QuietHours | None) -> str:
    """Quiet hours as stored: "22:00-08:00", or "none"."""
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else NONE


def read(text: str) -> QuietHours | None:
    """Parse the result of `written`. Raises ValueError for anything else."""
    if text == NONE:
        return None
    start, _, end = text.partition("-")
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end))
