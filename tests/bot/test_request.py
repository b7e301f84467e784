"""The request class behind the library's `Bot`: what reaches the server, connections, and what fails how."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Outcome, classify

TOKEN = "123456:sandbox-token-of-the-tests"


class Counter:
    """A server that remembers what it got, and over how many connections."""

    def __init__(self) -> None:
        self.url = ""
        self.forms: list[dict[str, object]] = []
        self.connections: set[object] = set()
        self.answer: dict[str, object] = {"ok": True, "result": {"message_id": 7}}
        self.status, self.seconds = 200, 0.0
        self.cut = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        if request.content_type == "application/json":
            self.forms.append(await request.json())
        else:
            form = await request.post()
            self.forms.append({name: getattr(value, "filename", value) for name, value in form.items()})
        await asyncio.sleep(self.seconds)
        if self.cut and request.transport is not None:
            request.transport.abort()
        return web.json_response(self.answer, status=self.status)


@asynccontextmanager
async def serving(counter: Counter) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", counter.handle)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    counter.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Counter]:
    counter = Counter()
    async with serving(counter):
        yield counter


@asynccontextmanager
async def bot_at(url: str, read_timeout: float = 5) -> AsyncIterator[Bot]:
    request = AiohttpRequest(read_timeout)
    await request.initialize()
    try:
        yield Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    finally:
        await request.shutdown()


async def test_one_connection_serves_one_call_after_the_other(server: Counter) -> None:
    async with bot_at(server.url) as bot:
        for _ in range(5):
            await bot.delete_message(5, 7)
    assert server.forms == [{"chat_id": 5, "message_id": 7}] * 5
    assert len(server.connections) == 1


async def test_a_file_is_sent_with_its_name(server: Counter) -> None:
    server.answer = {"ok": True, "result": {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}}}
    async with bot_at(server.url) as bot:
        await bot.send_document(5, InputFile(b"content", "Протокол.pdf"), caption="that & <this>")
    assert server.forms == [{"chat_id": "5", "caption": "that & <this>", "document": "Протокол.pdf"}]


async def test_refusals_are_the_librarys(server: Counter) -> None:
    async with bot_at(server.url) as bot:
        server.status = 400
        server.answer = {"ok": False, "description": "Bad Request: chat not found"}
        with pytest.raises(BadRequest):
            await bot.delete_message(5, 7)
        server.status = 429
        server.answer = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 3}}
        with pytest.raises(RetryAfter):
            await bot.delete_message(5, 7)


async def test_no_answer_in_time_may_have_arrived(server: Counter) -> None:
    server.seconds = 0.5
    async with bot_at(server.url, read_timeout=0.05) as bot:
        with pytest.raises(TimedOut) as late:
            await bot.delete_message(5, 7)
    assert classify(late.value).outcome is Outcome.UNKNOWN


async def test_a_connection_that_is_cut_may_have_carried_it(server: Counter) -> None:
    server.cut = True
    async with bot_at(server.url) as bot:
        with pytest.raises(NetworkError) as cut:
            await bot.delete_message(5, 7)
    assert classify(cut.value).outcome is Outcome.UNKNOWN


async def test_where_nobody_listens_nothing_has_left() -> None:
    async with bot_at("http://127.0.0.1:9") as bot:
        with pytest.raises(NetworkError) as refused:
            await bot.delete_message(5, 7)
    assert classify(refused.value).outcome is Outcome.LATER


async def test_it_is_opened_and_closed_as_often_as_asked(server: Counter) -> None:
    request = AiohttpRequest()
    with pytest.raises(NetworkError):
        await request.post(server.url)
    for _ in range(2):
        await request.initialize()
    assert await request.post(server.url) == {"message_id": 7}
    for _ in range(2):
        await request.shutdown()
