"""What the parts of the server share through the aiohttp application."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from sandbox.state import World


class Lives:
    """The requests under way: waiting polls, event streams, hanging answers. Closing ends them at once."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Count the current request among the living while it runs."""
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
        """Cancel all of them, so that a shutdown does not wait for time-outs."""
        for task in self._tasks:
            task.cancel()


WORLD = web.AppKey("WORLD", World)
LIVES = web.AppKey("LIVES", Lives)
TOKEN: web.AppKey[str | None] = web.AppKey("TOKEN")
