"""The HTTP server's connections: how many there may be, how long an idle one stays, and what the log says of faulty
requests."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from aiohttp import web

MOST_CONNECTIONS = 100
"""How many there are at once; any more are closed as they come."""

IDLE_SECONDS = 30.0
"""How long a connection stays without a complete request."""

LOOK_SECONDS = 1.0
"""Seconds between two looks for idle connections."""


LAST_SECONDS = 2.0
"""Seconds to wait for running requests when the program stops."""


class PortTaken(Exception):  # noqa: N818 - named as its neighbours are
    """The configured host and port cannot be bound."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")


class ShortLines(logging.LoggerAdapter[logging.Logger]):
    """Logs an error by its type only: aiohttp would add a traceback and the faulty request itself."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:  # noqa: ANN401
        error = kwargs.pop("exc_info", None)
        return (f"{msg}: {type(error).__name__}" if error else msg), kwargs


class Connections:
    """Opens the server's port, and closes its idle connections."""

    def __init__(self) -> None:
        self._active_at: dict[object, float] = {}
        self._busy: set[object] = set()

    @web.middleware
    async def note(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:  # fmt: skip
        """Notes that the request's connection is not idle."""
        self._busy.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._busy.discard(request.protocol)
            self._active_at[request.protocol] = asyncio.get_running_loop().time()

    async def listen(self, server: web.Server, host: str, port: int) -> asyncio.Server:
        """Accept connections. Raises `OSError` when the port cannot be had."""

        def accept() -> asyncio.Protocol:
            return _Closed() if len(server.connections) >= MOST_CONNECTIONS else server()

        return await asyncio.get_running_loop().create_server(accept, host, port, backlog=128)

    async def close_idle(self, server: web.Server) -> None:
        """Close idle connections until cancelled."""
        while True:
            now, there = asyncio.get_running_loop().time(), server.connections
            self._active_at = {one: self._active_at.get(one, now) for one in there}
            for one in there:
                if one not in self._busy and now - self._active_at[one] >= IDLE_SECONDS:
                    one.force_close()
            await asyncio.sleep(LOOK_SECONDS)


class _Closed(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def serve(app: web.Application, connections: Connections, host: str, port: int, listening: asyncio.Event) -> None:
    """Serve until cancelled; `listening` is set when connections are accepted. `connections.note` is one of the app's
    middlewares. Raises `PortTaken`."""
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=LAST_SECONDS, keepalive_timeout=IDLE_SECONDS,
        logger=ShortLines(logging.getLogger("http")), lingering_time=0,  # what nobody asked for is not read
    )  # fmt: skip
    await runner.setup()
    server = runner.server
    assert server is not None  # noqa: S101 - it was set up
    try:
        try:
            accepting = await connections.listen(server, host, port)
        except OSError as error:
            raise PortTaken(host, port) from error
        listening.set()
        try:
            await connections.close_idle(server)
        finally:
            accepting.close()
    finally:
        server.pre_shutdown()
        await server.shutdown(LAST_SECONDS)
        await runner.cleanup()
