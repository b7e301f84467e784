"""Through a proxy of each kind: calls, files in both directions, and what fails how."""

import asyncio
import io
import logging
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import trustme
from telegram import Bot, InputFile
from telegram.error import NetworkError

from bot import event_loop
from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Outcome, classify
from bot.logs import logger, set_up_logs
from bot.settings import LogFormat, LogLevel
from council.config import Council
from sandbox.client import Sandbox
from sandbox.server import Server
from tests.flows.world import SECRETARY, TOKEN, running
from tests.proxies import ENCODED, PASSWORD, SmallProxy, proxy
from tests.waiting import PATIENCE

LOAD = ssl.SSLContext.load_verify_locations
"""As it is outside tests, which replace it."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certificate(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for this machine, whose authority the program trusts."""
    issued = authority.issue_cert("127.0.0.1")
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(serving)

    def trusting() -> ssl.SSLContext:
        context = ssl.create_default_context()
        LOAD(context, cadata=authority.cert_pem.bytes().decode())
        return context

    monkeypatch.setattr(httpx, "create_ssl_context", trusting)
    return serving


KINDS = ["http", "https", "socks5"]


@pytest.fixture(params=KINDS)
async def small(request: pytest.FixtureRequest, certificate: ssl.SSLContext) -> AsyncIterator[SmallProxy]:
    kind = str(request.param)
    async with proxy(kind, certificate if kind == "https" else None) as made:
        yield made


async def called(url: str, through: str, method: str = "getMe") -> object:
    request = AiohttpRequest(PATIENCE, through)
    await request.initialize()
    try:
        return await request.post(f"{url}/bot{TOKEN}/{method}")
    finally:
        await request.shutdown()


async def test_calls_and_files_go_through_it(small: SmallProxy) -> None:
    async with Server() as server, Sandbox(server.url) as sandbox:
        expert = await sandbox.person("Expert")
        await expert.say("/start")
        request = AiohttpRequest(proxy=small.url())
        bot = Bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot", request=request, get_updates_request=request)
        await bot.initialize()
        for _ in range(3):
            await bot.send_message(expert.id, "through")
        sent = await bot.send_document(expert.id, InputFile(b"content", "minutes.txt"))
        assert sent.document is not None
        assert await (await sent.document.get_file()).download_as_bytearray() == b"content"
        await bot.shutdown()
        assert [message.text for message in await expert.inbox()][:3] == ["through"] * 3
        # One connection for calls, used again and again, and one for files.
        assert small.asked == [server.url.removeprefix("http://")] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_tls_goes_through_it_from_end_to_end(kind: str, certificate: ssl.SSLContext) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok": true, "result": 7}')
        await writer.drain()
        writer.close()

    async def call() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=certificate)
        port = server.sockets[0].getsockname()[1]
        async with proxy(kind, certificate if kind == "https" else None) as small:
            assert await called(f"https://127.0.0.1:{port}", small.url()) == 7
            assert small.asked == [f"127.0.0.1:{port}"]
        server.close()

    event_loop.run(call())  # the program's own: TLS within TLS is the loop's work


async def test_a_wrong_password_and_a_proxy_that_is_away_are_outages(small: SmallProxy) -> None:
    for through in (small.url("majlis:wrong@"), small.url(""), "socks5://127.0.0.1:9", "http://127.0.0.1:9"):
        with pytest.raises(NetworkError) as failed:
            await called("http://127.0.0.1:9", through)
        failure = classify(failed.value)
        assert (failure.outcome, failure.reason) == (Outcome.LATER, "no connection through the proxy")
    assert small.refused == 2


async def test_its_password_shows_nowhere(small: SmallProxy) -> None:
    set_up_logs(LogLevel.DEBUG, LogFormat.TEXT)
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    with pytest.raises(NetworkError) as failed:
        await called("http://127.0.0.1:9", small.url())
    logger("x").error("failed", error=str(failed.value), cause=repr(failed.value.__cause__), proxy=small.url())
    assert "failed" in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
    assert ENCODED not in stream.getvalue()


async def test_the_program_runs_through_it(small: SmallProxy, tmp_path: Path, council: Council) -> None:
    async with Server() as server, Sandbox(server.url) as sandbox:
        expert = await sandbox.person("Secretariat", id=SECRETARY)
        async with running(server.url, tmp_path / "majlis.db", council, telegram_proxy=small.url()):
            await expert.say("/start")
            await expert.expect("choose your language")
    assert small.asked
