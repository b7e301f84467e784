"""A program without its loops: beats and deliveries go at the instant that a test says, on a real database. What would
leave is drawn by the real kinds, after their own look at the world, and written down instead of sent."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from council.config import Council
from council.people import OPERATOR, SYSTEM, Actor
from handlers.common.texts import Catalogs
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import reminders as reminders_actions
from handlers.meetings.beats import BEATS
from handlers.reactions import unit_of_work
from storage import outbox
from storage.due_times import DueTimes
from storage.outbox import Delivery, Settled, State
from storage.store import Store
from storage.transaction import Transaction
from tests.deliveries import drawn

MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that left: its kind, to whom, about which meeting at which schedule, when; of a reminder, its offset."""

    kind: str
    person: int
    meeting: int
    schedule: int
    offset: timedelta
    at: datetime


@dataclass
class Desk:
    """The books, the present instant, and what has left. `beats` are the ones that go; `every` how many
    deliveries there are for each one that is drawn, as drawing all of a year's takes long."""

    store: Store
    council: Council
    now: datetime
    beats: Collection[str] = tuple(beat.name for beat in BEATS)
    every: int = 1
    sent: list[Sent] = field(default_factory=list)
    doubtful: int = 0
    run: int = 0
    _catalogs: Catalogs = field(default_factory=lambda: Catalogs(["en"]))

    def work(self, tx: Transaction, actor: Actor = OPERATOR) -> UnitOfWork:
        return unit_of_work(tx, self.council, actor, self.now)

    async def beat(self) -> None:
        """Do all that is due, and let leave all that is to leave."""
        await self.queue()
        await self.deliver()

    async def queue(self) -> None:
        """Do all that is due; nothing leaves, as if Telegram were away."""
        for beat in BEATS:
            while beat.name in self.beats:
                async with self.store.begin() as tx:
                    if not await beat.do_one(self.work(tx, SYSTEM)):
                        break

    async def wait(self, span: timedelta) -> None:
        """Let time go by, as it does while the program runs: through each due instant."""
        target = self.now + span
        while True:
            async with self.store.read() as tx:
                dues = await DueTimes([beat.due for beat in BEATS if beat.name in self.beats]).read(tx, self.now)
                dues.append(await outbox.next_due(tx, self.now))
            due = min((due for due in dues if due is not None and due > self.now), default=None)
            if due is None or due >= target:
                break
            self.now = due + MOMENT
            await self.beat()
        self.now = target
        await self.beat()

    async def deliver(self, most: int | None = None) -> None:
        """Let leave what is due; with `most`, be killed after so many of a batch, before their results are written."""
        while True:
            async with self.store.begin() as tx:
                taken = await outbox.claim(tx, self.now, str(self.run), 16 if most is not None else 500)
            if not taken:
                return
            results = []
            for delivery in taken[:most]:
                results.append(await self._sent(delivery))
            if most is not None:
                self.doubtful += min(most, len(taken))
                return
            async with self.store.begin() as tx:
                await outbox.settle(tx, results, self.now)

    async def killed_and_started(self, most: int) -> None:
        """Be killed while messages are on their way, and start again: what may have arrived is sent once more."""
        await self.deliver(most)
        self.run += 1
        async with self.store.begin() as tx:
            lost = await outbox.abandoned(tx, str(self.run))
            await outbox.settle(tx, [Settled(one.id, State.RETRY, "restart", due_at=self.now) for one in lost], self.now)

    async def _sent(self, delivery: Delivery) -> Settled:
        if delivery.id % self.every == 0:
            async with self.store.read() as tx:
                prepared = await drawn(tx, self.council, self.now, delivery)
            if isinstance(prepared, str):
                return Settled(delivery.id, State.CANCELLED, prepared)
        schedule = int(delivery.data.get("schedule", 0))
        offset = timedelta(minutes=int(delivery.data.get("offset", 0)))
        self.sent.append(Sent(delivery.kind, delivery.person or 0, delivery.subject_id, schedule, offset, self.now))
        return Settled(delivery.id, State.SENT, message=delivery.id)

    def reminders(self) -> list[Sent]:
        return [one for one in self.sent if one.kind == reminders_actions.REMINDER.name]


def sqlite(folder: Path) -> Store:
    """A store on a copy of the migrated file in this folder."""
    return Store(f"sqlite+aiosqlite:///{folder / 'majlis.db'}")
