"""While nothing is due, nothing is written and hardly anything read."""

import asyncio
from datetime import timedelta

import sqlalchemy as sa

from bot.delivery.buttons import Buttons
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import Pacer
from bot.scheduler import Scheduler
from handlers.common.texts import Catalogs
from handlers.duties import BEATS, DELIVERIES
from storage.store import Store
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.meetings import publish
from tests.actions.rounds import group_b, opened
from tests.waiting import until


class Statements:
    """What a store's engine executes from now on."""

    def __init__(self, store: Store) -> None:
        self.read: list[str] = []
        self.writing = 0
        sa.event.listen(store.engine.sync_engine, "before_cursor_execute", self._note)
        sa.event.listen(store.engine.sync_engine, "begin", self._begun)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.read.append(statement)

    def _begun(self, connection: sa.Connection) -> None:
        self.writing += connection.get_execution_options().get("writes", False)


async def test_ten_idle_minutes_write_nothing(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    await publish(at_work, 30)
    await opened(b.chair)
    await at_work.wait(hours=3)
    assert await secretary.has()
    store, clock, council = at_work.store, at_work.clock, at_work.council
    end = clock.at + timedelta(minutes=10)
    scheduler, statements = Scheduler(store, clock, council, BEATS), Statements(store)
    while clock.at < end:
        clock.at += timedelta(seconds=await scheduler.beat())
    assert (statements.writing, len(statements.read)) == (0, 10), "one statement each minute"
    pacer = Pacer(clock, 25)
    messenger = Messenger(None, pacer, Buttons(clock))  # type: ignore[arg-type]  # nothing is sent
    dispatcher = Dispatcher(store, clock, council, Catalogs(council.languages), messenger, pacer, DELIVERIES)
    assert not await dispatcher.deliver_batch()
    store.deliveries.clear()
    began, statements = clock.at, Statements(store)
    waiting = asyncio.create_task(dispatcher._wait_for_work())
    await until(lambda: clock.at >= began + timedelta(minutes=10))
    waiting.cancel()
    assert statements.writing == 0
    assert len(statements.read) <= 2 * ((clock.at - began) // timedelta(minutes=1) + 1)
