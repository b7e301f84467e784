"""The outbox loop: claim, recheck, draw, send, settle. It knows no field by name.

The state "sending" is committed before a request leaves, the result after it; no transaction is open while a request is
in flight. Claims and results are written for many deliveries at once: a round of the loop is one transaction, however
many deliveries it claims, lets leave and settles.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import uuid4

from telegram.error import TelegramError

from bot.clock import wait_for
from bot.delivery.drawing import Drawing, Drawn, draw
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import HaltedTooLong, Pacer
from bot.delivery.results import InFlight, Results
from bot.delivery.telegram_errors import Failure, Outcome, classify
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from handlers.common.texts import Catalogs
from handlers.framework.deliveries import Delivers, Drop, TakeBack
from storage import chats, outbox
from storage.cancelling import run_to_completion
from storage.outbox import Delivery, Lane, Settled, State
from storage.outbox_waiting import next_sendable
from storage.store import Store
from storage.transaction import Transaction

IN_FLIGHT = 16
"""How many deliveries may be claimed and not settled, at a rate for which that is enough: a crash can duplicate, or
leave unknown, no more than these."""

IN_FLIGHT_SHARE = 0.4
"""At higher rates, how many may be, as a share of what is sent in a second."""

AHEAD_SECONDS = 0.2
"""Claim only what can leave within this time: a reminder that falls due goes first."""

COLLECT_SECONDS = 0.05
"""How long a result waits for others to be written with."""

MOST_COLLECTED = 500
"""With so many, they are written at once."""

MOST_ATTEMPTS = 8
IDLE_SECONDS = 0.5
LONGEST_SECONDS = 60.0
"""The longest sleep: what another process has queued is found after it."""

LEAST_SECONDS = 0.02
"""The shortest sleep: chats become free one after another, and what is due may be locked."""

IN_FLIGHT_SECONDS = 1.0
"""Seconds to wait, when the program stops, for requests that have left."""

LAST_SECONDS = 5.0
"""Seconds that settling them may take when the program is told to stop a second time."""


class Dispatcher:
    """Sends what is in the outbox. Only one process runs it at a time."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        council: Council,
        catalogs: Catalogs,
        messenger: Messenger,
        pacer: Pacer,
        deliveries: Iterable[Delivers[Any]],
        *,
        paid_broadcasts: bool = False,
    ) -> None:
        self._store = store
        self._clock = clock
        self._messenger = messenger
        self._pacer = pacer
        self._paid = frozenset({Lane.ANNOUNCEMENTS} if paid_broadcasts else ())
        # Each rate has its own lanes: the slow one's must not be claimed as fast as the others.
        self._lanes = [(frozenset(Lane) - self._paid, False)] + ([(self._paid, True)] if self._paid else [])
        delivers = {one.kind.name: one for one in deliveries}
        self._kinds = {name: one.kind for name, one in delivers.items()}
        self._drawing = Drawing(store, clock, council, catalogs, delivers)
        self._run = uuid4().hex
        self._in_flight: dict[asyncio.Task[Settled], InFlight] = {}
        self._landed = 0  # how many of these are done
        self._ready: list[InFlight] = []  # drawn, and to be noted as leaving before they leave
        self._results = Results(self._kinds, clock)
        self._news = asyncio.Event()  # something has landed, or is ready
        self._searched: dict[frozenset[Lane], float] = {}  # when no more was found of these lanes
        self._answer_seconds = 0.1  # how long Telegram takes to answer, on average
        self._claim_unknown = False  # whether the last claim may have been committed although its commit raised
        self._log = logger("dispatcher")

    async def recover(self) -> int:
        """Settle what an earlier run had in flight when it ended, and restore the halts it had been given; how many
        rows.

        Whether those messages arrived is unknown: kinds that may be repeated are retried, others wait for a person's
        decision.
        """
        async with self._store.begin() as tx:
            now = self._clock.now()
            for wait in await chats.list_retry_after(tx, now):
                self._pacer.restore_halt(wait.chat, wait.left(now).total_seconds())
            rows = await outbox.abandoned(tx, self._run)
            await outbox.settle(tx, [self._stopped(row, now, left=row.has_left) for row in rows], now)
        return len(rows)

    async def run(self) -> None:
        """Deliver until cancelled, then settle what is in flight. Waits while the database is away."""
        failures = 0
        try:
            while True:
                # Cleared before the claim: a commit after the claim sets it again, so that no delivery is overlooked.
                self._store.deliveries.clear()
                try:
                    if not await self.deliver_batch():
                        await self._wait_for_work()
                    failures = 0
                except Exception as error:  # noqa: BLE001 - the rows are still there for the next try
                    failures += 1
                    self._log.error("nothing delivered", error=type(error).__name__)
                    await self._clock.sleep(min(0.5 * 2**failures, 10))
        finally:
            await run_to_completion(self._drain(), LAST_SECONDS)

    async def deliver_batch(self) -> bool:
        """One round: settle what has ended, claim what may leave soon and send it. False: nothing to do."""
        await self._save_halts()
        self._take_results()
        claimed: list[Delivery] = []
        rooms = [(lanes, room) for lanes, paid in self._lanes if (room := self._room(lanes, paid=paid)) > 0]
        leaving = list(self._ready)
        progress = self._results.due_progress(at_once=not self._in_flight)
        if rooms or leaving or progress or self._results.waiting:
            claim_unknown, self._claim_unknown = self._claim_unknown, True
            async with self._store.begin() as tx:
                await self._results.write(tx, progress)
                await outbox.leave(tx, [flight.delivery.id for flight in leaving])
                if claim_unknown:
                    await self._release_lost_claims(tx)
                for lanes, room in rooms:
                    taken = (one.chat for one in (*(flight.delivery for flight in self._in_flight.values()), *claimed))
                    busy = [*self._pacer.busy(), *taken]
                    found = await outbox.claim(tx, self._clock.now(), self._run, room, busy, lanes)
                    self._note_search(lanes, exhausted=len(found) < room)
                    claimed += found
            self._claim_unknown = False
            self._results.written(progress)
            self._let_leave(leaving)
        self._send(claimed)
        if not self._in_flight:
            self._searched.clear()
            return bool(self._results.progress)
        await self._wait_for_news(AHEAD_SECONDS / 2 if claimed else IDLE_SECONDS)
        return True

    def _note_search(self, lanes: frozenset[Lane], *, exhausted: bool) -> None:
        """Where nothing more was found there is nothing to look for, until something is committed or some time has
        passed."""
        self._searched.pop(lanes, None)
        if exhausted:
            self._searched[lanes] = asyncio.get_running_loop().time()

    def _room(self, lanes: frozenset[Lane], *, paid: bool) -> int:
        """How many deliveries of these lanes to claim: so many as leave soon, and few enough to be in flight; 0 if that
        is not worth a claim yet."""
        searched = self._searched.get(lanes)
        if searched is not None and asyncio.get_running_loop().time() - searched < IDLE_SECONDS:
            return 0
        rate = self._pacer.rate(paid=paid)
        claimed = [flight for flight in self._in_flight.values() if flight.delivery.lane in lanes]
        soon = self._pacer.room(AHEAD_SECONDS, paid=paid) - sum(not flight.turn for flight in claimed)
        if self._pacer.halted or soon < ceil(rate * AHEAD_SECONDS / 2):
            return 0
        # What leaves while one is answered and settled (Little's law), with some to spare.
        need = rate * (1.5 * self._answer_seconds + AHEAD_SECONDS + 2 * COLLECT_SECONDS)
        return min(soon, int(max(IN_FLIGHT, min(need, rate * IN_FLIGHT_SHARE))) - len(claimed))

    def _send(self, claimed: Sequence[Delivery]) -> None:
        """Start sending these. Deliveries of one kind are loaded and drawn together."""
        of_kind: dict[str, list[Delivery]] = {}
        for delivery in claimed:
            of_kind.setdefault(delivery.kind, []).append(delivery)
        for deliveries in of_kind.values():
            drawing = asyncio.create_task(self._drawing.draw_all(deliveries, self._messenger.bot_username))
            for delivery in deliveries:
                flight = InFlight(delivery)
                task = asyncio.create_task(self._deliver(flight, drawing))
                task.add_done_callback(self._on_landing)
                self._in_flight[task] = flight

    def _let_leave(self, flights: Sequence[InFlight]) -> None:
        """These were noted as leaving: they may."""
        del self._ready[: len(flights)]
        for flight in flights:
            if flight.may_leave is not None and not flight.may_leave.done():
                flight.may_leave.set_result(None)

    def _on_landing(self, _task: asyncio.Task[Settled]) -> None:
        self._landed += 1
        if self._landed in {1, MOST_COLLECTED} or self._landed >= len(self._in_flight):
            self._news.set()

    def _take_results(self) -> None:
        """What has ended is no longer in flight, and waits to be written."""
        for task in [task for task in self._in_flight if task.done()]:
            flight = self._in_flight.pop(task)
            self._results.waiting.append((flight, self._result(task, flight)))
        self._landed = 0

    async def _release_lost_claims(self, tx: Transaction) -> None:
        """Release rows claimed by this run in a transaction whose outcome it did not learn: nothing of them was
        sent."""
        ours, now = {flight.delivery.id for flight in self._in_flight.values()}, self._clock.now()
        lost = [row for row in await outbox.claimed_by(tx, self._run) if row.id not in ours]
        await outbox.settle(tx, [Settled(row.id, State.RETRY, "the claim was lost", due_at=now) for row in lost], now)

    async def _save_halts(self) -> None:
        """Save Telegram's halts (429), whether a delivery or a reply met them, so that they survive a restart."""
        if halts := self._pacer.unsaved_halts():
            left = {chat: timedelta(seconds=until - self._clock.monotonic()) for chat, until in halts.items()}
            async with self._store.begin() as tx:
                await chats.put_retry_after(tx, left, self._clock.now())
            self._pacer.mark_saved(halts)

    async def _wait_for_news(self, seconds: float) -> None:
        """Wait up to `seconds` for results, which are collected for a moment, for deliveries that are ready to leave, or
        for more to be claimed."""
        now = asyncio.get_running_loop().time
        until, collecting = now() + seconds, False
        more, news = (asyncio.create_task(event.wait()) for event in (self._store.deliveries, self._news))
        try:
            while not more.done() and (left := until - now()) > 0:
                if self._landed >= min(len(self._in_flight), MOST_COLLECTED):
                    return
                if self._ready and self._pacer.room(COLLECT_SECONDS, paid=bool(self._paid)) > 0:
                    return
                if self._landed and not collecting:
                    until, collecting = min(until, now() + COLLECT_SECONDS), True
                    continue
                await asyncio.wait([more, news], timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    self._news.clear()
                    news = asyncio.create_task(self._news.wait())
        finally:
            more.cancel()
            news.cancel()
            if self._store.deliveries.is_set():
                self._searched.clear()

    async def _wait_for_work(self) -> None:
        """Wait until something can be sent, or something was queued."""
        while True:
            if self._pacer.halted or self._pacer.room(AHEAD_SECONDS) <= 0:
                await self._clock.sleep(AHEAD_SECONDS)
                continue
            async with self._store.read() as tx:
                due = await next_sendable(tx, self._pacer.busy())
            waits = [LONGEST_SECONDS, self._pacer.seconds_until_free()]
            if due is not None:
                waits.append((due - self._clock.now()).total_seconds())
            queued = await wait_for(self._store.deliveries, max(min(waits), LEAST_SECONDS), self._clock)
            if queued or (due is not None and due <= self._clock.now()):
                return

    async def _drain(self) -> None:
        """Cancel what has not left (it is sent after the next start); wait at most `LANDING_SECONDS` for what has."""
        for task, flight in self._in_flight.items():
            if not flight.left:
                task.cancel()
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=IN_FLIGHT_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        self._take_results()
        try:
            progress = self._results.due_progress(at_once=True)
            if progress or self._results.waiting:
                async with self._store.begin() as tx:
                    await self._results.write(tx, progress)
            await self._save_halts()
        except Exception as error:  # noqa: BLE001 - the next start settles what this one could not
            self._log.error("not settled", error=type(error).__name__)

    def _result(self, task: asyncio.Task[Settled], flight: InFlight) -> Settled:
        if not task.cancelled():
            return task.result()
        return self._stopped(flight.delivery, self._clock.now(), left=flight.left)

    def _stopped(self, delivery: Delivery, now: datetime, *, left: bool) -> Settled:
        """The program was stopped before the answer. Of a kind that may be repeated nobody noted whether it left."""
        if left or self._may_repeat(delivery):
            return self._uncertain(delivery, "the program was stopped", now)
        return Settled(delivery.id, State.RETRY, "the program was stopped", due_at=now)

    async def _deliver(self, flight: InFlight, drawing: asyncio.Task[Drawn]) -> Settled:
        delivery = flight.delivery
        try:
            prepared = (await asyncio.shield(drawing))[delivery.id]
            if isinstance(prepared, Drop):
                return Settled(delivery.id, State.CANCELLED, prepared.reason)
            if isinstance(prepared, Exception):
                raise prepared
            if isinstance(prepared, TakeBack) and not delivery.message:
                return Settled(delivery.id, State.CANCELLED, "taken back")
            operation = await draw(delivery, prepared, paid=delivery.lane in self._paid)
        except Exception as error:  # noqa: BLE001 - one row that cannot be drawn must not stop the others
            self._log.error("not drawn", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return self._retry(delivery, f"not drawn: {type(error).__name__}")
        try:
            if not self._may_repeat(delivery):
                flight.may_leave = asyncio.get_running_loop().create_future()
                self._ready.append(flight)
                self._news.set()
                await flight.may_leave
            flight.turn = True
            await self._messenger.wait_turn(operation, answer=False)
            flight.left = True
            began = self._clock.monotonic()
            sent = await self._messenger.send(operation)
            self._answer_seconds += 0.05 * (self._clock.monotonic() - began - self._answer_seconds)
        except HaltedTooLong as halt:
            due = self._clock.now() + timedelta(seconds=halt.seconds)
            return Settled(delivery.id, State.RETRY, "too many requests", due_at=due)
        except TelegramError as error:
            flight.refusal = classify(error)
            return self._on_failure(delivery, flight.refusal)
        except Exception as error:  # noqa: BLE001 - nor one that cannot be sent
            self._log.error("not sent", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return self._uncertain(delivery, f"not sent: {type(error).__name__}", self._clock.now())
        flight.more = sent.more if sent else ()
        return Settled(delivery.id, State.SENT, sent.how if sent else None, message=sent.message if sent else None)

    def _on_failure(self, delivery: Delivery, failure: Failure) -> Settled:
        now = self._clock.now()
        match failure.outcome:
            case Outcome.DONE:
                return Settled(delivery.id, State.SENT, failure.reason, delivery.message)
            case Outcome.SUSPEND | Outcome.FAIL | Outcome.UNDELETABLE | Outcome.UNCOPYABLE:
                return Settled(delivery.id, State.DEAD, failure.reason)
            case Outcome.MIGRATED:
                return Settled(delivery.id, State.RETRY, failure.reason, due_at=now)
            case Outcome.WAIT:
                self._pacer.halt(delivery.chat, failure.wait.total_seconds())
                return Settled(delivery.id, State.RETRY, failure.reason, due_at=now + failure.wait)
            case Outcome.UNKNOWN:
                return self._uncertain(delivery, failure.reason, now)
            case _:
                return self._retry(delivery, failure.reason)

    def _may_repeat(self, delivery: Delivery) -> bool:
        kind = self._kinds.get(delivery.kind)
        return kind is not None and (kind.repeat or delivery.card is not None)

    def _uncertain(self, delivery: Delivery, reason: str, now: datetime) -> Settled:
        """Nobody knows whether it has arrived."""
        if not self._may_repeat(delivery) or delivery.attempts >= MOST_ATTEMPTS:
            return Settled(delivery.id, State.UNCERTAIN, reason)
        at_once = delivery.attempts <= 1
        return Settled(delivery.id, State.RETRY, reason, due_at=now if at_once else now + _backoff(delivery))

    def _retry(self, delivery: Delivery, reason: str) -> Settled:
        """Retry with exponential backoff: an outage of an hour loses no message."""
        if delivery.attempts >= MOST_ATTEMPTS and reason.startswith("not drawn"):
            return Settled(delivery.id, State.DEAD, reason)
        return Settled(delivery.id, State.RETRY, reason, due_at=self._clock.now() + _backoff(delivery))


def _backoff(delivery: Delivery) -> timedelta:
    return timedelta(seconds=min(2 ** min(delivery.attempts, 10), 300))
