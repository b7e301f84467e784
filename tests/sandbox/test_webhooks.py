"""Webhooks: updates are sent to the bot's address, in order, again until it takes them, with its secret."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from sandbox import webhooks
from sandbox.client import Sandbox
from sandbox.server import Server
from sandbox.webhooks import SECRET_HEADER
from tests.sandbox.raw import Raw
from tests.waiting import until


@dataclass
class Hook:
    """A bot's own address: what came, and how it answers."""

    url: str = ""
    status: int = 200
    reply: object = None
    came: list[tuple[str | None, dict[str, object]]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)  # texts whose answer waits
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.came.append((request.headers.get(SECRET_HEADER), update))
        if update.get("message", {}).get("text") in self.held:
            await self.free.wait()
        return web.Response(status=self.status) if self.reply is None else web.json_response(self.reply)

    def texts(self) -> list[object]:
        found = [update["message"] for _, update in self.came]
        return [message["text"] for message in found if isinstance(message, dict)]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.free.set()
    await runner.cleanup()


async def test_updates_are_sent_with_the_secret(hook: Hook, raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("before")
    assert await raw.result("setWebhook", url=hook.url, secret_token="secret-1", max_connections=7) is True
    await person.say("after")
    await until(lambda: hook.texts() == ["before", "after"], "both updates")
    assert {secret for secret, _ in hook.came} == {"secret-1"}
    await until_none_pending(sandbox)
    assert await raw.result("getWebhookInfo") == {
        "url": hook.url,
        "has_custom_certificate": False,
        "max_connections": 7,
        "pending_update_count": 0,
    }
    assert await raw.result("deleteWebhook") is True
    await person.say("polled")
    [update] = await raw.updates()
    assert "polled" in str(update)
    assert hook.texts() == ["before", "after"]


async def test_polling_is_refused_meanwhile(hook: Hook, raw: Raw) -> None:
    await raw.result("setWebhook", url=hook.url)
    status, body = await raw("getUpdates")
    assert (status, body["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert await raw.result("setWebhook", url="") is True, "an empty address deletes it"
    assert await raw.updates() == []


async def test_an_update_is_sent_again_until_it_is_taken(
    hook: Hook, raw: Raw, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_FIRST_PAUSE", 0.01)
    hook.status = 503
    person = await sandbox.person("a member")
    await raw.result("setWebhook", url=hook.url, allowed_updates=["message"])
    await person.say("one")
    await person.say("two")
    await until(lambda: len(hook.came) >= 3, "three attempts")
    assert set(hook.texts()) == {"one"}, "the second waits for the first"
    info = await raw.message("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert (info["pending_update_count"], info["allowed_updates"]) == (2, ["message"])
    hook.status = 200
    await until(lambda: hook.texts()[-1] == "two", "the second one")
    await until_none_pending(sandbox)


async def test_nobody_waits_for_another_person(hook: Hook, raw: Raw, sandbox: Sandbox) -> None:
    slow, quick = await sandbox.person("a slow one"), await sandbox.person("a quick one")
    hook.held.add("wait")
    await raw.result("setWebhook", url=hook.url)
    await slow.say("wait")
    await slow.say("my second")
    await quick.say("quick")
    await until(lambda: "quick" in hook.texts(), "the other person's update")
    assert "my second" not in hook.texts()
    hook.free.set()
    await until(lambda: "my second" in hook.texts(), "the update behind")


async def test_pending_updates_are_dropped_on_request(hook: Hook, raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("old")
    await raw.result("setWebhook", url=hook.url, drop_pending_updates=True)
    await person.say("new")
    await until(lambda: hook.texts() == ["new"], "the new one alone")


async def test_the_answer_may_be_a_call(hook: Hook, raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    hook.reply = {"method": "sendMessage", "chat_id": person.id, "text": "by the way"}
    await raw.result("setWebhook", url=hook.url)
    await person.say("/start")
    assert (await person.expect("by the way")).from_bot


async def test_nobody_there_is_told(raw: Raw, sandbox: Sandbox, server: Server) -> None:
    person = await sandbox.person("a member")
    await raw.result("setWebhook", url="http://127.0.0.1:9/hook")
    await person.say("hello")
    await until(lambda: "last_error_message" in server.world.webhook.info(), "the failure")
    info = await raw.message("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org:444/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://example.org:port/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "ftp://127.0.0.1/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "https://example.org/", "secret_token": "not this"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_what_no_webhook_can_be(raw: Raw, params: dict[str, object], words: str) -> None:
    status, body = await raw("setWebhook", **params)
    assert (status, body["description"]) == (400, f"Bad Request: {words}")
    assert (await raw.message("getWebhookInfo"))["url"] == ""


async def until_none_pending(sandbox: Sandbox) -> None:
    async def none() -> bool:
        return not await sandbox.pending_updates()

    await until(none, "that all are taken")
