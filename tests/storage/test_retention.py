"""What is old is deleted, what waits is not, and the figures of reports stay."""

from datetime import timedelta

import sqlalchemy as sa

from council.retention import Keep
from storage import announcement_deliveries, delivery_figures, outbox, posts, retention
from storage.announcement_deliveries import TEXT
from storage.outbox import Lane, Order, State
from storage.store import Store
from storage.tables import announcements, cards, forms, join_request_questions, join_requests, outbox as table, posts as rows
from tests.storage.people import DAY, NOW, somebody

KEEP = Keep(news=30 * DAY, deliveries=365 * DAY, leftovers=90 * DAY, requests=365 * DAY)
POST, REMINDER = "news.post", "meetings.reminder"


async def sent(store: Store, kind: str, subject: str, many: int, state: str = "sent", ago: timedelta = 40 * DAY) -> None:
    """So many deliveries that ended so long ago, each with its card."""
    at = NOW - ago
    async with store.begin() as tx:
        first = await tx.value(sa.select(sa.func.count()).select_from(table)) or 0
        await outbox.queue(tx, [Order(f"{first + n}", kind, subject, Lane.NEWS, first + n) for n in range(many)], at)
        where = (table.c.subject == subject, table.c.state == "pending")
        await tx.write(sa.update(table).where(*where).values(state=state, settled_at=at))
        made = [
            {"subject": subject, "kind": kind, "chat_id": first + n, "message_id": n, "data": {}, "more": []} for n in range(many)
        ]
        await tx.write(sa.insert(cards), made)


async def a_post(store: Store, ago: timedelta = 40 * DAY) -> str:
    async with store.begin() as tx:
        values = {"channel_id": -1, "posted_at": NOW - ago, "came_at": NOW - ago, "state": "frozen", "followers": 5}
        n = await tx.value(sa.select(sa.func.count()).select_from(rows)) or 0
        return f"post:{await tx.insert(sa.insert(rows).values(**values, message_id=n))}"


async def prune(store: Store, keep: Keep = KEEP) -> None:
    after: int | None = 0
    while after is not None:
        async with store.begin() as tx:
            after = await retention.prune_deliveries(tx, keep, NOW, after)
    more = True
    while more:
        async with store.begin() as tx:
            more = bool(await retention.prune_some(tx, keep, NOW))


async def left(store: Store, what: sa.Table = table) -> int:
    async with store.read() as tx:
        return await tx.value(sa.select(sa.func.count()).select_from(what)) or 0


async def test_copies_of_old_posts_are_deleted_and_their_figures_stay(store: Store) -> None:
    old, young = await a_post(store), await a_post(store, 20 * DAY)
    for subject, ago in ((old, 40 * DAY), (young, 20 * DAY)):
        await sent(store, POST, subject, 5, ago=ago)
        await sent(store, POST, subject, 2, "dead", ago)
    async with store.read() as tx:
        before = await posts.recent(tx, 10)
    await prune(store)
    await prune(store)
    async with store.read() as tx:
        assert await posts.recent(tx, 10) == before, "what the secretariat sees is the same"
        assert [(one.sent, one.failed) for one in before] == [(5, 2), (5, 2)]
        assert set(await tx.values(sa.select(table.c.subject))) == {young}
        assert set(await tx.values(sa.select(cards.c.subject))) == {young}


async def test_figures_add_up_over_the_nights(store: Store) -> None:
    old = await a_post(store)
    for _ in range(3):
        await sent(store, POST, old, 4)
        await prune(store)
    async with store.read() as tx:
        assert await delivery_figures.of(tx, old, POST) == {(State.SENT, ""): 12}


async def test_what_waits_for_something_stays_however_old_it_is(store: Store) -> None:
    old = await a_post(store)
    await sent(store, POST, old, 3, "pending", 400 * DAY)
    await sent(store, POST, old, 2, "held", 400 * DAY)
    async with store.begin() as tx:
        [card, *_] = await tx.values(sa.select(cards.c.id).order_by(cards.c.id))
        await tx.write(sa.update(table).where(table.c.key == "0").values(card_id=card))
    await prune(store)
    assert await left(store) == 5
    async with store.read() as tx:
        assert await tx.values(sa.select(cards.c.id)) == [card], "it is to be redrawn"


async def test_other_messages_stay_for_longer_and_a_report_counts_them_after_that(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        values = {"author_id": person.id, "state": "done", "made_at": NOW - 500 * DAY, "done_at": NOW - 400 * DAY}
        id_ = await tx.insert(sa.insert(announcements).values(**values))
    await sent(store, TEXT, f"announcement:{id_}", 6, ago=400 * DAY)
    await sent(store, TEXT, f"announcement:{id_}", 3, "uncertain", 400 * DAY)
    await sent(store, REMINDER, "meeting:1", 2, ago=364 * DAY)
    await sent(store, "communiques.post", "communique:1", 1, ago=900 * DAY)
    async with store.read() as tx:
        before = await announcement_deliveries.tally(tx, id_)
    await prune(store)
    async with store.read() as tx:
        assert await announcement_deliveries.tally(tx, id_) == before
        assert (before.delivered, before.uncertain) == (6, 3)
        assert set(await tx.values(sa.select(table.c.kind))) == {REMINDER, "communiques.post"}
        assert f"announcement:{id_}" not in await tx.values(sa.select(cards.c.subject))


async def test_nothing_is_deleted_where_all_is_to_be_kept(store: Store) -> None:
    await sent(store, POST, await a_post(store), 5)
    await prune(store, Keep(None, None, None, None))
    assert (await left(store), await left(store, cards)) == (5, 5)


async def test_forms_and_requests(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        for who, ago in ((person, 91), (other, 89)):
            form = {"person_id": who.id, "kind": "k", "step": "s", "serial": 1, "data": {}, "changed_at": NOW - ago * DAY}
            await tx.write(sa.insert(forms).values(**form))
        for state, ago in (("approved", 366), ("declined", 364), ("open", 900)):
            decided = None if state == "open" else NOW - ago * DAY
            who = other if state == "open" else person
            row = {"person_id": who.id, "groups": [], "state": state, "made_at": NOW - 900 * DAY, "decided_at": decided}
            request = await tx.insert(sa.insert(join_requests).values(**row))
            asked = {"request_id": request, "question": "?", "asked_at": NOW - 900 * DAY, "answer": "!"}
            await tx.write(sa.insert(join_request_questions).values(**asked))
    await prune(store)
    async with store.read() as tx:
        assert await tx.values(sa.select(forms.c.person_id)) == [other.id]
        assert set(await tx.values(sa.select(join_requests.c.state))) == {"declined", "open"}
        assert len(await tx.values(sa.select(join_request_questions.c.id))) == 2


async def test_many_are_deleted_in_chunks(store: Store) -> None:
    old = await a_post(store)
    await sent(store, POST, old, 1200)
    async with store.begin() as tx:
        assert await retention.prune_some(tx, KEEP, NOW) == retention.CHUNK
    await prune(store)
    assert (await left(store), await left(store, cards)) == (0, 0)
