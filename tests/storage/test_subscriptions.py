"""Subscriptions, posts and lists, on both engines; and the SQL's rule of who wants what against the council's."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from council.chats import ChatRights, TelegramChannel
from council.config import Council
from council.people import SYSTEM
from council.posts import ChannelMessage, PostState
from council.subscriptions import Pace, Rhythm, wants
from handlers.posts import actions
from handlers.reactions import unit_of_work
from handlers.subscriptions import actions as digests
from storage import channels, communiques, digests as lists, members, outbox, posts, subscriptions
from storage.channels import ChannelState
from storage.communiques import CommuniqueState
from storage.digests import Span
from storage.due_times import DueTimes
from storage.outbox import Lane, Order, Settled, State
from storage.store import Store
from storage.tables import cards, outbox as rows, posts as table, subscription_topics
from storage.transaction import Transaction

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


async def reader(
    tx: Transaction, number: int, *topics: str, language: str = "en", pace: Pace = Pace.NOW, zone: str = "UTC"
) -> int:
    person = await members.add(tx, number, language, zone, NOW)
    rhythm = Rhythm(pace)
    await subscriptions.begin(tx, person.id, language, NOW)
    await subscriptions.set_topics(tx, person.id, topics or ("*",))
    await subscriptions.activate(tx, person.id, rhythm, rhythm.next_due(zone, NOW), NOW)
    return person.id


async def post(tx: Transaction, council: Council, message: int, text: str, now: datetime = NOW) -> bool:
    return await actions.record(
        unit_of_work(tx, council, SYSTEM, now), ChannelMessage(-100, message, now, text, text), "rec_news"
    )


async def drained(store: Store, council: Council, now: datetime) -> None:
    """Everything that these have to do."""
    for beat in (actions.queue_copies, actions.update_copies, digests.make_bundle, digests.queue_bundle, digests.queue_digests):
        for _ in range(100):
            async with store.begin() as tx:
                if not await beat(unit_of_work(tx, council, SYSTEM, now)):
                    break


async def keys(store: Store, kind: str) -> list[str]:
    async with store.read() as tx:
        return await tx.values(sa.select(rows.c.key).where(rows.c.kind == kind).order_by(rows.c.id))


async def test_subscribing_is_idempotent_and_leaving_erases(store: Store) -> None:
    async with store.begin() as tx:
        person = await members.add(tx, 10, "en", "UTC", NOW)
        assert [await subscriptions.subscribe(tx, person.id, NOW) for _ in range(2)] == [True, False]
        assert await subscriptions.is_subscribed(tx, person.id)
        assert [await subscriptions.unsubscribe(tx, person.id) for _ in range(2)] == [True, False]
        assert not await subscriptions.is_subscribed(tx, person.id)
        assert await tx.value(sa.select(sa.func.count()).select_from(subscription_topics)) == 0
        assert await subscriptions.begin(tx, person.id, "en", NOW)
        assert not await subscriptions.is_subscribed(tx, person.id)  # still choosing


async def test_who_wants_a_post_as_the_council_has_it(store: Store) -> None:
    choices = [("*",), ("B",), ("B", "-"), ("t1",)]
    async with store.begin() as tx:
        ids = [
            await reader(tx, 100 + at, *topics, language=language)
            for at, (topics, language) in enumerate(product(choices, ("en", "ru")))
        ]
        found = [subscription for id_ in ids if (subscription := await subscriptions.find(tx, id_))]
        assert len(found) == len(ids)
        for language, about in product(("", "en", "ru"), (("B",), ("-",), ("t1", "D"), ("D",))):
            people = await subscriptions.at_once(tx, subscriptions.wanting(language, about), NOW, 0, 100)
            expected = [one.person for one in found if wants(one, language, about)]
            assert [person.id for person in people] == expected, (language, about)
            assert await subscriptions.followers(tx, language, about) == len(expected)


async def test_posts_are_kept_once_and_only_the_councils(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = unit_of_work(tx, council, SYSTEM, NOW)
        given = [(-100, "REC_NEWS", 5), (-100, "rec_news", 5), (-100, "rec_news", 6), (-200, "elsewhere", 5), (-200, "", 5)]
        kept = [
            await actions.record(work, ChannelMessage(channel, message, NOW, "Words", "Words"), username)
            for channel, username, message in given
        ]
        assert kept == [True, False, True, False, False]
        old = ChannelMessage(-100, 7, NOW - council.news_too_old - timedelta(seconds=1), "Old", "Old")
        assert await actions.record(work, old, "rec_news")
        states = [found.state for id_ in (1, 2, 3) if (found := await posts.find(tx, id_))]
        assert states == [PostState.FREEZING, PostState.FREEZING, PostState.LATE]


async def test_posts_are_fanned_out_in_chunks_to_those_who_want_them(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    async with store.begin() as tx:
        for number in range(5):
            await reader(tx, 10 + number, "B" if number < 3 else "D")
        await reader(tx, 20, "B", language="ru")
        await reader(tx, 21, "B", pace=Pace.DAILY)
        paused = await reader(tx, 22, "B")
        await subscriptions.pause(tx, paused, NOW + timedelta(days=1))
        for message, text in ((5, "One #B"), (6, "Two #C")):
            await post(tx, council, message, text)
    counted = []
    while True:
        async with store.begin() as tx:
            if not await actions.queue_copies(unit_of_work(tx, council, SYSTEM, NOW)):
                break
            counted.append(await tx.value(sa.select(sa.func.count()).select_from(rows)))
    assert counted == [2, 3, 3]
    async with store.read() as tx:
        assert await tx.values(sa.select(table.c.followers).order_by(table.c.id)) == [5, 0]
        assert [one.post.id for one in await posts.to_nobody(tx, 9)] == [2]
        freezing = posts.Freezing(await posts.find(tx, 1), 0)  # type: ignore[arg-type]  # it is there
    async with store.begin() as tx:
        assert not await posts.advance(tx, freezing, 3, PostState.FREEZING)  # somebody else wrote it


async def test_lists_tell_each_post_once_whatever_is_missed(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        daily = await reader(tx, 10, pace=Pace.DAILY)
        of_b = await reader(tx, 11, "B", pace=Pace.DAILY)
        await reader(tx, 12, "D", pace=Pace.DAILY)
        await reader(tx, 13, pace=Pace.DAILY, zone="Asia/Tashkent")
        for message, text in ((5, "One #B"), (6, "Two")):
            await post(tx, council, message, text)
    nine = NOW.replace(hour=9)
    await drained(store, council, nine - timedelta(seconds=1))
    assert await keys(store, digests.DIGEST.name) == []
    await drained(store, council, nine)
    assert await keys(store, digests.DIGEST.name) == [f"digest:{id_}:{nine.isoformat()}" for id_ in (daily, of_b)]
    async with store.begin() as tx:
        await post(tx, council, 7, "Three #B", nine)
        await subscriptions.pause(tx, of_b, nine + timedelta(hours=30))
    await drained(store, council, nine + timedelta(days=1))
    await drained(store, council, nine + timedelta(days=2))
    async with store.read() as tx:
        query = sa.select(rows).where(rows.c.kind == digests.DIGEST.name, rows.c.person_id.in_([daily, of_b]))
        told = [(row["person_id"], row["data"]["after"], row["data"]["upto"]) for row in await tx.rows(query.order_by(rows.c.id))]
        assert told == [(daily, 0, 2), (of_b, 0, 2), (daily, 2, 3), (of_b, 2, 3)]
        assert [one.title for one in await lists.headlines(tx, of_b)] == ["One", "Three"]
        assert await tx.values(sa.select(table.c.listed).order_by(table.c.id)) == [3, 2, 3]


async def test_a_change_reaches_the_copies_there_are_in_chunks(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    async with store.begin() as tx:
        people = [await reader(tx, 10 + number) for number in range(3)]
        await post(tx, council, 5, "First words")
        copies = [
            {"subject": "post:1", "kind": actions.POST.name, "chat_id": 10 + at, "message_id": 7, "person_id": id_}
            for at, id_ in enumerate(people)
        ]
        await tx.write(sa.insert(cards), copies)
        work = unit_of_work(tx, council, SYSTEM, NOW)
        same = ChannelMessage(-100, 5, NOW, "First words", "First words", edited=True)
        assert not await actions.change(work, same)
        assert await actions.change(work, ChannelMessage(-100, 5, NOW, "Better", "<b>Better</b>", edited=True))
        assert not await actions.change(work, ChannelMessage(-100, 99, NOW, "Unknown", "Unknown", edited=True))
    await drained(store, council, NOW)
    async with store.read() as tx:
        redrawn = await tx.rows(sa.select(rows).where(rows.c.card_id.is_not(None)))
        assert sorted((row["chat_id"], row["lane"]) for row in redrawn) == [(10 + at, int(Lane.NEWS)) for at in range(3)]
        found = await posts.find(tx, 1)
        assert found is not None
        assert (found.title, found.words, found.revision) == ("Better", "<b>Better</b>", 1)
        assert await posts.next_reaching(tx) is None


async def test_only_so_many_go_out_one_by_one(store: Store, council: Council) -> None:
    bound = council.news_at_once
    async with store.begin() as tx:
        both = await reader(tx, 10)
        of_d = await reader(tx, 11, "D")
        for message in range(bound + 5):
            await post(tx, council, message + 1, "Words #B")
    await drained(store, council, NOW)
    assert len(await keys(store, actions.POST.name)) == bound
    assert await keys(store, digests.BUNDLE.name) == []
    await drained(store, council, NOW + timedelta(minutes=10))
    assert await keys(store, digests.BUNDLE.name) == [f"bundle:1:news.bundle:{both}"]
    async with store.read() as tx:
        assert len(await lists.headlines(tx, both, Span(bundle=1))) == 5
        assert await lists.headlines(tx, of_d, Span(bundle=1)) == []
        assert await DueTimes([lists.BUNDLE_DUE]).read(tx, NOW) == [None]


async def test_what_the_bot_posts_is_recorded_once(store: Store, council: Council) -> None:

    async with store.begin() as tx:
        place = TelegramChannel(-100, "News", "rec_news", ChatRights(inside=True))
        await channels.put(tx, place, ChannelState.BY_FILE, "en", None, NOW)
        draft = await communiques.add(tx, "record", 1, ["B"], {"en": "<b>Adopted</b> &amp; told"}, NOW)
        await communiques.end_draft(tx, draft, CommuniqueState.PUBLISHED)
        order = Order("c", communiques.KIND, draft.subject, Lane.ANNOUNCEMENTS, -100, data={"language": "en"})
        await outbox.queue(tx, [order], NOW)
        assert await communiques.unrecorded(tx) is None
        await outbox.settle(tx, [Settled(1, State.SENT, message=44)], NOW)
    done = []
    for _ in range(2):
        async with store.begin() as tx:
            done.append(await actions.record_own(unit_of_work(tx, council, SYSTEM, NOW)))
    assert done == [True, False]
    async with store.read() as tx:
        found = await posts.by_message(tx, -100, 44)
        assert found is not None
        assert (found.title, found.language, await posts.topics_of(tx, found.id)) == ("Adopted & told", "en", ("B",))


async def test_news_waits_for_the_readers_own_morning(store: Store, council: Council) -> None:
    night = NOW.replace(hour=23)  # for the first; in New York it is six in the evening
    async with store.begin() as tx:
        asleep = await reader(tx, 10)
        await reader(tx, 11, zone="America/New_York")
        await reader(tx, 12, zone="Asia/Nowhere")
        await post(tx, council, 5, "Words", night)
    await drained(store, council, night)
    async with store.read() as tx:
        due = await tx.rows(sa.select(rows.c.person_id, rows.c.due_at).order_by(rows.c.id))
    assert [row["due_at"] - night for row in due] == [timedelta(hours=9), timedelta(0), timedelta(0)]
    assert due[0]["person_id"] == asleep
