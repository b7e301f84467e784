"""All checks beyond the settings together: at the prompt, and for the secretariat in the chat while the program runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from bot.clock import SystemClock
from bot.doctor import machine, telegram, texts
from bot.doctor.findings import Finding, bounded
from bot.logs import logger
from bot.looking import keep_looking, until_a_commit
from bot.secret_files import named_files
from bot.settings import Settings
from council.clock import Clock
from council.config import Council
from council.people import SYSTEM
from council.upkeep import Found
from handlers.reactions import unit_of_work
from handlers.upkeep import actions
from storage import examinations
from storage.store import Store

Report = Callable[[Sequence[Finding]], Awaitable[None]]
"""Takes what was found so far."""

PROGRESS_SECONDS = 1.0
"""How often a card in the chat shows at most what was found so far."""

AGAIN_SECONDS = 2.0
LONGEST_SECONDS = 60.0
"""Seconds from one look for a wish to the next while others commit; and after which one is found that another process took."""


async def _nobody(_found: Sequence[Finding]) -> None:
    """At the prompt all is printed in the end."""


async def examine(settings: Settings, council: Council | None, clock: Clock, report: Report = _nobody) -> Sequence[Finding]:
    """All checks; those on this machine and those at Telegram at the same time, in the same order always."""
    parts = (
        _one(bounded("files", lambda: machine.files(settings, list(named_files(Settings).values())))),
        _one(bounded("disk", lambda: machine.disk(settings))),
        _one(bounded("database", lambda: machine.database(settings, clock))),
        _one(bounded("backups", lambda: machine.backups(settings, clock))),
        *([_one(bounded("texts", lambda: texts.examine(settings, council)))] if council else []),
        telegram.examine(settings, council, clock),
    )
    found: list[list[Finding]] = [[] for _ in parts]

    async def collect(part: AsyncIterator[Sequence[Finding]], into: list[Finding]) -> None:
        async for some in part:
            into += some
            await report([one for each in found for one in each])

    await asyncio.gather(*map(collect, parts, found))
    return [one for each in found for one in each]


async def _one(check: Awaitable[Sequence[Finding]]) -> AsyncIterator[Sequence[Finding]]:
    yield await check


class Examiner:
    """Makes the examinations that are asked for in the chat, one at a time."""

    def __init__(self, store: Store, settings: Settings, council: Council, clock: SystemClock) -> None:
        self._store, self._settings, self._council, self._clock = store, settings, council, clock
        self._log = logger("doctor")

    async def run(self) -> None:
        """Look for a wish soon after whatever is committed here, and each minute, until cancelled."""
        with until_a_commit(self._store, self._clock, AGAIN_SECONDS, LONGEST_SECONDS) as rest:
            await keep_looking(self.look, rest, self._log, "not examined")

    async def look(self) -> bool:
        """Make the examination that is wanted; whether there was one."""
        async with self._store.read() as tx:
            wanted = await examinations.find_wanted(tx)
        if wanted is None:
            return False
        shown_at = self._clock.monotonic()

        async def show(found: Sequence[Finding], *, ended: bool = False) -> None:
            nonlocal shown_at
            if not ended and self._clock.monotonic() - shown_at < PROGRESS_SECONDS:
                return
            shown_at = self._clock.monotonic()
            async with self._store.begin() as tx:
                work = unit_of_work(tx, self._council, SYSTEM, self._clock.now())
                await actions.note_found(work, wanted, told(found), ended=ended)

        await show(await examine(self._settings, self._council, self._clock, show), ended=True)
        return True


def told(found: Sequence[Finding]) -> list[Found]:
    """What the chat is told of these findings."""
    return [one for finding in found if (one := finding.for_the_chat)]
