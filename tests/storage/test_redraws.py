"""Redraws: one for each card however often it changes, and of cards that were on their way when they changed."""

import asyncio

import pytest

from storage import cards, redraws
from storage.cards import Card
from storage.outbox import Lane, Order, Settled, State
from storage.store import Store
from tests.storage.deliveries import CARD, SUBJECT, claim, keys, marked, order, post_cards, queue, redraw, settle, states
from tests.storage.people import DAY, MINUTE, NOW
from tests.waiting import PATIENCE


async def test_a_hundred_changes_are_one_redraw(store: Store) -> None:
    await post_cards(store, 1, 2)
    for _ in range(100):
        await redraw(store)
    claimed = await claim(store)
    assert [(c.chat, c.message, c.card is not None, c.kind) for c in claimed] == [(1, 10, True, CARD), (2, 20, True, CARD)]
    assert len(await states(store)) == 2


async def test_a_hundred_changes_at_once_are_one_redraw(store: Store) -> None:
    await post_cards(store, 1)
    await asyncio.gather(*(redraw(store) for _ in range(100)))
    assert len(await states(store)) == 1


async def test_a_change_while_one_is_being_sent_is_not_lost(store: Store) -> None:
    await post_cards(store, 1)
    await redraw(store)
    [first] = await claim(store)
    await redraw(store)
    await redraw(store)
    assert await states(store) == [("sending", None), ("pending", None)]
    await settle(store, Settled(first.id, State.SENT, message=10))
    [second] = await claim(store)
    assert second.id != first.id


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_redraw_is_not_taken_while_the_change_it_is_to_show_is_not_committed(store: Store) -> None:
    """Else the card would be drawn as it was before, and nothing would be left to draw it again."""
    await post_cards(store, 1)
    await redraw(store)
    async with store.begin() as changing:
        await redraws.queue(changing, SUBJECT, NOW)
        assert await asyncio.wait_for(claim(store), PATIENCE) == []
    assert len(await claim(store)) == 1


async def test_a_retry_gives_way_to_a_newer_redraw(store: Store) -> None:
    await post_cards(store, 1)
    await redraw(store)
    [first] = await claim(store)
    await redraw(store)
    await settle(store, Settled(first.id, State.RETRY, "no answer", due_at=NOW + MINUTE))
    assert await states(store) == [("cancelled", "superseded"), ("pending", None)]
    assert len(await claim(store)) == 1


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_retry_gives_way_to_a_redraw_that_is_just_being_committed(store: Store) -> None:
    await post_cards(store, 1)
    await redraw(store)
    [first] = await claim(store)
    async with store.begin() as tx:
        await redraws.queue(tx, SUBJECT, NOW)
        settling = asyncio.create_task(settle(store, Settled(first.id, State.RETRY, "no answer", due_at=NOW)))
        await asyncio.sleep(0.1)
    await settling
    assert await states(store) == [("cancelled", "superseded"), ("pending", None)]


async def test_a_redraw_that_waits_is_made_sooner_but_never_later(store: Store) -> None:
    await post_cards(store, 1)
    await redraw(store, after=MINUTE)
    await redraw(store, after=DAY)
    assert await claim(store) == []
    await redraw(store)
    assert len(await claim(store)) == 1


async def test_a_redraw_that_was_told_to_wait_waits(store: Store) -> None:
    await post_cards(store, 1)
    await redraw(store)
    [first] = await claim(store)
    await settle(store, Settled(first.id, State.RETRY, "too many requests", due_at=NOW + MINUTE))
    await redraw(store)
    assert await claim(store) == []
    assert len(await claim(store, NOW + MINUTE)) == 1


async def test_which_cards_are_redrawn(store: Store) -> None:
    await post_cards(store, 1, 2)
    async with store.begin() as tx:
        await cards.remember(tx, Card(SUBJECT, "meetings.progress", 3, 30, None))
        await cards.remember(tx, Card("meeting:18", CARD, 4, 40, None))
        await redraws.queue(tx, SUBJECT, NOW, kind=CARD, but=2)
        assert tx.has_deliveries
    assert [delivery.chat for delivery in await claim(store)] == [1]


# -- endings


async def test_a_card_that_changes_while_it_is_sent_is_known_to_be_outdated(store: Store) -> None:
    await queue(store, *(order(key, chat) for chat, key in enumerate("abcd", 1)))
    claimed = await claim(store, limit=3)
    async with store.begin() as tx:
        await redraws.queue(tx, SUBJECT, NOW, only=1)
        await redraws.queue(tx, SUBJECT, NOW, kind="another kind")
        await redraws.queue(tx, "meeting:18", NOW)
    async with store.read() as tx:
        assert await marked(tx, [one.id for one in claimed]) == {1: True, 2: False, 3: False}
    async with store.begin() as tx:
        await redraws.queue(tx, SUBJECT, NOW, but=3)
    async with store.read() as tx:
        assert await marked(tx, [1, 2, 3, 4, 99]) == {1: True, 2: True, 3: False, 4: False}
    await settle(store, Settled(1, State.RETRY, due_at=NOW))
    await claim(store)
    async with store.read() as tx:
        assert await marked(tx, [1]) == {1: False}, "it was drawn anew"


async def test_what_a_change_concerns_is_not_claimed_before_its_commit(store: Store) -> None:
    """Drawn from the old state, it would be posted as that, and nobody would redraw it."""
    await queue(store, order("a"), Order("b", "meetings.reminder", "meeting:18", Lane.REMINDERS, 2))

    async def change() -> None:
        async with store.begin() as tx:
            await redraws.queue(tx, SUBJECT, NOW)
            if tx.dialect == "postgresql":
                assert keys(await asyncio.wait_for(claim(store), PATIENCE)) == ["b"]

    await change()
    assert "a" in keys(await claim(store))
