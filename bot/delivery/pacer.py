"""Telegram's rate limits in one object: overall, per private chat, per group; burst 1; halts after a 429.

Paid messages have a rate of their own above the free one. Everything is on the monotonic clock, so that moving the wall
clock neither stalls nor floods.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from math import ceil

from council.clock import Clock
from storage.chats import EVERYONE

FREE_PER_SECOND = 30
"""Messages a second that cost nothing (Telegram: about 30 for each bot)."""

PRIVATE_SPACING = 1.0
"""Seconds between two messages in one private chat (Telegram: about 1 a second)."""

GROUP_SPACING = 3.0
"""Seconds between two messages or edits in one group or channel (Telegram: 20 a minute)."""

WINDOW_SECONDS = 1.03
"""A rate of r a second means: never more than r departures in any window of this length. Three hundredths more than a second,
because some requests are longer on their way than others, as while connections are opened over TLS: so the server counts no
more than r in a second."""

_STORM_CHATS, _STORM_SECONDS = 3, 5.0


TICK_SECONDS = 0.01
"""At rates of more than one a tick, what would leave within one leaves together at its end: one waking for all of them. It
divides the window, so that those a window apart stay so."""


LATE_SECONDS = TICK_SECONDS
"""At such rates, for how long slots that went by unused, as the loop was busy, can still be used: the window bounds what leaves
then as well. With more, requests that leave together after others that were long on their way arrived too close."""


class _Rate:
    """At most a number of departures in any window, at equal distances. Instants are on the monotonic clock."""

    def __init__(self, per_window: int) -> None:
        self.spacing = WINDOW_SECONDS / per_window
        self.free_at = 0.0
        self._per_window = per_window
        self._left: deque[float] = deque(maxlen=per_window)

    def take(self, now: float) -> float:
        """Take the next slot; its instant."""
        at = self._next_at(now)
        self.free_at = at + self.spacing
        return at if self.spacing > TICK_SECONDS else ceil(max(at, now) / TICK_SECONDS - _HAIR) * TICK_SECONDS

    def take_with(self, at: float, now: float, most: int) -> int:
        """Take the slots, `most` at most, of those that leave together with one of this instant; how many."""
        taken = 0
        while taken < most and self.spacing <= TICK_SECONDS and self._next_at(now) <= at:
            self.free_at = self._next_at(now) + self.spacing
            taken += 1
        return taken

    def _next_at(self, now: float) -> float:
        """When the next slot is, or was: at high rates those of the last moment are made up for."""
        return max(now if self.spacing > TICK_SECONDS else now - LATE_SECONDS, self.free_at)

    def seconds_too_early(self, now: float, number: int) -> float:
        """How long the window is still too full at `now` for so many: whoever left late was followed too closely by the next
        ones."""
        over = len(self._left) + number - self._per_window
        return max(self._left[over - 1] + WINDOW_SECONDS - now, 0.0) if over > 0 else 0.0

    def note(self, now: float, number: int) -> None:
        """Note that a number of them leave at `now`."""
        self._left.extend([now] * number)

    def note_later(self, now: float, number: int) -> None:
        """Note that some of those noted last have left only at `now`: the loop was busy."""
        for _ in range(min(number, len(self._left))):
            self._left.pop()
        self.note(now, number)

    def room(self, now: float, seconds: float) -> int:
        """How many more may leave within the next `seconds`, not counting slots already handed out."""
        end = now + seconds
        return int((end - max(self.free_at, now)) / self.spacing) + 1 if self.free_at <= end else 0


class Pacer:
    """Hands out the instants at which requests may leave; each is handed out once.

    `per_second` is the overall limit; paid messages may leave faster, at `paid_per_second` including all others.
    """

    def __init__(self, clock: Clock, per_second: int, paid_per_second: int = 0) -> None:
        self._clock = clock
        self._free = _Rate(per_second)
        extra = paid_per_second - per_second
        self._paid = _Rate(extra) if extra > 0 else None
        self._chat_free_at: dict[int, float] = {}
        self.halts = 0
        self._halted_until = 0.0
        self._chat_halted_until: dict[int, float] = {}
        self._recent_halts: deque[tuple[float, int]] = deque()
        self._unsaved_halts: dict[int, float] = {}

    def busy(self) -> list[int]:
        """Chats to which nothing may be sent for longer than one slot."""
        now = self._clock.monotonic()
        for table in (self._chat_free_at, self._chat_halted_until):
            for chat in [chat for chat, free in table.items() if free <= now]:
                del table[chat]
        soon = now + self._free.spacing
        return list({chat for table in (self._chat_free_at, self._chat_halted_until) for chat in table if table[chat] > soon})

    def seconds_until_free(self) -> float:
        """Seconds until the first busy chat is free; infinite if none is busy."""
        waits = (self.seconds_until_open(chat) for chat in {*self._chat_free_at, *self._chat_halted_until})
        return min((wait for wait in waits if wait > 0), default=float("inf"))

    @property
    def halted(self) -> bool:
        """Whether Telegram halted everyone: nothing need be claimed until that is over."""
        return self._halted_until > self._clock.monotonic()

    def rate(self, *, paid: bool = False) -> float:
        """How many messages, or paid messages, may leave in a second."""
        return 1 / self._rate(paid=paid).spacing

    def room(self, seconds: float, *, paid: bool = False) -> int:
        """How many more of these may leave within the next `seconds`, not counting slots already handed out."""
        return self._rate(paid=paid).room(self._clock.monotonic(), seconds)

    def _rate(self, *, paid: bool) -> _Rate:
        return self._paid if paid and self._paid is not None else self._free

    async def slot(self, chat: int, *, answer: bool = False) -> None:
        """Wait until a message may go to this chat.

        An answer to a person's own press does not wait for its private chat's spacing (short bursts pass there), only
        for the overall rate and halts. In groups, whose limit is strict, answers and edits wait like everything else.
        """
        while True:
            if (wait := self.seconds_until_open(chat, answer=answer)) > 0:
                await self._clock.sleep(wait)
                continue
            # Both are taken without an await between them, so that two waiters for one chat cannot both go.
            rate, at = self._take_slot()
            self._note_chat(chat, at)
            if await self._departure(rate, at, 1, chat):  # otherwise a halt came in while we waited
                return

    @asynccontextmanager
    async def slots(self, most: int, *, paid: bool = False) -> AsyncIterator[int]:
        """Wait for the next slot, whatever it is used for; how many may leave at once now, `most` at most: one, or at high rates
        all of a tick. 0 if everyone was halted meanwhile.

        Whoever uses one for a message asks `leave` whether its chat is open, and has a task begin to send it within the block.
        """
        rate, at = self._take_slot(paid=paid)
        number = 1 + rate.take_with(at, self._clock.monotonic(), most - 1)
        if not await self._departure(rate, at, number, EVERYONE):
            yield 0
            return
        yield number
        await asyncio.sleep(0)  # those tasks begin before this one goes on
        rate.note_later(self._clock.monotonic(), number)

    def leave(self, chat: int) -> float:
        """A message goes to this chat now: 0. Or none may, for so many seconds."""
        now = self._clock.monotonic()
        open_at = max(self._halt_end(chat), self._chat_free_at.get(chat, 0.0))
        if open_at > now:
            return open_at - now
        self._note_chat(chat, now)
        return 0.0

    def seconds_until_open(self, chat: int, *, answer: bool = False) -> float:
        """For how long nothing may go to this chat; 0 if something may."""
        over = self._halt_end(chat)
        open_at = over if answer and chat > 0 else max(over, self._chat_free_at.get(chat, 0.0))
        return max(open_at - self._clock.monotonic(), 0.0)

    def seconds_halted(self, chat: int = EVERYONE) -> float:
        """How long a halt by Telegram still lasts, of this chat or of everyone."""
        return max(self._halt_end(chat) - self._clock.monotonic(), 0.0)

    def halt(self, chat: int, seconds: float) -> None:
        """Record a 429 for this chat, and count it in `halts`. When several chats get one within seconds, everyone is halted."""
        now = self._clock.monotonic()
        self.halts += 1
        self._unsaved_halts[chat] = self._extend_halt(chat, now + seconds)
        self._recent_halts.append((now, chat))
        while self._recent_halts[0][0] < now - _STORM_SECONDS:
            self._recent_halts.popleft()
        if len({halted for _, halted in self._recent_halts}) >= _STORM_CHATS:
            self._unsaved_halts[EVERYONE] = self._extend_halt(EVERYONE, now + seconds)

    def restore_halt(self, chat: int, seconds: float) -> None:
        """Restore a halt saved by an earlier run, for one chat or for `EVERYONE`; `seconds`: what is left of it."""
        self._extend_halt(chat, self._clock.monotonic() + seconds)

    def unsaved_halts(self) -> dict[int, float]:
        """Halts not yet saved: chat (or `EVERYONE`) to the end of its halt (monotonic clock)."""
        return dict(self._unsaved_halts)

    def mark_saved(self, halts: Mapping[int, float]) -> None:
        """These halts were saved to the database and will outlast the program."""
        for chat, until in halts.items():
            if self._unsaved_halts.get(chat) == until:
                del self._unsaved_halts[chat]

    def _extend_halt(self, chat: int, until: float) -> float:
        if chat == EVERYONE:
            self._halted_until = until = max(self._halted_until, until)
        else:
            self._chat_halted_until[chat] = until = max(self._chat_halted_until.get(chat, 0.0), until)
        return until

    def _note_chat(self, chat: int, at: float) -> None:
        spacing = GROUP_SPACING if chat < 0 else PRIVATE_SPACING
        self._chat_free_at[chat] = max(self._chat_free_at.get(chat, 0.0), at + spacing)

    def _halt_end(self, chat: int) -> float:
        return max(self._halted_until, self._chat_halted_until.get(chat, 0.0))

    def _take_slot(self, *, paid: bool = False) -> tuple[_Rate, float]:
        now = self._clock.monotonic()
        faster = paid and self._paid is not None and self._paid.free_at <= max(now, self._free.free_at)
        rate = self._paid if faster and self._paid is not None else self._free
        return rate, rate.take(now)

    async def _departure(self, rate: _Rate, at: float, number: int, chat: int) -> bool:
        """Wait for the slots taken at this instant; False if a halt keeps them from being used."""
        await self._sleep_until(at)
        while (early := rate.seconds_too_early(self._clock.monotonic(), number)) > _HAIR:
            await self._clock.sleep(early)
        now = self._clock.monotonic()
        if self._halt_end(chat) > now:
            return False
        rate.note(now, number)
        return True

    async def _sleep_until(self, at: float) -> None:
        while (wait := at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)


_HAIR = 1e-6
"""Seconds that are only rounding."""
