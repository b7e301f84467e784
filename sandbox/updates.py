"""The bot's update queue: updates are kept until a later getUpdates confirms them."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Collection

from sandbox.errors import RefusedError
from sandbox.model import Json

# Telegram sends these only when requested by name.
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
# Update numbers start at the seconds since 2020, so that a new sandbox does not repeat an earlier one's.
_EPOCH = 1_577_836_800


class UpdateQueue:
    """Updates in order, each with its `update_id`, and at most one waiting poll."""

    def __init__(self) -> None:
        self._next_id = int(time.time()) - _EPOCH
        self._pending: deque[tuple[int, Json]] = deque()
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[None] | None = None
        self.came = asyncio.Event()
        """Set by every new update; whoever waits for it clears it."""

    def allowed(self) -> list[str]:
        """The bot's last `allowed_updates`."""
        return sorted(self._allowed)

    def wants(self, kind: str) -> bool:
        """Whether the bot's last `allowed_updates` includes this kind; an empty list means Telegram's default."""
        return kind in self._allowed if self._allowed else kind not in _ONLY_WHEN_ASKED

    def put(self, kind: str, payload: Json) -> None:
        """Queue one update, unless its kind is not allowed."""
        if not self.wants(kind):
            return
        self._pending.append((self._next_id, {"update_id": self._next_id, kind: payload}))
        self._next_id += 1
        self.came.set()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def pending(self) -> list[Json]:
        """The unconfirmed updates, oldest first."""
        return [update for _, update in self._pending]

    def drop(self) -> None:
        """Drop all pending updates."""
        self._pending.clear()

    def allow(self, kinds: Collection[str]) -> None:
        """Set `allowed_updates`; as with Telegram, updates already queued are not affected."""
        self._allowed = frozenset(kinds)

    def confirm(self, offset: int) -> None:
        """Drop the updates before `offset`; a negative one keeps so many of the last ones."""
        while self._pending and (len(self._pending) > -offset if offset < 0 else self._pending[0][0] < offset):
            self._pending.popleft()

    def settle(self, update: Json) -> None:
        """Drop one update that a webhook has taken; no effect if it is dropped already."""
        self._pending = deque(each for each in self._pending if each[1] is not update)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Up to `limit` updates from `offset` on, waiting at most `seconds` of real time for the first one.

        A poll that is still waiting ends with RefusedError 409: the earlier one loses.
        """
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(RefusedError(409, _CONFLICT))
        self.confirm(offset)
        if not self._pending and seconds > 0:
            waiting = self._waiting = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(seconds):
                    await waiting
            except TimeoutError:
                pass
            finally:
                if self._waiting is waiting:
                    self._waiting = None
        return [update for _, update in itertools.islice(self._pending, limit)]
