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


class Departures:
    """Those that may leave at a rate, paid or not; they do so in the order of their lanes, each as soon as the rate and its chat
    allow.

    `leave` is called then. Whatever meets a halt that is longer than `PATIENCE` is handed to `put_back`, with the seconds that
    it still lasts.
    """

    def __init__(
        self, pacer: Pacer, clock: Clock, leave: Callable[[InFlight], None], put_back: Callable[[InFlight, float], None],
        *, paid: bool,
    ) -> None:  # fmt: skip
        self._pacer = pacer
        self._clock = clock
        self._leave = leave
        self._put_back = put_back
        self._paid = paid
        self._queue: list[tuple[int, int, InFlight]] = []
        self._numbers = count()
        self._aside: set[asyncio.Task[None]] = set()  # those whose chats are not open yet
        self._running: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, flight: InFlight) -> None:
        """This one may leave."""
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

    async def _run(self) -> None:
        while self._queue:
            if (seconds := self._pacer.seconds_halted()) > 0:
                await self._wait_out(seconds)
                continue
            free = await self._pacer.slots(len(self._queue), paid=self._paid)
            while free and self._queue:
                free -= self._may_leave(heapq.heappop(self._queue)[2])

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
        if not isinstance(flight.operation, Membership):  # which is no message: it uses up no chat's limit
            chat = flight.delivery.chat
            if (seconds := self._pacer.seconds_halted(chat)) > PATIENCE:
                self._put_back(flight, seconds)
                return False
            if (seconds := self._pacer.seconds_until_open(chat)) > 0:
                task = asyncio.create_task(self._add_after(seconds, flight))
                self._aside.add(task)
                task.add_done_callback(self._aside.discard)
                return False
            self._pacer.leaves(chat)
        self._leave(flight)
        return True

    async def _add_after(self, seconds: float, flight: InFlight) -> None:
        await self._clock.sleep(seconds)
        self.add(flight)
