"""Where the whole program's tests begin: always the same day, ten in the morning.

A day that moves with the machine's would let a test that names one, or that crosses a month or quiet hours, fail on some days
only.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.server import Server

TASHKENT = ZoneInfo("Asia/Tashkent")
"""Where the council that the repository ships has its seat."""


def morning() -> datetime:
    """A Tuesday in the first days of a month, in UTC."""
    return datetime(2026, 12, 1, 10, tzinfo=TASHKENT).astimezone(UTC)


def by_day(port: int = 0) -> Server:
    """A sandbox in which it is that morning from the first."""
    server = Server(port)
    server.world.clock.advance((morning() - server.world.clock.now()).total_seconds())
    return server
