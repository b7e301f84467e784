"""The outbox loop: claim, recheck, draw, send, settle. It knows no field by name.

"Sending" is committed before a request leaves and its result after; no transaction is open while it is in flight.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from telegram.error import TelegramError

from bot.logs import logger
from bot.messenger import Messenger
from bot.pacer import Pacer
from bot.telegram_errors import Fate, Meaning, meaning
from council.charter import Council
from council.clock import Clock
from handlers.common.deliveries import Drop, Kind, PostCopy, Prepared, desk
from handlers.common.operations import Copy, Edit, Say, edit, say
from handlers.common.texts import Catalogs
from handlers.common.view import View
from storage import cards, members, outbox
from storage.outbox import Delivery, Settled, State
from storage.store import Store

IN_FLIGHT = 16
"""How many requests may be under way at once; never more duplicates than this after a crash."""

MOST_ATTEMPTS = 8
IDLE_SECONDS = 0.5
PROGRESS_SECONDS = 2


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
        kinds: Iterable[Kind],
    ) -> None:
        self._store = store
        self._clock = clock
        self._council = council
        self._catalogs = catalogs
        self._messenger = messenger
        self._pacer = pacer
        self._kinds = {kind.name: kind for kind in kinds}
        self._run = uuid4().hex
        self._flying: dict[asyncio.Task[tuple[Delivery, Settled]], int] = {}
        self._log = logger("dispatcher")

    async def recover(self) -> int:
        """Settle what an earlier run had in flight when it ended; how many those were.

        Whether they arrived is not known: what may be repeated is, the rest waits for a person to decide.
        """
        async with self._store.begin() as tx:
            left = await outbox.abandoned(tx, self._run)
            now = self._clock.now()
            await outbox.settle(tx, [self._uncertain(row, "the program was stopped", now) for row in left], now)
        return len(left)

    async def run(self) -> None:
        """Deliver until cancelled; what is in flight then is settled first."""
        try:
            while True:
                self._store.deliveries.clear()
                if not await self.deliver_some():
                    await self._rest()
        finally:
            await self._land_all()

    async def deliver_some(self) -> bool:
        """Claim what there is room for, send it, and write down what has come back. False: nothing to do."""
        claimed: list[Delivery] = []
        room = IN_FLIGHT - len(self._flying)
        if room > 0 and not self._pacer.halted:
            async with self._store.begin() as tx:
                busy = [*self._pacer.busy(), *self._flying.values()]
                claimed = await outbox.claim(tx, self._clock.now(), self._run, room, busy)
        for delivery in claimed:
            self._flying[asyncio.create_task(self._deliver(delivery))] = delivery.chat
        if not self._flying:
            return False
        done, _ = await asyncio.wait(
            self._flying, timeout=IDLE_SECONDS if not claimed else 0.02, return_when=asyncio.FIRST_COMPLETED
        )
        await self._land(done)
        return True

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._store.deliveries.wait()
        except TimeoutError:
            pass

    async def _land_all(self) -> None:
        if self._flying:
            done, _ = await asyncio.wait(self._flying, timeout=5)
            await self._land(done)

    async def _land(self, done: Iterable[asyncio.Task[tuple[Delivery, Settled]]]) -> None:
        landed = [task.result() for task in done]
        for task in done:
            del self._flying[task]
        if not landed:
            return
        now = self._clock.now()
        async with self._store.begin() as tx:
            await outbox.settle(tx, [settled for _, settled in landed], now)
            for delivery, settled in landed:
                kind = self._kinds[delivery.kind]
                if kind.card and settled.state is State.SENT and settled.message and delivery.card is None:
                    await cards.remember(
                        tx, delivery.subject, delivery.kind, delivery.chat, settled.message, delivery.person
                    )
            for subject, progress in {
                (delivery.subject, kind.progress)
                for delivery, _ in landed
                if (kind := self._kinds[delivery.kind]).progress
            }:
                await outbox.redraw(tx, subject, now, kind=progress, after=timedelta(seconds=PROGRESS_SECONDS))

    async def _deliver(self, delivery: Delivery) -> tuple[Delivery, Settled]:
        try:
            prepared = await self._prepare(delivery)
        except Exception as error:  # noqa: BLE001 - one row that cannot be drawn must not stop the others
            self._log.error("not drawn", kind=delivery.kind, id=delivery.id, error=type(error).__name__)
            return delivery, self._later(delivery, f"not drawn: {type(error).__name__}")
        if isinstance(prepared, Drop):
            return delivery, Settled(delivery.id, State.CANCELLED, prepared.reason)
        try:
            message = await self._messenger.perform(_operation(delivery, prepared), answer=False)
        except TelegramError as error:
            return delivery, await self._refused(delivery, meaning(error))
        return delivery, Settled(delivery.id, State.SENT, message=message)

    async def _prepare(self, delivery: Delivery) -> Prepared:
        kind = self._kinds[delivery.kind]
        async with self._store.read() as tx:
            person = await members.get(tx, delivery.person) if delivery.person else None
            return await kind.prepare(desk(tx, self._council, self._catalogs, self._clock.now(), person), delivery)

    async def _refused(self, delivery: Delivery, why: Meaning) -> Settled:
        now = self._clock.now()
        match why.fate:
            case Fate.DONE:
                return Settled(delivery.id, State.SENT, why.reason, delivery.message)
            case Fate.SUSPEND:
                async with self._store.begin() as tx:
                    await cards.suspend(tx, delivery.chat, why.reason, now)
                return Settled(delivery.id, State.DEAD, why.reason)
            case Fate.FAIL:
                return Settled(delivery.id, State.DEAD, why.reason)
            case Fate.MIGRATED:
                if why.new_chat is not None:
                    async with self._store.begin() as tx:
                        await cards.migrate(tx, delivery.chat, why.new_chat)
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
        if kind is None or not (kind.repeat or delivery.card is not None):
            return Settled(delivery.id, State.UNCERTAIN, reason)
        if delivery.attempts >= MOST_ATTEMPTS:
            return Settled(delivery.id, State.UNCERTAIN, reason)
        return Settled(delivery.id, State.RETRY, reason, due_at=now)

    def _later(self, delivery: Delivery, reason: str) -> Settled:
        """Try again, later each time: an outage of an hour costs nobody their message."""
        wait = timedelta(seconds=min(2**delivery.attempts, 300))
        if delivery.attempts >= MOST_ATTEMPTS and reason.startswith("not drawn"):
            return Settled(delivery.id, State.DEAD, reason)
        return Settled(delivery.id, State.RETRY, reason, due_at=self._clock.now() + wait)


def _operation(delivery: Delivery, prepared: View | PostCopy) -> Say | Edit | Copy:
    if isinstance(prepared, PostCopy):
        return Copy(chat=delivery.chat, source_chat=prepared.chat, source_message=prepared.message)
    if delivery.card is not None and delivery.message is not None:
        return edit(delivery.chat, delivery.message, prepared)
    return say(delivery.chat, prepared)
