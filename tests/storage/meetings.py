"""Shared by tests: values and steps about meetings."""

from datetime import datetime

import sqlalchemy as sa

from council.config import Council
from council.people import WHOLE_COUNCIL, Actor, Person, Role
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from storage import members, outbox
from storage.outbox import Delivery, Settled, State
from storage.store import Store
from storage.tables import outbox as rows
from storage.transaction import Transaction
from tests.storage.people import NOW


async def seated(tx: Transaction, telegram_id: int | None, group: str, role: Role = Role.MEMBER) -> Person:
    person = await members.add(tx, telegram_id, "en", "UTC", NOW)
    await members.seat(tx, person.id, group, role, NOW)
    return person


async def secretary(tx: Transaction, council: Council) -> UnitOfWork:
    person = await seated(tx, 1, WHOLE_COUNCIL, Role.SECRETARIAT)
    return unit_of_work(tx, council, Actor("person", person, await members.seats_of(tx, person.id, NOW)), NOW)


async def queued(tx: Transaction, kind: str) -> list[int]:
    """Whom rows of this kind wait for, in the order in which they were written."""
    return await tx.values(sa.select(rows.c.chat_id).where(rows.c.kind == kind, rows.c.state == "pending").order_by(rows.c.id))


async def send(store: Store, now: datetime) -> list[Delivery]:
    """Everything that waits leaves, and arrives."""
    sent: list[Delivery] = []
    while True:
        async with store.begin() as tx:
            taken = await outbox.claim(tx, now, "run", 10)
            await outbox.settle(tx, [Settled(one.id, State.SENT, message=one.id) for one in taken], now)
        if not taken:
            return sent
        sent += taken
