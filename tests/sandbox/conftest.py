"""A sandbox of its own for each test, driven over HTTP: raw, by a bot's library, and by its own client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.client import Sandbox
from sandbox.server import Server

TOKEN = "123:test-token_A"


@dataclass(frozen=True)
class Raw:
    """The Bot API without a library: status and body of each call, parameters as JSON."""

    url: str
    session: aiohttp.ClientSession

    async def __call__(self, method: str, **params: object) -> tuple[int, dict[str, object]]:
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            body: dict[str, object] = await response.json()
        assert body["ok"] is (response.status == 200)
        return response.status, body

    async def result(self, method: str, **params: object) -> object:
        """The result of a call that goes well."""
        status, body = await self(method, **params)
        assert status == 200, body
        return body["result"]

    async def message(self, method: str, **params: object) -> dict[str, object]:
        """The message, or other object, that a call results in."""
        found = await self.result(method, **params)
        assert isinstance(found, dict)
        return found

    async def upload(self, name: str, content: bytes, **form: str) -> tuple[int, dict[str, object]]:
        """Status and body of sendDocument with a file, as a multipart form."""
        data = aiohttp.FormData(form, quote_fields=False)
        data.add_field("document", content, filename=name)
        async with self.session.post(f"{self.url}/bot{TOKEN}/sendDocument", data=data) as response:
            return response.status, await response.json()

    async def updates(self, **params: object) -> list[dict[str, object]]:
        """What getUpdates brings."""
        found = await self.result("getUpdates", **params)
        assert isinstance(found, list)
        return found

    async def control(self, verb: str, path: str, body: object = None) -> tuple[int, object]:
        """A control request as it is."""
        async with self.session.request(verb, f"{self.url}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()


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
