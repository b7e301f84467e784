"""The outbox loop: claim, recheck, draw, send, settle. It knows no field by name.

The state "sending" is committed before a request leaves, the result after it; no transaction is open while a request is
in flight.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from telegram.error import TelegramError

from bot.delivery.drawing import draw
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import HaltedTooLong, Pacer
from bot.delivery.telegram_errors import Failure, Outcome, classify
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from handlers.common.texts import Catalogs
from handlers.framework.deliveries import MESSAGE, Delivers, Drop, Sendable, TakeBack, begin_reading, former
from storage import cards, chats, outbox
from storage.cancelling import run_to_completion
from storage.outbox import Delivery, Lane, Order, Settled, State
from storage.store import Store, Transaction

IN_FLIGHT = 16
"""How many requests may be in flight at once; a crash can duplicate no more than these."""

AHEAD_SECONDS = 0.1
"""Claim only what can leave within this time: a crash makes fewer rows uncertain, and a reminder that falls due goes
first."""

MOST_ATTEMPTS = 8
IDLE_SECONDS = 0.5
PROGRESS_SECONDS = 2
IN_FLIGHT_SECONDS = 1.0
"""Seconds to wait, when the program stops, for requests that have left."""

LAST_SECONDS = 5.0
"""Seconds that settling them may take when the program is told to stop a second time."""


@dataclass(slots=True)
class InFlight:
    """A delivery being sent: what was drawn, whether the request has left, an album's other messages, Telegram's
    refusal."""

    delivery: Delivery
    drawn: Sendable | None = None
    left: bool = False
    more: tuple[int, ...] = ()
    refusal: Failure | None = None


Drawn = dict[int, Sendable | Exception]
"""By delivery id: what to send, or the exception that says why nothing is sent."""


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
        self._council = council
        self._catalogs = catalogs
        self._messenger = messenger
        self._pacer = pacer
        self._paid = frozenset({Lane.ANNOUNCEMENTS} if paid_broadcasts else ())
        self._delivers = {one.kind.name: one for one in deliveries}
        self._kinds = {name: one.kind for name, one in self._delivers.items()}
        self._run = uuid4().hex
        self._in_flight: dict[asyncio.Task[Settled], InFlight] = {}
        self._results: list[tuple[InFlight, Settled]] = []
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
            left = await outbox.abandoned(tx, self._run)
            await outbox.settle(tx, [self._uncertain(row, "the program was stopped", now) for row in left], now)
        return len(left)

    async def run(self) -> None:
        """Deliver until cancelled, then settle what is in flight. Waits while the database is away."""
        failures = 0
        try:
            while True:
                # Cleared before the claim: a commit after the claim sets it again, so that no delivery is overlooked.
                self._store.deliveries.clear()
                try:
                    busy = await self.deliver_batch()
                    failures = 0
                except Exception as error:  # noqa: BLE001 - the rows are still there for the next try
                    failures += 1
                    self._log.error("nothing delivered", error=type(error).__name__)
                    await self._clock.sleep(min(0.5 * 2**failures, 10))
                    continue
                if not busy:
                    await self._wait_for_work()
        finally:
            await run_to_completion(self._drain(), LAST_SECONDS)

    async def deliver_batch(self) -> bool:
        """Claim up to the free capacity, send it, and settle what has ended. False: nothing to do."""
        await self._settle(())  # results that could not be written earlier
        await self._save_halts()
        claimed: list[Delivery] = []
        room = min(IN_FLIGHT - len(self._in_flight), self._pacer.room(AHEAD_SECONDS))
        if room > 0 and not self._pacer.halted:
            claim_unknown, self._claim_unknown = self._claim_unknown, True
            async with self._store.begin() as tx:
                if claim_unknown:
                    await self._release_lost_claims(tx)
                busy = [*self._pacer.busy(), *(flight.delivery.chat for flight in self._in_flight.values())]
                claimed = await outbox.claim(tx, self._clock.now(), self._run, room, busy)
            self._claim_unknown = False
        self._send(claimed)
        if not self._in_flight:
            return False
        await self._settle(await self._wait_for_results(0.02 if claimed else IDLE_SECONDS))
        return True

    def _send(self, claimed: Sequence[Delivery]) -> None:
        """Start sending these. Deliveries of one kind are loaded and drawn together."""
        of_kind: dict[str, list[Delivery]] = {}
        for delivery in claimed:
            of_kind.setdefault(delivery.kind, []).append(delivery)
        for deliveries in of_kind.values():
            drawing = asyncio.create_task(self._draw_all(deliveries))
            for delivery in deliveries:
                flight = InFlight(delivery)
                self._in_flight[asyncio.create_task(self._deliver(flight, drawing))] = flight

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

    async def _wait_for_results(self, patience: float) -> Iterable[asyncio.Task[Settled]]:
        """Wait up to `patience` seconds for a result or for more deliveries; the tasks that are done."""
        more = asyncio.create_task(self._store.deliveries.wait())
        try:
            await asyncio.wait([*self._in_flight, more], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()
        return [task for task in self._in_flight if task.done()]

    async def _wait_for_work(self) -> None:
        """Wait until something is to be delivered, or a chat that was skipped is free again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(IDLE_SECONDS, self._pacer.seconds_until_free())):
                await self._store.deliveries.wait()

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
        try:
            await self._settle(list(self._in_flight))
            await self._save_halts()
        except Exception as error:  # noqa: BLE001 - the next start settles what this one could not
            self._log.error("not settled", error=type(error).__name__)

    async def _settle(self, done: Iterable[asyncio.Task[Settled]]) -> None:
        """Settle these. If the write fails, the results are kept for the next call."""
        for task in done:
            flight = self._in_flight.pop(task)
            self._results.append((flight, self._result(task, flight)))
        if not self._results:
            return
        now = self._clock.now()
        async with self._store.begin() as tx:
            await outbox.settle(tx, [settled for _, settled in self._results], now)
            fresh = [
                (flight, settled.message) for flight, settled in self._results if self._is_new_card(flight, settled)
            ]
            to_check = [*(flight for flight, _ in fresh), *(flight for flight, _ in self._results if flight.refusal)]
            existing = await outbox.existing(tx, [flight.delivery.id for flight in to_check])
            for flight, _ in self._results:
                if flight.delivery.id in existing:
                    await self._note_refusal(tx, flight, now)
            fresh = [(flight, message) for flight, message in fresh if flight.delivery.id in existing]
            for flight, message in fresh:
                at = flight.delivery
                replaced = await cards.remember(
                    tx, at.subject, at.kind, at.chat, message or 0, at.person, flight.more, at.data
                )
                gone = former(at.kind)
                if replaced is not None and gone in self._kinds:
                    key = f"{at.subject}:{gone}:{at.chat}:{replaced}"
                    order = Order(key, gone, at.subject, Lane.ROUNDS, at.chat, at.person, {MESSAGE: replaced})
                    await outbox.queue(tx, [order], now)
            for subject, progress in {
                (flight.delivery.subject, kind.progress)
                for flight, _ in self._results
                if (kind := self._kinds.get(flight.delivery.kind)) and kind.progress
            }:
                await outbox.redraw(tx, subject, now, kind=progress, after=timedelta(seconds=PROGRESS_SECONDS))
        self._results.clear()
        await self._redraw_outdated([flight for flight, _ in fresh])

    def _result(self, task: asyncio.Task[Settled], flight: InFlight) -> Settled:
        now = self._clock.now()
        if not task.cancelled():
            return task.result()
        if flight.left:
            return self._uncertain(flight.delivery, "the program was stopped", now)
        return Settled(flight.delivery.id, State.RETRY, "the program was stopped", due_at=now)

    def _is_new_card(self, flight: InFlight, settled: Settled) -> bool:
        kind = self._kinds.get(flight.delivery.kind)
        new = (
            not (flight.delivery.card and flight.delivery.message)
            and settled.state is State.SENT
            and settled.message is not None
        )
        return new and kind is not None and kind.card

    async def _note_refusal(self, tx: Transaction, flight: InFlight, now: datetime) -> None:
        failure, chat = flight.refusal, flight.delivery.chat
        if failure is not None and failure.outcome is Outcome.SUSPEND:
            await chats.suspend(tx, chat, failure.reason, now)
        elif failure is not None and failure.outcome is Outcome.MIGRATED and failure.new_chat is not None:
            await chats.migrate(tx, chat, failure.new_chat)

    async def _redraw_outdated(self, fresh: Sequence[InFlight]) -> None:
        """Redraw new cards whose content changed while they were being sent: the change found no card to mark."""
        of_kind: dict[str, list[InFlight]] = {}
        for flight in fresh:
            of_kind.setdefault(flight.delivery.kind, []).append(flight)
        for kind, flights in of_kind.items():
            try:
                drawn = await self._draw_all([flight.delivery for flight in flights])
                outdated = [flight for flight in flights if drawn[flight.delivery.id] != flight.drawn]
                if outdated:
                    async with self._store.begin() as tx:
                        for flight in outdated:
                            at = flight.delivery
                            # Only the copy in its own chat: other copies were marked when the change was made.
                            lane = max(at.lane, Lane.ROUNDS)
                            await outbox.redraw(tx, at.subject, self._clock.now(), kind=kind, only=at.chat, lane=lane)
            except Exception as error:  # noqa: BLE001 - the card was sent; it is only outdated
                self._log.error("not compared", kind=kind, error=type(error).__name__)

    async def _deliver(self, flight: InFlight, drawing: asyncio.Task[Drawn]) -> Settled:
        delivery = flight.delivery
        try:
            prepared = (await asyncio.shield(drawing))[delivery.id]
            if isinstance(prepared, Drop):
                return Settled(delivery.id, State.CANCELLED, prepared.reason)
            if isinstance(prepared, Exception):
                raise prepared
            flight.drawn = prepared
            if isinstance(prepared, TakeBack) and not delivery.message:
                return Settled(delivery.id, State.CANCELLED, "taken back")
            operation = await draw(delivery, prepared, paid=delivery.lane in self._paid)
        except Exception as error:  # noqa: BLE001 - one row that cannot be drawn must not stop the others
            self._log.error("not drawn", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return self._retry(delivery, f"not drawn: {type(error).__name__}")
        try:
            await self._messenger.wait_turn(operation, answer=False)
            flight.left = True
            sent = await self._messenger.send(operation)
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

    async def _draw_all(self, claimed: Sequence[Delivery]) -> Drawn:
        """What to send for each of these deliveries of one kind. If loading them together fails, each is tried
        alone."""
        try:
            return await self._load_and_draw(claimed)
        except Exception as error:  # noqa: BLE001 - returned as the delivery's result, which is retried
            if len(claimed) == 1:
                return {claimed[0].id: error}
        alone = [await self._draw_all([delivery]) for delivery in claimed]
        return {id_: made for drawn in alone for id_, made in drawn.items()}

    async def _load_and_draw(self, claimed: Sequence[Delivery]) -> Drawn:
        delivers = self._delivers[claimed[0].kind]
        async with self._store.read() as tx:
            read = await begin_reading(
                tx, self._council, self._catalogs, self._clock.now(), self._messenger.bot_username, claimed
            )
            loaded = await delivers.load(read, claimed)
        drawn: Drawn = {}
        for delivery in claimed:
            try:
                drawn[delivery.id] = delivers.drawn(loaded, delivery, read.reader(delivery))
            except Exception as failure:  # noqa: BLE001 - `Drop`, or an error in drawing
                drawn[delivery.id] = failure
        return drawn

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

    def _uncertain(self, delivery: Delivery, reason: str, now: datetime) -> Settled:
        kind = self._kinds.get(delivery.kind)
        if kind is None or not (kind.repeat or delivery.card is not None) or delivery.attempts >= MOST_ATTEMPTS:
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
