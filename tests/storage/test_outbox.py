"""The outbox: what is claimed when, how it ends, and that nothing is taken twice."""

import asyncio
from itertools import chain

import pytest
import sqlalchemy as sa

from storage import chats, outbox, redraws
from storage.outbox import Delivery, Lane, Order, Settled, State
from storage.store import Store
from storage.tables import outbox as table
from tests.storage.deliveries import SUBJECT, claim, keys, order, post_cards, queue, redraw, settle, states
from tests.storage.people import DAY, HOUR, MINUTE, NOW, SECOND
from tests.waiting import PATIENCE


async def test_a_key_is_queued_once_ever(store: Store) -> None:
    assert await queue(store, order("a"), order("b", 2), order("a", 3)) == 2
    assert await queue(store, order("a"), order("c", 3)) == 1
    assert keys(await claim(store)) == ["a", "b", "c"]
    await settle(store, Settled(1, State.SENT, message=5))
    assert await queue(store, order("a")) == 0, "not even after it was sent"


async def test_what_was_queued_comes_back_as_it_was(store: Store) -> None:
    await queue(store, order("a", -100123456789, data={"version": 2, "group": "B"}))
    [claimed] = await claim(store)
    assert claimed == Delivery(
        claimed.id,
        "a",
        "meetings.reminder",
        SUBJECT,
        Lane.REMINDERS,
        -100123456789,
        None,
        {"version": 2, "group": "B"},
        attempts=1,
    )


async def test_the_order_is_by_lane_and_then_by_what_fell_due_first(store: Store) -> None:
    await queue(
        store,
        order("news", 1, Lane.NEWS, due_at=NOW - DAY),
        order("later", 2, due_at=NOW - SECOND),
        order("sooner", 3, due_at=NOW - MINUTE),
        order("receipt", 4, Lane.RECEIPTS),
        order("not yet", 5, Lane.RECEIPTS, due_at=NOW + SECOND),
    )
    assert keys(await claim(store)) == ["receipt", "sooner", "later", "news"]
    assert keys(await claim(store)) == []
    assert keys(await claim(store, NOW + SECOND)) == ["not yet"]


async def test_one_a_chat_and_no_more_than_there_is_room_for(store: Store) -> None:
    await queue(store, *(order(f"{chat}{n}", chat) for n in range(9) for chat in (1, 2, 3)))
    assert keys(await claim(store, limit=2)) == ["10", "20"]
    assert keys(await claim(store, busy=[1, 2])) == ["30"]
    assert keys(await claim(store, busy=[1, 2, 3])) == []


async def test_a_crowded_chat_does_not_hide_the_others_for_long(store: Store) -> None:
    await queue(store, *(order(f"crowd {n}", 1) for n in range(100)), order("other", 2))
    found = keys(await claim(store, limit=16)) + keys(await claim(store, limit=16, busy=[1]))
    assert found == ["crowd 0", "other"]


async def test_rows_expire(store: Store) -> None:
    await queue(store, order("a", 1, expires_at=NOW), order("b", 2, expires_at=NOW + SECOND))
    assert keys(await claim(store)) == ["b"]
    assert await states(store) == [("cancelled", "expired"), ("sending", None)]


async def test_expired_rows_do_not_hide_what_can_still_be_sent(store: Store) -> None:
    await queue(store, *(order(f"{n}", n, expires_at=NOW) for n in range(1, 101)), order("alive", 200))
    rounds = [keys(await claim(store, limit=5)) for _ in range(6)]
    assert ["alive"] in rounds


async def test_nothing_is_tried_in_a_suspended_chat_until_it_is_heard_from(store: Store) -> None:
    await queue(store, order("a", 1), order("b", 2))
    async with store.begin() as tx:
        await chats.suspend(tx, 1, "bot was blocked by the user", NOW)
        await chats.suspend(tx, 1, "bot was blocked by the user", NOW)
    assert keys(await claim(store)) == ["b"]
    assert await states(store) == [("dead", outbox.SUSPENDED), ("sending", None)]
    async with store.begin() as tx:
        assert await chats.suspended(tx) == 1
        assert await chats.resume(tx, 1)
        assert not await chats.resume(tx, 1)
    await queue(store, order("c", 1))
    assert keys(await claim(store)) == ["c"], "what comes later is sent again"


async def test_two_who_claim_one_after_the_other_share(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 21)))
    taken = [keys(await claim(store, limit=4)) for _ in range(6)]
    assert sorted(chain.from_iterable(taken)) == sorted(map(str, range(1, 21)))


