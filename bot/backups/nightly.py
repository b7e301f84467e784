"""The backup that the bot makes each night by itself."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.backups import making
from bot.clock import SystemClock
from bot.logs import logger

NIGHT = time(3)
"""When it is made, in the council's time zone."""

LOOK_SECONDS = 60.0
AGAIN = timedelta(hours=1)
"""After how long one that failed is tried again."""


def last_night(now: datetime, zone: str) -> datetime:
    """The last instant (UTC or in the zone) at which a backup was due."""
    here = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(here.date(), NIGHT, here.tzinfo)
    return today if today <= here else datetime.combine(here.date() - timedelta(days=1), NIGHT, here.tzinfo)


BROKEN = "BROKEN"
"""How the line begins that says that a chain does not hold."""


async def run_apart(*command: str) -> str | None:
    """Run a command in a process of its own, with the same settings: checking everything takes processor time, and everyone would
    wait. None if all went well, else the line that says why not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "LOG_LEVEL": "ERROR"},
    )  # fmt: skip
    try:
        told, refused = await process.communicate()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    if process.returncode == 0:
        return None
    said = [line for part in (refused, told) for line in part.decode(errors="replace").strip().splitlines()]
    broken = [line for line in said if line.startswith(BROKEN)]
    return [*broken, *said, f"it ended with code {process.returncode}"][0]


async def make_apart() -> str | None:
    """Make a backup; None if it is made, else why not."""
    return await run_apart("backup")


class Nightly:
    """Makes a backup whenever the last one is from before the last night, also when the bot was off then; deletes old ones."""

    def __init__(
        self, folder: Path, days: int, zone: str, clock: SystemClock, make: Callable[[], Awaitable[str | None]] = make_apart
    ) -> None:
        self._folder, self._days, self._zone, self._clock, self._make = folder, days, zone, clock, make
        self._not_before: datetime | None = None
        self._log = logger("backups")

    async def run(self) -> None:
        """Look every minute, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - tried again in an hour
                self._fail(type(error).__name__)
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Make one if it is due; whether it was."""
        now = self._clock.now()
        kept = await asyncio.to_thread(making.kept_in, self._folder)
        if (kept and kept[-1][0] >= last_night(now, self._zone)) or (self._not_before and now < self._not_before):
            return False
        problem = await self._make()
        if problem is not None and problem.startswith(BROKEN):  # it is made, and no older one is deleted now
            self._log.error("a chain is broken")
            return True
        if problem is not None:
            self._fail(problem)
            return True
        self._not_before = None
        deleted = await asyncio.to_thread(making.delete_old, self._folder, now, self._days)
        self._log.info("backup made", deleted=deleted)
        return True

    def _fail(self, problem: str) -> None:
        self._not_before = self._clock.now() + AGAIN
        self._log.error("no backup was made", reason=problem)
