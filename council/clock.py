"""Time: the clock that is injected everywhere, and conversions of wall-clock time in a zone."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from council.errors import NoSuchTime, UnknownZone


class Clock(Protocol):
    """The only source of time. The demo and tests may move `now()`; `monotonic()` is never moved."""

    def now(self) -> datetime:
        """The present instant: aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never decrease, for rate limits, timeouts and leases."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait this long, measured by `monotonic()`."""
        ...


def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises `UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error


def instant(local: datetime, zone_name: str, *, second: bool = False) -> datetime:
    """The UTC instant of a naive wall-clock time in a zone.

    An ambiguous time (clocks go back) is the first of the two, or the `second`. Raises `NoSuchTime` for a time that the
    zone skips (clocks go forward) or at the limits of the calendar, and `UnknownZone`.
    """
    aware = local.replace(tzinfo=zone(zone_name), fold=1 if second else 0)
    if not MINYEAR < local.year < MAXYEAR:  # a zone's offset could lead beyond the calendar
        raise NoSuchTime(local, zone_name)
    utc = aware.astimezone(UTC)
    if utc.astimezone(aware.tzinfo).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise NoSuchTime(local, zone_name)
    return utc


def twice(local: datetime, zone_name: str) -> bool:
    """Whether this wall-clock time occurs twice, because clocks go back. Raises `UnknownZone`."""
    try:
        return instant(local, zone_name) != instant(local, zone_name, second=True)
    except NoSuchTime:
        return False


def year_before(at: datetime) -> datetime:
    """The same local time a year earlier; for 29 February, on the 28th."""
    day = 28 if (at.month, at.day) == (2, 29) else at.day
    return at.replace(year=at.year - 1, day=day)


def existing(local: datetime, zone_name: str) -> datetime:
    """This wall-clock time or, if the zone skips it, what its clocks show at that moment: 02:30 becomes 03:30."""
    aware = local.replace(tzinfo=zone(zone_name), fold=0)
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None, fold=0)
