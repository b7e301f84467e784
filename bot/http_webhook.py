"""The address at which Telegram's updates are taken over HTTP."""

import hmac
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.logs import logger
from bot.updates.webhook import NotTaken
from bot.updates.window import Raw, number_of

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

MOST_BYTES = 1024 * 1024
"""How large an update may be. Telegram's are at most a few ten thousand bytes."""

Receive = Callable[[Raw], Awaitable[None]]
"""Takes an update, and returns when its effect is committed. Raises `NotTaken`."""


class WebhookEndpoint:
    """Hands on what comes with the secret. Anyone else is turned away before anything is read."""

    def __init__(self, path: str, secret: str, receive: Receive) -> None:
        self.path = path
        self._secret = secret.encode()
        self._receive = receive
        self._log = logger("webhook")

    async def handle(self, request: web.Request) -> web.Response:
        """200 when the update's effect is committed; 500 when it is to be sent again; 401 without the secret."""
        if request.method != "POST":
            return web.Response(status=404)
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return _closing(401)
        try:
            raw = json.loads(await request.read())
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            raw = None
        if not isinstance(raw, dict) or not number_of(raw):
            self._log.error("not an update")
            return web.Response(status=400)
        try:
            await self._receive(raw)
        except NotTaken:
            self._log.warning("an update is to come again", update_id=number_of(raw))
            return web.Response(status=500)
        return web.Response()


def _closing(status: int) -> web.Response:
    """An answer after which the connection is closed, with what the body may still bring."""
    response = web.Response(status=status)
    response.force_close()
    return response
