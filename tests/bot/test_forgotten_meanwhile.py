"""A person is erased while a message to them is in flight: nothing about it may be stored afterwards."""

import asyncio

import pytest
import sqlalchemy as sa

from handlers.framework.deliveries import Sendable
from storage import members
from storage.erasure import personal_data
from storage.tables import cards, chats, outbox
from storage.transaction import Transaction
from tests.bot.post_office import PostOffice
from tests.waiting import PATIENCE


@pytest.mark.parametrize("blocked", [False, True])
async def test_no_chat_is_remembered_of_whoever_is_gone(
    office: PostOffice, blocked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    expert = await office.somebody()
    async with office.store.begin() as tx:
        person = await members.add(tx, expert.id, "en", "UTC", office.clock.now())
    if blocked:
        await expert.block()
    send, gone = office.messenger.send, asyncio.Event()

    async def forgotten_meanwhile(operation: Sendable) -> object:
        async with office.store.begin() as tx:
            await personal_data.forget(tx, person, office.clock.now())
        gone.set()
        return await send(operation)  # type: ignore[arg-type]  # as the dispatcher passes it

    monkeypatch.setattr(office.messenger, "send", forgotten_meanwhile)
    await office.send("a", expert, kind="card")
    office.open()
    await asyncio.wait_for(gone.wait(), PATIENCE)
    await office.until()
    await office.close()  # settles what has left
    async with office.store.read() as tx:
        assert await held(tx) == 0


async def held(tx: Transaction) -> int:
    """How many rows mention any chat."""
    return sum([await tx.value(sa.select(sa.func.count()).select_from(table)) or 0 for table in (outbox, cards, chats)])
