"""A hundred thousand subscribers with all kinds of settings: the right ones get each post once, memory stays constant,
and a reminder that falls due meanwhile is not late. Telegram is replaced by a list: its rate is tested elsewhere."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger, Sent
from bot.delivery.pacer import Pacer
from bot.scheduler import Scheduler
from council.config import Council
from council.people import SYSTEM
from council.posts import ChannelMessage
from council.subscriptions import Pace, Rhythm, Subscription, wants
from handlers.common.operations import Copy, Operation, Say
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from handlers.posts import actions
from handlers.posts.beats import BEATS as POST_BEATS
from handlers.reactions import unit_of_work
from handlers.subscriptions.beats import BEATS as SUBSCRIPTION_BEATS
from storage import outbox
from storage.outbox import Lane, Order
from storage.store import Store
from storage.tables import outbox as rows, people, subscription_topics, subscriptions
from tests.bot.post_office import TestKind
from tests.rounds import rounds

CROWD = rounds(100_000, 20_000)
MIDWAY = CROWD // 100
TOPICS = (("*",), ("B",), ("D",), ("B", "D"), ("-",))
FIRST = 1_000_000
POSTS = {11: ("About schools #B", "rec_news", ("B",), "en"), 12: ("О разном", "rec_news_ru", ("-",), "ru")}
REMINDERS = 5
LATE = 2.0
GROWN_MB = 48
PATIENCE = 120.0


class Book(Messenger):
    """Replaces Telegram: accepts everything at once, and remembers who got what. Some way into the copies something happens."""

    def __init__(self, midway: Callable[[], Awaitable[None]]) -> None:
        self.copies: Counter[tuple[int, int]] = Counter()
        self.said: Counter[int] = Counter()
        self._answered = {}
        self._last = 0
        self._midway = midway

    @property
    def bot_username(self) -> str:
        return "majlis_bot"

    async def send(self, operation: Operation) -> Sent | None:
        if isinstance(operation, Copy):
            self.copies[operation.chat, operation.source_message] += 1
            if self.copies.total() == MIDWAY:
                await self._midway()
        elif isinstance(operation, Say):
            self.said[operation.chat] += 1
        self._last += 1
        return Sent(self._last)


@dataclass(frozen=True)
class Reader:
    """One of the subscribers, by number."""

    at: int

    @property
    def chat(self) -> int:
        return FIRST + self.at

    @property
    def due_now(self) -> bool:
        return (self.at // 400) % 50 == 0 and self.rhythm.pace is not Pace.NOW

    @property
    def rhythm(self) -> Rhythm:
        part = (self.at // 10) % 40
        return Rhythm(Pace.NOW if part < 2 else Pace.DAILY if part < 36 else Pace.WEEKLY)

    @property
    def follows(self) -> Subscription:
        return Subscription(self.at + 1, "en" if self.at % 2 else "ru", TOPICS[(self.at // 2) % 5], self.rhythm)


def crowd(size: int = 2500) -> Iterator[list[Reader]]:
    for first in range(0, CROWD, size):
        yield [Reader(at) for at in range(first, first + size)]


async def moved_in(store: Store, now: datetime, due: datetime) -> None:
    """Insert everyone directly into the database, a few thousand at a time."""
    for some in crowd():
        async with store.begin() as tx:
            fixed = {"zone": "UTC", "language_chosen": True, "created_at": now}
            await tx.write(
                sa.insert(people),
                [{"id": r.at + 1, "telegram_id": r.chat, "language": r.follows.language, **fixed} for r in some],
            )
            follow: list[dict[str, object]] = [
                {
                    "person_id": r.at + 1, "active": True, "language": r.follows.language, "pace": r.rhythm.pace.value,
                    "since": now, "told_at": now,
                    "digest_at": None if r.rhythm.pace is Pace.NOW else due if r.due_now else due + timedelta(hours=9),
                }
                for r in some
            ]  # fmt: skip
            await tx.write(sa.insert(subscriptions), follow)
            await tx.write(
                sa.insert(subscription_topics),
                [{"person_id": r.at + 1, "topic": topic} for r in some for topic in r.follows.topics],
            )


def resident() -> float:
    """This process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_hundred_thousand_readers(store: Store, council: Council) -> None:
    clock = SystemClock()

    async def remind() -> None:
        now = clock.now()
        orders = [
            Order(f"reminder:{at}", "reminder", "meeting:1", Lane.REMINDERS, 500 + at, due_at=now) for at in range(REMINDERS)
        ]
        async with store.begin() as tx:
            await outbox.queue(tx, orders, now)

    book = Book(remind)
    # Noon in every zone: quiet hours are tested elsewhere.
    began = clock.now()
    noon = began.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    clock.now = lambda: noon + timedelta(seconds=clock.monotonic() - origin)  # type: ignore[method-assign]
    origin = clock.monotonic()
    await moved_in(store, clock.now(), clock.now() + timedelta(seconds=6))
    catalogs, pacer = Catalogs(council.languages), Pacer(clock, 100_000)
    kinds = (*DELIVERIES, TestKind("reminder").delivers())
    dispatcher = Dispatcher(store, clock, council, catalogs, book, pacer, kinds)
    scheduler = Scheduler(store, clock, council, (*POST_BEATS, *SUBSCRIPTION_BEATS))
    before, most = resident(), 0.0
    async with store.begin() as tx:
        work = unit_of_work(tx, council, SYSTEM, clock.now())
        for message, (text, channel, _, _) in POSTS.items():
            arrived = ChannelMessage(-100 - message, message, clock.now(), text, text)
            assert await actions.record(work, arrived, channel)
    running = asyncio.create_task(dispatcher.run())
    wanted = {(r.chat, message) for some in crowd() for r in some for message in got_at_once(r)}
    listed = {r.chat for some in crowd() for r in some if r.due_now and any(follows(r))}
    try:
        async with asyncio.timeout(PATIENCE):
            while len(book.copies) < len(wanted) or sum(book.said[chat] for chat in listed) < len(listed):
                await scheduler.beat()
                await asyncio.sleep(0.2)
                most = max(most, resident())
            await asyncio.sleep(0.5)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    assert len(wanted) > 2 * MIDWAY
    assert len(listed) > CROWD // 200
    assert set(book.copies) == wanted
    assert set(book.copies.values()) == {1}
    assert {chat for chat in book.said if chat >= FIRST} == listed
    assert {book.said[chat] for chat in listed} == {1}
    async with store.read() as tx:
        told = await tx.rows(sa.select(rows).where(rows.c.kind == "reminder"))
        lates = [(row["settled_at"] - row["due_at"]).total_seconds() for row in told]
    assert len(lates) == REMINDERS
    assert max(lates) < LATE
    assert most - before < GROWN_MB


def follows(reader: Reader) -> Iterator[bool]:
    return (wants(reader.follows, language, topics) for _, _, topics, language in POSTS.values())


def got_at_once(reader: Reader) -> list[int]:
    if reader.rhythm.pace is not Pace.NOW:
        return []
    return [message for message, wanted in zip(POSTS, follows(reader), strict=True) if wanted]
