"""A fake clock: nothing waits in real time, and sleepers wake in the order of their times."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

STEPS = 25
"""How often the running tasks get a turn before time advances."""


class FakeClock:
    """Time advances only while `run` waits and every task sleeps."""

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()
        self.delays: Callable[[int], float] = lambda _: 0.0
        """How many seconds late each sleeper wakes, by its number."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(seconds=self._now)

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        number = next(self._number)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + max(seconds, 0) + self.delays(number), number, woken))
        await woken

    async def run(self, *work: Awaitable[object]) -> None:
        """Advance time until all of `work` is done."""
        everything = asyncio.gather(*work)
        while not everything.done():
            for _ in range(STEPS):
                await asyncio.sleep(0)
            if not everything.done():
                self._wake_next()
        await everything

    def _wake_next(self) -> None:
        assert self._sleepers, "everyone waits, and nobody for the clock"
        at, _, woken = heapq.heappop(self._sleepers)
        self._now = max(self._now, at)
        if not woken.done():
            woken.set_result(None)
