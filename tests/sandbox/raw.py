"""Shared by tests: plain requests, without the library."""

from dataclasses import dataclass

import aiohttp

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
        """The result of a successful call."""
        status, body = await self(method, **params)
        assert status == 200, body
        return body["result"]

    async def message(self, method: str, **params: object) -> dict[str, object]:
        """The message, or other object, that a call returns."""
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
        """What getUpdates returns."""
        found = await self.result("getUpdates", **params)
        assert isinstance(found, list)
        return found

    async def control(self, verb: str, path: str, body: object = None) -> tuple[int, object]:
        """A control request."""
        async with self.session.request(verb, f"{self.url}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()
