"""The HTTP server: health, calendar feeds, Telegram's updates. Off unless a port is set; TLS is terminated by a reverse
proxy."""

import asyncio
import hashlib
import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import ETag, web

from bot.health import Health
from bot.http_connections import Connections, serve
from bot.http_webhook import MOST_BYTES, WebhookEndpoint
from bot.logs import logger
from council.clock import Clock
from council.config import Council
from handlers.calendar import reads
from handlers.common.texts import Catalogs
from storage import calendar_feeds
from storage.calendar_feeds import Feed
from storage.store import Store

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
"""128 random bits, base64url: the secret part of a feed's address."""

MOST_MISSES, MISS_SECONDS = 20, 600.0
"""How many unknown tokens one address may try within `MISS_SECONDS`."""

MOST_ADDRESSES = 10_000
"""How many addresses have their misses counted; beyond that the oldest entry is dropped."""

AT_ONCE = 4
"""How many feeds are rendered concurrently."""

NOT_THERE = "There is no such calendar, or it was revoked.\n"
"""The same answer for a revoked, a mistyped and a guessed address."""

MAX_AGE = 900
"""Cache-Control max-age of a feed, in seconds."""


@dataclass(slots=True)
class _Misses:
    since: float
    count: int = 0


class GuessLimiter:
    """Counts unknown tokens by the address that tried them: monotonic clock, in memory.

    A revoked token does not count: calendar clients go on requesting it for years, many from one address.
    """

    def __init__(self) -> None:
        self._misses: dict[str, _Misses] = {}

    def wait(self, address: str, at: float) -> float:
        """For how many more seconds requests from this address are refused; 0 if they are not."""
        misses = self._misses.get(address)
        if misses is None or misses.count < MOST_MISSES:
            return 0.0
        return max(0.0, misses.since + MISS_SECONDS - at)

    def miss(self, address: str, at: float) -> None:
        """Count a request for an unknown token."""
        misses = self._misses.get(address)
        if misses is None or at - misses.since >= MISS_SECONDS:
            if len(self._misses) >= MOST_ADDRESSES:
                del self._misses[next(iter(self._misses))]
            self._misses.pop(address, None)
            misses = self._misses[address] = _Misses(at)
        misses.count += 1


def caller(peer: str | None, headers: Mapping[str, str]) -> str:
    """The client's address: the peer or, when the peer is a proxy on this machine, the last entry of X-Forwarded-For.
    An IPv6 address is reduced to its /64 network, which one household has."""
    forwarded = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    address = forwarded if forwarded and (peer is None or _is_loopback(peer)) else peer or "?"
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return peer or "?"
    return str(ipaddress.ip_network((read, 64), strict=False)) if read.version == 6 else str(read)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class HttpServer:
    """Serves HTTP. No log line contains a path below /calendar/: it holds a secret."""

    def __init__(
        self, store: Store, clock: Clock, council: Council, catalogs: Catalogs, health: Health, host: str, port: int,
        webhook: WebhookEndpoint | None = None, listening: asyncio.Event | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._clock = clock
        self._council = council
        self._catalogs = catalogs
        self._health = health
        self._host, self._port = host, port
        self._webhook = webhook
        self._listening = listening or asyncio.Event()
        self._guesses = GuessLimiter()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._log = logger("http")

    async def run(self) -> None:
        """Serve until cancelled. Raises `PortTaken`."""
        connections = Connections()
        app = web.Application(middlewares=[connections.note, self._hide_errors], client_max_size=MOST_BYTES)
        self._health.add_to(app)
        app.router.add_get("/calendar/{token}", self._feed)
        if self._webhook is not None:
            app.router.add_route("*", self._webhook.path, self._webhook.handle)
        await serve(app, connections, self._host, self._port, self._listening)

    @web.middleware
    async def _hide_errors(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:  # fmt: skip
        """Log an unexpected error by its type only, and answer 503 without details."""
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - a traceback could show the request's secrets
            self._log.error("not answered", error=type(error).__name__)
            return web.Response(status=503, text="Not now. Try again later.\n", headers={"Retry-After": "60"})

    async def _feed(self, request: web.Request) -> web.Response:
        address = caller(request.remote, request.headers)
        if wait := self._guesses.wait(address, self._clock.monotonic()):
            headers = {"Retry-After": str(int(wait) + 1), **_PRIVATE}
            return web.Response(status=429, text="Too many wrong addresses. Try again later.\n", headers=headers)
        async with self._slots:
            feed = await self._find_feed(request.match_info["token"])
            if feed is None:
                self._guesses.miss(address, self._clock.monotonic())
            if feed is None or feed.revoked_at is not None:
                return web.Response(status=404, text=NOT_THERE, headers=_PRIVATE)
            return await self._respond(request, feed)

    async def _find_feed(self, name: str) -> Feed | None:
        token = name.removesuffix(".ics")
        if not TOKEN.fullmatch(token):
            return None
        async with self._store.read() as tx:
            return await reads.find_feed(tx, token)

    async def _respond(self, request: web.Request, feed: Feed) -> web.Response:
        now = self._clock.now()
        async with self._store.read() as tx:
            draw = await reads.feed_content(tx, self._council, self._catalogs, feed, now)
        body = await asyncio.to_thread(draw)
        if calendar_feeds.is_to_be_noted(feed, now):
            async with self._store.begin() as tx:
                await calendar_feeds.note_read(tx, feed.id, now)
        tag = hashlib.sha256(body).hexdigest()[:32]
        headers = {"Cache-Control": f"private, max-age={MAX_AGE}", "X-Robots-Tag": "noindex", "Vary": "Accept-Encoding", **_SAFE}
        if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
            response = web.Response(status=304, headers=headers)
        else:
            headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
            response = web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.enable_compression(web.ContentCoding.gzip)
        response.etag = ETag(tag, is_weak=True)  # compressed or not, it is the same calendar
        return response


_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_PRIVATE = {"Cache-Control": "no-store", **_SAFE}
