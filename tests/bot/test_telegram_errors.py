"""Telegram's errors, as the library raises them for what the server answers, and what each means for a delivery."""

import json
from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.delivery.telegram_errors import Fate, Meaning, meaning

PHRASES = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class Answers(BaseRequest):
    """A request that is answered with this."""

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = status, body

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        return self._answer


async def raised(status: int, body: bytes) -> TelegramError:
    with pytest.raises(TelegramError) as failed:
        await Answers(status, body).post("http://telegram.invalid/sendMessage")
    return failed.value


async def refusal(status: int, words: str, parameters: Mapping[str, int] | None = None) -> Meaning:
    description = PHRASES.get(status, "") + words
    body = {"ok": False, "error_code": status, "description": description, "parameters": dict(parameters or {})}
    if not parameters:
        del body["parameters"]
    return meaning(await raised(status, json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("status", "words", "fate"),
    [
        (403, "bot was blocked by the user", Fate.SUSPEND),
        (403, "user is deactivated", Fate.SUSPEND),
        (403, "bot was kicked from the group chat", Fate.SUSPEND),
        (403, "bot was kicked from the supergroup chat", Fate.SUSPEND),
        (403, "bot was kicked from the channel chat", Fate.SUSPEND),
        (403, "bot is not a member of the channel chat", Fate.SUSPEND),
        (403, "bot is not a member of the supergroup chat", Fate.SUSPEND),
        (403, "the group chat was deleted", Fate.SUSPEND),
        (403, "bot can't initiate conversation with a user", Fate.SUSPEND),
        (403, "something new", Fate.FAIL),
        (400, "chat not found", Fate.FAIL),
        (400, "message thread not found", Fate.FAIL),
        (400, 'can\'t parse entities: unsupported start tag "x" at byte offset 5', Fate.FAIL),
        (400, "message can't be deleted", Fate.UNDELETABLE),
        (400, "message to edit not found", Fate.FAIL),
        (400, "message can't be edited", Fate.FAIL),
        (400, "message to copy not found", Fate.FAIL),
        (400, "something new", Fate.FAIL),
        (400, "TOPIC_CLOSED", Fate.FAIL),
        (400, "user is an administrator of the chat", Fate.FAIL),
        (400, "can't remove chat owner", Fate.FAIL),
        (400, "not enough rights to restrict/unrestrict chat member", Fate.FAIL),
        (400, "not enough rights to send text messages to the chat", Fate.FAIL),
        (400, "USER_ALREADY_PARTICIPANT", Fate.DONE),
        (400, "HIDE_REQUESTER_MISSING", Fate.DONE),
        (400, "message is not modified: specified new message content is the same", Fate.DONE),
        (400, "message to delete not found", Fate.DONE),
        (400, "query is too old and response timeout expired or query ID is invalid", Fate.DONE),
        (409, "terminated by other getUpdates request; make sure that only one bot is running", Fate.POLLER),
        (401, "Unauthorized", Fate.NO_ACCESS),
        (404, "Not Found", Fate.NO_ACCESS),
        (500, "Internal Server Error", Fate.LATER),
        (502, "Bad Gateway", Fate.LATER),
        (503, "Service Unavailable", Fate.LATER),
    ],
)
async def test_what_the_server_answers(status: int, words: str, fate: Fate) -> None:
    told = await refusal(status, words)
    assert told.fate is fate
    assert told.reason
    assert "byte offset" not in told.reason, "reasons are ours: the server's words can hold somebody's"


async def test_the_reason_is_kept_where_it_is_known() -> None:
    assert (await refusal(403, "bot was blocked by the user")).reason == "bot was blocked by the user"
    assert (await refusal(400, "chat not found")).reason == "chat not found"
    assert (await refusal(403, "of somebody")).reason == "forbidden"
    assert (await refusal(400, "of somebody")).reason == "bad request"


@pytest.mark.parametrize("seconds", [1, 35, 40_000])
async def test_wait_as_told(seconds: int) -> None:
    told = await refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
    assert (told.fate, told.wait) == (Fate.WAIT, timedelta(seconds=seconds))


async def test_a_group_that_became_a_supergroup() -> None:
    words = "group chat was upgraded to a supergroup chat"
    told = await refusal(400, words, {"migrate_to_chat_id": -1001234567890})
    assert (told.fate, told.new_chat) == (Fate.MIGRATED, -1001234567890)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_page_of_a_proxy_in_between(status: int) -> None:
    assert meaning(await raised(status, b"<html>nginx</html>")).fate is Fate.LATER


async def test_an_answer_that_nobody_can_read() -> None:
    with pytest.raises(TelegramError) as failed:
        await Answers(200, b'{"ok": true, "resu').post("http://telegram.invalid/sendMessage")
    assert meaning(failed.value).fate is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("cause", "fate"),
    [
        (httpx.ConnectError("refused"), Fate.LATER),
        (httpx.ConnectTimeout("slow"), Fate.LATER),
        (httpx.PoolTimeout("full"), Fate.LATER),
        (httpx.ReadTimeout("slow"), Fate.UNKNOWN),
        (httpx.WriteTimeout("slow"), Fate.UNKNOWN),
        (httpx.ReadError("reset"), Fate.UNKNOWN),
        (httpx.WriteError("reset"), Fate.UNKNOWN),
        (httpx.RemoteProtocolError("gone"), Fate.UNKNOWN),
    ],
)
async def test_no_answer(cause: Exception, fate: Fate, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the library's own client raises them: what did not leave is tried again, what may have arrived is unknown."""

    async def fails(*_: object, **__: object) -> None:
        raise cause

    monkeypatch.setattr(httpx.AsyncClient, "request", fails)
    request = HTTPXRequest()
    with pytest.raises(NetworkError) as failed:
        await request.post("http://telegram.invalid/sendMessage")
    await request.shutdown()
    assert meaning(failed.value).fate is fate


async def test_any_other_failure_of_the_client_is_unknown() -> None:
    class Broken(Answers):
        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            raise RuntimeError

    with pytest.raises(NetworkError) as failed:
        await Broken(200, b"").post("http://telegram.invalid/sendMessage")
    assert meaning(failed.value).fate is Fate.UNKNOWN
    assert meaning(TimedOut()).fate is Fate.UNKNOWN
    assert meaning(TelegramError("new")).fate is Fate.UNKNOWN
