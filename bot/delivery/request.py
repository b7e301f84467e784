"""Requests to Telegram over aiohttp: the library's `Bot` makes all its calls through this class.

The library's own client is httpx, which takes several times as much of the processor for a request. Connections are
kept open and used again. Where TELEGRAM_PROXY is not set, a proxy is taken from the environment (HTTPS_PROXY and the like).

Nearly all calls are JSON, and go over `connections.py`. Files, and what goes through a proxy of the environment, take
aiohttp's session.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import cast
from urllib.request import getproxies

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.delivery.connections import KEEP_SECONDS, Connections

CONNECT_SECONDS, READ_SECONDS, WRITE_SECONDS = 5.0, 20.0, 20.0
"""Time limits: for a new connection, for the answer, and besides for sending files."""

OK = 200

_JSON = {"Content-Type": "application/json", "User-Agent": "majlis"}


class AiohttpRequest(BaseRequest):
    """Makes requests over HTTP/1.1, through this proxy if one is given. How many are made at once is up to the callers:
    connections are not limited.

    Raises what the library's own client raises: `TimedOut` and `NetworkError`, with aiohttp's error as their cause.
    """

    def __init__(self, read_timeout: float = READ_SECONDS, proxy: str = "") -> None:
        self._read_timeout = read_timeout
        self._proxy = proxy
        self._limits = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=read_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._connections: Connections | None = None
        self._calls: dict[str, _Call] = {}

    @property
    def read_timeout(self) -> float:
        """The time limit for an answer, in seconds, where the caller names no other."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; does nothing if it is open."""
        if self._session is None:
            # The certificates that httpx uses: those of certifi, or those that SSL_CERT_FILE names.
            context = httpx.create_ssl_context()
            if self._proxy:
                from bot.delivery.proxy import ThroughProxy

                connector: aiohttp.TCPConnector = ThroughProxy(self._proxy, context, limit=0, keepalive_timeout=KEEP_SECONDS)
            else:
                connector = aiohttp.TCPConnector(limit=0, ssl=context, keepalive_timeout=KEEP_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=not self._proxy and bool(getproxies())
            )
            self._connections = None if self._session.trust_env else Connections(connector)

    async def shutdown(self) -> None:
        """Close the session and its connections; does nothing if it is closed."""
        session, self._session = self._session, None
        connections, self._connections = self._connections, None
        self._calls.clear()
        if connections is not None:
            connections.close()
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - no request waits for another's connection
    ) -> tuple[int, bytes]:
        """Make a request; the status and the body of the answer. Time limits in seconds; None is no limit."""
        if self._session is None:
            raise RuntimeError("not initialized")
        data: aiohttp.FormData | bytes | None = None
        headers: Mapping[str, str] | None = None
        limits = self._limits
        if isinstance(request_data, bytes):  # see `post_json`
            data, headers = request_data, _JSON
        else:
            read = _seconds(read_timeout, self._read_timeout)
            if request_data is not None and request_data.contains_files:
                data = _multipart(request_data)
                write = _seconds(write_timeout, WRITE_SECONDS)
                read = None if read is None or write is None else read + write  # aiohttp counts both as one
            elif request_data is not None:
                data, headers = json.dumps(request_data.parameters).encode(), _JSON
            limits = aiohttp.ClientTimeout(sock_connect=_seconds(connect_timeout, CONNECT_SECONDS), sock_read=read)
        try:
            if isinstance(data, bytes) and self._connections is not None:
                return await self._call(self._session, self._connections, url, data, limits)
            async with self._session.request(method, url, data=data, headers=headers, timeout=limits) as answer:
                return answer.status, await answer.read()
        except _FAULTS as error:
            raise _as_the_librarys(error) from error

    async def post_json(self, url: str, body: bytes) -> object:
        """Post parameters that are JSON already; the `result` of the answer. Raises as the library does."""
        if self._session is None:
            raise RuntimeError("not initialized")
        if self._connections is None:
            return await self.post(url, cast("RequestData", body))  # which hands on what it is given
        try:
            status, answer = await self._call(self._session, self._connections, url, body, self._limits)
        except _FAULTS as error:
            raise _as_the_librarys(error) from error
        if status != OK:
            return await _Answered(status, answer).post(url)
        return self.parse_json_payload(answer).get("result")

    async def server_time(self, url: str) -> datetime | None:
        """The instant (UTC) that the server's answer names; None if it names none. Raises as `do_request`."""
        if self._session is None:
            raise RuntimeError("not initialized")
        try:
            async with self._session.head(url, timeout=self._limits, allow_redirects=False) as answer:
                date = answer.headers.get("Date", "")
        except _FAULTS as error:
            raise _as_the_librarys(error) from error
        try:
            return parsedate_to_datetime(date)
        except ValueError:
            return None

    async def _call(
        self, session: aiohttp.ClientSession, connections: Connections, url: str, body: bytes, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        call = self._calls.get(url)
        if call is None:
            call = self._calls[url] = _Call(session, url)
        request = b"%b%d\r\n\r\n%b" % (call.head, len(body), body)
        status, answer, _ = await connections.call(call.like, call.server, request, limits)
        return status, answer


class _Answered(BaseRequest):
    """A request that was answered with this already: for what the library makes of a refusal."""

    def __init__(self, status: int, answer: bytes) -> None:
        self._status, self._answer = status, answer

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is open."""

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return self._status, self._answer


_FAULTS = (TimeoutError, aiohttp.ClientError)  # aiohttp's time-outs are both


def _as_the_librarys(error: Exception) -> NetworkError:
    return TimedOut() if isinstance(error, TimeoutError) else NetworkError(f"aiohttp.{type(error).__name__}")


class _Call:
    """A method's address: its server, the head of its requests up to their length, and a request that is like them."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        at = URL(url)
        self.like = aiohttp.ClientRequest("POST", at, loop=asyncio.get_running_loop(), session=session)
        self.server = str(at.origin())
        fields = {"Host": self.like.headers["Host"], "Accept": "*/*", **_JSON}
        lines = [f"POST {at.raw_path_qs} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "Content-Length: "]
        self.head = "\r\n".join(lines).encode()


def _seconds(given: object, otherwise: float) -> float | None:
    """A time limit as the library gives it: a number, None, or its sign for "not given"."""
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else otherwise


def _multipart(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # names of files as they are, in UTF-8
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
