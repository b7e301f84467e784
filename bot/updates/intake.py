"""Updates in: one person's in order, different people's side by side, confirmed only when their effect is committed.

The library's own updater confirms updates to Telegram before they are handled, so the poll loop is ours. It goes on
fetching while some are in hand, always from the lowest unfinished one on (`bot.window`): so one that takes long keeps
nobody else waiting. Answers are kept with the effects and given beside the loop (`bot.answering`).
"""

import asyncio
import json
from collections import deque
from collections.abc import Hashable, Sequence
from urllib.parse import urlencode

from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.delivery.telegram_errors import Fate, meaning
from bot.logs import logger, place
from bot.updates.processor import Handling, Office, owner
from bot.updates.replies import Answering
from bot.updates.window import Raw, Window, number_of
from handlers.framework.updates import ALLOWED_UPDATES
from storage import updates
from storage.cancelling import to_the_end

POLL_SECONDS = 30
GLANCE_SECONDS = 0.25
"""How long to wait for what is in hand before looking for more."""

LAST_SECONDS = 5.0
"""How long what is in hand may take to end, should the program be told to stop once more meanwhile."""

PRUNE_SECONDS = 3600.0
SIDE_BY_SIDE = 16


class AnotherPoller(Exception):  # noqa: N818
    """Telegram says that another program polls with the same token."""


class TokenRefused(Exception):  # noqa: N818
    """Telegram does not know the token."""


class Intake:
    """The poll loop, and the updates in hand."""

    def __init__(self, office: Office, answering: Answering, request: BaseRequest) -> None:
        self._office = office
        self._handling = Handling(office)
        self._answering = answering
        self._request = request
        self._window = Window()
        self._queues: dict[Hashable, deque[Raw]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._trouble: Exception | None = None
        self._pruned = -PRUNE_SECONDS
        self._log = logger("intake")

    async def run(self) -> None:
        """Poll until cancelled. Raises `AnotherPoller` and `TokenRefused`, for which waiting is no help."""
        failures = 0
        try:
            await self._answering.recover()
            while True:
                try:
                    await self._answering.room()
                    self.take_up(await self._fetch())
                    await self._glance()
                    await self._prune()
                    failures = 0
                except TelegramError as error:
                    why = meaning(error)
                    if why.fate is Fate.POLLER:
                        raise AnotherPoller from error
                    if why.fate is Fate.NO_ACCESS:
                        raise TokenRefused from error
                    failures += 1
                    self._log.warning("no updates", reason=why.reason)
                    await self._office.clock.sleep(max(why.wait.total_seconds(), min(2**failures, 30) / 2))
                except Exception as error:  # noqa: BLE001 - the database is away; unconfirmed updates come again
                    failures += 1
                    self._log.error("updates not taken", error=type(error).__name__, at=place(error))
                    await self._office.clock.sleep(min(2**failures, 30) / 2)
        finally:
            await to_the_end(self._stop(), LAST_SECONDS)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()  # what is not committed comes again at the next start
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._answering.stop()

    async def _fetch(self) -> Sequence[Raw]:
        # While something is in hand it is among what Telegram has to give, so that it would answer at once anyway.
        patience = 0 if self._tasks else POLL_SECONDS
        query = urlencode(
            {"offset": self._window.offset, "timeout": patience, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        )
        # Raw, because one update that the library cannot read would fail the whole batch.
        fetched = await self._request.post(
            f"{self._office.bot.base_url}/getUpdates?{query}", read_timeout=patience + 10
        )
        return fetched if isinstance(fetched, list) else []

    def take_up(self, batch: Sequence[Raw]) -> None:
        """Have the effects of those that are not in hand yet, each after what its owner has in hand."""
        for raw in self._window.take(batch):
            whose = owner(raw)
            if whose in self._queues:
                self._queues[whose].append(raw)
                continue
            self._queues[whose] = deque([raw])
            task = asyncio.create_task(self._in_order(whose))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _glance(self) -> None:
        """Wait until nothing is in hand, but not for long. Raises what kept an update from being had."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GLANCE_SECONDS)
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    async def _in_order(self, whose: Hashable) -> None:
        queue = self._queues[whose]
        try:
            while queue:
                async with self._room:
                    await self.have(queue[0])
                self._window.finish(queue.popleft())
        except Exception as error:  # noqa: BLE001 - told to the loop, which waits before it asks for them again
            self._trouble = error
            for raw in queue:  # those after it too: they must not overtake it
                self._window.give_back(raw)
        finally:
            del self._queues[whose]

    async def have(self, raw: Raw) -> None:
        """Have the effect of one update and its answers given. Raises when it has to come again."""
        self._answering.give(owner(raw), number_of(raw), await self._handling.handle(raw))

    async def _prune(self) -> None:
        """Forget, now and then, updates that cannot come again: some at a time."""
        at = self._office.clock.monotonic()
        if at - self._pruned >= PRUNE_SECONDS:
            async with self._office.store.begin() as tx:
                forgotten = await updates.prune(tx, self._office.clock.now())
            if forgotten < updates.PRUNED_AT_ONCE:
                self._pruned = at
