"""Telegram's rate limits as one object: overall, per private chat, per group; burst 1; halts after a 429.

What is paid for has a rate of its own above the free one. Everything is on the monotonic clock, so that moving the wall
clock neither stalls nor floods.
"""

from collections import deque
from collections.abc import Mapping
from math import inf

from council.clock import Clock
from storage.chats import EVERYONE

FREE_PER_SECOND = 30
"""How many messages a second cost nothing (Telegram: about 30 for each bot)."""

PRIVATE_SPACING = 1.0
"""Seconds between two messages in one private chat (Telegram: about 1 a second)."""

GROUP_SPACING = 3.0
"""Seconds between two messages, or edits, in one group or channel (Telegram: 20 a minute)."""

_STORM_CHATS, _STORM_SECONDS = 3, 5.0


class ToldToWait(Exception):  # noqa: N818 - nothing is wrong, it is not the time
    """Telegram told this chat, or everyone, to wait for longer than whoever asks has patience."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pacer:
    """Hands out instants at which a request may leave. A slot that was handed out is never handed out again.

    `per_second` is for everything; what is paid for may leave faster, `paid_per_second` with all the rest counted in.
    """

    def __init__(self, clock: Clock, per_second: int, paid_per_second: int = 0) -> None:
        self._clock = clock
        self._spacing = 1.0 / per_second
        self._free = 0.0
        extra = paid_per_second - per_second
        self._paid_spacing = 1.0 / extra if extra > 0 else None
        self._paid_free = 0.0
        self._free_in: dict[int, float] = {}
        self._halted_until = 0.0
        self._halted_in: dict[int, float] = {}
        self._told_to_wait: deque[tuple[float, int]] = deque()
        self._unkept: dict[int, float] = {}

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

    def room(self, seconds: float) -> int:
        """How many messages may leave within so many seconds, beside those that have their slot already."""
        end = self._clock.monotonic() + seconds
        lanes = [(self._free, self._spacing)]
        if self._paid_spacing is not None:
            lanes.append((self._paid_free, self._paid_spacing))
        return sum(int((end - max(free, end - seconds)) / spacing) + 1 for free, spacing in lanes if free <= end)

    async def slot(self, chat: int, *, answer: bool = False, paid: bool = False, patience: float = inf) -> None:
        """Wait until a message may go to this chat.

        An answer to a person's own press does not wait for its chat's second (short bursts pass there), only for the
        overall rate and for halts. In groups, whose limit is strict, it waits like everything else, and so does an edit.
        Raises `ToldToWait` for a halt that lasts longer than `patience`, in seconds.
        """
        spacing = GROUP_SPACING if chat < 0 else PRIVATE_SPACING
        while True:
            now = self._clock.monotonic()
            if (halt := self._halt_over(chat)) - now > patience:
                raise ToldToWait(halt - now)
            opens = self._opens(chat, answer=answer)
            if opens > now:
                await self._clock.sleep(opens - now)
                continue
            # Both are taken in one step, so that two who waited for the same chat cannot both go.
            at = self._take(paid=paid)
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
        self._unkept[chat] = self._stop(chat, now + seconds)
        self._told_to_wait.append((now, chat))
        while self._told_to_wait[0][0] < now - _STORM_SECONDS:
            self._told_to_wait.popleft()
        if len({told for _, told in self._told_to_wait}) >= _STORM_CHATS:
            self._unkept[EVERYONE] = self._stop(EVERYONE, now + seconds)

    def still(self, chat: int, seconds: float) -> None:
        """What an earlier run was told still holds for so long: for this chat, or for `EVERYONE`."""
        self._stop(chat, self._clock.monotonic() + seconds)

    def unkept(self) -> dict[int, float]:
        """Until when (by the monotonic clock) chats, or `EVERYONE`, are halted of which this was not `kept` yet."""
        return dict(self._unkept)

    def kept(self, halts: Mapping[int, float]) -> None:
        """These halts were written down, and will outlast the program."""
        for chat, until in halts.items():
            if self._unkept.get(chat) == until:
                del self._unkept[chat]

    def _stop(self, chat: int, until: float) -> float:
        if chat == EVERYONE:
            self._halted_until = until = max(self._halted_until, until)
        else:
            self._halted_in[chat] = until = max(self._halted_in.get(chat, 0.0), until)
        return until

    def _opens(self, chat: int, *, answer: bool) -> float:
        over = self._halt_over(chat)
        return over if answer and chat > 0 else max(over, self._free_in.get(chat, 0.0))

    def _halt_over(self, chat: int) -> float:
        return max(self._halted_until, self._halted_in.get(chat, 0.0))

    def _take(self, *, paid: bool = False) -> float:
        now = self._clock.monotonic()
        if paid and self._paid_spacing is not None and self._paid_free <= max(now, self._free):
            at = max(now, self._paid_free)
            self._paid_free = at + self._paid_spacing
            return at
        at = max(now, self._free)
        self._free = at + self._spacing
        return at

    async def _until(self, at: float) -> None:
        while (wait := at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
