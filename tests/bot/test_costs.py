"""What a message costs in the database: counts, which are the same on every machine, and their ceilings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger, Sent
from bot.delivery.pacer import Pacer
from council.config import Council
from handlers.common.operations import Operation, Say
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from storage.store import Store
from storage.tables import outbox
from tests.broadcast import ready_to_leave
from tests.counting import counting
from tests.databases import prepare
from tests.waiting import until

COPIES = 100


class Accepts(Messenger):
    """Replaces Telegram: takes everything, a moment after it left."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self.said = 0

    @property
    def bot_username(self) -> str:
        return "majlis_bot"

    async def send(self, operation: Operation) -> Sent | None:
        await asyncio.sleep(0.02)
        self.said += isinstance(operation, Say)
        return Sent(self.said)


@asynccontextmanager
async def delivering(store: Store, council: Council, rate: int) -> AsyncIterator[Accepts]:
    clock = SystemClock()
    pacer = Pacer(clock, min(rate, 30), rate)
    telegram, paid = Accepts(pacer), rate > 30
    dispatcher = Dispatcher(
        store, clock, council, Catalogs(council.languages), telegram, pacer, DELIVERIES, paid_broadcasts=paid
    )
    await dispatcher.recover()
    yield telegram
    # The rounds of the loop without its waiting for work, which costs what the beats cost.
    while await dispatcher.deliver_batch():
        pass


async def states(store: Store, kind: str) -> set[str]:
    async with store.read() as tx:
        return set(await tx.values(sa.select(outbox.c.state).where(outbox.c.kind == kind)))


@pytest.mark.parametrize(("rate", "ceiling"), [(1000, 0.2), (100_000, 0.2)])
async def test_copies_of_an_announcement_share_their_statements(
    store: Store, council: Council, rate: int, ceiling: float
) -> None:
    await ready_to_leave(store, council, COPIES, SystemClock().now())
    with counting(store) as counts:
        async with delivering(store, council, rate):
            pass
    assert await states(store, "announcements.text") == {"sent"}
    print(counts.each(COPIES))
    assert counts.statements / COPIES <= ceiling


async def test_a_reminder_alone(store: Store, council: Council) -> None:
    await reminder_due(store, council, SystemClock().now())
    with counting(store) as counts:
        async with delivering(store, council, 25) as telegram:
            pass
    assert telegram.said == 1
    print(counts)
    assert counts.statements <= 8
