"""Delivery wakes in time, and loses nothing when the database is away, or it is stopped and started."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from math import inf

import pytest
import sqlalchemy as sa

from bot.delivery import departures, dispatcher, verdicts
from storage import cards, outbox, redraws
from storage.cards import Card
from storage.tables import outbox as table
from storage.transaction import Transaction
from tests.bot.post_office import PostOffice
from tests.waiting import PATIENCE


async def test_no_wake_up_is_lost(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 60)
    people = [await office.somebody() for _ in range(40)]
    office.open()
    for n, who in enumerate(people):
        await asyncio.sleep(0.0007 * (n % 7))
        await office.send(f"{n}", who)
    await office.until(*["sent"] * 40)


async def test_what_is_committed_just_after_nothing_was_found_does_not_wait(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 60)
    expert, deliver_batch = await office.somebody(), office.dispatcher.deliver_batch
    queued: list[bool] = []

    async def just_missed() -> bool:
        busy = await deliver_batch()
        if not busy and not queued:
            queued.append(True)
            await office.send("a", expert)
        return busy

    monkeypatch.setattr(office.dispatcher, "deliver_batch", just_missed)
    office.open()
    await office.until("sent")


async def test_what_is_queued_while_a_slow_request_is_under_way_does_not_wait_for_it(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 60)
    monkeypatch.setattr(dispatcher, "IN_FLIGHT_SECONDS", 0.1)
    slow, quick = await office.somebody(), await office.somebody()
    await office.sandbox.fault("hang", chat=slow.id, seconds=10 * PATIENCE)
    office.open()
    await office.send("a", slow)
    await slow.expect("unchanged")
    await office.send("b", quick)
    await office.until("sending", "sent")


async def test_a_database_that_is_away_for_a_moment_costs_nothing(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    expert, other = await office.somebody(), await office.somebody()
    settle, claim, failures = outbox.settle, outbox.claim, {"settle": 2, "claim": 2}

    async def shaky_settle(*args: object) -> object:
        if failures["settle"]:
            failures["settle"] -= 1
            raise ConnectionRefusedError
        return await settle(*args)  # type: ignore[arg-type]  # passed through

    async def shaky_claim(*args: object) -> object:
        if failures["claim"]:
            failures["claim"] -= 1
            raise ConnectionRefusedError
        monkeypatch.setattr(outbox, "settle", shaky_settle)
        return await claim(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(outbox, "claim", shaky_claim)
    office.open()
    await office.send("a", expert, "once")
    await office.send("b", other, "once")
    await office.until("sent", "sent")
    assert failures == {"settle": 0, "claim": 0}
    assert len(await office.sandbox.log(method="sendMessage")) == 2


async def test_a_claim_that_was_committed_without_our_hearing_of_it_is_given_back(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    expert, begin = await office.somebody(), office.store.begin
    broken: list[bool] = []
    await office.send("a", expert, "once")

    @asynccontextmanager
    async def breaks_after_the_commit() -> AsyncIterator[Transaction]:
        async with begin() as tx:
            yield tx
        if not broken:
            broken.append(True)
            raise ConnectionResetError

    monkeypatch.setattr(office.store, "begin", breaks_after_the_commit)
    office.open()
    rows = await office.until("sent")
    assert (broken, rows["a"]["attempts"]) == ([True], 2)
    assert len(await office.sent(expert)) == 1


async def test_stopping_is_quick_and_nothing_is_forgotten(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request is in flight without an answer, one chat is halted: both rows must say so."""
    monkeypatch.setattr(departures, "PATIENCE", inf)
    slow, halted, sent = await office.somebody(), await office.somebody(), await office.somebody()
    await office.sandbox.fault("hang", chat=slow.id, seconds=10 * PATIENCE)
    office.open()
    await office.send("a", sent)
    await office.until("sent")
    await office.send("b", slow)
    await slow.expect("unchanged")
    office.pacer.halt(halted.id, 10_000)
    office.pacer.busy = list  # type: ignore[method-assign]  # claimed just before the halt
    await office.send("c", halted)
    await office.until("sent", "sending", "sending")
    assert await office.close() < PATIENCE
    rows = await office.until("sent", "retry", "retry")
    assert rows["c"]["reason"] == "the program was stopped"
    assert await office.sent(halted) == []


async def test_what_left_before_the_stop_and_may_not_be_repeated_is_uncertain(office: PostOffice) -> None:
    slow = await office.somebody()
    await office.sandbox.fault("hang", chat=slow.id, seconds=10 * PATIENCE)
    office.open()
    await office.send("a", slow, "once")
    await slow.expect("unchanged")
    assert await office.close() < PATIENCE
    rows = await office.until("uncertain")
    assert rows["a"]["reason"] == "the program was stopped"


async def test_what_an_earlier_run_had_in_flight_is_settled_at_the_start(office: PostOffice) -> None:
    """What may not be repeated and had not left is sent all the same."""
    people = [await office.somebody() for _ in range(4)]
    async with office.store.begin() as tx:
        await cards.remember(tx, Card("meeting:c", "card", people[2].id, 1, None))
        await redraws.queue(tx, "meeting:c", office.clock.now())
    await office.send("a", people[0])
    await office.send("b", people[1], "once")
    await office.send("d", people[3], "once")
    async with office.store.begin() as tx:
        claimed = await outbox.claim(tx, office.clock.now() + timedelta(seconds=1), "killed", 10)
        await outbox.leave(tx, [one.id for one in claimed if one.key == "b"])
    assert await office.dispatcher.recover() == 4
    rows = await office.rows()
    states = {key: row["state"] for key, row in rows.items()}
    assert states == {"redraw": "retry", "a": "retry", "b": "uncertain", "d": "retry"}
    assert await office.dispatcher.recover() == 0


async def test_what_is_uncertain_too_often_is_left_to_somebody(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.send("a", expert)
    async with office.store.begin() as tx:
        await tx.write(sa.update(table).values(attempts=verdicts.MOST_ATTEMPTS - 1))
    await office.sandbox.fault("lost", method="sendMessage", count=5)
    office.open()
    await office.until("uncertain")
    assert len(await office.sandbox.log(method="sendMessage")) == 1
