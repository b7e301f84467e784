"""Telegram's rate limits as one object: overall, per private chat, per group; burst 1; halts after a 429.

Everything is on the monotonic clock, so that moving the wall clock neither stalls nor floods.
"""

from collections import deque

from council.clock import Clock

PRIVATE_SPACING = 1.0
"""Seconds between two messages in one private chat (Telegram: about 1 a second)."""

GROUP_SPACING = 3.0
"""Seconds between two messages in one group or channel (Telegram: 20 a minute)."""

_STORM_CHATS, _STORM_SECONDS = 3, 5.0


class Pacer:
    """Hands out instants at which a request may leave. A slot that was handed out is never handed out again."""

    def __init__(self, clock: Clock, per_second: int) -> None:
        self._clock = clock
        self._spacing = 1.0 / per_second
        self._next = 0.0
        self._next_in: dict[int, float] = {}
        self._told_to_wait: deque[tuple[float, int]] = deque()

    def busy(self) -> list[int]:
        """Chats in which nothing may be sent for more than a moment."""
        now = self._clock.monotonic()
        for chat in [chat for chat, free in self._next_in.items() if free <= now]:
            del self._next_in[chat]
        return [chat for chat, free in self._next_in.items() if free - now > self._spacing]

    @property
    def halted(self) -> bool:
        """Whether Telegram told everyone to wait: nothing need be claimed until that is over."""
        return self._next - self._clock.monotonic() > PRIVATE_SPACING

    async def slot(self, chat: int, *, answer: bool = False) -> None:
        """Wait until a message may go to this chat.

        An answer to a person's own press does not wait for its chat's second (short bursts pass), only for the rest.
        """
        spacing = GROUP_SPACING if chat < 0 else PRIVATE_SPACING
        now = self._clock.monotonic()
        free = self._next_in.get(chat, 0.0)
        at = now if answer else max(now, free)
        self._next_in[chat] = max(at, free) + (0 if answer and free > now else spacing)
        await self._until(at)
        await self.any_slot()

    async def any_slot(self) -> None:
        """Wait for the overall rate only."""
        at = max(self._clock.monotonic(), self._next)
        self._next = at + self._spacing
        await self._until(at)

    def halt(self, chat: int, seconds: float) -> None:
        """Telegram told this chat to wait. When it tells several chats within seconds, everyone waits."""
        now = self._clock.monotonic()
        self._next_in[chat] = max(self._next_in.get(chat, 0.0), now + seconds)
        self._told_to_wait.append((now, chat))
        while self._told_to_wait[0][0] < now - _STORM_SECONDS:
            self._told_to_wait.popleft()
        if len({told for _, told in self._told_to_wait}) >= _STORM_CHATS:
            self._next = max(self._next, now + seconds)

    async def _until(self, at: float) -> None:
        wait = at - self._clock.monotonic()
        if wait > 0:
            await self._clock.sleep(wait)
