"""Webhooks: where a bot wants its updates sent, and the sending."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp

from sandbox import jsonio
from sandbox.errors import bad_request
from sandbox.model import Json
from sandbox.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PORTS = (443, 80, 88, 8443)
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_ANSWER_SECONDS = 60.0  # real seconds within which a bot must answer
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0  # real seconds before an update is sent again; twice as long each time


class Webhook:
    """The address that was set, if any, and the last failure. `now` gives Unix seconds of the sandbox clock."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.url = ""
        self.secret = ""
        self.changed = asyncio.Event()  # another one each time, so that whoever waits knows that it is over
        self._connections = 0
        self._has_certificate = False
        self._error: Json = {}

    def set(self, url: str, secret: str, connections: int, has_certificate: bool) -> None:
        """Set the address: https, or anything on this machine. Raises RefusedError."""
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise bad_request("bad webhook: invalid webhook URL specified") from None
        if not host or parts.scheme not in ("https", "http"):
            raise bad_request("bad webhook: invalid webhook URL specified")
        if host not in _HERE:
            if parts.scheme != "https":
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if (port or 443) not in PORTS:
                raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self._change(parts.geturl(), secret)
        self._connections, self._has_certificate = min(max(connections, 1), 100), has_certificate

    def delete(self) -> None:
        """Forget the address."""
        self._change("", "")

    def _change(self, url: str, secret: str) -> None:
        self.url, self.secret, self._error = url, secret, {}
        self.changed.set()
        self.changed = asyncio.Event()

    def failed(self, words: str) -> None:
        """Note that an update could not be sent."""
        self._error = {"last_error_date": self._now(), "last_error_message": words}

    @property
    def connections(self) -> int:
        """How many updates may be on their way at once."""
        return self._connections

    def info(self) -> Json:
        """A Bot API WebhookInfo without the updates that wait."""
        if not self.url:
            return {"url": "", "has_custom_certificate": False}
        about = {"url": self.url, "has_custom_certificate": self._has_certificate, "max_connections": self._connections}
        return {**about, **self._error}


class Sender:
    """Sends updates while there is a webhook: one person's in order, different people's side by side.

    `sent` is told of each update that leaves; `called` is given the method call that a bot may put into its answer.
    """

    def __init__(
        self, webhook: Webhook, updates: UpdateQueue, sent: Callable[[Json], None], called: Callable[[str, Json], Awaitable[None]]
    ) -> None:
        self._webhook = webhook
        self._updates = updates
        self._sent = sent
        self._called = called
        self._busy: dict[object, asyncio.Task[None]] = {}  # by person or chat

    async def run(self) -> None:
        """Send for ever; ends by being cancelled."""
        session: aiohttp.ClientSession | None = None
        try:
            while True:
                self._updates.came.clear()
                if self._webhook.url:
                    session = session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
                    self._start(session)
                await self._updates.came.wait()
        finally:
            for task in self._busy.values():
                task.cancel()
            if session is not None:
                await session.close()

    def _start(self, session: aiohttp.ClientSession) -> None:
        for update in self._updates.pending():
            whose = _whose(update)
            if len(self._busy) < self._webhook.connections and whose not in self._busy:
                self._busy[whose] = asyncio.create_task(self._deliver(session, whose, update))

    async def _deliver(self, session: aiohttp.ClientSession, whose: object, update: Json) -> None:
        pause = _FIRST_PAUSE
        try:
            while self._webhook.url and update in self._updates.pending():
                failure = await self._post(session, update)
                if failure is None:
                    break
                self._webhook.failed(failure)
                await _either(self._webhook.changed, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            del self._busy[whose]
            self._updates.came.set()  # the next one may go

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> str | None:
        """Send one update; what went wrong, in Telegram's words."""
        webhook = self._webhook
        headers = {"Content-Type": "application/json", **({SECRET_HEADER: webhook.secret} if webhook.secret else {})}
        self._sent(update)
        try:
            async with session.post(webhook.url, data=jsonio.to_bytes(update), headers=headers, allow_redirects=False) as answer:
                body = await answer.read()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return f"Connection failed: {type(error).__name__}"
        if not 200 <= answer.status < 300:
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        self._updates.settle(update)
        reply = jsonio.parsed(body)
        if isinstance(reply, dict) and isinstance(reply.get("method"), str):
            await self._called(str(reply.pop("method")), reply)
        return None


def _whose(update: Json) -> object:
    """The person whose update it is, or the chat where nobody is named: their updates stay in order."""
    for content in update.values():
        if isinstance(content, dict):
            for who in (content.get("from"), content.get("user"), content.get("chat")):
                if isinstance(who, dict):
                    return who.get("id")
    return None


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass  # the time is over
