"""Many numbers and many rows as one parameter, on both engines."""

from datetime import timedelta, timezone

import sqlalchemy as sa

from storage import outbox
from storage.outbox import Settled, State
from storage.sets import among
from storage.store import Store
from storage.tables import outbox as table
from tests.storage.deliveries import claim, order, queue
from tests.storage.people import NOW

MANY = 3000
"""More than a statement may have parameters on some builds of SQLite."""

TASHKENT = timezone(timedelta(hours=5))


async def test_a_column_is_among_numbers_however_many_they_are(store: Store) -> None:
    await queue(store, *(order(f"{chat}", chat) for chat in (-1_001_234_567_890, 5, 6)))
    chats = sa.select(table.c.chat_id).order_by(table.c.chat_id)
    named = chats.where(among(table.c.chat_id, "chats"))
    async with store.read() as tx:
        for wanted, found in (([], []), (range(5, 5 + MANY), [5, 6]), ({-1_001_234_567_890, 99}, [-1_001_234_567_890])):
            assert await tx.values(chats.where(among(table.c.chat_id, list(wanted)))) == found
            assert await tx.values(named, {"chats": wanted}) == found
        assert await tx.values(chats.where(~among(table.c.chat_id, [5]))) == [-1_001_234_567_890, 6]


async def test_rows_are_written_together_and_instants_stay_exact(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 6)))
    ids = [one.id for one in await claim(store)]
    moments = [NOW + timedelta(microseconds=n) for n in range(5)]
    results = [
        Settled(ids[0], State.SENT, message=2**40, at=moments[0]),
        Settled(ids[1], State.SENT, "“said” instead", at=moments[1].astimezone(TASHKENT)),
        Settled(ids[2], State.DEAD, "blocked"),
        Settled(ids[3], State.RETRY, "server error", due_at=moments[3].astimezone(TASHKENT)),
        Settled(99, State.SENT),
    ]
    async with store.begin() as tx:
        there = await outbox.settle(tx, results, NOW)
    assert {id_: (found.chat, found.outdated) for id_, found in there.items()} == {id_: (id_, False) for id_ in ids[:4]}
    async with store.read() as tx:
        rows = await tx.rows(sa.select(table).order_by(table.c.id))
    assert [row["state"] for row in rows] == ["sent", "sent", "dead", "retry", "sending"]
    assert [row["reason"] for row in rows] == [None, "“said” instead", "blocked", "server error", None]
    assert [row["settled_at"] for row in rows] == [moments[0], moments[1], NOW, None, None]
    assert (rows[0]["message_id"], rows[1]["message_id"]) == (2**40, None)
    assert (rows[3]["due_at"], rows[3]["waits_from"]) == (moments[3], NOW)
