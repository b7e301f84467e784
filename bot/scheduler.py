"""The heartbeat. One read says what is due and what comes next; until then the scheduler sleeps, or until something is
committed. What is due is found in database rows, so a restart loses nothing; APScheduler keeps the next wake-up."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SandboxClock, SystemClock
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from council.people import SYSTEM
from handlers.framework.beats import Beat
from handlers.reactions import unit_of_work
from storage import outbox
from storage.due_times import DueTimes
from storage.store import Store

LONGEST_SECONDS = 60.0
"""The longest sleep: what another process has written is found after it."""

EVERY_SECONDS, REHEARSED_SECONDS = 1.0, 0.1
"""Seconds from one check to the next while others commit; and in the demo, whose clock is moved, between checks for
something new."""

TURN_SECONDS = 0.1
"""How long one beat may go on before the others have their turn."""

MOST_BEATING = 3
"""In the demo the pause between beats is at least this many times the duration of the last one."""

DRAINED_SECONDS = 60.0
"""In the demo: the longest wait for deliveries that fell due on the way to be sent."""

WATCH_SECONDS = 2.0
"""Seconds between looks at the machine's clock, and by how much it must jump to count as set."""

LAST_SECONDS = 5.0
"""Seconds to wait, when the program stops, for the transaction under way. After that it is cancelled and rolled
back."""


