"""The event stream of the chat page: everything visible, as it happens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.model import Json

_BACKLOG = 10_000  # events queued for a page that does not read; a slower page is disconnected and reloads


class Events:
    """Publishes every event to every listener; costs nothing without listeners."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json | None]] = set()

    def __bool__(self) -> bool:
        return bool(self._listeners)

    def publish(self, kind: str, **payload: object) -> None:
        """Send an event to all listeners."""
        for queue in list(self._listeners):
            try:
                queue.put_nowait({"type": kind, **payload})
            except asyncio.QueueFull:
                self._listeners.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Json | None]]:
        """A queue of all events from now on; None ends it."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(_BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
