"""The outbox loop: claim, recheck, draw, send, settle. It knows no field by name.

"Sending" is committed before a request leaves and its result after; no transaction is open while it is in flight.
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
from bot.delivery.pacer import Pacer, ToldToWait
from bot.delivery.telegram_errors import Fate, Meaning, meaning
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from handlers.common.texts import Catalogs
from handlers.framework.deliveries import MESSAGE, Delivers, Drop, Sendable, TakeBack, begin_reading, former
from storage import cards, chats, outbox
from storage.cancelling import to_the_end
from storage.outbox import Delivery, Lane, Order, Settled, State
from storage.store import Store, Transaction

IN_FLIGHT = 16
"""How many requests may be under way at once; never more duplicates than this after a crash."""

AHEAD_SECONDS = 0.1
"""Claimed is what can leave within this time: of the rest, a crash makes nothing uncertain, and a reminder comes before it."""

MOST_ATTEMPTS = 8
IDLE_SECONDS = 0.5
PROGRESS_SECONDS = 2
LANDING_SECONDS = 1.0
"""How long a program that is being stopped waits for requests that have left."""

LAST_SECONDS = 5.0
"""How long settling them may take, should it be told to stop once more meanwhile."""


@dataclass(slots=True)
class Flight:
    """A delivery on its way: what was drawn, whether the request has left, and what Telegram said against it."""

    delivery: Delivery
    drawn: Sendable | None = None
    left: bool = False
    more: tuple[int, ...] = ()
    refusal: Meaning | None = None


Drawn = dict[int, Sendable | Exception]
"""What is sent, by the delivery's id; or why nothing is."""


