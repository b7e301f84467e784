"""Clocks: this machine's, and one that follows the stand-in for Telegram in a rehearsal."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import aiohttp


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SandboxClock(SystemClock):
    """Follows the sandbox's clock, one due instant at a time: once it has been met, `now()` moves only when the scheduler
    steps it. Who starts late begins where the sandbox's clock stands, as with any clock."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/sandbox/clock"
        self._offset = self._heading = timedelta(0)
        self._met = False
        self._session: aiohttp.ClientSession | None = None
        self._marks: Mapping[str, datetime] | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    async def target(self) -> datetime:
        """Where the sandbox's clock is heading; the present when it is not being moved. Raises `aiohttp.ClientError`."""
        async with self._http().get(self._url) as response:
            heading = await response.json()
        self._heading = timedelta(seconds=float(heading["target"]))
        if not self._met:
            self._offset, self._met = timedelta(seconds=float(heading["offset"])), True
        self._offset = min(self._offset, self._heading)  # moved back: nothing to step through
        return datetime.now(UTC) + self._heading

    @property
    def arrived(self) -> bool:
        """Whether it stands where the sandbox's clock was last seen to be heading."""
        return self._met and self._offset == self._heading

    async def step_to(self, at: datetime) -> None:
        """Move on to this instant, and let the sandbox know, whose messages are stamped with it."""
        self._offset = min(max(self._offset, at - datetime.now(UTC)), self._heading)
        await self.report()

    async def arrive(self) -> None:
        """Be where the sandbox's clock was heading, to the microsecond: that is how it knows."""
        self._offset = self._heading
        await self.report()

    async def report(self) -> None:
        """Tell the sandbox that someone follows its clock, and how far."""
        async with self._http().post(f"{self._url}/reached", json={"offset": self._offset.total_seconds()}):
            pass

    async def mark(self, marks: Mapping[str, datetime]) -> None:
        """Show what falls due next on the rehearsal's page."""
        if marks == self._marks:
            return
        listed = [{"name": name, "at": at.isoformat()} for name, at in marks.items()]
        async with self._http().put(f"{self._url}/marks", json=listed):
            self._marks = dict(marks)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(raise_for_status=True)
        return self._session