class Scheduler:
    """Runs every beat when it is due."""

    def __init__(self, store: Store, clock: Clock, council: Council, beats: Sequence[Beat]) -> None:
        self._store = store
        self._clock = clock
        self._council = council
        self._beats = beats
        self._due_times = DueTimes([beat.due for beat in beats])
        self._log = logger("scheduler")
        self._machine = SystemClock()
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._wake = asyncio.Event()
        self._alarm = float("inf")  # when `_wake` is set next (monotonic); infinite while awake
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._commits = -1  # the store's count of commits at the last check
        self._checked_at = float("-inf")
        self._rehearsed_seconds = 0.0
        self._due: datetime | None = None

    def start(self) -> None:
        """Begin to beat."""
        # An interval, so that whatever becomes of the alarm it comes once more.
        self._job = self._jobs.add_job(self._awaken, "interval", seconds=LONGEST_SECONDS, coalesce=True, misfire_grace_time=None)
        self._jobs.start()
        self._store.on_commit.append(self._hear)
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Stop beating. The transaction under way may finish; one that hangs is cancelled, and its rows stay due."""
        if not self._tasks:
            return
        self._stopping = True
        self._store.on_commit.remove(self._hear)
        self._jobs.shutdown(wait=False)
        running, watching = self._tasks
        watching.cancel()
        self._wake.set()
        await asyncio.wait([running], timeout=LAST_SECONDS)
        running.cancel()
        await asyncio.wait([running, watching], timeout=LAST_SECONDS)

    async def _awaken(self) -> None:
        self._wake.set()

    def _hear(self) -> None:
        """Something was committed: check soon what is due, `EVERY_SECONDS` after the last check."""
        if (at := self._checked_at + EVERY_SECONDS) < self._alarm < float("inf"):
            self._set_alarm(at - self._clock.monotonic())

    def _set_alarm(self, seconds: float) -> None:
        self._alarm = self._clock.monotonic() + seconds
        self._job.modify(next_run_time=self._machine.now() + timedelta(seconds=max(seconds, 0)))

    async def _watch(self) -> None:
        """Wake everyone who sleeps when the machine's clock is set: APScheduler computed the alarm by that clock, and
        other things may be due by now."""
        before = self._ahead()
        while True:
            await self._machine.sleep(WATCH_SECONDS)
            if abs((ahead := self._ahead()) - before) > WATCH_SECONDS:
                self._log.warning("the machine's clock was set", seconds=round(ahead - before))
                before = ahead
                self._wake.set()
                self._store.deliveries.set()

    def _ahead(self) -> float:
        return self._machine.now().timestamp() - self._machine.monotonic()

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if not isinstance(self._clock, SandboxClock):
                seconds = await self.beat()
            else:
                seconds = REHEARSED_SECONDS
                try:
                    await self._follow(self._clock)
                except aiohttp.ClientError as error:
                    self._log.error("the sandbox's clock cannot be read", error=type(error).__name__)
                except Exception as error:  # noqa: BLE001 - tried again in a moment
                    self._log.error("not followed", error=type(error).__name__)
            if seconds > 0 and not self._stopping:
                self._set_alarm(seconds)
                await self._wake.wait()
                self._alarm = float("inf")

    async def beat(self) -> float:
        """Do everything that is due now, in turns; how many seconds to sleep then (0: there is more to do). A beat that
        fails does not stop the others, and is tried again in a second."""
        began, more = self._clock.monotonic(), True
        times: list[datetime | None] = []
        due: list[Beat] = []
        while more and not self._stopping:
            if self._clock.monotonic() >= began + EVERY_SECONDS:
                return 0
            self._commits, self._checked_at = self._store.commits, self._clock.monotonic()
            try:
                async with self._store.read() as tx:
                    now = self._clock.now()
                    times = await self._due_times.read(tx, now)
            except Exception as error:  # noqa: BLE001 - a database outage: asked again in a second
                self._log.error("not checked", error=type(error).__name__)
                return EVERY_SECONDS
            due = [beat for beat, at in zip(self._beats, times, strict=True) if at is not None and at <= now]
            more = any([await self._take_turn(beat) for beat in due])
        self._due = min((at for at in times if at is not None and at > now), default=None)
        waits = [LONGEST_SECONDS]
        if self._due is not None:
            waits.append((self._due - self._clock.now()).total_seconds())
        if due or self._store.commits != self._commits:
            waits.append(self._checked_at + EVERY_SECONDS - self._clock.monotonic())
        return max(min(waits), 0)

    async def _take_turn(self, beat: Beat) -> bool:
        """Do what is due of one beat, for `TURN_SECONDS` at most; whether anything was done."""
        done, until = False, self._clock.monotonic() + TURN_SECONDS
        try:
            while not self._stopping and await self._do_one(beat):
                done = True
                if self._clock.monotonic() >= until:
                    break
        except Exception as error:  # noqa: BLE001 - its rows are still due
            self._log.error("beat failed", beat=beat.name, error=type(error).__name__)
        return done

    async def _do_one(self, beat: Beat) -> bool:
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
                await self._beat_all()
                await self._drained(clock)
        if self._stopping:
            return
        await clock.arrive()
        began = clock.monotonic()
        await self._beat_all()
        dues = await self._dues(clock.now())
        self._due, self._rehearsed_seconds = _first(dues), clock.monotonic() - began
        await clock.mark({mark: due for mark, due in dues if mark and due})

    async def _beat_all(self) -> None:
        """Do all that is due by the sandbox's clock, and have the dispatcher look at that clock, too."""
        while await self.beat() == 0 and not self._stopping:
            pass
        self._store.deliveries.set()

    def _anything_new(self, clock: SandboxClock) -> bool:
        """Whether something may be due since the last beat: a commit, a due instant reached, or `EVERY_SECONDS` passed
        (for what this process cannot know of). A slow machine beats less often."""
        passed = clock.monotonic() - self._checked_at
        if passed < min(MOST_BEATING * self._rehearsed_seconds, EVERY_SECONDS):
            return False
        due = self._due is not None and self._due <= clock.now()
        return due or self._commits != self._store.commits or passed >= EVERY_SECONDS

    async def _dues(self, after: datetime) -> list[tuple[str | None, datetime | None]]:
        """The next due instant (UTC) of each beat that is later than `after`, with the label that the demo's page shows
        for it; and that of deliveries."""
        async with self._store.read() as tx:
            times = await self._due_times.read(tx, after)
            dues = [(beat.mark, at) for beat, at in zip(self._beats, times, strict=True) if at and at > after]
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
