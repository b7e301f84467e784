"""The client's connection to the control API: sends one request, reads its answer, raises its error."""

from collections.abc import Mapping

import aiohttp

from sandbox.seen import Message, read_message


class SandboxError(Exception):
    """The sandbox refused (status 400 or 404, with its message), or did not answer (503)."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


class Link:
    """Requests to the sandbox at `url`; call `close` when done."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the HTTP session."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def ask(self, verb: str, path: str, /, **fields: object) -> Mapping[str, object]:
        """Send one control request and read an object; fields that are None are left out. Raises SandboxError."""
        body = {name: value for name, value in fields.items() if value is not None}
        answer = await self.request(verb, path, body or None)
        if not isinstance(answer, dict):
            raise SandboxError(f"{path} answered with {type(answer).__name__}", 500)
        return answer

    async def request(self, method: str, path: str, body: object = None) -> object:
        """Send one control request; the JSON of its answer. Raises SandboxError."""
        if self._session is None:
            raise RuntimeError("use `async with Sandbox(url) as sandbox`")
        try:
            async with self._session.request(method, f"{self.url}/sandbox/{path}", json=body) as response:
                answer: object = await response.json()
        except aiohttp.ClientError as error:
            raise SandboxError(f"the sandbox at {self.url} does not answer: {error}", 503) from error
        if response.status != 200:
            words = answer.get("error") if isinstance(answer, dict) else answer
            raise SandboxError(str(words), response.status)
        return answer

    async def messages(self, chat: int, after: int = 0, change: int = 0, wait: float = 0.0) -> list[Message]:
        """The messages of a chat with a higher id and a later change; the request is held for up to `wait` real
        seconds."""
        raw = await self.request("GET", f"chats/{chat}/messages?after={after}&change={change}&wait={wait}")
        return [read_message(message) for message in read_objects(raw)]


def read_number(raw: Mapping[str, object], name: str) -> int:
    value = raw[name]
    if not isinstance(value, int):
        raise SandboxError(f"{name} is no number", 500)
    return value


def read_objects(raw: object) -> list[Mapping[str, object]]:
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
