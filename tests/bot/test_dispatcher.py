"""Delivery with everything that can go wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest
import sqlalchemy as sa
from markupsafe import Markup
from structlog.testing import capture_logs
from telegram.error import ChatMigrated

from bot.delivery import departures, dispatcher, verdicts
from bot.delivery.messenger import Messenger, Sent
from bot.delivery.pacer import GROUP_SPACING, PRIVATE_SPACING
from council.config import Council
from handlers.common.navigation import Go
from handlers.common.operations import Edit, Operation, Say, edit
from handlers.common.view import Button, View
from handlers.framework.deliveries import Drop, PostCopy, Sendable
from storage import cards, chats, outbox, redraws
from storage.cards import Card
from storage.outbox import Delivery, Lane, Order
from storage.tables import outbox as table
from storage.transaction import Transaction
from tests.bot.post_office import SPEED, PostOffice, post_office
from tests.waiting import PATIENCE


@pytest.fixture
async def office(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostOffice]:
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 0.5 / SPEED)
    async with post_office(tmp_path, council) as made:
        yield made


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


async def test_the_highest_lane_goes_first(office: PostOffice) -> None:
    people = [await office.somebody() for _ in range(40)]
    lanes = [Lane.NEWS, Lane.ANNOUNCEMENTS, Lane.ROUNDS, Lane.REMINDERS, Lane.RECEIPTS]
    await office.queue(*(office.order(f"{n}", who, lane=lanes[n // 8]) for n, who in enumerate(people)))
    office.open()
    await office.until(*["sent"] * 40)
    chats = [call.params["chat_id"] for call in await office.sandbox.log(method="sendMessage")]
    high, low = ({who.id for who in some} for some in (people[24:], people[:8]))
    # Those in hand at the same time may overtake each other.
    assert high <= set(chats[: len(high) + departures.IN_FLIGHT])
    assert low <= set(chats[-len(low) - departures.IN_FLIGHT :])


async def test_a_large_broadcast_does_not_delay_a_reminder(office: PostOffice) -> None:
    crowd = [await office.somebody() for _ in range(120)]
    expert = await office.somebody()
    await office.queue(*(office.order(f"{who.id}", who, lane=Lane.NEWS) for who in crowd))
    office.open()
    await crowd[20].expect("unchanged")
    before = await office.sandbox.log(method="sendMessage")
    await office.send("reminder", expert)
    await office.until(*["sent"] * 121)
    calls = await office.sandbox.log(method="sendMessage")
    at = next(n for n, call in enumerate(calls) if call.params["chat_id"] == expert.id)
    assert at - len(before) < 60, "those that were claimed already go first, and no others"


async def test_a_crowded_chat_gets_everything_in_order_at_its_pace(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.queue(*(office.order(f"{n}", expert) for n in range(5)))
    begun = time.monotonic()
    office.open()
    await office.until(*["sent"] * 5)
    assert await office.sent(expert) == [f"note meeting:{n}: unchanged" for n in range(5)]
    times = [call.at - begun for call in await office.sandbox.log(method="sendMessage")]
    # From the first possible instant on: how far apart two of them arrive is the machine's, see test_pacer.py.
    assert all(at >= n * PRIVATE_SPACING / SPEED for n, at in enumerate(times))


@pytest.mark.parametrize("paid", [False, True])
async def test_only_announcements_may_be_charged_for(office: PostOffice, paid: bool) -> None:
    office.start_anew(paid_broadcasts=paid)
    people = {lane: await office.somebody() for lane in Lane}
    await office.queue(*(office.order(lane.name, who, lane=lane) for lane, who in people.items()))
    office.open()
    await office.until(*["sent"] * len(Lane))
    charged = {call.params["chat_id"] for call in await office.sandbox.log() if call.params.get("allow_paid_broadcast")}
    assert charged == ({people[Lane.ANNOUNCEMENTS].id} if paid else set())


async def test_in_a_group_messages_and_redraws_together_keep_its_pace(office: PostOffice) -> None:
    expert = await office.somebody()
    group = await office.sandbox.group("Working group B", [expert])
    begun = time.monotonic()
    office.open()
    await office.send("a", group, "card")
    await office.until("sent")
    for n in range(4):
        office.kinds["card"].world["meeting:a"] = f"changed {n}"
        async with office.store.begin() as tx:
            await redraws.queue(tx, "meeting:a", office.clock.now())
        await office.send(f"b{n}", group)
        await asyncio.sleep(0.07)
    await office.drained()
    calls = [call for call in await office.sandbox.log(chat=group) if call.ok]
    assert {call.method for call in calls} == {"sendMessage", "editMessageText"}
    assert all(call.at - begun >= n * GROUP_SPACING / SPEED for n, call in enumerate(calls))


# -- bad input


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


async def test_posts_are_copied(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    post = await channel.post("The council has met.")
    office.kinds["note"].draw_instead = lambda _: PostCopy(channel.id, post)
    office.open()
    await office.send("a", expert)
    await office.until("sent")
    assert await office.sent(expert) == ["The council has met."]


async def test_what_cannot_be_copied_is_said_instead(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    story, gone = await channel.show("story"), 99
    instead = View(Markup("Read it <b>there</b>"))
    posts = {"a": PostCopy(channel.id, story, instead=instead), "b": PostCopy(channel.id, story),
             "c": PostCopy(channel.id, gone, instead=instead)}  # fmt: skip
    office.kinds["note"].draw_instead = lambda delivery: posts[delivery.key]
    office.open()
    for key in posts:
        await office.send(key, expert)
    rows = await office.until("sent", "dead", "dead")
    assert [row["reason"] for row in rows.values()] == ["said instead", "message can't be copied", "message to copy not found"]
    assert await office.sent(expert) == ["Read it there"]


async def test_a_part_of_a_copied_album_is_given_other_words(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    parts = [await channel.show("photo", words, album="1") for words in ("one", "two")]
    drawn = {"copy": PostCopy(channel.id, parts[0], (parts[1],))}
    office.kinds["card"].draw_instead = lambda delivery: (
        PostCopy(channel.id, parts[0], words=View(Markup("second")), at=1) if delivery.message else drawn["copy"]
    )
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now(), among=[1], lane=Lane.NEWS)
        await redraws.queue(tx, "meeting:a", office.clock.now(), among=[7])
    rows = await office.until("sent", "sent")
    assert rows["redraw"]["lane"] == Lane.NEWS
    assert await office.sent(expert) == ["one", "second"]


# -- cards


async def test_a_card_is_remembered_and_redrawn_in_place(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    office.kinds["card"].world["meeting:a"] = "changed"
    async with office.store.begin() as tx:
        for _ in range(100):
            await redraws.queue(tx, "meeting:a", office.clock.now())
    await office.until("sent", "sent")
    card = await expert.last()
    assert (card.text, card.edits) == ("card meeting:a: changed", 1)
    assert len(await office.sandbox.log(method="editMessageText")) == 1, "a hundred changes, one redraw"


async def test_a_card_that_looks_the_same_is_as_good_as_redrawn(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now())
    rows = await office.until("sent", "sent")
    assert rows["redraw"]["reason"] == "message is not modified"


async def test_what_changes_while_a_card_is_on_its_way_is_shown(office: PostOffice) -> None:
    """The change finds no card to redraw yet; the card must not stay outdated."""
    expert = await office.somebody()
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", expert, "card")
    await expert.expect("unchanged")
    office.kinds["card"].world["meeting:a"] = "changed"
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now())
    await office.until("sent", "sent")
    assert (await expert.last()).text == "card meeting:a: changed"


async def test_a_card_on_its_way_to_a_group_that_becomes_a_supergroup_is_posted_there(office: PostOffice) -> None:
    old, new = await office.somebody(), await office.somebody()  # as chats
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", old, "card")
    await old.expect("unchanged")
    async with office.store.begin() as tx:
        await chats.migrate(tx, old.id, new.id)
    await office.until("sent", "sent")
    assert await office.sent(new) == ["card meeting:a: unchanged"]
    async with office.store.read() as tx:
        assert await cards.message(tx, "meeting:a", "card", new.id) == (await new.last()).id


async def test_a_card_on_its_way_is_not_redrawn_for_another_ones_change(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", expert, "card")
    await expert.expect("unchanged")
    async with office.store.begin() as tx:
        for changed in ({"kind": "another"}, {"but": expert.id}, {"only": 5}, {"among": [1]}):
            await redraws.queue(tx, "meeting:a", office.clock.now(), **changed)
        await redraws.queue(tx, "meeting:b", office.clock.now())
    await office.until("sent")
    await asyncio.sleep(0.1)
    assert list(await office.rows()) == ["a"]


async def test_a_card_nobody_changed_is_sent_once_and_left(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    await asyncio.sleep(0.1)
    assert list(await office.rows()) == ["a"]


async def test_progress_is_redrawn_as_deliveries_end(office: PostOffice) -> None:
    secretary, *people = [await office.somebody() for _ in range(4)]
    office.open()
    await office.queue(Order("report", "card", "announcement:1", Lane.RECEIPTS, secretary.id))
    await office.until("sent")
    office.kinds["card"].world["announcement:1"] = "all sent"
    orders = [Order(f"{who.id}", "counted", "announcement:1", Lane.ANNOUNCEMENTS, who.id) for who in people]
    await office.queue(*orders)
    await office.until(*["sent"] * 5)
    assert await office.sent(secretary) == ["card announcement:1: all sent"]


# -- faults of the program and its surroundings


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


async def test_a_redraw_that_leaves_after_the_answer_to_a_press_does_not_have_the_last_word(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was drawn before the press, and takes its time: the card shows the press in the end all the same."""
    expert, card = await office.somebody(), office.kinds["card"]
    office.open()
    await office.send("a", expert, "card")
    row = (await office.until("sent"))["a"]
    leaves, answered, send = asyncio.Event(), asyncio.Event(), office.messenger.send

    async def late(operation: Operation) -> Sent | None:
        if isinstance(operation, Edit) and "before" in str(operation.html):
            leaves.set()
            await answered.wait()
        return await send(operation)

    monkeypatch.setattr(office.messenger, "send", late)
    card.world[row["subject"]] = "before"
    async with office.store.begin() as tx:
        await redraws.queue(tx, row["subject"], office.clock.now())
    async with asyncio.timeout(PATIENCE):
        await leaves.wait()
    card.world[row["subject"]] = "after"
    answer = edit(expert.id, row["message_id"], View(Markup("after")))
    await office.messenger.wait_turn(answer)
    await send(answer)
    answered.set()
    await office.drained()
    assert await office.sent(expert) == ["card meeting:a: after"]
