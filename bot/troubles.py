"""What goes wrong, gathered from the log's errors and written down by kind, for the operations chat (`handlers/upkeep`)."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from bot.backups.nightly import BROKEN, last_night, run_apart
from bot.clock import SystemClock
from bot.doctor import machine
from bot.logs import logger
from bot.looking import keep_looking
from bot.settings import Settings
from council.config import Council
from council.people import SYSTEM
from council.upkeep import Trouble
from handlers.reactions import unit_of_work
from handlers.upkeep import actions
from storage.store import Store

WRITE_SECONDS = 5.0
"""Seconds from one writing to the next: what fails again and again is counted meanwhile."""

WATCH_SECONDS = 600.0

EVENTS: Mapping[tuple[str, str], tuple[Trouble, str]] = {
    ("intake", "update set aside"): (Trouble.UPDATE, ""),
    ("intake", "updates not taken"): (Trouble.UPDATES, ""),
    ("intake", "Telegram refused the webhook"): (Trouble.UPDATES, ""),
    ("dispatcher", "not drawn"): (Trouble.DRAWING, "kind"),
    ("dispatcher", "not sent"): (Trouble.SENDING, "kind"),
    ("dispatcher", "delivery refused"): (Trouble.REFUSED, "kind"),
    ("dispatcher", "nothing delivered"): (Trouble.OUTBOX, ""),
    ("dispatcher", "not settled"): (Trouble.OUTBOX, ""),
    ("scheduler", "beat failed"): (Trouble.BEAT, "beat"),
    ("scheduler", "not checked"): (Trouble.DATABASE, ""),
    ("backups", "no backup was made"): (Trouble.BACKUP, ""),
    ("backups", "a chain is broken"): (Trouble.CHAIN, ""),
    ("troubles", "a chain is broken"): (Trouble.CHAIN, ""),
    ("troubles", "little room is left"): (Trouble.DISK, ""),
}
"""Which trouble an error of the log is, by its logger and event, and which of its fields says of what. Any other is told by its
event, which is a word of the program; of libraries' errors only the logger is."""

COUNTED_OTHERWISE = frozenset({("intake", "update failed"), ("troubles", "not written down")})
"""Tries of what is told when it is given up; and what cannot be told, since nothing can be written."""


class TroubleKeeper(logging.Handler):
    """Counts errors as they are logged, and has them written down."""

    def __init__(self, store: Store, council: Council, clock: SystemClock) -> None:
        super().__init__(logging.ERROR)
        self._store, self._council, self._clock = store, council, clock
        self._counts: Counter[tuple[Trouble, str]] = Counter()
        self._log = logger("troubles")

    def emit(self, record: logging.LogRecord) -> None:
        fields: Mapping[str, object] = record.msg if isinstance(record.msg, dict) else {}
        key = record.name, str(fields.get("event", ""))
        if key in COUNTED_OTHERWISE:
            return
        trouble, field = EVENTS.get(key, (Trouble.OTHER, None))
        about = ": ".join(part for part in key if part) if field is None else str(fields.get(field, "")) if field else ""
        self._counts[trouble, about] += 1

    async def run(self) -> None:
        """Write down what was counted every few seconds, until cancelled."""
        await keep_looking(self.write, partial(self._clock.sleep, WRITE_SECONDS), self._log, "not written down")

    async def write(self) -> None:
        """Write down what was counted. Raises the database's errors; nothing is forgotten then."""
        if not self._counts:
            return
        found = self._counts.copy()
        async with self._store.begin() as tx:
            await actions.note_troubles(unit_of_work(tx, self._council, SYSTEM, self._clock.now()), found)
        self._counts -= found


@contextmanager
def heard(keeper: TroubleKeeper) -> Iterator[None]:
    """Have it hear of the log's errors until the block ends."""
    root = logging.getLogger()
    root.addHandler(keeper)
    try:
        yield
    finally:
        root.removeHandler(keeper)


class Watch:
    """Looks at what no error tells until it is too late: room on the disk and, where no backup is made here that does it, each
    night at the chains of the log and the records."""

    def __init__(self, settings: Settings, zone: str, clock: SystemClock) -> None:
        self._settings, self._zone, self._clock = settings, zone, clock
        self._verified: datetime | None = None
        self._log = logger("troubles")

    async def run(self) -> None:
        """Look every ten minutes, until cancelled."""
        await keep_looking(self.look, partial(self._clock.sleep, WATCH_SECONDS), self._log, "not watched")

    async def look(self) -> None:
        """Log what is wrong."""
        if any(found.right is False for found in await machine.disk(self._settings)):
            self._log.error("little room is left")
        night = last_night(self._clock.now(), self._zone)
        if self._settings.backup_days or (self._verified is not None and self._verified >= night):
            return
        first, self._verified = self._verified is None, night
        problem = None if first else await run_apart("audit", "verify")
        if problem is not None and problem.startswith(BROKEN):
            self._log.error("a chain is broken")
