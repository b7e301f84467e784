"""Clocks: the machine's, and one that follows the sandbox's movable clock in the demo."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.settings import ClockKind, Settings
from council.clock import Clock


async def wait_for(event: asyncio.Event, seconds: float, clock: Clock) -> bool:
    """Wait until an event happens, for so many seconds of this clock at most; whether it has happened."""
    if seconds <= 0:
        return event.is_set()
    tasks = [asyncio.create_task(event.wait()), asyncio.create_task(clock.sleep(seconds))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return event.is_set()


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def close(self) -> None:
        """Nothing is open."""


class SandboxClock(SystemClock):
    """Follows the sandbox's clock. After the first answer, `now()` moves only when the scheduler steps it, so that no
    due instant is skipped. A bot that starts late begins at the sandbox's present."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/sandbox/clock"
        self._offset = self._target_offset = timedelta(0)
        self._synced = False
        self._session: aiohttp.ClientSession | None = None
        self._marks: Mapping[str, datetime] | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    async def target(self) -> datetime:
        """The instant (UTC) that the sandbox's clock is moving to; the present when it is not being moved. Raises
        `aiohttp.ClientError`."""
        async with self._http().get(self._url) as response:
            answer = await response.json()
        self._target_offset = timedelta(seconds=float(answer["target"]))
        if not self._synced:
            self._offset, self._synced = timedelta(seconds=float(answer["offset"])), True
        # When the clock was moved back there is nothing to step through.
        self._offset = min(self._offset, self._target_offset)
        return datetime.now(UTC) + self._target_offset

    @property
    def arrived(self) -> bool:
        """Whether this clock has reached the target last read from the sandbox."""
        return self._synced and self._offset == self._target_offset

    async def step_to(self, at: datetime) -> None:
        """Advance to this instant (UTC) and report it to the sandbox, which stamps its messages with it."""
        self._offset = min(max(self._offset, at - datetime.now(UTC)), self._target_offset)
        await self.report()

    async def arrive(self) -> None:
        """Advance to the target exactly, to the microsecond: the sandbox compares for equality."""
        self._offset = self._target_offset
        await self.report()

    async def report(self) -> None:
        """Tell the sandbox that its clock is followed, and how far this one is."""
        async with self._http().post(f"{self._url}/reached", json={"offset": self._offset.total_seconds()}):
            pass

    async def mark(self, marks: Mapping[str, datetime]) -> None:
        """Show on the demo's page what falls due next."""
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


def clock_of(settings: Settings) -> SystemClock:
    """The clock that the settings want. Whoever gets it closes it."""
    return SandboxClock(settings.telegram_api_url) if settings.clock is ClockKind.SANDBOX else SystemClock()


@asynccontextmanager
async def present_clock(settings: Settings) -> AsyncIterator[SystemClock]:
    """The clock that the settings want, at the present, for a command. Raises `aiohttp.ClientError` without the sandbox."""
    clock = clock_of(settings)
    try:
        if isinstance(clock, SandboxClock):
            await clock.target()
        yield clock
    finally:
        await clock.close()