class Dispatcher:
    """Delivers what the outbox holds, as one elected process."""

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
        self._flying: dict[asyncio.Task[Settled], Flight] = {}
        self._landed: list[tuple[Flight, Settled]] = []
        self._unsure = False  # whether a claim may have been committed without our hearing of it
        self._log = logger("dispatcher")

    async def recover(self) -> int:
        """Settle what an earlier run had in flight when it ended; how many those were. And wait where it was told to.

        Whether they arrived is not known: what may be repeated is, the rest waits for a person to decide.
        """
        async with self._store.begin() as tx:
            now = self._clock.now()
            for wait in await chats.list_retry_after(tx, now):
                self._pacer.still(wait.chat, wait.left(now).total_seconds())
            left = await outbox.abandoned(tx, self._run)
            await outbox.settle(tx, [self._uncertain(row, "the program was stopped", now) for row in left], now)
        return len(left)

    async def run(self) -> None:
        """Deliver until cancelled; what is in flight then is settled first. A database that is away is waited for."""
        failures = 0
        try:
            while True:
                # Before the claim: whoever commits deliveries after it sets this again, and nobody is overslept.
                self._store.deliveries.clear()
                try:
                    busy = await self.deliver_some()
                    failures = 0
                except Exception as error:  # noqa: BLE001 - nothing is lost by trying again
                    failures += 1
                    self._log.error("nothing delivered", error=type(error).__name__)
                    await self._clock.sleep(min(0.5 * 2**failures, 10))
                    continue
                if not busy:
                    await self._rest()
        finally:
            await to_the_end(self._land_all(), LAST_SECONDS)

    async def deliver_some(self) -> bool:
        """Claim what there is room for, send it, and write down what has come back. False: nothing to do."""
        await self._land(())  # what could not be written down earlier
        await self._keep_halts()
        claimed: list[Delivery] = []
        room = min(IN_FLIGHT - len(self._flying), self._pacer.room(AHEAD_SECONDS))
        if room > 0 and not self._pacer.halted:
            unsure, self._unsure = self._unsure, True
            async with self._store.begin() as tx:
                if unsure:
                    await self._give_back(tx)
                busy = [*self._pacer.busy(), *(flight.delivery.chat for flight in self._flying.values())]
                claimed = await outbox.claim(tx, self._clock.now(), self._run, room, busy)
            self._unsure = False
        self._send(claimed)
        if not self._flying:
            return False
        await self._land(await self._some_done(0.02 if claimed else IDLE_SECONDS))
        return True

    def _send(self, claimed: Sequence[Delivery]) -> None:
        """Set these on their way. Those of a kind are drawn together."""
        of_kind: dict[str, list[Delivery]] = {}
        for delivery in claimed:
            of_kind.setdefault(delivery.kind, []).append(delivery)
        for deliveries in of_kind.values():
            drawing = asyncio.create_task(self._draw_all(deliveries))
            for delivery in deliveries:
                flight = Flight(delivery)
                self._flying[asyncio.create_task(self._deliver(flight, drawing))] = flight

    async def _give_back(self, tx: Transaction) -> None:
        """Rows that count as claimed by us, and that we never got: nothing of them has left."""
        ours, now = {flight.delivery.id for flight in self._flying.values()}, self._clock.now()
        lost = [row for row in await outbox.claimed_by(tx, self._run) if row.id not in ours]
        await outbox.settle(tx, [Settled(row.id, State.RETRY, "the claim was lost", due_at=now) for row in lost], now)

    async def _keep_halts(self) -> None:
        """Write down who was told to wait, be it by a delivery or by an answer: a restart does not make it undone."""
        if halts := self._pacer.unkept():
            left = {chat: timedelta(seconds=until - self._clock.monotonic()) for chat, until in halts.items()}
            async with self._store.begin() as tx:
                await chats.put_retry_after(tx, left, self._clock.now())
            self._pacer.kept(halts)

    async def _some_done(self, patience: float) -> Iterable[asyncio.Task[Settled]]:
        """Wait until something has come back, or there is more to send."""
        more = asyncio.create_task(self._store.deliveries.wait())
        try:
            await asyncio.wait([*self._flying, more], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()
        return [task for task in self._flying if task.done()]

    async def _rest(self) -> None:
        """Until there is something to deliver, or a chat that was passed over can be written to again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(IDLE_SECONDS, self._pacer.frees())):
                await self._store.deliveries.wait()

    async def _land_all(self) -> None:
        """What has not left is called back and goes at the next start; what has is waited for, but not for long."""
        for task, flight in self._flying.items():
            if not flight.left:
                task.cancel()
        if self._flying:
            _, late = await asyncio.wait(self._flying, timeout=LANDING_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        try:
            await self._land(list(self._flying))
            await self._keep_halts()
        except Exception as error:  # noqa: BLE001 - the next start settles what this one could not
            self._log.error("not settled", error=type(error).__name__)

    async def _land(self, done: Iterable[asyncio.Task[Settled]]) -> None:
        """Write down how these ended. Should that fail, they are kept to be written down later."""
        for task in done:
            flight = self._flying.pop(task)
            self._landed.append((flight, self._end(task, flight)))
        if not self._landed:
            return
        now = self._clock.now()
        async with self._store.begin() as tx:
            await outbox.settle(tx, [settled for _, settled in self._landed], now)
            fresh = [
                (flight, settled.message) for flight, settled in self._landed if self._is_new_card(flight, settled)
            ]
            telling = [*(flight for flight, _ in fresh), *(flight for flight, _ in self._landed if flight.refusal)]
            there = await outbox.still_there(tx, [flight.delivery.id for flight in telling])
            for flight, _ in self._landed:
                if flight.delivery.id in there:
                    await self._note_refusal(tx, flight, now)
            fresh = [(flight, message) for flight, message in fresh if flight.delivery.id in there]
            for flight, message in fresh:
                at = flight.delivery
                was = await cards.remember(
                    tx, at.subject, at.kind, at.chat, message or 0, at.person, flight.more, at.data
                )
                gone = former(at.kind)
                if was is not None and gone in self._kinds:
                    key = f"{at.subject}:{gone}:{at.chat}:{was}"
                    order = Order(key, gone, at.subject, Lane.ROUNDS, at.chat, at.person, {MESSAGE: was})
                    await outbox.queue(tx, [order], now)
            for subject, progress in {
                (flight.delivery.subject, kind.progress)
                for flight, _ in self._landed
                if (kind := self._kinds.get(flight.delivery.kind)) and kind.progress
            }:
                await outbox.redraw(tx, subject, now, kind=progress, after=timedelta(seconds=PROGRESS_SECONDS))
        self._landed.clear()
        await self._redraw_outdated([flight for flight, _ in fresh])

    def _end(self, task: asyncio.Task[Settled], flight: Flight) -> Settled:
        now = self._clock.now()
        if not task.cancelled():
            return task.result()
        if flight.left:
            return self._uncertain(flight.delivery, "the program was stopped", now)
        return Settled(flight.delivery.id, State.RETRY, "the program was stopped", due_at=now)

    def _is_new_card(self, flight: Flight, settled: Settled) -> bool:
        kind = self._kinds.get(flight.delivery.kind)
        new = (
            not (flight.delivery.card and flight.delivery.message)
            and settled.state is State.SENT
            and settled.message is not None
        )
        return new and kind is not None and kind.card

    async def _note_refusal(self, tx: Transaction, flight: Flight, now: datetime) -> None:
        why, chat = flight.refusal, flight.delivery.chat
        if why is not None and why.fate is Fate.SUSPEND:
            await chats.suspend(tx, chat, why.reason, now)
        elif why is not None and why.fate is Fate.MIGRATED and why.new_chat is not None:
            await chats.migrate(tx, chat, why.new_chat)

    async def _redraw_outdated(self, fresh: Sequence[Flight]) -> None:
        """What changed while a new card was on its way found no card to redraw: such a card is redrawn now."""
        of_kind: dict[str, list[Flight]] = {}
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
                            # Its own chat's only: who has another copy was redrawn when it changed.
                            lane = max(at.lane, Lane.ROUNDS)
                            await outbox.redraw(tx, at.subject, self._clock.now(), kind=kind, only=at.chat, lane=lane)
            except Exception as error:  # noqa: BLE001 - the card is there; it is only not of the latest
                self._log.error("not compared", kind=kind, error=type(error).__name__)

    async def _deliver(self, flight: Flight, drawing: asyncio.Task[Drawn]) -> Settled:
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
            return self._later(delivery, f"not drawn: {type(error).__name__}")
        try:
            await self._messenger.turn(operation, answer=False)
            flight.left = True
            sent = await self._messenger.send(operation)
        except ToldToWait as told:
            due = self._clock.now() + timedelta(seconds=told.seconds)
            return Settled(delivery.id, State.RETRY, "too many requests", due_at=due)
        except TelegramError as error:
            flight.refusal = meaning(error)
            return self._refused(delivery, flight.refusal)
        except Exception as error:  # noqa: BLE001 - nor one that cannot be sent
            self._log.error("not sent", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return self._uncertain(delivery, f"not sent: {type(error).__name__}", self._clock.now())
        flight.more = sent.more if sent else ()
        return Settled(delivery.id, State.SENT, sent.how if sent else None, message=sent.message if sent else None)

    async def _draw_all(self, claimed: Sequence[Delivery]) -> Drawn:
        """What is sent for each of these deliveries of one kind. Where loading all fails, each is tried alone."""
        try:
            return await self._load_and_draw(claimed)
        except Exception as error:  # noqa: BLE001 - it stands with the delivery, which is tried again
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
                drawn[delivery.id] = delivers.draw(loaded, delivery, read.reader(delivery))
            except Exception as why:  # noqa: BLE001 - `Drop`, or one that cannot be drawn
                drawn[delivery.id] = why
        return drawn

    def _refused(self, delivery: Delivery, why: Meaning) -> Settled:
        now = self._clock.now()
        match why.fate:
            case Fate.DONE:
                return Settled(delivery.id, State.SENT, why.reason, delivery.message)
            case Fate.SUSPEND | Fate.FAIL | Fate.UNDELETABLE | Fate.UNCOPYABLE:
                return Settled(delivery.id, State.DEAD, why.reason)
            case Fate.MIGRATED:
                return Settled(delivery.id, State.RETRY, why.reason, due_at=now)
            case Fate.WAIT:
                self._pacer.halt(delivery.chat, why.wait.total_seconds())
                return Settled(delivery.id, State.RETRY, why.reason, due_at=now + why.wait)
            case Fate.UNKNOWN:
                return self._uncertain(delivery, why.reason, now)
            case _:
                return self._later(delivery, why.reason)

    def _uncertain(self, delivery: Delivery, reason: str, now: datetime) -> Settled:
        kind = self._kinds.get(delivery.kind)
        if kind is None or not (kind.repeat or delivery.card is not None) or delivery.attempts >= MOST_ATTEMPTS:
            return Settled(delivery.id, State.UNCERTAIN, reason)
        at_once = delivery.attempts <= 1
        return Settled(delivery.id, State.RETRY, reason, due_at=now if at_once else now + _backing_off(delivery))

    def _later(self, delivery: Delivery, reason: str) -> Settled:
        """Try again, later each time: an outage of an hour costs nobody their message."""
        if delivery.attempts >= MOST_ATTEMPTS and reason.startswith("not drawn"):
            return Settled(delivery.id, State.DEAD, reason)
        return Settled(delivery.id, State.RETRY, reason, due_at=self._clock.now() + _backing_off(delivery))


def _backing_off(delivery: Delivery) -> timedelta:
    return timedelta(seconds=min(2 ** min(delivery.attempts, 10), 300))
