"""What became of deliveries, written together: results, new cards, refusals, and redraws that follow."""

import asyncio
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.telegram_errors import Failure, Outcome
from council.clock import Clock
from handlers.common.operations import Operation
from handlers.framework.deliveries import MESSAGE, Kind, former
from storage import cards, chats, outbox, redraws
from storage.cards import Card
from storage.outbox import Delivery, Lane, Order, Settled, State
from storage.transaction import Transaction

PROGRESS_SECONDS = 2
"""How long a card that shows the progress of deliveries waits for more of them before it is redrawn."""

PROGRESS_SHARE = 0.02
"""What part of the time may go into drawing such cards at most: they count all deliveries of something, perhaps a million."""


@dataclass(slots=True, eq=False)
class InFlight:
    """A claimed delivery, at the paid rate or not: what it says once it is drawn; whether it was let leave, and has left; the
    task that sends it then; an album's other messages; under which id Telegram has its file; Telegram's refusal. `since`: how
    many answers there were when it was claimed; `overtaken`: it edits a message that was edited as an answer meanwhile."""

    delivery: Delivery
    paid: bool = False
    operation: Operation | None = None
    let_leave: bool = False
    left: bool = False
    task: asyncio.Task[None] | None = None
    more: tuple[int, ...] = ()
    file_id: str = ""
    refusal: Failure | None = None
    since: int = 0
    overtaken: bool = False


Result = tuple[InFlight, Settled]
Progress = tuple[str, str]


class Results:
    """Results that wait to be written, and the progress cards, each a subject and a kind, that wait to be redrawn. `counts`:
    results that were written, by state, since the program started."""

    def __init__(self, kinds: Mapping[str, Kind], clock: Clock) -> None:
        self.waiting: list[Result] = []
        self.progress: set[Progress] = set()
        self.counts: Counter[State] = Counter()
        self._kinds = kinds
        self._clock = clock
        self._progress_kinds = {kind.progress for kind in kinds.values() if kind.progress}
        self._shown_at: float = -PROGRESS_SECONDS
        self._apart: float = PROGRESS_SECONDS / 2

    def due_progress(self, *, at_once: bool) -> frozenset[Progress]:
        """The progress cards to be redrawn with the results that wait: now and then, or `at_once`."""
        shown = ((flight.delivery.subject, self._kinds.get(flight.delivery.kind)) for flight, _ in self.waiting)
        self.progress |= {(subject, kind.progress) for subject, kind in shown if kind is not None and kind.progress}
        due = at_once or self._clock.monotonic() - self._shown_at >= self._apart
        return frozenset(self.progress if due else ())

    def drawn(self, kind: str, seconds: float) -> None:
        """Deliveries of this kind were loaded and drawn in so many seconds."""
        if kind in self._progress_kinds:
            self._apart = max(PROGRESS_SECONDS / 2, seconds / PROGRESS_SHARE)

    def written(self, progress: Collection[Progress]) -> None:
        """What waited was written and committed, and these progress cards are to be redrawn."""
        self.counts.update(settled.state for _, settled in self.waiting)
        self.waiting.clear()
        if progress:
            self.progress.clear()
            self._shown_at = self._clock.monotonic()

    async def write(self, tx: Transaction, progress: Collection[Progress]) -> None:
        """Write what waits, in few statements however much it is. After the commit call `written`."""
        now, results = self._clock.now(), self.waiting
        there = await outbox.settle(tx, [settled for _, settled in results], now)
        posted = [(flight, settled.message or 0) for flight, settled in results
                  if settled.id in there and self._is_new_card(flight, settled)]  # fmt: skip
        refused = [flight for flight, _ in results if flight.refusal and flight.delivery.id in there]
        await _note_refusals(tx, refused, now)
        # Most are remembered in SQL. Not albums, and not those that replace others, which are to be redrawn.
        await cards.remember_sent(tx, [flight.delivery.id for flight, _ in posted if not self._is_looked_at(flight)])
        await self._remember(tx, [(flight, message) for flight, message in posted if self._is_looked_at(flight)], now)
        for at in (flight.delivery for flight, _ in posted if there[flight.delivery.id].outdated):
            # Changed while it was sent, when there was no card to redraw yet. Other copies were redrawn with the change.
            chat = there[at.id].chat
            if chat != at.chat:
                await cards.leave_behind(tx, at.subject, at.kind, at.chat, chat)
            await redraws.queue(tx, at.subject, now, at.kind, only=chat, lane=max(at.lane, Lane.ROUNDS))
        for at in (flight.delivery for flight, _ in results if flight.overtaken and flight.delivery.id in there):
            # Drawn before somebody pressed, and shown after the answer to that: it may show what was before.
            await redraws.queue(tx, at.subject, now, at.kind, only=there[at.id].chat, lane=max(at.lane, Lane.ROUNDS))
        for subject, kind in sorted(progress):
            await redraws.queue(tx, subject, now, kind, after=timedelta(seconds=PROGRESS_SECONDS))

    def _is_new_card(self, flight: InFlight, settled: Settled) -> bool:
        kind, delivery = self._kinds.get(flight.delivery.kind), flight.delivery
        new = not (delivery.card and delivery.message) and settled.state is State.SENT and settled.message is not None
        return new and kind is not None and kind.card

    def _is_looked_at(self, flight: InFlight) -> bool:
        return bool(flight.more) or former(flight.delivery.kind) in self._kinds

    async def _remember(self, tx: Transaction, posted: Sequence[tuple[InFlight, int]], now: datetime) -> None:
        made = [
            Card(at.subject, at.kind, at.chat, message, at.person, flight.more, at.data)
            for flight, message in posted
            for at in (flight.delivery,)
        ]
        await remember(tx, made, self._kinds, now)


async def remember(tx: Transaction, made: Sequence[Card], kinds: Container[str], now: datetime) -> None:
    """Remember new cards. The card that one replaces in its chat is redrawn, where there is a kind for it among `kinds`."""
    await cards.remember_all(tx, [card for card in made if former(card.kind) not in kinds])
    orders = []
    for card, (message, data) in await cards.replace_all(tx, [card for card in made if former(card.kind) in kinds]):
        gone = former(card.kind)
        key, kept = f"{card.subject}:{gone}:{card.chat}:{message}", {**data, MESSAGE: message}
        orders.append(Order(key, gone, card.subject, Lane.ROUNDS, card.chat, card.person, kept))
    if orders:
        await outbox.queue(tx, orders, now)


async def _note_refusals(tx: Transaction, refused: Sequence[InFlight], now: datetime) -> None:
    suspended: dict[int, str] = {}
    for flight in refused:
        failure, chat = flight.refusal, flight.delivery.chat
        if failure is not None and failure.outcome is Outcome.SUSPEND:
            suspended[chat] = failure.reason
        elif failure is not None and failure.outcome is Outcome.MIGRATED and failure.new_chat is not None:
            await chats.migrate(tx, chat, failure.new_chat)
    await chats.suspend_all(tx, suspended, now)
