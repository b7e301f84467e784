"""Someone who is slow, whose handler fails, or who sends too much: nobody else notices."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.clock import SystemClock
from bot.updates import intake, processor, replies, throttle
from council.config import Council
from handlers.common.operations import Toast
from handlers.common.texts import Catalogs
from handlers.common.view import View, bold
from handlers.framework.context import Visit
from sandbox.client import User
from storage import audit, updates
from tests.bot.town import Command, Town

NOTICED = 4.0  # seconds after which somebody would have noticed
TOO_FAST = "You are sending faster than I can follow. Please wait a minute and send the last thing again."


async def at_home(user: User) -> None:
    await user.say("/start")
    await user.press("English")
    await user.expect(lambda message: bool(message.text))


async def seconds_until(user: User, said: str, expected: str) -> float:
    begun = time.monotonic()
    await user.say(said)
    await user.expect(expected)
    return time.monotonic() - begun


async def test_a_handler_that_hangs_keeps_nobody_else_and_its_person_in_order(
    town: Town, command: Callable[[str, Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "IDLE_SECONDS", 0.5)
    entered = asyncio.Event()
    taken: list[str] = []

    async def hanging(visit: Visit) -> None:
        taken.append("cancel")
        entered.set()
        await asyncio.Event().wait()

    async def told(visit: Visit) -> None:
        taken.append(f"help {visit.incoming.user}")
        visit.say(View(bold("told")))

    command("cancel", hanging)
    command("help", told)
    slow, quick = await town.somebody(), await town.somebody()
    async with town.start():
        await seconds_until(quick, "/help", "told")
        taken.clear()
        await slow.say("/cancel")
        await slow.say("/help")
        await entered.wait()
        for _ in range(3):
            await seconds_until(quick, "/help", "told")
        await slow.expect("told", after=0)
        answered = [call.params["chat_id"] for call in await town.sandbox.log(method="sendMessage")]
        assert answered[:2] == [quick.id, quick.id], "the second while the other's handler was tried again and again"
        assert [message.text.split("\n")[0] for message in await slow.inbox()] == [
            "This did not work, and the fault is ours",
            "told",
        ]
        assert [name for name in taken if name != f"help {quick.id}"] == ["cancel"] * 3 + [f"help {slow.id}"]
        await town.confirmed()


async def test_while_one_waits_others_come_in_and_are_confirmed_as_far_as_they_are_had(
    town: Town, command: Callable[[str, Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between two attempts, not within the transaction, which half a second would end.
    gate = asyncio.Event()
    failed = asyncio.Event()
    sleep = SystemClock.sleep

    async def gated(clock: SystemClock, seconds: float) -> None:
        if seconds == pytest.approx(0.2):
            failed.set()
            await gate.wait()
        await sleep(clock, seconds)

    async def failing(visit: Visit) -> None:
        raise ValueError

    command("cancel", failing)
    monkeypatch.setattr(SystemClock, "sleep", gated)
    slow, others = await town.somebody(), [await town.somebody() for _ in range(5)]
    async with town.start():
        await slow.say("/cancel")
        await slow.say("/start")
        await failed.wait()
        for other in others:
            await seconds_until(other, "/start", "choose your language")
        pending = await town.sandbox.pending_updates()
        assert len(pending) == 2 + len(others), "all of them wait for the first to be had"
        assert await slow.inbox() == []
        gate.set()
        await slow.expect("choose your language", after=0)
        await town.confirmed()


async def test_what_waits_for_the_writer_is_not_to_blame(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor, "HANDLER_SECONDS", 1.5)
    monkeypatch.setattr(processor, "IDLE_SECONDS", 1.0)
    expert = await town.somebody()
    async with town.start() as app:
        async with app.store.begin() as tx:
            await audit.record(tx, await town.sandbox.now(), "system", "something long")
            await expert.say("/start")
            await asyncio.sleep(2)
        await expert.expect("choose your language")
        async with app.store.read() as tx:
            assert await updates.aside(tx) == 0


@pytest.mark.long
@pytest.mark.alone
async def test_nobody_waits_behind_a_flood(town: Town) -> None:
    flooder, other = await town.somebody(), await town.somebody()
    async with town.start():
        await at_home(flooder)
        await at_home(other)
        await asyncio.gather(*(flooder.say("/help") for _ in range(200)))
        assert await seconds_until(other, "/home", "Council") < NOTICED, "behind 200 messages"
        await town.confirmed()


async def test_a_flood_is_slowed_with_one_word_and_everyone_else_is_answered(town: Town) -> None:
    flooder, other = await town.somebody(), await town.somebody()
    async with town.start() as app:
        await at_home(flooder)
        await at_home(other)
        await asyncio.gather(*(flooder.say("/help") for _ in range(200)))
        await seconds_until(other, "/home", "Council")
        await flooder.expect(TOO_FAST, after=0)
        await town.confirmed()
        await app._intake._replies.wait_done()
        said = [message.text for message in await flooder.inbox()]
        assert said.count(TOO_FAST) == 1
        assert sum(text.startswith("What you can do here") for text in said) == throttle.MOST - 2, "the rest was left out"
        assert said[-1] == TOO_FAST


async def test_whoever_presses_too_fast_is_told_on_the_press(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    expert = await town.somebody()
    async with town.start():
        await expert.say("/start")
        shown = await expert.expect("choose your language")
        for _ in range(2):
            assert (await expert.press(data="?", forge=True, message=shown)).text != TOO_FAST
        assert (await expert.press(data="?", forge=True, message=shown)).text == TOO_FAST
        await expert.block()  # an update that is no message is not throttled
        await town.confirmed()


async def test_every_press_over_the_limit_is_answered_and_without_the_database(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 3)
    expert = await town.somebody()
    async with town.start() as app:
        await expert.say("/start")
        shown = await expert.expect("choose your language")
        for _ in range(3):
            await expert.press(data="?", forge=True, message=shown)
        await app._intake._replies.wait_done()
        for way in ("begin", "begin_together", "read"):
            monkeypatch.setattr(app.store, way, None)
        texts = [(await expert.press(data="?", forge=True, message=shown)).text for _ in range(10)]
        for way in ("begin", "begin_together", "read"):
            monkeypatch.delattr(app.store, way)
    assert texts == [""] * 10


@pytest.mark.parametrize(("chat", "before"), [(None, 0), (None, 1), (-5, 1), (-5, 2)])
async def test_presses_in_groups_and_under_what_nobody_can_read_are_answered(
    monkeypatch: pytest.MonkeyPatch, council: Council, chat: int | None, before: int
) -> None:
    monkeypatch.setattr(throttle, "MOST", 1)
    named = SimpleNamespace(username="bot", defaults=None)
    services = processor.Services(None, SystemClock(), council, Catalogs(["en"]), named)  # type: ignore[arg-type]  # no database
    handling = processor.UpdateProcessor(services)
    for _ in range(before):
        handling._throttle.count((7, chat), services.clock.monotonic())
    user = {"id": 7, "is_bot": False, "first_name": "Expert"}
    press: dict[str, object] = {"id": "press", "from": user, "chat_instance": "1", "data": "?"}
    if chat is not None:
        press["message"] = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "group"}}
    replies = await handling.handle({"update_id": 1, "callback_query": press})
    assert (replies.answers, replies.stored) == ([Toast(press="press")], False)


async def test_an_answer_to_a_press_does_not_wait_behind_many_messages(
    town: Town, command: Callable[[str, Command], None]
) -> None:
    async def long(visit: Visit) -> None:
        visit.say(*(View(bold(f"told {n}")) for n in range(8)))

    command("help", long)
    expert = await town.somebody()
    async with town.start():
        await expert.say("/start")
        shown = await expert.expect("choose your language")
        await expert.say("/help")
        await expert.expect("told 0")
        await expert.press(data="?", forge=True, message=shown)
        assert "told 7" not in [message.text for message in await expert.inbox()]


async def test_a_press_that_fails_is_answered_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(visit: Visit) -> None:
        raise ValueError

    expert = await town.somebody()
    async with town.start():
        await expert.say("/start")
        shown = await expert.expect("choose your language")
        monkeypatch.setattr("handlers.routes.handle", broken)
        await expert.press("English", message=shown)
        await expert.expect("This did not work")


async def test_a_clock_that_goes_back_stalls_nobody(town: Town) -> None:
    expert = await town.somebody()
    async with town.start():
        await at_home(expert)
        await town.sandbox.advance(timedelta(hours=-1))
        await seconds_until(expert, "/help", "What you can do here")
        await town.confirmed()


async def test_what_cannot_be_answered_for_long_is_answered_at_last(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "LATER_SECONDS", 0.02)
    expert = await town.somebody()
    async with town.start():
        await town.sandbox.fault("reset", method="sendMessage", count=30)
        await town.sandbox.fault("500", method="sendMessage", count=30)
        monkeypatch.setattr(replies, "UNKNOWN_SECONDS", 0.02)
        await expert.say("/start")
        await expert.expect("choose your language")
    assert len(await expert.inbox()) == 1


async def test_what_is_forgotten_is_forgotten_some_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "PRUNED_AT_ONCE", 2)
    assert intake.WAIT_SECONDS < 1
    async with town.start() as app:
        await town.confirmed()
        old = await town.sandbox.now() - 2 * updates.KEPT
        async with app.store.begin() as tx:
            for number in range(5):
                await updates.begin(tx, number, old)
            assert [await updates.prune(tx, await town.sandbox.now(), 2) for _ in range(4)] == [2, 2, 1, 0]
