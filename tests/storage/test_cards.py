"""Living messages: where each copy of a card is."""

from storage import cards, outbox
from storage.outbox import Lane, Order
from storage.store import Store
from tests.storage.people import NOW, somebody

SUBJECT, KIND = "round:5", "recommendations.card"


async def test_the_latest_message_is_the_card(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        await cards.remember(tx, SUBJECT, KIND, 1, 10, None)
        await cards.remember(tx, SUBJECT, KIND, 1, 11, person.id)
        await cards.remember(tx, SUBJECT, KIND, 2, 20, None)
        await cards.remember(tx, SUBJECT, "recommendations.result", 1, 30, None)
        assert await cards.message(tx, SUBJECT, KIND, 1) == 11
        assert await cards.message(tx, SUBJECT, KIND, 2) == 20
        assert await cards.message(tx, SUBJECT, "recommendations.result", 1) == 30
        assert await cards.message(tx, SUBJECT, KIND, 3) is None
        assert await cards.message(tx, "round:6", KIND, 1) is None
        await outbox.redraw(tx, SUBJECT, NOW, kind=KIND)
        claimed = await outbox.claim(tx, NOW, "run", 10)
    assert [(c.chat, c.message, c.person) for c in claimed] == [(1, 11, person.id), (2, 20, None)]


async def test_a_group_that_moves_takes_its_cards_and_deliveries_along(store: Store) -> None:
    old, new = -5, -100500
    async with store.begin() as tx:
        await cards.remember(tx, SUBJECT, KIND, old, 10, None)
        await cards.suspend(tx, old, "bot was kicked", NOW)
        await outbox.queue(tx, [Order("a", "x", SUBJECT, Lane.NEWS, old), Order("b", "x", SUBJECT, Lane.NEWS, 7)], NOW)
        await cards.migrate(tx, old, new)
        assert await cards.message(tx, SUBJECT, KIND, old) is None
        assert await cards.message(tx, SUBJECT, KIND, new) == 10
        assert not await cards.resume(tx, old)
        assert [c.chat for c in await outbox.claim(tx, NOW, "run", 10)] == [new, 7]


async def test_a_group_that_moves_to_where_the_card_is_already(store: Store) -> None:
    old, new = -5, -100500
    async with store.begin() as tx:
        await cards.remember(tx, SUBJECT, KIND, old, 10, None)
        await cards.remember(tx, SUBJECT, KIND, new, 20, None)
        await cards.remember(tx, "round:6", KIND, old, 30, None)
        await outbox.redraw(tx, SUBJECT, NOW)
        await cards.migrate(tx, old, new)
        await cards.migrate(tx, old, new)
        assert await cards.message(tx, SUBJECT, KIND, new) == 20
        assert await cards.message(tx, "round:6", KIND, new) == 30
        claimed = await outbox.claim(tx, NOW, "run", 10)
    assert [(c.chat, c.message) for c in claimed] == [(new, 20)]
