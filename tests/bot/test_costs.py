"""What a message costs in the database: counts, which are the same on every machine, and their ceilings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger, Sent
from bot.delivery.pacer import Pacer
from council.config import Council
from council.meetings import MeetingDraft
from handlers.announcements.actions import kinds
from handlers.common.operations import Operation, Say
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from handlers.meetings.actions import meetings, reminders
from storage.store import Store
from storage.tables import outbox
from tests.broadcast import ready_to_leave
from tests.counting import counting
from tests.storage.meetings import seated, secretary
from tests.storage.people import HOUR

COPIES = 300


@pytest.fixture(autouse=True)
def _no_search_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine the loop would look for more while something is under way."""
    monkeypatch.setattr("bot.delivery.dispatcher.IDLE_SECONDS", 60.0)


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
    dispatcher = Dispatcher(store, clock, council, Catalogs(council.languages), telegram, pacer, DELIVERIES, paid_broadcasts=paid)
    yield telegram
    # The rounds of the loop without its waiting for work.
    store.deliveries.clear()
    while await dispatcher.deliver_batch():
        store.deliveries.clear()


async def states(store: Store, kind: str) -> set[str]:
    async with store.read() as tx:
        return set(await tx.values(sa.select(outbox.c.state).where(outbox.c.kind == kind)))


async def test_copies_of_an_announcement_share_their_statements(store: Store, council: Council) -> None:
    """At a thousand a second: all that is done for them, and looked for in vain."""
    await ready_to_leave(store, council, COPIES, SystemClock().now())
    async with store.begin() as tx:
        await tx.write(sa.delete(outbox).where(outbox.c.kind != kinds.TEXT.name))
    with counting(store) as counts:
        async with delivering(store, council, 1000):
            pass
    assert await states(store, kinds.TEXT.name) == {"sent"}
    assert counts.statements / COPIES <= 0.15, counts
    assert counts.hops / COPIES <= 0.2, counts


async def test_a_reminder_alone(store: Store, council: Council) -> None:
    now = SystemClock().now()
    async with store.begin() as tx:
        work = await secretary(tx, council)
        expert = await seated(tx, 5, "B")
        draft = MeetingDraft("Budget", ("B",), now.replace(tzinfo=None) + HOUR, "UTC")
        meeting = await meetings.publish(work, draft)
        await tx.write(sa.delete(outbox))
        data = {"schedule": meeting.schedule, "offset": 60}
        await work.tell([expert], reminders.REMINDER, meeting.subject, "once", data)
    with counting(store) as counts:
        async with delivering(store, council, 25) as telegram:
            pass
    assert telegram.said == 1
    assert counts.statements <= 10, counts  # two of them, shared by all of a round, remember the card
