"""A dispatcher with test kinds, a real database, the sandbox as Telegram, and a fast clock."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from markupsafe import Markup
from telegram import Bot

from bot.clock import SystemClock
from bot.delivery.buttons import Buttons
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import Pacer
from bot.delivery.request import AiohttpRequest
from bot.delivery.rich import RichChats
from council.config import Council
from handlers.common.texts import Catalogs
from handlers.common.view import View
from handlers.framework.deliveries import Delivers, Drop, Kind, PostCopy, Read, Reader, Sendable
from sandbox.client import Sandbox, User
from sandbox.server import Server
from storage import outbox
from storage.outbox import Delivery, Lane, Order
from storage.store import Store
from storage.tables import outbox as table
from tests.databases import prepare
from tests.waiting import PATIENCE, until

TOKEN = "123456:sandbox-token-of-the-tests"
SPEED = 20.0


class HurriedClock(SystemClock):
    """Real time, twenty times as fast."""

    def __init__(self) -> None:
        self._began, self._at = time.monotonic(), datetime.now(UTC)

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * SPEED

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


@dataclass
class TestKind:
    """A delivery kind that sends its name and what `world` holds about its subject."""

    __test__ = False

    name: str = "note"
    card: bool = False
    repeat: bool = True
    progress: str | None = None
    world: dict[str, str] = field(default_factory=dict)
    draw_instead: Callable[[Delivery], Sendable | Drop] | None = None

    def delivers(self) -> Delivers[None]:
        """The kind as the dispatcher takes it."""
        kind = Kind(self.name, card=self.card, repeat=self.repeat, progress=self.progress)
        return Delivers(kind, self._load, self._draw)

    async def _load(self, _read: Read, _claimed: Sequence[Delivery]) -> None:
        return None

    def _draw(self, _loaded: None, delivery: Delivery, _reader: Reader) -> Sendable:
        if self.draw_instead is not None:
            drawn = self.draw_instead(delivery)
            if isinstance(drawn, Drop):
                raise drawn
            return drawn
        told = self.world.get(delivery.subject, "unchanged")
        return View(Markup("{} {}: {}").format(self.name, delivery.subject, told))


@dataclass
class PostOffice:
    """The dispatcher and its surroundings."""

    store: Store
    clock: HurriedClock
    server: Server
    sandbox: Sandbox
    dispatcher: Dispatcher
    kinds: dict[str, TestKind]
    messenger: Messenger
    pacer: Pacer
    make: Callable[[bool], tuple[Dispatcher, Messenger, Pacer]]
    task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start delivering."""
        self.task = asyncio.create_task(self.dispatcher.run())

    async def close(self) -> float:
        """Stop delivering; how many seconds that took."""
        begun = time.monotonic()
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
        self.task = None
        return time.monotonic() - begun

    def start_anew(self, *, paid_broadcasts: bool = False) -> None:
        """Replace the dispatcher by a new one, as after a restart: only the database is kept."""
        self.dispatcher, self.messenger, self.pacer = self.make(paid_broadcasts)

    async def drained(self) -> None:
        """Wait until nothing is due or in flight."""

        async def idle() -> bool:
            async with self.store.read() as tx:
                return await outbox.idle(tx, self.clock.now())

        await until(idle, "an empty outbox")

    async def somebody(self, label: str = "Expert, group B") -> User:
        """A person whom the bot may write to."""
        user = await self.sandbox.person(label)
        await user.say("/start")
        return user

    async def queue(self, *orders: Order) -> None:
        async with self.store.begin() as tx:
            await outbox.queue(tx, orders, self.clock.now())

    def order(self, key: str, to: User | int, kind: str = "note", lane: Lane = Lane.REMINDERS) -> Order:
        return Order(key, kind, f"meeting:{key}", lane, to if isinstance(to, int) else to.id)

    async def send(self, key: str, to: User | int, kind: str = "note", lane: Lane = Lane.REMINDERS) -> None:
        await self.queue(self.order(key, to, kind, lane))

    async def rows(self) -> dict[str, sa.RowMapping]:
        """All rows of the outbox by key; redraws as "redraw"."""
        async with self.store.read() as tx:
            rows = await tx.rows(sa.select(table).order_by(table.c.id))
        return {"redraw" if row["card_id"] else row["key"]: row for row in rows}

    async def until(self, *states: str) -> dict[str, sa.RowMapping]:
        """Wait until the rows are in these states, in order."""
        deadline = time.monotonic() + PATIENCE
        while True:
            rows = await self.rows()
            if tuple(row["state"] for row in rows.values()) == states:
                return rows
            assert time.monotonic() < deadline, {key: (row["state"], row["reason"]) for key, row in rows.items()}
            await asyncio.sleep(0.01)

    async def sent(self, to: User) -> list[str]:
        """The messages that this person sees."""
        return [message.text for message in await to.inbox()]


@asynccontextmanager
async def post_office(folder: Path, council: Council, read_timeout: float = 20) -> AsyncIterator[PostOffice]:
    """A post office that is not open yet. `read_timeout`: timeout of a request to Telegram, in real seconds."""
    store = Store(f"sqlite+aiosqlite:///{prepare(folder / 'majlis.db')}")
    clock = HurriedClock()
    kinds = {
        kind.name: kind for kind in (TestKind(), TestKind("once", repeat=False), TestKind("card", card=True), TestKind("counted"))
    }
    kinds["counted"] = replace(kinds["counted"], progress="card", world=kinds["card"].world)
    async with Server() as server, Sandbox(server.url) as sandbox:
        bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=AiohttpRequest(read_timeout))
        await bot.initialize()

        rich = await RichChats.load(store, clock)

        def make(paid: bool) -> tuple[Dispatcher, Messenger, Pacer]:
            pacer = Pacer(clock, 30)
            messenger = Messenger(bot, pacer, Buttons(clock), rich)
            catalogs = Catalogs(council.languages)
            deliveries = [kind.delivers() for kind in kinds.values()]
            made = Dispatcher(store, clock, council, catalogs, messenger, pacer, deliveries, paid_broadcasts=paid)
            return made, messenger, pacer

        dispatcher, messenger, pacer = make(False)
        office = PostOffice(store, clock, server, sandbox, dispatcher, kinds, messenger, pacer, make)
        try:
            yield office
        finally:
            await office.close()
            await bot.shutdown()
            await store.close()


__all__ = ["Drop", "HurriedClock", "PostCopy", "PostOffice", "TestKind", "post_office"]
