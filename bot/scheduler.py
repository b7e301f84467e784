"""Heartbeats: APScheduler only beats; what is due is found in rows, so that nothing is lost over a restart."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SandboxClock
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from council.people import SYSTEM
from handlers.framework.beats import Beat
from handlers.framework.work import UnitOfWork
from storage import outbox
from storage.store import Store

SILENT_SECONDS = 4.0
"""After how long without a beat the heart is roused."""

LAST_SECONDS = 5.0
"""How long a program that is being stopped waits for a turn under way, which ends with the transaction that it is in. One
that takes longer is cancelled, and that transaction undone."""


class Scheduler:
    """Runs every beat, about once a second."""

    def __init__(self, store: Store, clock: Clock, council: Council, beats: Sequence[Beat]) -> None:
        self._store = store
        self._clock = clock
        self._council = council
        self._beats = beats
        self._log = logger("scheduler")
        self._heart = AsyncIOScheduler(timezone=UTC)
        self._turning = asyncio.Lock()
        self._turned_at = 0.0
        self._stopping = False
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat."""
        every = 0.25 if isinstance(self._clock, SandboxClock) else 1
        job = self._heart.add_job(
            self._turn, "interval", seconds=every, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._heart.start()
        self._turned_at = self._clock.monotonic()
        self._watching = asyncio.create_task(self._watch(lambda: job.reschedule("interval", seconds=every)))

    async def _watch(self, rouse: Callable[[], object]) -> None:
        """The heart goes by the machine's clock: one that is set back by an hour would stop it for an hour."""
        while True:
            await self._clock.sleep(SILENT_SECONDS / 2)
            if self._clock.monotonic() - self._turned_at > SILENT_SECONDS and not self._turning.locked():
                self._log.warning("the machine's clock was set back")
                self._turned_at = self._clock.monotonic()
                rouse()

    async def stop(self) -> None:
        """Beat no more. A turn under way ends with the transaction that it is in; one that hangs is cancelled: its rows
        stay due."""
        if not self._heart.running:
            return
        self._stopping = True
        if self._watching:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        self._heart.pause()
        await self._still()
        self._heart.shutdown(wait=False)
        await self._still()

    async def _still(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS), self._turning:
                pass

    async def _turn(self) -> None:
        async with self._turning:
            self._turned_at = self._clock.monotonic()
            if not isinstance(self._clock, SandboxClock):
                await self.beat()
                return
            try:
                await self._follow(self._clock)
            except aiohttp.ClientError as error:
                self._log.error("the sandbox's clock cannot be read", error=type(error).__name__)

    async def beat(self) -> None:
        """Do everything that is due now. One beat that fails does not keep the others."""
        for beat in self._beats:
            try:
                for _ in range(beat.most):
                    if self._stopping or not await self._one(beat):
                        break
            except Exception as error:  # noqa: BLE001 - it is due again at the next beat
                self._log.error("beat failed", beat=beat.name, error=type(error).__name__)

    async def _one(self, beat: Beat) -> bool:
        async with self._store.begin() as tx:
            return await beat.do_one(UnitOfWork(tx, self._council, SYSTEM, self._clock.now()))

    async def _follow(self, clock: SandboxClock) -> None:
        """In a rehearsal: step through every due instant on the way to where the clock was moved."""
        target = await clock.target()
        while not self._stopping and (due := await self._next_due(clock.now())) and due < target:
            await clock.step_to(due + timedelta(milliseconds=1))
            await self.beat()
            await self._drained(clock)
        if self._stopping:
            return
        await clock.arrive()
        await self.beat()
        await clock.mark(await self._marks())

    async def _next_due(self, after: datetime) -> datetime | None:
        async with self._store.read() as tx:
            dues = [await beat.next_due(tx, after) for beat in self._beats if beat.next_due]
            dues.append(await outbox.next_due(tx, after))
        return min((due for due in dues if due is not None), default=None)

    async def _marks(self) -> dict[str, datetime]:
        now = self._clock.now()
        marks: dict[str, datetime] = {}
        async with self._store.read() as tx:
            for beat in self._beats:
                due = await beat.next_due(tx, now) if beat.mark and beat.next_due else None
                if due and beat.mark:
                    marks[beat.mark] = due
        return marks

    async def _drained(self, clock: SandboxClock) -> None:
        """Wait until what fell due has left, for at most a minute; the sandbox hears meanwhile that someone follows."""
        for turn in range(1, 600):
            if self._stopping:
                return
            async with self._store.read() as tx:
                if await outbox.idle(tx, clock.now()):
                    return
            await clock.sleep(0.1)
            if turn % 10 == 0:
                await clock.report()
