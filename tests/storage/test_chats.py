"""Chats: who told us to wait, who let us out, and where a group went."""

from datetime import datetime, timedelta

from storage import cards, chats, outbox, redraws
from storage.cards import Card
from storage.chats import EVERYONE
from storage.outbox import Lane, Order
from storage.store import Store
from tests.storage.people import HOUR, MINUTE, NOW, SECOND

SUBJECT, KIND = "round:5", "recommendations.card"


async def test_a_group_that_moves_takes_its_cards_and_deliveries_along(store: Store) -> None:
    old, new = -5, -100500
    async with store.begin() as tx:
        await cards.remember(tx, Card(SUBJECT, KIND, old, 10, None))
        await chats.suspend(tx, old, "bot was kicked", NOW)
        await outbox.queue(tx, [Order("a", "x", SUBJECT, Lane.NEWS, old), Order("b", "x", SUBJECT, Lane.NEWS, 7)], NOW)
        await chats.migrate(tx, old, new)
        assert await cards.message(tx, SUBJECT, KIND, old) is None
        assert await cards.message(tx, SUBJECT, KIND, new) == 0, "the supergroup numbers its messages anew"
        assert not await chats.resume(tx, old)
        assert [c.chat for c in await outbox.claim(tx, NOW, "run", 10)] == [new, 7]


async def test_a_group_that_moves_to_where_the_card_is_already(store: Store) -> None:
    old, new = -5, -100500
    async with store.begin() as tx:
        await cards.remember(tx, Card(SUBJECT, KIND, old, 10, None))
        await cards.remember(tx, Card(SUBJECT, KIND, new, 20, None))
        await cards.remember(tx, Card("round:6", KIND, old, 30, None))
        await redraws.queue(tx, SUBJECT, NOW)
        await chats.migrate(tx, old, new)
        await chats.migrate(tx, old, new)
        assert await cards.message(tx, SUBJECT, KIND, new) == 20
        assert await cards.message(tx, "round:6", KIND, new) == 0
        claimed = await outbox.claim(tx, NOW, "run", 10)
    assert [(c.chat, c.message) for c in claimed] == [(new, 20)]


# -- told to wait


async def left(store: Store, now: datetime) -> dict[int, timedelta]:
    async with store.read() as tx:
        return {wait.chat: wait.left(now) for wait in await chats.list_retry_after(tx, now)}


async def halt(store: Store, waits: dict[int, timedelta], now: datetime = NOW) -> None:
    async with store.begin() as tx:
        await chats.put_retry_after(tx, waits, now)


async def test_who_was_told_to_wait_is_remembered_until_it_is_over(store: Store) -> None:
    await halt(store, {5: MINUTE, -100500: HOUR, EVERYONE: 10 * SECOND})
    assert await left(store, NOW) == {5: MINUTE, -100500: HOUR, EVERYONE: 10 * SECOND}
    assert await left(store, NOW + 30 * SECOND) == {5: 30 * SECOND, -100500: HOUR - 30 * SECOND}
    assert await left(store, NOW + HOUR) == {}


async def test_the_latest_word_counts(store: Store) -> None:
    await halt(store, {5: MINUTE})
    await halt(store, {5: HOUR}, NOW + SECOND)
    assert await left(store, NOW + SECOND) == {5: HOUR}


async def test_what_is_over_is_forgotten(store: Store) -> None:
    await halt(store, {5: MINUTE, 6: HOUR})
    await halt(store, {7: MINUTE}, NOW + 2 * MINUTE)
    assert set(await left(store, NOW)) == {6, 7}, "not even a clock that is set back brings it up again"


async def test_a_clock_set_back_does_not_make_a_wait_longer(store: Store) -> None:
    await halt(store, {5: MINUTE})
    assert await left(store, NOW - HOUR) == {5: MINUTE}
