"""Lets deliveries leave: one task for all that leave at one of Telegram's rates, which wakes once for those that leave
together."""

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

from bot.delivery.pacer import Pacer
from bot.delivery.results import InFlight
from council.clock import Clock
from handlers.common.operations import Membership

PATIENCE = 0.5
"""For how many seconds a delivery waits out a halt of its chat in memory. For a longer one it goes back to the outbox, and
is drawn anew: by then its recipient may have left the audience."""


IN_FLIGHT = 16
"""How many deliveries may have left, or be about to, and not be written down, at a rate for which that is enough: a crash can
duplicate, or leave unknown, no more than these."""

IN_FLIGHT_SHARE, MOST_IN_FLIGHT = 0.4, 400
"""At higher rates, how many may be, as a share of what is sent in a second; and at the highest that Telegram knows."""


class Departures:
    """What is sent at a rate, paid or not. A delivery that is drawn is `ready`; it is let leave when that is noted, or need not
    be; it leaves in the order of lanes, as soon as the rate and its chat allow. `most_out` bounds those that were let leave and
    are not written down.

    `leave` is called when it leaves. Whatever meets a halt that is longer than `PATIENCE` is handed to `put_back`, with the
    seconds that it still lasts.
    """

    def __init__(
        self, pacer: Pacer, clock: Clock, leave: Callable[[InFlight], None], put_back: Callable[[InFlight, float], None],
        *, paid: bool,
    ) -> None:  # fmt: skip
        self.ready: dict[int, InFlight] = {}  # by delivery
        self.most_out = int(min(max(IN_FLIGHT, pacer.rate(paid=paid) * IN_FLIGHT_SHARE), MOST_IN_FLIGHT))
        self._out = 0
        self._pacer = pacer
        self._clock = clock
        self._leave = leave
        self._put_back = put_back
        self._paid = paid
        self._queue: list[tuple[int, int, InFlight]] = []
        self._numbers = count()
        self._aside: set[asyncio.Task[None]] = set()  # those whose chats are not open yet
        self._running: asyncio.Task[None] | None = None

    def has_room(self) -> bool:
        """Whether one more may be let leave at once."""
        return self._out + len(self.ready) < self.most_out

    @property
    def is_full(self) -> bool:
        """Whether none may be let leave until some are written down."""
        return self._out >= self.most_out

    def lasts(self) -> float:
        """For how many seconds those that were let leave go on leaving."""
        return len(self._queue) / self._pacer.rate(paid=self._paid)

    def leaving(self, seconds: float) -> list[InFlight]:
        """Those that are ready and leave within this time: the highest lanes first."""
        room = self._room(seconds)
        return sorted(self.ready.values(), key=lambda one: one.delivery.lane)[:room] if room > 0 else []

    def any_leaves(self, seconds: float) -> bool:
        """Whether there are any."""
        return bool(self.ready) and self._room(seconds) > 0

    def _room(self, seconds: float) -> int:
        return min(self._pacer.room(seconds, paid=self._paid) - len(self._queue), self.most_out - self._out)

    def let_leave(self, flight: InFlight) -> None:
        """It leaves as soon as it may."""
        self.ready.pop(flight.delivery.id, None)
        self._out += 1
        flight.let_leave = True
        self._add(flight)

    def written(self, flight: InFlight) -> None:
        """What became of one is written down."""
        self._out -= flight.let_leave

    def _add(self, flight: InFlight) -> None:
        heapq.heappush(self._queue, (flight.delivery.lane, next(self._numbers), flight))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Nothing more leaves."""
        tasks = {*self._aside, *({self._running} if self._running is not None else ())}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._queue.clear()
        self.ready.clear()

    async def _run(self) -> None:
        while self._queue:
            if (seconds := self._pacer.seconds_halted()) > 0:
                await self._wait_out(seconds)
                continue
            async with self._pacer.slots(len(self._queue), paid=self._paid) as free:
                left = 0
                while left < free and self._queue:
                    left += self._may_leave(heapq.heappop(self._queue)[2])

    async def _wait_out(self, seconds: float) -> None:
        """Telegram has halted everyone."""
        if seconds <= PATIENCE:
            await self._clock.sleep(seconds)
        else:
            waiting, self._queue = self._queue, []
            for _, _, flight in waiting:
                self._put_back(flight, seconds)

    def _may_leave(self, flight: InFlight) -> bool:
        """Let it leave, if its chat is open; whether it was."""
        chat = flight.delivery.chat
        # A membership is no message: it uses up no chat's limit.
        if not isinstance(flight.operation, Membership) and (seconds := self._pacer.leave(chat)) > 0:
            if (halted := self._pacer.seconds_halted(chat)) > PATIENCE:
                self._put_back(flight, halted)
            else:
                task = asyncio.create_task(self._add_after(seconds, flight))
                self._aside.add(task)
                task.add_done_callback(self._aside.discard)
            return False
        self._leave(flight)
        return True

    async def _add_after(self, seconds: float, flight: InFlight) -> None:
        await self._clock.sleep(seconds)
        self._add(flight)
