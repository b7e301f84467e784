"""A sandbox for each test, driven over plain HTTP, by a bot's library, and by its own client."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.client import Sandbox
from sandbox.server import Server
from tests.sandbox.raw import TOKEN, Raw


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as running:
        yield running


@pytest.fixture
async def sandbox(server: Server) -> AsyncIterator[Sandbox]:
    async with Sandbox(server.url) as client:
        yield client


@pytest.fixture
async def raw(server: Server) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(server.url, session)


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    # There is no TLS on loopback, and loading certificates takes longer than most of these tests.
    asking, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    url = server.url
    async with Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request=asking, get_updates_request=polling) as ready:
        yield ready
