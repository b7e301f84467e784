"""Living messages: where each copy of a card is."""

from storage import cards, outbox, redraws
from storage.cards import Card
from storage.store import Store
from tests.storage.people import NOW, somebody

SUBJECT, KIND = "round:5", "recommendations.card"


async def test_the_latest_message_is_the_card(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        await cards.remember(tx, Card(SUBJECT, KIND, 1, 10, None))
        await cards.remember(tx, Card(SUBJECT, KIND, 1, 11, person.id))
        await cards.remember(tx, Card(SUBJECT, KIND, 2, 20, None))
        await cards.remember(tx, Card(SUBJECT, "recommendations.result", 1, 30, None))
        assert await cards.message(tx, SUBJECT, KIND, 1) == 11
        assert await cards.message(tx, SUBJECT, KIND, 2) == 20
        assert await cards.message(tx, SUBJECT, "recommendations.result", 1) == 30
        assert await cards.message(tx, SUBJECT, KIND, 3) is None
        assert await cards.message(tx, "round:6", KIND, 1) is None
        await redraws.queue(tx, SUBJECT, NOW, kind=KIND)
        claimed = await outbox.claim(tx, NOW, "run", 10)
    assert [(c.chat, c.message, c.person) for c in claimed] == [(1, 11, person.id), (2, 20, None)]
