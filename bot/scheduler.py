"""Heartbeats: APScheduler only beats; what is due is found in rows, so that nothing is lost over a restart."""

import asyncio
from collections import deque
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

EVERY_SECONDS, REHEARSED_SECONDS = 1.0, 0.1
"""How often it is looked for what is due; and in a rehearsal, where the clock is moved, for whether there is something new."""

MOST_BEATING = 3
"""In a rehearsal what is new waits for so many times as long as the last beat took."""

DRAINED_SECONDS = 60.0
"""How long a rehearsal waits at most for what fell due on the way to leave."""

LOOK_SECONDS = 0.02
"""For how long one transaction looks for something that is due."""

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
        self._commits = -1  # the store's, when the last beat began
        self._beaten_at, self._took = 0.0, 0.0
        self._due: datetime | None = None
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat."""
        every = REHEARSED_SECONDS if isinstance(self._clock, SandboxClock) else EVERY_SECONDS
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
        rest = deque(self._beats)
        while rest and not self._stopping:
            try:
                if not await self._first_of(rest):
                    continue
                for _ in range(rest[0].most - 1):
                    if not await self._one(rest[0]):
                        break
                rest.popleft()
            except Exception as error:  # noqa: BLE001 - it is due again at the next beat
                failed = rest.popleft().name if rest else "the last"
                self._log.error("beat failed", beat=failed, error=type(error).__name__)

    async def _first_of(self, rest: deque[Beat]) -> bool:
        """Do the first thing that is due; whether there was one. Its beat comes first in `rest` then: those before it had
        nothing due and are taken off. Looking takes one transaction for many beats, and not `LOOK_SECONDS` of it on end,
        because on SQLite others' writing waits meanwhile."""
        async with self._store.begin() as tx:
            until = self._clock.monotonic() + LOOK_SECONDS
            while rest and self._clock.monotonic() <= until:
                if await rest[0].do_one(UnitOfWork(tx, self._council, SYSTEM, self._clock.now())):
                    return True
                rest.popleft()
        return False

    async def _one(self, beat: Beat) -> bool:
        if self._stopping:
            return False
        async with self._store.begin() as tx:
            return await beat.do_one(UnitOfWork(tx, self._council, SYSTEM, self._clock.now()))

    async def _follow(self, clock: SandboxClock) -> None:
        """In a rehearsal: step through every due instant on the way to where the clock was moved."""
        target = await clock.target()
        if clock.arrived:
            if not self._anything_new(clock):
                return
        else:
            while not self._stopping and (due := _first(await self._dues(clock.now()))) and due < target:
                await clock.step_to(due + timedelta(milliseconds=1))
                await self.beat()
                await self._drained(clock)
        if self._stopping:
            return
        await clock.arrive()
        self._commits, self._beaten_at = self._store.commits, clock.monotonic()
        await self.beat()
        dues = await self._dues(clock.now())
        self._due, self._took = _first(dues), clock.monotonic() - self._beaten_at
        await clock.mark({mark: due for mark, due in dues if mark and due})

    def _anything_new(self, clock: SandboxClock) -> bool:
        """Whether something may be due since the last beat: something was written, its time has come, or, for what nobody
        here can know of, the usual second has passed. A machine for which beats are work has them less often."""
        passed = clock.monotonic() - self._beaten_at
        if passed < min(MOST_BEATING * self._took, EVERY_SECONDS):
            return False
        due = self._due is not None and self._due <= clock.now()
        return due or self._commits != self._store.commits or passed >= EVERY_SECONDS

    async def _dues(self, after: datetime) -> list[tuple[str | None, datetime | None]]:
        """What falls due next after this instant: what the page calls it, and when."""
        async with self._store.read() as tx:
            dues = [(beat.mark, await beat.next_due(tx, after)) for beat in self._beats if beat.next_due]
            return [*dues, (None, await outbox.next_due(tx, after))]

    async def _drained(self, clock: SandboxClock) -> None:
        """Wait until what fell due has left, but not for ever; the sandbox hears meanwhile that someone follows."""
        began = reported = clock.monotonic()
        while not self._stopping and (at := clock.monotonic()) < began + DRAINED_SECONDS:
            async with self._store.read() as tx:
                if await outbox.idle(tx, clock.now()):
                    return
            await clock.sleep(0.05)
            if at - reported >= 1:
                await clock.report()
                reported = at


def _first(dues: Sequence[tuple[str | None, datetime | None]]) -> datetime | None:
    return min((due for _, due in dues if due is not None), default=None)
