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
        self._free = 0.0
        self._free_in: dict[int, float] = {}
        self._halted_until = 0.0
        self._halted_in: dict[int, float] = {}
        self._told_to_wait: deque[tuple[float, int]] = deque()

    def busy(self) -> list[int]:
        """Chats in which nothing may be sent for more than a moment."""
        now = self._clock.monotonic()
        for table in (self._free_in, self._halted_in):
            for chat in [chat for chat, free in table.items() if free <= now]:
                del table[chat]
        soon = now + self._spacing
        return list({chat for table in (self._free_in, self._halted_in) for chat in table if table[chat] > soon})

    def frees(self) -> float:
        """In how many seconds the first of the chats that are busy is free; infinite when none is."""
        now = self._clock.monotonic()
        waits = (self._opens(chat, answer=False) - now for chat in {*self._free_in, *self._halted_in})
        return min((wait for wait in waits if wait > 0), default=float("inf"))

    @property
    def halted(self) -> bool:
        """Whether Telegram told everyone to wait: nothing need be claimed until that is over."""
        return self._halted_until > self._clock.monotonic()

    async def slot(self, chat: int, *, answer: bool = False) -> None:
        """Wait until a message may go to this chat.

        An answer to a person's own press does not wait for its chat's second (short bursts pass there), only for the
        overall rate and for halts. In groups, whose limit is strict, it waits like everything else.
        """
        spacing = GROUP_SPACING if chat < 0 else PRIVATE_SPACING
        while True:
            now = self._clock.monotonic()
            opens = self._opens(chat, answer=answer)
            if opens > now:
                await self._clock.sleep(opens - now)
                continue
            # Both are taken in one step, so that two who waited for the same chat cannot both go.
            at = self._take()
            self._free_in[chat] = max(self._free_in.get(chat, 0.0), at + spacing)
            await self._until(at)
            if self._halt_over(chat) <= self._clock.monotonic():  # else a halt came in while we waited
                return

    async def any_slot(self) -> None:
        """Wait for the overall rate only."""
        while True:
            await self._until(self._halted_until)
            await self._until(self._take())
            if not self.halted:
                return

    def halt(self, chat: int, seconds: float) -> None:
        """Telegram told this chat to wait. When it tells several chats within seconds, everyone waits."""
        now = self._clock.monotonic()
        self._halted_in[chat] = max(self._halted_in.get(chat, 0.0), now + seconds)
        self._told_to_wait.append((now, chat))
        while self._told_to_wait[0][0] < now - _STORM_SECONDS:
            self._told_to_wait.popleft()
        if len({told for _, told in self._told_to_wait}) >= _STORM_CHATS:
            self._halted_until = max(self._halted_until, now + seconds)

    def _opens(self, chat: int, *, answer: bool) -> float:
        over = self._halt_over(chat)
        return over if answer and chat > 0 else max(over, self._free_in.get(chat, 0.0))

    def _halt_over(self, chat: int) -> float:
        return max(self._halted_until, self._halted_in.get(chat, 0.0))

    def _take(self) -> float:
        at = max(self._clock.monotonic(), self._free)
        self._free = at + self._spacing
        return at

    async def _until(self, at: float) -> None:
        while (wait := at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