@pytest.mark.parametrize("engine", ["postgresql"])  # on SQLite the second does not begin before the first has ended
async def test_two_who_claim_at_the_same_time_take_different_rows(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 21)))
    async with store.begin() as one, store.begin() as two:
        first = await outbox.claim(one, NOW, "one", 2)
        second = await asyncio.wait_for(outbox.claim(two, NOW, "two", 2), PATIENCE)
    assert (len(first), len(second)) == (2, 2)
    assert not set(keys(first)) & set(keys(second))


async def test_many_who_claim_at_once_take_each_row_once(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 61)))

    async def worker(run: str) -> list[str]:
        found: list[str] = []
        for _ in range(10):
            async with store.begin() as tx:
                found += keys(await outbox.claim(tx, NOW, run, 3))
        return found

    taken = list(chain.from_iterable(await asyncio.gather(*(worker(f"{n}") for n in range(6)))))
    assert len(taken) == len(set(taken))
    assert len(taken) + len(await claim(store, limit=100)) == 60


# -- cards


async def test_every_ending_is_written_down(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 6)))
    ids = [delivery.id for delivery in await claim(store)]
    await settle(
        store,
        Settled(ids[0], State.SENT, message=501),
        Settled(ids[1], State.RETRY, "server error", due_at=NOW + MINUTE),
        Settled(ids[2], State.DEAD, "chat not found"),
        Settled(ids[3], State.CANCELLED, "meeting cancelled"),
        Settled(ids[4], State.UNCERTAIN, "no answer"),
        now=NOW + SECOND,
    )
    async with store.read() as tx:
        rows = await tx.rows(sa.select(table).order_by(table.c.id))
        assert await outbox.uncertain(tx) == 1
        counted = await outbox.counts(tx, SUBJECT, "meetings.reminder")
        assert await outbox.next_due(tx, NOW) == NOW + MINUTE
        assert await outbox.next_due(tx, NOW + MINUTE) is None
        assert await outbox.idle(tx, NOW)
        assert not await outbox.idle(tx, NOW + MINUTE)
    assert [row["settled_at"] for row in rows] == [NOW + SECOND, None, *[NOW + SECOND] * 3]
    assert rows[0]["message_id"] == 501
    assert counted == {
        (State.SENT, ""): 1,
        (State.RETRY, "server error"): 1,
        (State.DEAD, "chat not found"): 1,
        (State.CANCELLED, "meeting cancelled"): 1,
        (State.UNCERTAIN, "no answer"): 1,
    }
    [again] = await claim(store, NOW + MINUTE)
    assert (again.id, again.attempts) == (ids[1], 2)


async def test_settling_what_is_not_there_is_harmless(store: Store) -> None:
    await settle(store, Settled(12345, State.SENT), Settled(12346, State.RETRY, due_at=NOW))
    assert await states(store) == []


async def test_what_was_noted_as_leaving_is_known_to_the_next_run(store: Store) -> None:
    await queue(store, order("a"), order("b", 2))
    [first, _] = await claim(store)
    async with store.begin() as tx:
        await outbox.leave(tx, [first.id])
    async with store.read() as tx:
        left = await outbox.abandoned(tx, "the next run")
    assert {one.key: one.has_left for one in left} == {"a": True, "b": False}
    await settle(store, *(Settled(one.id, State.RETRY, due_at=NOW) for one in left))
    assert [one.has_left for one in await claim(store)] == [True, False], "of the claim before"
    async with store.read() as tx:
        assert [one.has_left for one in await outbox.abandoned(tx, "the next run")] == [False, False]


async def test_what_an_earlier_run_left_in_flight_is_found(store: Store) -> None:
    await queue(store, order("a", 1, data={"offset": 60}), order("b", 2), order("c", 3))
    await claim(store, limit=2)
    async with store.begin() as tx:
        assert await outbox.abandoned(tx, "run") == []
        left = await outbox.abandoned(tx, "the next run")
        assert [(row.key, row.attempts, row.data) for row in left] == [("a", 1, {"offset": 60}), ("b", 1, {})]
        assert not await outbox.idle(tx, NOW)


async def test_what_still_waits_is_cancelled_and_the_rest_is_left(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 4)), Order("x", "other", SUBJECT, Lane.NEWS, 9))
    [first] = await claim(store, limit=1)
    async with store.begin() as tx:
        assert await outbox.cancel(tx, SUBJECT, "meetings.reminder", "moved", NOW) == 2
    assert await states(store) == [("sending", None), *[("cancelled", "moved")] * 2, ("pending", None)]
    await settle(store, Settled(first.id, State.SENT))


