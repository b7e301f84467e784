"""Ten in the morning: what is held back in quiet hours would otherwise be so in those runs only that begin at night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.server import Server

TASHKENT = ZoneInfo("Asia/Tashkent")
"""Where the council that the repository ships has its seat."""


def morning() -> datetime:
    """Tomorrow's, in UTC."""
    there = datetime.now(TASHKENT) + timedelta(days=1)
    return there.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)


def by_day(port: int = 0) -> Server:
    """A sandbox in which it is morning from the first."""
    server = Server(port)
    server.world.clock.advance_to(morning())
    return server
