"""Subscriptions and posts, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from council.charter import Council
from council.news import PostState
from council.people import SYSTEM
from handlers.context import UnitOfWork
from handlers.news import actions
from storage import members, news
from storage.store import Store
from storage.tables import outbox as rows

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_subscribing_is_idempotent(store: Store) -> None:
    async with store.begin() as tx:
        person = await members.add(tx, 10, "en", "UTC", NOW)
        assert [await news.subscribe(tx, person.id, NOW) for _ in range(2)] == [True, False]
        assert await news.is_subscribed(tx, person.id)
        assert [await news.unsubscribe(tx, person.id) for _ in range(2)] == [True, False]
        assert not await news.is_subscribed(tx, person.id)


async def test_a_post_is_kept_once_however_old_and_only_the_channels(store: Store, council: Council) -> None:
    old = NOW - timedelta(days=30)
    async with store.begin() as tx:
        work = UnitOfWork(tx, council, SYSTEM, NOW)
        kept = [await actions.record(work, *given, old) for given in (
            (-100, "REC_NEWS", 5), (-100, "rec_news", 5), (-100, "rec_news", 6), (-200, "elsewhere", 5), (-200, "", 5),
        )]  # fmt: skip
        assert kept == [True, False, True, False, False]
        first = await news.post(tx, 1)
        assert first is not None
        assert (first.channel, first.message, first.posted_at, first.state) == (-100, 5, old, PostState.FREEZING)


async def test_posts_are_fanned_out_in_chunks_one_after_the_other(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    async with store.begin() as tx:
        for number in range(10, 15):
            person = await members.add(tx, number, "en", "UTC", NOW)
            await news.subscribe(tx, person.id, NOW)
        for message in (5, 6):
            await news.add_post(tx, -100, message, NOW)
    counted = []
    while True:
        async with store.begin() as tx:
            if not await actions.fan_out_some(UnitOfWork(tx, council, SYSTEM, NOW)):
                break
            counted.append(await tx.value(sa.select(sa.func.count()).select_from(rows)))
    assert counted == [2, 4, 5, 7, 9, 10]
    async with store.read() as tx:
        keys = await tx.values(sa.select(rows.c.key).order_by(rows.c.id))
        assert keys[0] == "post:1:1"
        assert len(set(keys)) == 10
        post = await news.post(tx, 2)
        assert post is not None
        assert post.state is PostState.FROZEN


async def test_a_chunk_that_somebody_else_wrote_is_not_written_again(store: Store) -> None:
    async with store.begin() as tx:
        await news.add_post(tx, -100, 5, NOW)
        freezing = await news.next_freezing(tx)
        assert freezing is not None
        assert await news.advance(tx, freezing, 3, PostState.FREEZING)
        assert not await news.advance(tx, freezing, 3, PostState.FREEZING)