async def test_many_are_queued_and_counted_as_one(store: Store) -> None:
    """Chunks are of a few hundred; drivers have their limits at some ten thousand values."""
    assert await queue(store, *(order(f"{n}", n) for n in range(1, 5001))) == 5000
    assert await queue(store, *(order(f"{n}", n) for n in range(4001, 6001))) == 1000
    assert await queue(store) == 0


async def test_many_endings_are_written_down_together_each_its_own(store: Store) -> None:
    await queue(store, *(order(f"{n}", n) for n in range(1, 41)))
    taken = await claim(store, limit=40)
    kinds = (State.SENT, State.RETRY, State.DEAD, State.UNCERTAIN)
    ended = [
        Settled(row.id, kinds[n % 4], f"because {n}", message=n if n % 4 == 0 else None, due_at=NOW + n * SECOND)
        for n, row in enumerate(taken)
    ]
    await settle(store, *ended, *ended)
    async with store.read() as tx:
        rows = await tx.rows(sa.select(table).order_by(table.c.id))
    for n, row in enumerate(rows):
        assert (row["state"], row["reason"]) == (kinds[n % 4].value, f"because {n}")
        assert row["message_id"] == (n if n % 4 == 0 else None)
        assert row["due_at"] == (NOW + n * SECOND if n % 4 == 1 else NOW)


async def test_of_many_to_be_tried_again_only_what_is_outdated_gives_way(store: Store) -> None:
    await post_cards(store, 1, 2)
    await queue(store, order("a", 3))
    await redraw(store)
    taken = await claim(store)
    async with store.begin() as tx:
        await redraws.queue(tx, SUBJECT, NOW, but=2)
    await settle(store, *(Settled(row.id, State.RETRY, "no answer", due_at=NOW) for row in taken))
    assert sorted(await states(store), key=str) == [
        ("cancelled", "superseded"),
        ("pending", None),
        ("retry", "no answer"),
        ("retry", "no answer"),
    ]


@pytest.mark.parametrize("engine", ["sqlite"])  # the other does not take it
async def test_a_chat_that_is_no_number_fails_alone(store: Store) -> None:
    await queue(store, order("a", 1), order("b", 2))
    async with store.begin() as tx:
        await tx.write(sa.text("UPDATE outbox SET chat_id = '@somebody' WHERE \"key\" = 'a'"))
    assert keys(await claim(store)) == ["b"]
    assert await states(store) == [("dead", outbox.NO_CHAT), ("sending", None)]


# -- a clock that is set back


async def test_a_clock_set_back_makes_nothing_wait_for_what_was_due_already(store: Store) -> None:
    earlier = NOW - HOUR
    await post_cards(store, 1)
    await queue(store, order("due", 2), order("again", 3), order("overdue", 4, due_at=NOW - MINUTE))
    [again] = [row for row in await claim(store) if row.key == "again"]
    async with store.begin() as tx:
        await tx.write(sa.update(table).where(table.c.key != "again").values(state=State.PENDING.value))
    await settle(store, Settled(again.id, State.RETRY, "server error", due_at=NOW + 5 * MINUTE))
    await redraw(store, after=2 * SECOND)
    async with store.read() as tx:
        assert not await outbox.idle(tx, earlier)
    assert {row.chat for row in await claim(store, earlier)} == {1, 2, 3, 4}


async def test_a_clock_set_back_sends_nothing_before_its_time_of_day(store: Store) -> None:
    await queue(store, order("at nine", 1, due_at=NOW + MINUTE))
    assert await claim(store, NOW - HOUR) == []
    assert await claim(store, NOW) == []
    assert keys(await claim(store, NOW + MINUTE)) == ["at nine"]


async def test_clocks_that_differ_by_seconds_wait_as_told(store: Store) -> None:
    await queue(store, order("a", 1))
    [first] = await claim(store)
    await settle(store, Settled(first.id, State.RETRY, "server error", due_at=NOW + MINUTE))
    assert await claim(store, NOW - 30 * SECOND) == []


async def test_idle_and_next_due_of_an_empty_box(store: Store) -> None:
    async with store.read() as tx:
        assert await outbox.idle(tx, NOW)
        assert await outbox.next_due(tx, NOW) is None
        assert await outbox.uncertain(tx) == 0
