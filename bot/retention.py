"""Deletes what is too old, each night, a little at a time."""

from datetime import datetime, timedelta
from functools import partial

from bot.backups.nightly import LOOK_SECONDS, last_night
from bot.clock import SystemClock
from bot.logs import logger
from bot.looking import keep_looking
from bot.settings import Settings
from council.retention import Keep
from storage import retention
from storage.store import Store

PAUSE_SECONDS = 0.05
"""Between two transactions, so that others' writing goes on."""


def keep_of(settings: Settings) -> Keep:
    """How long the settings want things kept; 0 days: for ever."""

    def span(days: int) -> timedelta | None:
        return timedelta(days=days) if days else None

    days = (
        settings.news_days, settings.deliveries_days, settings.leftovers_days, settings.requests_days, settings.backup_days
    )  # fmt: skip
    return Keep(*map(span, days))


class Pruner:
    """Deletes what is too old when the bot has started, and each night after the backup was due."""

    def __init__(self, store: Store, clock: SystemClock, zone: str, keep: Keep) -> None:
        self._store, self._clock, self._zone, self._keep = store, clock, zone, keep
        self._done: datetime | None = None
        self._log = logger("retention")

    async def run(self) -> None:
        """Look every minute, until cancelled."""
        await keep_looking(self.look, partial(self._clock.sleep, LOOK_SECONDS), self._log, "old rows not deleted")

    async def look(self) -> bool:
        """Delete all that is too old if that was not done since the last night; whether it was not."""
        night = last_night(self._clock.now(), self._zone)
        if self._done is not None and self._done >= night:
            return False
        now, after = self._clock.now(), 0
        while True:
            async with self._store.begin() as tx:
                upto = await retention.prune_deliveries(tx, self._keep, now, after)
            if upto is None:
                break
            after = upto
            await self._clock.sleep(PAUSE_SECONDS)
        more = True
        while more:
            async with self._store.begin() as tx:
                more = bool(await retention.prune_some(tx, self._keep, now))
            await self._clock.sleep(PAUSE_SECONDS)
        self._done = night
        return True
