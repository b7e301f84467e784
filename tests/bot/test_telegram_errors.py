"""Telegram's errors, as the library raises them for the server's responses, and their meaning for a delivery."""

import json
from collections.abc import Mapping
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Failure, Outcome, classify

PHRASES = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class Answers(BaseRequest):
    """A request with this response."""

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


async def refusal(status: int, words: str, parameters: Mapping[str, int] | None = None) -> Failure:
    description = PHRASES.get(status, "") + words
    body = {"ok": False, "error_code": status, "description": description, "parameters": dict(parameters or {})}
    if not parameters:
        del body["parameters"]
    return classify(await raised(status, json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("status", "words", "outcome"),
    [
        (403, "bot was blocked by the user", Outcome.SUSPEND),
        (403, "user is deactivated", Outcome.SUSPEND),
        (403, "bot was kicked from the group chat", Outcome.SUSPEND),
        (403, "bot was kicked from the supergroup chat", Outcome.SUSPEND),
        (403, "bot was kicked from the channel chat", Outcome.SUSPEND),
        (403, "bot is not a member of the channel chat", Outcome.SUSPEND),
        (403, "bot is not a member of the supergroup chat", Outcome.SUSPEND),
        (403, "the group chat was deleted", Outcome.SUSPEND),
        (403, "bot can't initiate conversation with a user", Outcome.SUSPEND),
        (403, "something new", Outcome.FAIL),
        (400, "chat not found", Outcome.FAIL),
        (400, "message thread not found", Outcome.FAIL),
        (400, 'can\'t parse entities: unsupported start tag "x" at byte offset 5', Outcome.FAIL),
        (400, "message can't be deleted", Outcome.UNDELETABLE),
        (400, "message to edit not found", Outcome.FAIL),
        (400, "message can't be edited", Outcome.FAIL),
        (400, "message to copy not found", Outcome.FAIL),
        (400, "something new", Outcome.FAIL),
        (400, "TOPIC_CLOSED", Outcome.FAIL),
        (400, "user is an administrator of the chat", Outcome.FAIL),
        (400, "can't remove chat owner", Outcome.FAIL),
        (400, "not enough rights to restrict/unrestrict chat member", Outcome.FAIL),
        (400, "not enough rights to send text messages to the chat", Outcome.FAIL),
        (400, "USER_ALREADY_PARTICIPANT", Outcome.DONE),
        (400, "HIDE_REQUESTER_MISSING", Outcome.DONE),
        (400, "message is not modified: specified new message content is the same", Outcome.DONE),
        (400, "message to delete not found", Outcome.DONE),
        (400, "query is too old and response timeout expired or query ID is invalid", Outcome.DONE),
        (409, "terminated by other getUpdates request; make sure that only one bot is running", Outcome.POLLER),
        (401, "Unauthorized", Outcome.NO_ACCESS),
        (404, "Not Found", Outcome.NO_ACCESS),
        (500, "Internal Server Error", Outcome.LATER),
        (502, "Bad Gateway", Outcome.LATER),
        (503, "Service Unavailable", Outcome.LATER),
    ],
)
async def test_what_the_server_answers(status: int, words: str, outcome: Outcome) -> None:
    told = await refusal(status, words)
    assert told.outcome is outcome
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
    assert (told.outcome, told.wait) == (Outcome.WAIT, timedelta(seconds=seconds))


async def test_a_group_that_became_a_supergroup() -> None:
    words = "group chat was upgraded to a supergroup chat"
    told = await refusal(400, words, {"migrate_to_chat_id": -1001234567890})
    assert (told.outcome, told.new_chat) == (Outcome.MIGRATED, -1001234567890)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_page_of_a_proxy_in_between(status: int) -> None:
    assert classify(await raised(status, b"<html>nginx</html>")).outcome is Outcome.LATER


async def test_an_answer_that_nobody_can_read() -> None:
    with pytest.raises(TelegramError) as failed:
        await Answers(200, b'{"ok": true, "resu').post("http://telegram.invalid/sendMessage")
    assert classify(failed.value).outcome is Outcome.UNKNOWN


def refused() -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(ConnectionKey("telegram.invalid", 443, True, True, None, None, None), OSError())


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (refused(), Outcome.LATER),
        (aiohttp.ConnectionTimeoutError(), Outcome.LATER),
        (aiohttp.SocketTimeoutError(), Outcome.UNKNOWN),
        (TimeoutError(), Outcome.UNKNOWN),
        (aiohttp.ClientOSError(), Outcome.UNKNOWN),
        (aiohttp.ServerDisconnectedError(), Outcome.UNKNOWN),
        (aiohttp.ClientPayloadError(), Outcome.UNKNOWN),
    ],
)
async def test_no_answer(cause: Exception, outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """As our client raises them: what did not leave is retried; what may have arrived is unknown."""

    def fails(*_: object, **__: object) -> None:
        raise cause

    monkeypatch.setattr(aiohttp.ClientSession, "request", fails)
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(NetworkError) as failed:
        await request.post("http://telegram.invalid/sendMessage")
    await request.shutdown()
    assert classify(failed.value).outcome is outcome


async def test_any_other_failure_of_the_client_is_unknown() -> None:
    class Broken(Answers):
        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            raise RuntimeError

    with pytest.raises(NetworkError) as failed:
        await Broken(200, b"").post("http://telegram.invalid/sendMessage")
    assert classify(failed.value).outcome is Outcome.UNKNOWN
    assert classify(TimedOut()).outcome is Outcome.UNKNOWN
    assert classify(TelegramError("new")).outcome is Outcome.UNKNOWN
