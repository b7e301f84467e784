"""The outbox loop: claim, recheck, draw, send, settle. It knows no field by name.

The state "sending" is committed before a request leaves, the result after it; no transaction is open while a request is
in flight. Claims and results are written for many deliveries at once: a round of the loop is one transaction, however
many deliveries it claims, lets leave and settles.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from datetime import timedelta
from math import ceil, inf
from typing import Any
from uuid import uuid4

from telegram.error import TelegramError

from bot.clock import wait_for
from bot.delivery.departures import MOST_IN_FLIGHT, Departures
from bot.delivery.drawing import Drawing, file_operation, operation
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import Pacer
from bot.delivery.results import InFlight, Result, Results
from bot.delivery.telegram_errors import Outcome, classify
from bot.delivery.verdicts import Verdicts
from bot.delivery.workshop import Workshop
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from handlers.common.operations import Membership, SendFile
from handlers.common.texts import Catalogs
from handlers.framework.deliveries import Delivers, Drop, Paper, Sendable, TakeBack
from storage import chats, outbox
from storage.cancelling import run_to_completion
from storage.outbox import Delivery, Lane, Settled, State
from storage.outbox_waiting import next_sendable
from storage.store import Store
from storage.transaction import Transaction

ROUND_SECONDS = 0.4
"""How long a round of the loop may wait for more to do: what leaves within it is noted together, and so are results."""

SPARE_SECONDS = 0.05
"""How much longer what was noted as leaving lasts: the next round takes some time."""

AHEAD_SECONDS = 2 * (ROUND_SECONDS + SPARE_SECONDS)
"""Claim only what can leave within this time: a reminder that falls due goes first."""

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
        self._workshop = Workshop(lambda file_id: messenger.fetch(file_id))  # noqa: PLW0108 - looked up when it is needed
        self._run = uuid4().hex
        self._in_flight: dict[int, InFlight] = {}  # by delivery
        self._landed: list[Result] = []  # those of them that have ended
        self._departures = {paid: Departures(pacer, clock, self._leave, self._put_back, paid=paid) for _, paid in self._lanes}
        self._most_landed = max(each.most_out for each in self._departures.values()) * 5 // 8
        self._drawings: set[asyncio.Task[None]] = set()
        self.results = Results(self._kinds, clock)
        self._verdicts = Verdicts(self._kinds, clock, pacer)
        self._news = asyncio.Event()  # something has landed, or is ready
        self._searched: dict[frozenset[Lane], float] = {}  # when no more was found of these lanes
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
            await outbox.settle(tx, [self._verdicts.stopped(row, now, left=row.has_left) for row in rows], now)
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
        leaving = [one for each in self._departures.values() for one in each.leaving(ROUND_SECONDS + SPARE_SECONDS)]
        progress = self.results.due_progress(at_once=not self._in_flight)
        if rooms or leaving or progress or self.results.waiting:
            claim_unknown, self._claim_unknown = self._claim_unknown, True
            async with self._store.begin() as tx:
                await self.results.write(tx, progress)
                await outbox.leave(tx, [flight.delivery.id for flight in leaving])
                if claim_unknown:
                    await self._release_lost_claims(tx)
                for lanes, room in rooms:
                    taken = (one.chat for one in (*(flight.delivery for flight in self._in_flight.values()), *claimed))
                    busy = {*self._pacer.busy(), *taken}
                    found = await outbox.claim(tx, self._clock.now(), self._run, room, busy, lanes)
                    self._note_search(lanes, exhausted=len(found) < room)
                    claimed += found
            self._claim_unknown = False
            for flight, _ in self.results.waiting:
                self._departures[flight.paid].written(flight)
            self.results.written(progress)
            for flight in leaving:
                self._departures[flight.paid].let_leave(flight)
        self._send(claimed)
        if not self._in_flight:
            self._searched.clear()
            return bool(self.results.progress)
        waiting = claimed or any(each.ready for each in self._departures.values())
        await self._wait_for_news(ROUND_SECONDS if waiting else IDLE_SECONDS)
        return True

    def _note_search(self, lanes: frozenset[Lane], *, exhausted: bool) -> None:
        """Where nothing more was found there is nothing to look for, until something is committed or some time has
        passed."""
        self._searched.pop(lanes, None)
        if exhausted:
            self._searched[lanes] = asyncio.get_running_loop().time()

    def _room(self, lanes: frozenset[Lane], *, paid: bool) -> int:
        """How many deliveries of these lanes to claim, as many as leave soon; 0 if that is not worth a claim yet."""
        searched = self._searched.get(lanes)
        if searched is not None and asyncio.get_running_loop().time() - searched < IDLE_SECONDS:
            return 0
        claimed = sum(not flight.left for flight in self._in_flight.values() if flight.paid == paid)
        soon = self._pacer.room(AHEAD_SECONDS, paid=paid) - claimed
        enough = ceil(self._pacer.rate(paid=paid) * ROUND_SECONDS / 2)
        return 0 if self._pacer.halted or soon < enough else min(soon, MOST_IN_FLIGHT)

    def _send(self, claimed: Sequence[Delivery]) -> None:
        """Start drawing these, which are sent when they are drawn. Deliveries of one kind are loaded and drawn together."""
        of_kind: dict[str, list[InFlight]] = {}
        answers = self._messenger.answers
        for delivery in claimed:
            flight = self._in_flight[delivery.id] = InFlight(delivery, paid=delivery.lane in self._paid, since=answers)
            of_kind.setdefault(delivery.kind, []).append(flight)
        for flights in of_kind.values():
            self._draw_apart(self._draw_all(flights))

    def _draw_apart(self, drawing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(drawing)
        self._drawings.add(task)
        task.add_done_callback(self._drawings.discard)

    async def _draw_all(self, flights: Sequence[InFlight]) -> None:
        began = self._clock.monotonic()
        drawn = await self._drawing.draw_all([flight.delivery for flight in flights], self._messenger.bot_username)
        self.results.drawn(flights[0].delivery.kind, self._clock.monotonic() - began)
        for flight in flights:
            prepared = drawn[flight.delivery.id]
            if isinstance(prepared, Paper):
                self._draw_apart(self._draw_file(flight, prepared))  # which takes longer: it holds up no other
            else:
                self._draw(flight, prepared)

    async def _draw_file(self, flight: InFlight, paper: Paper) -> None:
        try:
            flight.operation = await file_operation(flight.delivery, paper, self._workshop)
        except Exception as error:  # noqa: BLE001 - as in `_draw`
            self._not_drawn(flight, error)
        else:
            self._may_leave(flight)

    def _draw(self, flight: InFlight, prepared: Sendable | Exception) -> None:
        """Draw one, unless nothing is to be sent."""
        delivery = flight.delivery
        if isinstance(prepared, Drop):
            self._land(flight, Settled(delivery.id, State.CANCELLED, prepared.reason))
            return
        if isinstance(prepared, TakeBack) and not delivery.message:
            self._land(flight, Settled(delivery.id, State.CANCELLED, "taken back"))
            return
        try:
            if isinstance(prepared, Exception):
                raise prepared
            flight.operation = operation(delivery, prepared, paid=flight.paid)
        except Exception as error:  # noqa: BLE001 - one row that cannot be drawn must not stop the others
            self._not_drawn(flight, error)
        else:
            self._may_leave(flight)

    def _not_drawn(self, flight: InFlight, error: Exception) -> None:
        delivery = flight.delivery
        self._log.error("not drawn", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
        self._land(flight, self._verdicts.retry(delivery, f"not drawn: {type(error).__name__}"))

    def _may_leave(self, flight: InFlight) -> None:
        """It is drawn, and leaves as soon as it may."""
        departures = self._departures[flight.paid]
        if self._verdicts.may_repeat(flight.delivery) and departures.has_room():
            departures.let_leave(flight)
        else:
            departures.ready[flight.delivery.id] = flight
            self._news.set()

    def _leave(self, flight: InFlight) -> None:
        flight.left = True
        flight.task = asyncio.create_task(self._deliver(flight))

    def _put_back(self, flight: InFlight, seconds: float) -> None:
        due = self._clock.now() + timedelta(seconds=seconds)
        self._land(flight, Settled(flight.delivery.id, State.RETRY, "too many requests", due_at=due))

    def _land(self, flight: InFlight, settled: Settled) -> None:
        self._landed.append((flight, settled))
        if len(self._landed) == 1 or self._landed_enough():
            self._news.set()

    def _starves_in(self) -> float:
        """Seconds until nothing more leaves, for want of a round, although something is ready; infinite if nothing is."""
        waits = [inf]
        for each in self._departures.values():
            if each.any_leaves(SPARE_SECONDS):
                return 0.0
            if each.ready and (self._landed or not each.is_full):
                waits.append(max(each.lasts() - SPARE_SECONDS, SPARE_SECONDS))
        return min(waits)

    def _landed_enough(self) -> bool:
        """Whether what has landed is worth a round of its own."""
        return len(self._landed) >= min(len(self._in_flight), self._most_landed)

    def _take_results(self) -> None:
        """What has ended is no longer in flight, and waits to be written."""
        for flight, _ in self._landed:
            del self._in_flight[flight.delivery.id]
        self.results.waiting += self._landed
        self._landed = []

    async def _release_lost_claims(self, tx: Transaction) -> None:
        """Release rows claimed by this run in a transaction whose outcome it did not learn: nothing of them was
        sent."""
        now = self._clock.now()
        lost = [row for row in await outbox.claimed_by(tx, self._run) if row.id not in self._in_flight]
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
            while not more.done() and not self._landed_enough():
                if self._landed and not collecting:
                    until, collecting = min(until, now() + ROUND_SECONDS), True
                until = min(until, now() + self._starves_in())
                if (left := until - now()) <= 0:
                    return
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
        """Cancel what has not left (it is sent after the next start); wait at most `IN_FLIGHT_SECONDS` for what has."""
        for drawing in self._drawings:
            drawing.cancel()
        for departures in self._departures.values():
            await departures.stop()
        if going := {*self._drawings, *(flight.task for flight in self._in_flight.values() if flight.task is not None)}:
            _, late = await asyncio.wait(going, timeout=IN_FLIGHT_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        ended, now = {flight.delivery.id for flight, _ in self._landed}, self._clock.now()
        for flight in self._in_flight.values():
            if flight.delivery.id not in ended:
                self._landed.append((flight, self._verdicts.stopped(flight.delivery, now, left=flight.left)))
        self._take_results()
        try:
            progress = self.results.due_progress(at_once=True)
            if progress or self.results.waiting:
                async with self._store.begin() as tx:
                    await self.results.write(tx, progress)
            await self._save_halts()
        except Exception as error:  # noqa: BLE001 - the next start settles what this one could not
            self._log.error("not settled", error=type(error).__name__)

    async def _deliver(self, flight: InFlight) -> None:
        try:
            self._land(flight, await self._sent(flight))
        finally:
            if isinstance(flight.operation, SendFile):
                self._workshop.uploaded(flight.operation.once, flight.file_id)

    async def _sent(self, flight: InFlight) -> Settled:
        delivery, operation = flight.delivery, flight.operation
        assert operation is not None  # noqa: S101 - it was drawn
        try:
            sent = await self._messenger.send(operation)
        except TelegramError as error:
            flight.refusal = classify(error)
            # No error: somebody has blocked the bot, or deleted a card that is to be redrawn. What Telegram does not do in a chat
            # is told on the card that asked for it.
            new = delivery.message is None and not isinstance(operation, Membership)
            if new and flight.refusal.outcome is Outcome.FAIL:
                self._log.error("delivery refused", kind=delivery.kind, id=delivery.id, reason=flight.refusal.reason)
            return self._verdicts.on_failure(delivery, flight.refusal)
        except Exception as error:  # noqa: BLE001 - nor one that cannot be sent
            self._log.error("not sent", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return self._verdicts.uncertain(delivery, f"not sent: {type(error).__name__}", self._clock.now())
        flight.overtaken = bool(delivery.message) and self._messenger.was_answered(
            delivery.chat, delivery.message or 0, flight.since
        )
        flight.more, flight.file_id = (sent.more, sent.file_id) if sent else ((), "")
        how, message = (sent.how, sent.message) if sent else (None, None)
        return Settled(delivery.id, State.SENT, how, message, at=self._clock.now())
