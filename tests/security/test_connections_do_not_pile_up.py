"""Whoever reaches the HTTP port can neither fill the log nor hold connections."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import http_connections
from bot.clock import SystemClock
from bot.health import Health
from bot.http import HttpServer
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from council.config import Council
from handlers.common.texts import Catalogs
from storage.store import Store
from tests.databases import prepare
from tests.waiting import PATIENCE, until

Connect = Callable[[], "asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]"]


@pytest.fixture
async def connect(tmp_path: Path, council: Council, unused_tcp_port: int) -> AsyncIterator[Connect]:
    """Opens a connection to a running server."""
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    health = Health(store, SystemClock(), SimpleNamespace(heard_at=0.0))  # type: ignore[arg-type]  # what is read of it
    server = HttpServer(store, SystemClock(), council, Catalogs(council.languages), health, "127.0.0.1", unused_tcp_port)
    running = asyncio.create_task(server.run())
    writers: list[asyncio.StreamWriter] = []

    async def open_() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writers.append(writer)
        return reader, writer

    async def listens() -> bool:
        try:
            await open_()
        except OSError:
            return False
        return True

    await until(listens, "the server")
    yield lambda: asyncio.ensure_future(open_())
    for writer in writers:
        writer.close()
    running.cancel()
    await asyncio.wait([running])
    await store.close()


async def ended(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(PATIENCE):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        try:
            return await reader.readline()
        except ConnectionError:
            return b""


@pytest.mark.parametrize(
    "sent", [b"GET /calendar/secretsecretsecret12.ics HTTP/9.9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\nA\0b: c\r\n\r\n"]
)
async def test_a_malformed_request_is_one_short_line(connect: Connect, sent: bytes) -> None:
    reader, writer = await connect()
    set_up_logs(LogLevel.INFO, LogFormat.TEXT)
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    writer.write(sent)
    assert b" 400 " in (await ended(reader)).partition(b"\r\n")[0]
    [told] = stream.getvalue().splitlines()
    assert len(told) < 200
    assert "secretsecret" not in told


@pytest.mark.long
@pytest.mark.parametrize("sent", [b"", b"GET /healthz HT", b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"])
async def test_an_idle_connection_ends(connect: Connect, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert http_connections.IDLE_SECONDS == 30
    monkeypatch.setattr(http_connections, "IDLE_SECONDS", 0.1)
    reader, writer = await connect()
    writer.write(sent)
    await ended(reader)


@pytest.mark.long
async def test_more_than_a_hundred_connections_are_not_taken(connect: Connect) -> None:
    there = [await connect() for _ in range(100)]
    told = [await answered(*each) for each in there]
    served = sum(line.startswith(b"HTTP/1.1 200") for line in told)
    assert served == 99, "one was opened before these"
    there[0][1].close()
    await until(lambda: asyncio.ensure_future(_served(connect)), "room for another")


async def _served(connect: Connect) -> bool:
    return (await answered(*await connect())).startswith(b"HTTP/1.1 200")
