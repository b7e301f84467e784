"""The heartbeat. APScheduler only triggers; what is due is found in database rows, so a restart loses nothing."""

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
from handlers.follow_ups import unit_of_work
from handlers.framework.beats import Beat
from storage import outbox
from storage.store import Store

SILENT_SECONDS = 4.0
"""After this long without a beat the job is rescheduled."""

EVERY_SECONDS, REHEARSED_SECONDS = 1.0, 0.1
"""Seconds between beats; and in the demo, whose clock is moved, between checks for something new."""

MOST_BEATING = 3
"""In the demo the pause between beats is at least this many times the duration of the last one."""

DRAINED_SECONDS = 60.0
"""In the demo: the longest wait for deliveries that fell due on the way to be sent."""

LOOK_SECONDS = 0.02
"""Seconds that one transaction may spend asking beats whether something is due."""

LAST_SECONDS = 5.0
"""Seconds to wait, when the program stops, for the transaction under way. After that it is cancelled and rolled
back."""


class Scheduler:
    """Runs every beat about once a second."""

    def __init__(self, store: Store, clock: Clock, council: Council, beats: Sequence[Beat]) -> None:
        self._store = store
        self._clock = clock
        self._council = council
        self._beats = beats
        self._log = logger("scheduler")
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._running = asyncio.Lock()
        self._ran_at = 0.0
        self._stopping = False
        self._commits = -1  # the store's count of commits when the last beat began
        self._beat_at, self._beat_seconds = 0.0, 0.0
        self._due: datetime | None = None
        self._watchdog: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat."""
        every = REHEARSED_SECONDS if isinstance(self._clock, SandboxClock) else EVERY_SECONDS
        job = self._jobs.add_job(
            self._run, "interval", seconds=every, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._jobs.start()
        self._ran_at = self._clock.monotonic()
        self._watchdog = asyncio.create_task(self._watch(lambda: job.reschedule("interval", seconds=every)))

    async def _watch(self, reschedule: Callable[[], object]) -> None:
        """Reschedule the job when it falls silent: APScheduler uses the wall clock, and one set back by an hour would
        stop the beats for an hour."""
        while True:
            await self._clock.sleep(SILENT_SECONDS / 2)
            if self._clock.monotonic() - self._ran_at > SILENT_SECONDS and not self._running.locked():
                self._log.warning("the machine's clock was set back")
                self._ran_at = self._clock.monotonic()
                reschedule()

    async def stop(self) -> None:
        """Stop beating. The transaction under way may finish; one that hangs is cancelled, and its rows stay due."""
        if not self._jobs.running:
            return
        self._stopping = True
        if self._watchdog:
            self._watchdog.cancel()
            await asyncio.wait([self._watchdog])
        self._jobs.pause()
        await self._wait_idle()
        self._jobs.shutdown(wait=False)
        await self._wait_idle()

    async def _wait_idle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS), self._running:
                pass

    async def _run(self) -> None:
        async with self._running:
            self._ran_at = self._clock.monotonic()
            if not isinstance(self._clock, SandboxClock):
                await self.beat()
                return
            try:
                await self._follow(self._clock)
            except aiohttp.ClientError as error:
                self._log.error("the sandbox's clock cannot be read", error=type(error).__name__)

    async def beat(self) -> None:
        """Do everything that is due now. A beat that fails does not stop the others."""
        rest = deque(self._beats)
        while rest and not self._stopping:
            try:
                if not await self._do_first_due(rest):
                    continue
                for _ in range(rest[0].most - 1):
                    if not await self._do_one(rest[0]):
                        break
                rest.popleft()
            except Exception as error:  # noqa: BLE001 - its rows are due again at the next beat
                failed = rest.popleft().name if rest else "the last"
                self._log.error("beat failed", beat=failed, error=type(error).__name__)

    async def _do_first_due(self, rest: deque[Beat]) -> bool:
        """Do the first thing that is due; False if nothing was. Beats before it had nothing due and are removed from
        `rest`, so that its own is first. One transaction asks many beats, but for no longer than `LOOK_SECONDS`,
        because on SQLite it blocks all other writers."""
        async with self._store.begin() as tx:
            until = self._clock.monotonic() + LOOK_SECONDS
            while rest and self._clock.monotonic() <= until:
                if await rest[0].do_one(unit_of_work(tx, self._council, SYSTEM, self._clock.now())):
                    return True
                rest.popleft()
        return False

    async def _do_one(self, beat: Beat) -> bool:
        if self._stopping:
            return False
        async with self._store.begin() as tx:
            return await beat.do_one(unit_of_work(tx, self._council, SYSTEM, self._clock.now()))

    async def _follow(self, clock: SandboxClock) -> None:
        """In the demo: step through every due instant up to the sandbox's target."""
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
        self._commits, self._beat_at = self._store.commits, clock.monotonic()
        await self.beat()
        dues = await self._dues(clock.now())
        self._due, self._beat_seconds = _first(dues), clock.monotonic() - self._beat_at
        await clock.mark({mark: due for mark, due in dues if mark and due})

    def _anything_new(self, clock: SandboxClock) -> bool:
        """Whether something may be due since the last beat: a commit, a due instant reached, or `EVERY_SECONDS` passed
        (for what this process cannot know of). A slow machine beats less often."""
        passed = clock.monotonic() - self._beat_at
        if passed < min(MOST_BEATING * self._beat_seconds, EVERY_SECONDS):
            return False
        due = self._due is not None and self._due <= clock.now()
        return due or self._commits != self._store.commits or passed >= EVERY_SECONDS

    async def _dues(self, after: datetime) -> list[tuple[str | None, datetime | None]]:
        """The next due instant (UTC) of each beat after `after`, with the label that the demo's page shows for it."""
        async with self._store.read() as tx:
            dues = [(beat.mark, await beat.next_due(tx, after)) for beat in self._beats if beat.next_due]
            return [*dues, (None, await outbox.next_due(tx, after))]

    async def _drained(self, clock: SandboxClock) -> None:
        """Wait up to `DRAINED_SECONDS` for due deliveries to be sent, reporting to the sandbox meanwhile."""
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
