"""The poll loop. Updates of one owner are processed in order, those of different owners concurrently; each is confirmed
to Telegram only after its effect is committed.

The library's own updater confirms updates before they are handled, so the loop is ours. It goes on fetching while some
are in progress, always from the lowest unfinished one (`bot.updates.window`), so that a slow update delays nobody else.
Replies are saved with the effect and sent outside the loop (`bot.updates.replies`).
"""

import asyncio
import json
from collections import deque
from collections.abc import Hashable, Sequence
from urllib.parse import urlencode

from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.delivery.telegram_errors import Outcome, classify
from bot.logs import logger, where_raised
from bot.timings import Durations
from bot.updates.processor import Services, UpdateProcessor, owner
from bot.updates.replies import ReplySender
from bot.updates.window import Raw, Window, number_of
from handlers.framework.updates import ALLOWED_UPDATES
from storage import updates
from storage.cancelling import run_to_completion

POLL_SECONDS = 30
WAIT_SECONDS = 0.25
"""Seconds to wait for updates in progress before fetching more."""

LAST_SECONDS = 5.0
"""Seconds that stopping may take when the program is told to stop a second time."""

PRUNE_SECONDS = 3600.0
SIDE_BY_SIDE = 16


class AnotherPoller(Exception):  # noqa: N818
    """Another program gets the updates of the same token: it polls, or has set a webhook. The message says which."""


class TokenRefused(Exception):  # noqa: N818
    """Telegram does not know the token."""


class Intake:
    """The poll loop and the updates in progress. `heard_at`: when Telegram last answered it (monotonic seconds).
    `spent`: how long updates took."""

    def __init__(self, services: Services, replies: ReplySender, request: BaseRequest, window: Window | None = None) -> None:
        self._services = services
        self._processor = UpdateProcessor(services)
        self._replies = replies
        self._request = request
        self._window = window or Window()
        self.heard_at = services.clock.monotonic()  # whoever makes it has just reached Telegram
        self.spent = Durations()
        self._queues: dict[Hashable, deque[Raw]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self._error: Exception | None = None
        self._pruned = -PRUNE_SECONDS
        self._log = logger("intake")

    async def run(self) -> None:
        """Take updates until cancelled. Raises `AnotherPoller` or `TokenRefused`, which a retry cannot fix."""
        failures = 0
        try:
            await self._replies.recover()
            while True:
                try:
                    await self._step()
                    await self._prune()
                    failures = 0
                except AnotherPoller:
                    raise
                except TelegramError as error:
                    failure = classify(error)
                    if failure.outcome is Outcome.POLLER:
                        raise AnotherPoller("Another program polls Telegram with this BOT_TOKEN. Stop it first.") from error
                    if failure.outcome is Outcome.NO_ACCESS:
                        raise TokenRefused from error
                    failures += 1
                    self._log.warning("no updates", reason=failure.reason)
                    await self._services.clock.sleep(max(failure.wait.total_seconds(), min(2**failures, 30) / 2))
                except Exception as error:  # noqa: BLE001 - for example a database outage; unconfirmed updates come again
                    failures += 1
                    self._log.error("updates not taken", error=type(error).__name__, at=where_raised(error))
                    await self._services.clock.sleep(min(2**failures, 30) / 2)
        finally:
            await run_to_completion(self._stop(), LAST_SECONDS)

    async def _step(self) -> None:
        """Fetch what there is, and wait for it briefly."""
        await self._replies.wait_for_room()
        batch = await self._fetch()
        self.heard_at = self._services.clock.monotonic()
        self.accept(batch)
        await self._wait_briefly()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()  # what is not committed comes again at the next start
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._replies.stop()

    async def _fetch(self) -> Sequence[Raw]:
        # While updates are unfinished Telegram returns them at once: long polling would not wait anyway.
        patience = 0 if self._tasks else POLL_SECONDS
        query = urlencode({"offset": self._window.offset, "timeout": patience, "allowed_updates": json.dumps(ALLOWED_UPDATES)})
        # Raw JSON, because one update that the library cannot parse would fail the whole batch.
        fetched = await self._request.post(f"{self._services.bot.base_url}/getUpdates?{query}", read_timeout=patience + 10)
        return fetched if isinstance(fetched, list) else []

    @property
    def in_progress(self) -> int:
        """How many updates wait or are being handled."""
        return sum(map(len, self._queues.values()))

    def accept(self, batch: Sequence[Raw]) -> None:
        """Start processing those updates that are not in progress yet, each after its owner's earlier ones."""
        for raw in self._window.take(batch):
            key = owner(raw)
            if key in self._queues:
                self._queues[key].append(raw)
                continue
            self._queues[key] = deque([raw])
            task = asyncio.create_task(self._in_order(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _wait_briefly(self) -> None:
        """Wait briefly for the updates in progress. Raises the error of an update that could not be processed."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=WAIT_SECONDS)
        error, self._error = self._error, None
        if error is not None:
            raise error

    async def _in_order(self, key: Hashable) -> None:
        queue = self._queues[key]
        try:
            while queue:
                async with self._slots:
                    await self.process(queue[0])
                self._window.finish(queue.popleft())
        except Exception as error:  # noqa: BLE001 - raised by the loop, which backs off before it fetches them again
            self._error = error
            for raw in queue:  # later ones too: they must not overtake it
                self._window.give_back(raw)
        finally:
            del self._queues[key]

    async def process(self, raw: Raw) -> None:
        """Process one update and queue its replies. Raises when the update has to come again."""
        began = self._services.clock.monotonic()
        replies = await self._processor.handle(raw)
        self.spent.add(self._services.clock.monotonic() - began)
        self._replies.enqueue(owner(raw), number_of(raw), replies.answers, stored=replies.stored)

    async def _prune(self) -> None:
        """Now and then delete the notes of updates that can no longer come again, a limited number at a time."""
        at = self._services.clock.monotonic()
        if at - self._pruned >= PRUNE_SECONDS:
            async with self._services.store.begin() as tx:
                forgotten = await updates.prune(tx, self._services.clock.now())
            if forgotten < updates.PRUNED_AT_ONCE:
                self._pruned = at
