"""Updates that Telegram pushes: the secret, the commit before the answer, order, and the way between webhook and polling."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.updates import webhook
from bot.updates.intake import AnotherPoller
from council.config import Council
from handlers.common.view import View, bold
from handlers.framework.context import Visit
from sandbox.client import Sandbox, User
from storage import arrivals, audit
from tests.bot.town import Command
from tests.daytime import by_day
from tests.flows.world import running
from tests.waiting import until
from tests.webhooks import SECRET, Front, front


@dataclass
class Post:
    """A Telegram that pushes, and a program that can be started to poll or to be pushed to."""

    telegram: Front
    sandbox: Sandbox
    database: Path
    council: Council
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/telegram"

    def pushed_to(self) -> AbstractAsyncContextManager[App]:
        changes: dict[str, object] = {"http_port": self.port, "webhook_url": self.address, "webhook_secret": SECRET}
        return running(self.telegram.url, self.database, self.council, **changes)

    def polling(self) -> AbstractAsyncContextManager[App]:
        return running(self.telegram.url, self.database, self.council)

    async def somebody(self) -> User:
        return await self.sandbox.person("Expert", language_code="en")


@pytest.fixture
async def post(tmp_path: Path, council: Council, unused_tcp_port: int) -> AsyncIterator[Post]:
    async with by_day() as server, Sandbox(server.url) as sandbox, front(server) as telegram:
        yield Post(telegram, sandbox, tmp_path / "majlis.db", council, unused_tcp_port)


async def test_what_is_pushed_is_answered_after_its_commit(post: Post) -> None:
    expert = await post.somebody()
    async with post.pushed_to():
        await expert.say("/start")
        await expert.expect("choose your language")
        await until(lambda: not post.telegram._server.world.updates.pending(), "the answer")
    assert post.telegram.webhook["url"] == post.address
    assert "message" in str(post.telegram.webhook["allowed_updates"])
    assert {status for _, status in post.telegram.answers} == {200}
    assert post.telegram.webhook, "it stays set while the program is down: Telegram keeps what comes"


async def test_a_stranger_gets_nothing_and_costs_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    async with post.pushed_to() as app:
        await until(lambda: post.telegram.webhook, "the webhook")
        for way in ("begin", "begin_together", "read"):
            monkeypatch.setattr(app.store, way, None)
        update = {"update_id": 5, "message": {"text": "x" * 100_000}}
        for secret in ("", "wrong", SECRET[:-1], f"{SECRET}x", "пароль"):
            assert await post.telegram.post(update, secret) in {401, 0}  # 0: cut while it was sending
        async with aiohttp.ClientSession() as http:
            async with http.get(post.address, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as answer:
                assert answer.status == 404
            async with http.post(post.address, data=b"{", headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as answer:
                assert answer.status == 400
        for way in ("begin", "begin_together", "read"):
            monkeypatch.delattr(app.store, way)


async def test_more_than_an_update_can_be_is_not_read(post: Post) -> None:
    async with post.pushed_to():
        await until(lambda: post.telegram.webhook, "the webhook")
        assert await post.telegram.post({"update_id": 5, "text": "x" * 2_000_000}) in {413, 0}


async def test_what_could_not_be_committed_comes_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    expert, failures = await post.somebody(), [0]
    read = arrivals.read

    async def away(*args: object) -> arrivals.Arrival:
        failures[0] += 1
        if failures[0] <= 3:
            raise ConnectionRefusedError
        return await read(*args)  # type: ignore[arg-type]  # passed through

    async with post.pushed_to():
        monkeypatch.setattr(arrivals, "read", away)
        await expert.say("/start")
        await expert.expect("choose your language")
        await until(lambda: (post.telegram.answers or [(0, 0)])[-1][1] == 200, "the answer")
    assert [status for _, status in post.telegram.answers] == [500, 500, 500, 200]


async def test_an_update_that_is_pushed_twice_at_once_has_one_effect(
    post: Post, command: Callable[[str, Command], None]
) -> None:  # fmt: skip
    async def effect(visit: Visit) -> None:
        await audit.record(visit.tx, visit.now, visit.actor.label, "effect")
        visit.say(View(bold("done")))

    command("help", effect)
    post.telegram.push_twice = True
    expert = await post.somebody()
    async with post.pushed_to() as app:
        await expert.say("/help")
        await expert.expect("done")
        await until(lambda: len(post.telegram.answers) == 2, "both answers")
        async with app.store.read() as tx:
            assert len(await audit.entries(tx, "effect")) == 1
    assert [status for _, status in post.telegram.answers] == [200, 200]


async def test_one_persons_updates_are_handled_one_at_a_time_as_they_come(
    post: Post, command: Callable[[str, Command], None]
) -> None:  # fmt: skip
    seen: list[str] = []

    async def tell(visit: Visit) -> None:
        seen.append(f"begins {visit.incoming.argument}")
        for _ in range(5):
            await asyncio.sleep(0)
        seen.append(f"ends {visit.incoming.argument}")

    command("help", tell)
    expert = await post.somebody()
    wanted = [str(n) for n in range(12)]
    for argument in wanted:
        await expert.say(f"/help {argument}", entities=[{"type": "bot_command", "offset": 0, "length": 5}])
    pending = post.telegram._server.world.updates.pending()
    async with post.pushed_to() as app:
        await until(lambda: post.telegram.webhook, "the webhook")
        post.telegram._server.world.updates.drop()
        assert isinstance(app._intake, webhook.WebhookIntake)
        receive = [app._intake.receive(update) for update in pending]  # as they come over one connection
        await asyncio.gather(*receive)
    assert seen == [word for argument in wanted for word in (f"begins {argument}", f"ends {argument}")]


async def test_nothing_is_lost_from_polling_to_webhook_and_back(post: Post) -> None:
    expert = await post.somebody()
    async with post.polling():
        await expert.say("/start")
        await expert.press("English")
        await expert.expect("You are in the secretariat")
    assert post.telegram.webhook == {}
    await expert.say("/help")  # while the program is down
    async with post.pushed_to():
        await expert.expect("What you can do here", after=0)
        await until(lambda: not post.telegram._server.world.updates.pending(), "the answer")
    await expert.say("/mydata")
    async with post.polling():
        await expert.expect("Everything stored about you", after=0)
    assert post.telegram.webhook == {}


async def test_a_program_whose_webhook_was_taken_is_told_and_ends(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.05)
    told = ""
    try:
        async with post.pushed_to():
            await until(lambda: post.telegram.webhook, "the webhook")
            post.telegram.webhook = {}
            await until(lambda: not any("App.run" in repr(task) for task in asyncio.all_tasks()), "its end")
    except AnotherPoller as error:
        told = str(error)
    assert told == "Another program polls Telegram with this BOT_TOKEN. Stop it first."


async def test_a_poller_whose_updates_are_pushed_elsewhere_is_told_and_ends(post: Post) -> None:
    with pytest.raises(AnotherPoller):
        async with post.polling():
            post.telegram.webhook = {"url": "https://bot.example.org/other"}
            await post.sandbox.person("Expert")
            await (await post.somebody()).say("/start")
            await until(lambda: not any("App.run" in repr(task) for task in asyncio.all_tasks()), "its end")


async def test_what_telegram_reports_of_the_webhook_is_said(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.05)
    said: list[str] = []
    async with post.pushed_to() as app:
        monkeypatch.setattr(app._intake._log, "warning", lambda event, **more: said.append(f"{event}: {more['reason']}"))
        await until(lambda: post.telegram.webhook, "the webhook")
        post.telegram.last_error = {"last_error_date": 1_700_000_000, "last_error_message": "Connection timed out"}
        await until(lambda: said, "the report")
        looked = len(said)
        await asyncio.sleep(0.2)
        assert looked == len(said), "once"
    assert said == ["Telegram cannot deliver: Connection timed out"]
