"""Delivery with everything that Telegram, the network and drawing can do to it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from markupsafe import Markup
from structlog.testing import capture_logs
from telegram.error import ChatMigrated

from bot.delivery import dispatcher, verdicts
from bot.delivery.messenger import Messenger, Sent
from council.config import Council
from handlers.common.navigation import Go
from handlers.common.operations import Operation, Say
from handlers.common.view import Button, View
from handlers.framework.deliveries import Drop, Sendable
from storage import cards, chats, outbox, redraws
from storage.cards import Card
from storage.outbox import Delivery
from storage.tables import outbox as table
from tests.bot.post_office import SPEED, PostOffice, post_office


async def test_what_is_queued_arrives_once_and_is_written_down(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert)
    rows = await office.until("sent")
    assert (rows["a"]["message_id"], rows["a"]["attempts"]) == ((await expert.last()).id, 1)
    assert await office.sent(expert) == ["note meeting:a: unchanged"]


async def test_whoever_is_told_to_wait_waits_and_the_others_do_not(office: PostOffice) -> None:
    slow, quick = await office.somebody(), await office.somebody()
    await office.sandbox.fault("429", chat=slow.id, retry_after=10)
    office.open()
    await office.send("a", slow)
    await office.until("retry")
    await office.send("b", quick)
    rows = await office.until("sent", "sent")
    assert rows["a"]["attempts"] == 2
    first, again = await office.sandbox.log(chat=slow.id)
    [other] = await office.sandbox.log(chat=quick.id)
    assert again.at - first.at >= 10 / SPEED
    assert other.at < again.at


async def test_who_was_told_to_wait_is_not_tried_by_the_next_run_either(office: PostOffice) -> None:
    slow, answered, quick = [await office.somebody() for _ in range(3)]
    await office.sandbox.fault("429", chat=slow.id, retry_after=600)
    office.open()
    await office.send("a", slow)
    await office.until("retry")
    office.pacer.halt(answered.id, 600)  # as a reply would
    await asyncio.sleep(0.2)
    await office.close()
    office.start_anew()
    assert await office.dispatcher.recover() == 0
    async with office.store.begin() as tx:
        await tx.write(sa.update(table).values(due_at=office.clock.now()))
    office.open()
    await office.send("b", answered)
    await office.send("c", quick)
    await office.until("retry", "pending", "sent")
    await asyncio.sleep(0.1)
    assert len(await office.sandbox.log(chat=slow.id)) == 1
    assert await office.sandbox.log(chat=answered.id) == []


async def test_when_everyone_is_told_to_wait_nothing_is_claimed_by_the_next_run(office: PostOffice) -> None:
    people = [await office.somebody() for _ in range(4)]
    for who in people[:3]:
        await office.sandbox.fault("429", chat=who.id, retry_after=600)
    office.open()
    await office.queue(*(office.order(f"{who.id}", who) for who in people[:3]))
    await office.until("retry", "retry", "retry")
    await office.close()
    office.start_anew()
    await office.dispatcher.recover()
    assert office.pacer.halted
    office.open()
    await office.send("e", people[3])
    await asyncio.sleep(0.3)
    await office.until("retry", "retry", "retry", "pending")


async def test_what_was_claimed_just_before_a_long_wait_is_put_back(office: PostOffice) -> None:
    """Otherwise it would be "sending" for hours, and uncertain after a kill."""
    expert = await office.somebody()
    office.pacer.busy = list  # type: ignore[method-assign]  # claimed just before the halt
    office.pacer.halt(expert.id, 3600)
    office.open()
    await office.send("a", expert, "once")
    rows = await office.until("retry")
    assert rows["a"]["due_at"] - office.clock.now() > timedelta(minutes=50)


@pytest.mark.parametrize("count", [1, 3])
async def test_a_server_that_fails_is_asked_again(office: PostOffice, count: int) -> None:
    expert = await office.somebody()
    await office.sandbox.fault("500", count=count)
    office.open()
    await office.send("a", expert, "once")
    rows = await office.until("sent")
    assert rows["a"]["attempts"] == count + 1
    assert len(await office.sent(expert)) == 1


@pytest.mark.parametrize(("kind", "fault", "arrived"), [("note", "reset", 1), ("note", "lost", 2)])
async def test_what_may_be_repeated_is_when_nobody_knows(office: PostOffice, kind: str, fault: str, arrived: int) -> None:
    expert = await office.somebody()
    await office.sandbox.fault(fault, method="sendMessage")
    office.open()
    await office.send("a", expert, kind)
    await office.until("sent")
    assert len(await office.sent(expert)) == arrived, "never more than there were requests"


@pytest.mark.parametrize(("fault", "arrived"), [("reset", 0), ("lost", 1)])
async def test_what_may_not_be_repeated_waits_for_somebody_to_decide(office: PostOffice, fault: str, arrived: int) -> None:
    expert = await office.somebody()
    await office.sandbox.fault(fault, method="sendMessage")
    office.open()
    await office.send("a", expert, "once")
    rows = await office.until("uncertain")
    assert rows["a"]["reason"] == "no answer"
    await asyncio.sleep(0.2)
    assert len(await office.sandbox.log(method="sendMessage")) == 1
    assert len(await office.sent(expert)) == arrived


@pytest.mark.parametrize(("kind", "state", "arrived"), [("note", "sent", 2), ("once", "uncertain", 1)])
async def test_an_answer_that_never_comes_is_not_waited_for_for_ever(
    tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch, kind: str, state: str, arrived: int
) -> None:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 0.5 / SPEED)
    async with post_office(tmp_path, council, read_timeout=1.5) as office:
        expert = await office.somebody()
        await office.sandbox.fault("hang", method="sendMessage", seconds=30)
        office.open()
        await office.send("a", expert, kind)
        await office.until(state)
        assert len(await office.sent(expert)) == arrived


async def test_a_redraw_whose_answer_never_comes_is_made_again(
    tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 0.5 / SPEED)
    async with post_office(tmp_path, council, read_timeout=1.5) as office:
        expert = await office.somebody()
        office.open()
        await office.send("a", expert, "card")
        await office.until("sent")
        office.kinds["card"].world["meeting:a"] = "changed"
        await office.sandbox.fault("hang", method="editMessageText", seconds=30)
        async with office.store.begin() as tx:
            await redraws.queue(tx, "meeting:a", office.clock.now())
        rows = await office.until("sent", "sent")
        assert (rows["redraw"]["attempts"], rows["redraw"]["reason"]) == (2, "message is not modified")
        assert await office.sent(expert) == ["card meeting:a: changed"]


async def test_nothing_is_tried_where_the_bot_is_blocked_until_they_write(office: PostOffice) -> None:
    expert = await office.somebody()
    await expert.block()
    office.open()
    await office.send("a", expert)
    rows = await office.until("dead")
    assert rows["a"]["reason"] == "bot was blocked by the user"
    await office.send("b", expert)
    rows = await office.until("dead", "dead")
    assert rows["b"]["reason"] == outbox.SUSPENDED
    assert len(await office.sandbox.log(method="sendMessage")) == 1, "the second was not even tried"
    await expert.unblock()
    async with office.store.begin() as tx:
        await chats.resume(tx, expert.id)
    await office.send("c", expert)
    await office.until("dead", "dead", "sent")


async def test_a_chat_that_does_not_exist_is_no_ones_fault_but_the_rows(office: PostOffice) -> None:
    """It is an error of the log, of which the operations chat is told; that somebody has blocked the bot is none."""
    expert = await office.somebody()
    await expert.block()
    office.open()
    with capture_logs() as logs:
        await office.send("a", 999_999)
        await office.send("b", expert)
        rows = await office.until("dead", "dead")
    assert rows["a"]["reason"] == "chat not found"
    assert [(one["event"], one["kind"]) for one in logs if one["log_level"] == "error"] == [
        ("delivery refused", rows["a"]["kind"])
    ]


async def test_what_is_dropped_is_cancelled_with_its_reason(office: PostOffice) -> None:
    expert = await office.somebody()
    office.kinds["note"].draw_instead = lambda _: Drop("meeting cancelled")
    office.open()
    await office.send("a", expert)
    rows = await office.until("cancelled")
    assert rows["a"]["reason"] == "meeting cancelled"
    assert await office.sent(expert) == []


def fails(_: Delivery) -> Sendable:
    raise ValueError("somebody's words")


def does_not_fit(_: Delivery) -> Sendable:
    return View(Markup("x"), ((Button("x", Go("x" * 100)),),))


@pytest.mark.parametrize("drawing", [fails, does_not_fit])
async def test_one_that_cannot_be_drawn_does_not_stop_the_others(
    office: PostOffice, drawing: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "MOST_ATTEMPTS", 2)
    expert, other = await office.somebody(), await office.somebody()
    office.kinds["once"].draw_instead = drawing  # type: ignore[assignment]  # one of the two above
    office.open()
    await office.send("a", expert, "once")
    await office.send("b", other)
    rows = await office.until("dead", "sent")
    assert rows["a"]["reason"] == "not drawn: ValueError"
    assert rows["a"]["attempts"] == 2


async def test_a_kind_that_this_program_does_not_know_does_not_stop_it(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "of a newer version")
    await office.send("b", expert)
    rows = await office.until("retry", "sent")
    assert rows["a"]["reason"] == "not drawn: KeyError"


async def test_a_fault_in_sending_does_not_stop_the_others(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    expert, other = await office.somebody(), await office.somebody()
    send = Messenger.send

    async def faulty(self: Messenger, operation: Operation) -> Sent | None:
        if isinstance(operation, Say) and operation.chat == expert.id:
            raise RuntimeError
        return await send(self, operation)

    monkeypatch.setattr(Messenger, "send", faulty)
    office.open()
    await office.send("a", expert, "once")
    await office.send("b", other)
    rows = await office.until("uncertain", "sent")
    assert rows["a"]["reason"] == "not sent: RuntimeError"


async def test_a_group_that_moved_is_followed(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    expert = await office.somebody()
    new = await office.sandbox.group("Working group B", [expert])
    send = Messenger.send

    async def moved(self: Messenger, operation: Operation) -> Sent | None:
        if isinstance(operation, Say) and operation.chat == -5:
            raise ChatMigrated(new)
        return await send(self, operation)

    monkeypatch.setattr(Messenger, "send", moved)
    async with office.store.begin() as tx:
        await cards.remember(tx, Card("meeting:9", "card", -5, 1, None))
    office.open()
    await office.send("a", -5)
    rows = await office.until("sent")
    assert rows["a"]["chat_id"] == new
    async with office.store.read() as tx:
        assert await cards.message(tx, "meeting:9", "card", new) == 0, "posted once more when it is redrawn"


async def test_markup_that_telegram_refuses_fails_alone(office: PostOffice) -> None:
    expert, other = await office.somebody(), await office.somebody()
    office.kinds["once"].draw_instead = lambda _: View(Markup("<b>never closed"))
    office.open()
    await office.send("a", expert, "once")
    await office.send("b", other)
    await office.send("c", expert)
    rows = await office.until("dead", "sent", "sent")
    assert rows["a"]["reason"] == "can't parse entities"
    assert rows["a"]["attempts"] == 1


async def test_a_chat_id_that_is_no_number_fails_alone(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.send("a", 5)
    async with office.store.begin() as tx:
        await tx.write(sa.text("UPDATE outbox SET chat_id = 'somebody'"))
    await office.send("b", expert)
    office.open()
    rows = await office.until("dead", "sent")
    assert rows["a"]["reason"] == outbox.NO_CHAT
