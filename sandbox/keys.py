"""What the server's modules share through the aiohttp application."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from sandbox.interface import Interface
from sandbox.state import World


class OpenRequests:
    """The open requests: long polls, event streams, hanging answers. A shutdown cancels them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Register the current request while it runs."""
        task = asyncio.current_task()
        if task is None:
            yield
            return
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    def end(self) -> None:
        """Cancel all of them, so that a shutdown does not wait for their timeouts."""
        for task in self._tasks:
            task.cancel()


WORLD = web.AppKey("WORLD", World)
REQUESTS = web.AppKey("REQUESTS", OpenRequests)
TOKEN: web.AppKey[str | None] = web.AppKey("TOKEN")
INTERFACE: web.AppKey[Interface | None] = web.AppKey("INTERFACE")
