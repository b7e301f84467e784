"""Faults on demand: each does what it says, as often as requested."""

import asyncio
from time import monotonic

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from sandbox.client import Sandbox, SandboxError, User
from tests.sandbox.raw import Raw


@pytest.fixture
async def member(sandbox: Sandbox) -> User:
    person = await sandbox.person("a member")
    await person.say("/start")
    return person


async def test_too_many_requests(sandbox: Sandbox, bot: Bot, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # otherwise the library warns about its own attribute
    await sandbox.fault("429", method="sendMessage", retry_after=7)
    with pytest.raises(RetryAfter, match="0:00:07"):
        await bot.send_message(member.id, "x")
    assert await member.inbox() == []
    await bot.send_message(member.id, "x")
    [failed, done] = await sandbox.log(method="sendMessage")
    assert (failed.ok, failed.error, failed.fault) == (False, "Too Many Requests: retry after 7", "429")
    assert (done.ok, done.error, done.fault, done.message_id) == (True, None, None, 2)


async def test_an_internal_error(sandbox: Sandbox, raw: Raw, member: User) -> None:
    await sandbox.fault("500", count=2)
    for _ in range(2):
        status, body = await raw("getMe")
        assert (status, body["description"]) == (500, "Internal Server Error")
    assert (await raw("getMe"))[0] == 200


@pytest.mark.parametrize(("kind", "arrives"), [("reset", False), ("lost", True)])
async def test_a_dropped_connection(sandbox: Sandbox, bot: Bot, member: User, kind: str, arrives: bool) -> None:
    await sandbox.fault(kind, method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(member.id, "x")
    assert [message.text for message in await member.inbox()] == (["x"] if arrives else [])
    [call] = await sandbox.log(method="sendMessage")
    assert (call.ok, call.fault) == (arrives, kind)
    assert call.error is not None


async def test_silence(sandbox: Sandbox, bot: Bot, member: User) -> None:
    await sandbox.fault("hang", method="sendMessage", seconds=0.2)
    began = monotonic()
    await bot.send_message(member.id, "late")
    assert monotonic() - began >= 0.2
    await sandbox.fault("hang", method="sendMessage", seconds=30)
    with pytest.raises(TimedOut):
        await bot.send_message(member.id, "unknown", read_timeout=0.1)
    assert [message.text for message in await member.inbox()] == ["late", "unknown"]


async def test_a_fault_picks_its_chat_and_method(sandbox: Sandbox, raw: Raw, member: User) -> None:
    other = await sandbox.person("another")
    await other.say("/start")
    await sandbox.fault("500", method="sendMessage", chat=other.id)
    assert (await raw("sendMessage", chat_id=member.id, text="x"))[0] == 200
    assert (await raw("sendChatAction", chat_id=other.id, action="typing"))[0] == 200
    assert (await raw("sendMessage", chat_id=other.id, text="x"))[0] == 500
    assert (await raw("sendMessage", chat_id=other.id, text="x"))[0] == 200


async def test_polling_is_spared_unless_named(sandbox: Sandbox, raw: Raw) -> None:
    await sandbox.fault("500")
    assert (await raw("getUpdates"))[0] == 200
    assert (await raw("getMe"))[0] == 500
    await sandbox.fault("500", method="getUpdates")
    assert (await raw("getUpdates"))[0] == 500
    assert [call.fault for call in await sandbox.log(method="getUpdates")] == ["500"]


async def test_faults_can_be_called_off(sandbox: Sandbox, raw: Raw) -> None:
    await sandbox.fault("500", count=100)
    await sandbox.clear_faults()
    assert (await raw("getMe"))[0] == 200
    with pytest.raises(SandboxError, match="a fault is one of"):
        await sandbox.fault("earthquake")


async def test_a_caller_that_goes_away_takes_its_waiting_along(sandbox: Sandbox, raw: Raw) -> None:
    """A poll whose bot has died must not consume the next bot's updates."""
    timeout = aiohttp.ClientTimeout(total=0.05)
    with pytest.raises(TimeoutError):
        await raw.session.get(f"{raw.url}/bot1:a/getUpdates?timeout=30", timeout=timeout)
    await asyncio.sleep(0.05)
    assert await raw.updates() == []
    assert await sandbox.log() == []


async def test_a_server_of_an_older_interface(sandbox: Sandbox, raw: Raw, member: User) -> None:
    await sandbox.fault("older", count=100)
    rich = {"html": "<p>x</p>"}
    assert (await raw("sendRichMessage", chat_id=member.id, rich_message=rich))[0] == 404
    sent = await raw.message("sendMessage", chat_id=member.id, text="x")
    at = {"chat_id": member.id, "message_id": sent["message_id"]}
    assert "message text is empty" in str(await raw("editMessageText", **at, rich_message=rich))
    for button, words in (
        ({"callback_data": "a", "style": "danger"}, "BUTTON_TYPE_INVALID"),
        ({"copy_text": {"text": "a"}}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "a"}, None),
    ):
        markup = {"inline_keyboard": [[{"text": "Agree", **button}]]}
        status, body = await raw("sendMessage", chat_id=member.id, text="x", reply_markup=markup)
        assert (status, words is None or words in str(body)) == (200 if words is None else 400, True)
