"""Telegram's rate limits in one object: overall, per private chat, per group; burst 1; halts after a 429.

Paid messages have a rate of their own above the free one. Everything is on the monotonic clock, so that moving the wall
clock neither stalls nor floods.
"""

from collections import deque
from collections.abc import Mapping
from math import ceil, inf

from council.clock import Clock
from storage.chats import EVERYONE

FREE_PER_SECOND = 30
"""Messages a second that cost nothing (Telegram: about 30 for each bot)."""

PRIVATE_SPACING = 1.0
"""Seconds between two messages in one private chat (Telegram: about 1 a second)."""

GROUP_SPACING = 3.0
"""Seconds between two messages or edits in one group or channel (Telegram: 20 a minute)."""

WINDOW_SECONDS = 1.02
"""A rate of r a second means: never more than r departures in any window of this length. Two hundredths more than a
second, because some requests are longer on their way than others: so the server counts no more than r in a second."""

_STORM_CHATS, _STORM_SECONDS = 3, 5.0


class HaltedTooLong(Exception):  # noqa: N818 - not a fault: the time has not come
    """Telegram halted this chat, or everyone, for longer than the caller's patience. `seconds`: how long it still
    lasts."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


TICK_SECONDS = 0.01
"""At rates of more than one a tick, what would leave within one leaves together at its end: one waking for all of them. It
divides the window, so that those a window apart stay so."""


class _Rate:
    """So many departures in any window, at equal distances. Instants are on the monotonic clock."""

    def __init__(self, per_window: int) -> None:
        self.spacing = WINDOW_SECONDS / per_window
        self.free_at = 0.0
        self._left: deque[float] = deque(maxlen=per_window)

    def take(self, now: float) -> float:
        """Take the next slot; its instant."""
        at = max(now, self.free_at)
        self.free_at = at + self.spacing
        return at if self.spacing > TICK_SECONDS else ceil(at / TICK_SECONDS - _HAIR) * TICK_SECONDS

    def seconds_too_early(self, now: float) -> float:
        """How long the window is still full at `now`: whoever left late was followed too closely by the next ones."""
        full = len(self._left) == self._left.maxlen
        return max(self._left[0] + WINDOW_SECONDS - now, 0.0) if full else 0.0

    def note(self, now: float) -> None:
        """Something leaves at `now`."""
        self._left.append(now)

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
        now = self._clock.monotonic()
        waits = (self._open_at(chat, answer=False) - now for chat in {*self._chat_free_at, *self._chat_halted_until})
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

    async def slot(self, chat: int, *, answer: bool = False, paid: bool = False, patience: float = inf) -> None:
        """Wait until a message may go to this chat.

        An answer to a person's own press does not wait for its private chat's spacing (short bursts pass there), only
        for the overall rate and halts. In groups, whose limit is strict, answers and edits wait like everything else.
        Raises `HaltedTooLong` for a halt longer than `patience` seconds.
        """
        spacing = GROUP_SPACING if chat < 0 else PRIVATE_SPACING
        while True:
            now = self._clock.monotonic()
            if (halt := self._halt_end(chat)) - now > patience:
                raise HaltedTooLong(halt - now)
            open_at = self._open_at(chat, answer=answer)
            if open_at > now:
                await self._clock.sleep(open_at - now)
                continue
            # Both are taken without an await between them, so that two waiters for one chat cannot both go.
            rate, at = self._take_slot(paid=paid)
            self._chat_free_at[chat] = max(self._chat_free_at.get(chat, 0.0), at + spacing)
            if await self._departure(rate, at, chat):  # otherwise a halt came in while we waited
                return

    async def any_slot(self) -> None:
        """Wait for the overall rate only."""
        while True:
            await self._sleep_until(self._halted_until)
            if await self._departure(*self._take_slot(), EVERYONE):
                return

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

    def _open_at(self, chat: int, *, answer: bool) -> float:
        over = self._halt_end(chat)
        return over if answer and chat > 0 else max(over, self._chat_free_at.get(chat, 0.0))

    def _halt_end(self, chat: int) -> float:
        return max(self._halted_until, self._chat_halted_until.get(chat, 0.0))

    def _take_slot(self, *, paid: bool = False) -> tuple[_Rate, float]:
        now = self._clock.monotonic()
        faster = paid and self._paid is not None and self._paid.free_at <= max(now, self._free.free_at)
        rate = self._paid if faster and self._paid is not None else self._free
        return rate, rate.take(now)

    async def _departure(self, rate: _Rate, at: float, chat: int) -> bool:
        """Wait for the slot taken at this instant; False if a halt keeps it from being used."""
        await self._sleep_until(at)
        while (early := rate.seconds_too_early(self._clock.monotonic())) > _HAIR:
            await self._clock.sleep(early)
        now = self._clock.monotonic()
        if self._halt_end(chat) > now:
            return False
        rate.note(now)
        return True

    async def _sleep_until(self, at: float) -> None:
        while (wait := at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)


_HAIR = 1e-6
"""Seconds that are only rounding."""
