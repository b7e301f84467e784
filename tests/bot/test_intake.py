"""Intake: each update has its effect once and in order, and a bad one does not stop others."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext

import pytest
import sqlalchemy as sa
from telegram import Bot

from bot.app import App
from bot.clock import SystemClock
from bot.delivery.messenger import Messenger, Sent
from bot.updates import intake, processor, replies
from bot.updates.intake import AnotherPoller
from bot.updates.replies import ReplySender
from council.errors import Forbidden
from handlers.common.operations import Edit, Operation, Say, Toast
from handlers.common.texts import Catalogs
from handlers.common.view import View, bold
from handlers.framework.context import Incoming, Visit
from sandbox.client import User
from storage import arrivals, audit, chats, members, outbox, updates
from storage.outbox import Lane, Order
from storage.tables import updates as table
from tests.bot.town import Command, Town
from tests.flows.world import TOKEN
from tests.waiting import PATIENCE, until


async def set_aside(app: App) -> list[tuple[int, str]]:
    async with app.store.read() as tx:
        rows = await tx.rows(sa.select(table).where(table.c.error.is_not(None)).order_by(table.c.update_id))
    return [(row["update_id"], row["error"]) for row in rows]


async def owed(app: App) -> int:
    async with app.store.read() as tx:
        return len(await updates.all_unanswered(tx))


async def nothing_owed(app: App) -> None:
    async def none() -> bool:
        return not await owed(app)

    await until(none, "the last answer")


@pytest.mark.parametrize(("language", "told"), [("en", "This did not work"), ("ru", "Не получилось")])
async def test_an_update_that_fails_is_set_aside_and_its_person_told(
    town: Town, command: Callable[[str, Command], None], language: str, told: str
) -> None:
    tries = []

    async def broken(visit: Visit) -> None:
        tries.append(visit.incoming.update_id)
        await audit.record(visit.tx, visit.now, visit.actor.label, "half done")
        raise ValueError("somebody's words")

    command("help", broken)
    expert, other = await town.somebody(language), await town.somebody()
    async with town.start() as app:
        await expert.say("/start")
        await expert.expect(lambda message: bool(message.buttons))
        await expert.say("/help")
        await other.say("/start")
        await other.expect("choose your language")
        await expert.expect(told)
        await expert.say("/start")
        await expert.expect(lambda message: bool(message.buttons))
        assert [error for _, error in await set_aside(app)] == ["ValueError"]
        assert len(tries) == processor.ATTEMPTS
        async with app.store.read() as tx:
            assert await audit.entries(tx, "half done") == []
        await nothing_owed(app)


@pytest.mark.wrong_on_purpose("answer")
@pytest.mark.parametrize(
    "message",
    [
        {"date": "x"},
        {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 1001, "type": "private"}, "from": {"id": "x"}},
        {"message_id": 1, "date": 1_700_000_000, "chat": 5},
    ],
)
async def test_an_update_that_cannot_be_read_does_not_stop_the_loop(town: Town, message: Mapping[str, object]) -> None:
    expert = await town.somebody()
    async with town.start() as app:
        await expert.say("/start")
        await expert.expect("choose your language")
        town.server.world.updates.put("message", dict(message))
        await expert.say("/start")
        await expert.expect("choose your language")
        await town.confirmed()
        assert [error for _, error in await set_aside(app)] == ["Unreadable"]


async def test_a_handler_that_never_ends_is_ended(
    town: Town, command: Callable[[str, Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "IDLE_SECONDS", 0.5)

    async def endless(_: Visit) -> None:
        await asyncio.sleep(3600)

    command("help", endless)
    expert, other = await town.somebody(), await town.somebody()
    async with town.start() as app:
        await expert.say("/help")
        await other.say("/start")
        await other.expect("choose your language")
        await expert.expect("This did not work")
        assert [error for _, error in await set_aside(app)] == ["TimeoutError"]


async def test_one_persons_updates_are_taken_in_order(town: Town, command: Callable[[str, Command], None]) -> None:
    seen: dict[int, list[str]] = {}

    async def tell(visit: Visit) -> None:
        await asyncio.sleep(0)
        seen.setdefault(visit.incoming.chat, []).append(visit.incoming.argument)
        visit.say(View(bold(f"told {visit.incoming.argument}")))

    command("help", tell)
    people = [await town.somebody() for _ in range(4)]
    wanted = [f"{n}" for n in range(8)]
    for argument in wanted:
        for person in people:
            await person.say(f"/help {argument}", entities=[{"type": "bot_command", "offset": 0, "length": 5}])
    async with town.start():
        for person in people:
            await person.expect("told 7")
            assert [message.text for message in await person.inbox()] == [f"told {n}" for n in wanted]
    assert seen == {person.id: wanted for person in people}


@pytest.mark.parametrize("fault", [{"kind": "hang", "seconds": 10 * PATIENCE}, {"kind": "429", "retry_after": 1200}])
async def test_an_answer_that_has_to_wait_keeps_nobody_elses_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch, fault: Mapping[str, object]
) -> None:
    monkeypatch.setattr(replies, "LAST_SECONDS", 0.1)
    slow, quick = await town.somebody(), await town.somebody()
    async with town.start() as app:
        await town.sandbox.fault(method="sendMessage", chat=slow.id, count=5, **fault)  # type: ignore[arg-type]
        await slow.say("/start")
        await town.confirmed()
        for _ in range(3):
            await quick.say("/start")
            await quick.expect("choose your language")
        assert await owed(app) >= 1


async def test_an_answer_comes_after_a_short_wait_and_once(town: Town) -> None:
    expert = await town.somebody()
    async with town.start() as app:
        await town.sandbox.fault("429", method="sendMessage", retry_after=1)
        await town.sandbox.fault("500", method="sendMessage")
        await expert.say("/start")
        await expert.expect("choose your language")
        await nothing_owed(app)
        assert len(await expert.inbox()) == 1


async def raw_update(town: Town, user: User, text: str) -> Mapping[str, object]:
    """The update that Telegram would deliver for this message, fetched before the program does."""
    await user.say(text)
    return (await town.sandbox.pending_updates())[-1]


async def test_an_update_that_comes_twice_has_one_effect_and_one_answer(
    town: Town, command: Callable[[str, Command], None]
) -> None:
    async def effect(visit: Visit) -> None:
        await audit.record(visit.tx, visit.now, visit.actor.label, "effect")
        visit.say(View(bold("done")))

    command("help", effect)
    expert = await town.somebody()
    raw = await raw_update(town, expert, "/help")
    async with town.start() as app:
        await expert.expect("done")
        await nothing_owed(app)
        for _ in range(3):
            await app._intake.process(raw)
        await asyncio.sleep(0.1)
        async with app.store.read() as tx:
            assert len(await audit.entries(tx, "effect")) == 1
    assert len(await expert.inbox()) == 1


async def test_a_program_killed_before_it_answered_answers_at_its_next_start(
    town: Town, command: Callable[[str, Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def effect(visit: Visit) -> None:
        await audit.record(visit.tx, visit.now, visit.actor.label, "effect")
        visit.say(View(bold("done")))

    command("help", effect)
    expert = await town.somebody()
    raw = await raw_update(town, expert, "/help")
    with monkeypatch.context() as killed:
        killed.setattr(ReplySender, "enqueue", lambda *_, **__: None)
        async with town.start() as app:
            await town.confirmed()
            assert await owed(app) == 1
    assert await expert.inbox() == []
    async with town.start() as app:
        await expert.expect("done")
        await nothing_owed(app)
        await app._intake.process(raw)  # as if Telegram had not received the confirmation
        await asyncio.sleep(0.1)
        async with app.store.read() as tx:
            assert len(await audit.entries(tx, "effect")) == 1
    assert len(await expert.inbox()) == 1


async def test_what_is_owed_is_answered_when_the_update_comes_again(
    town: Town, command: Callable[[str, Command], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def effect(visit: Visit) -> None:
        visit.say(View(bold("done")))

    command("help", effect)
    expert = await town.somebody()
    raw = await raw_update(town, expert, "/help")
    async with town.start() as app:
        with monkeypatch.context() as killed:
            killed.setattr(ReplySender, "enqueue", lambda *_, **__: None)
            await town.confirmed()
            assert await owed(app) == 1
        await app._intake.process(raw)
        await app._intake.process(raw)
        await expert.expect("done")
        await nothing_owed(app)
    assert len(await expert.inbox()) == 1


async def test_a_refusal_is_an_effect_too(town: Town, command: Callable[[str, Command], None]) -> None:
    async def refused(visit: Visit) -> None:
        await audit.record(visit.tx, visit.now, visit.actor.label, "half done")
        raise Forbidden("invite", "invitation:5")

    command("help", refused)
    expert = await town.somebody()
    async with town.start() as app:
        await expert.say("/help")
        await expert.expect("You have no right to this")
        async with app.store.read() as tx:
            assert (await audit.entries(tx))[-1][1:] == ("refused: invite", "invitation:5")
            assert await audit.entries(tx, "half done") == []
            assert await members.by_telegram(tx, expert.id) is not None


async def test_whoever_writes_is_reachable_again_even_if_refused(town: Town) -> None:
    expert = await town.somebody()
    async with town.start() as app:
        await expert.say("/start")
        await expert.expect("choose your language")
        async with app.store.begin() as tx:
            await chats.suspend(tx, expert.id, "bot was blocked by the user", await town.sandbox.now())
        await expert.say("/invite")
        await expert.expect("Only the secretariat")
        async with app.store.read() as tx:
            assert await chats.suspended(tx) == 0


async def test_blocking_and_unblocking_are_heard(town: Town) -> None:
    expert = await town.somebody()
    async with town.start() as app:
        await expert.say("/start")
        await expert.expect("choose your language")
        await expert.block()
        await town.confirmed()
        async with app.store.begin() as tx:
            assert await chats.suspended(tx) == 1
            now = await town.sandbox.now()
            await outbox.queue(tx, [Order("a", "registration.decided", "request:1", Lane.RECEIPTS, expert.id)], now)
        await expert.unblock()
        await town.confirmed()
        async with app.store.read() as tx:
            assert await chats.suspended(tx) == 0
    assert not [call for call in await town.sandbox.log(method="sendMessage") if not call.ok], "nothing was tried"


async def test_a_database_that_is_away_sets_nothing_aside(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    expert, failures = await town.somebody(), [0]
    read = arrivals.read

    async def away(*args: object) -> arrivals.Arrival:
        failures[0] += 1
        if failures[0] <= processor.ATTEMPTS + 1:
            raise ConnectionRefusedError
        return await read(*args)  # type: ignore[arg-type]  # passed through

    async with town.start() as app:
        monkeypatch.setattr(arrivals, "read", away)
        monkeypatch.setattr(SystemClock, "sleep", lambda _, seconds: asyncio.sleep(seconds / 20))
        await expert.say("/start")
        await expert.expect("choose your language")
        assert await set_aside(app) == []
    assert failures[0] > processor.ATTEMPTS


async def test_another_poller_ends_the_program(town: Town) -> None:
    ended = False
    try:
        async with town.start():
            await until(lambda: town.server.world.updates._waiting is not None, "a long poll")
            async with Bot(TOKEN, base_url=f"{town.server.url}/bot") as other:
                await other.get_updates(timeout=0)
            await until(lambda: not any("App.run" in repr(task) for task in asyncio.all_tasks()), "its end")
    except AnotherPoller:
        ended = True
    assert ended


async def test_old_updates_are_forgotten(town: Town) -> None:
    expert = await town.somebody()
    async with town.start() as app:
        async with app.store.begin() as tx:
            await updates.begin(tx, 5, await town.sandbox.now() - 2 * updates.KEPT)
        app._intake._pruned -= intake.PRUNE_SECONDS
        await expert.say("/start")
        await expert.expect("choose your language")
        await town.confirmed()
        await asyncio.sleep(0.1)
        async with app.store.read() as tx:
            assert await tx.value(sa.select(table.c.update_id).where(table.c.update_id == 5)) is None


async def test_with_very_many_answers_in_hand_no_more_updates_are_fetched(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MOST_IN_HAND", 2)
    monkeypatch.setattr(replies, "LAST_SECONDS", 0.1)
    slow, quick = [await town.somebody() for _ in range(3)], await town.somebody()
    gate, send = asyncio.Event(), Messenger.send

    async def gated(self: Messenger, operation: Operation) -> Sent | None:
        sent = await send(self, operation)
        if isinstance(operation, Say) and operation.chat != quick.id:
            await gate.wait()
        return sent

    monkeypatch.setattr(Messenger, "send", gated)
    async with town.start():
        for person in slow:
            await person.say("/start")
        for person in slow:
            await person.expect("choose your language")
        await quick.say("/start")
        await asyncio.sleep(0.5)
        assert await quick.inbox() == []
        gate.set()
        await quick.expect("choose your language")


class Mouth:
    """Sends nothing: keeps what it was given, in order, one after another where there is a `gate`."""

    def __init__(self, gate: asyncio.Semaphore | None = None) -> None:
        self.said: list[Operation] = []
        self._gate = gate

    async def wait_turn(self, answer: Operation) -> None:
        if self._gate is not None and not isinstance(answer, Toast):
            await self._gate.acquire()

    async def send(self, operation: Operation) -> None:
        self.said.append(operation)


class Books:
    def begin(self) -> AbstractAsyncContextManager[object]:
        return nullcontext(self)

    async def write(self, _: object) -> int:
        return 1


def replying(mouth: Mouth) -> ReplySender:
    return ReplySender(Books(), SystemClock(), mouth, None)  # type: ignore[arg-type]  # the least that is needed


async def test_the_memory_of_what_was_answered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "REMEMBERED", 3)
    mouth = Mouth()
    sender = replying(mouth)
    for update_id in (1, 1, 2, 3, 3, 4, 5):
        sender.enqueue(7, update_id, [Toast(press=f"{update_id}")])
    await sender.wait_done()
    assert mouth.said == [Toast(press=f"{number}") for number in (1, 2, 3, 4, 5)]
    assert len(sender._queued) == 3
    await sender.stop()


async def test_presses_are_answered_at_once_and_a_card_is_redrawn_as_it_is_at_last() -> None:
    gate = asyncio.Semaphore(0)
    mouth = Mouth(gate)
    sender = replying(mouth)

    def card(html: str | None, message: int = 1) -> Edit:
        return Edit(chat=7, message=message, html=html)

    presses = [Toast(press=f"{number}") for number in range(5)]
    edits = [card("first"), card("second"), card("another", message=2), card("third"), card(None)]
    for number, (press, edit) in enumerate(zip(presses, edits, strict=True)):
        sender.enqueue(7, number, [press, edit])
    await until(lambda: len(mouth.said) == len(presses))
    assert mouth.said == presses
    for _ in edits:
        gate.release()
    await sender.wait_done()
    # The first one has its turn already. What changes the buttons alone leaves the text as it was drawn before.
    assert mouth.said[len(presses) :] == [card("first"), card("another", message=2), card("third"), card(None)]
    await sender.stop()


def test_what_is_secret_is_not_kept() -> None:
    visit = Visit(Incoming(1, 5, private=True, press_id="p"), None, Catalogs(["en"]), "bot")  # type: ignore[arg-type]
    visit.say(View(bold("before")))
    visit.say_once(View(bold("the secret")), instead=View(bold("could not be shown")))
    visit.say(View(bold("after")))
    visit.toast("done")
    said: Sequence[str] = [str(answer.model_dump().get("html")) for answer in visit.answers]
    kept = [str(answer.get("html")) for answer in visit.kept_answers()]
    assert said == ["None", "<b>before</b>", "<b>the secret</b>", "<b>after</b>"]
    assert kept == ["None", "<b>before</b>", "<b>could not be shown</b>", "<b>after</b>"]
