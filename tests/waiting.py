"""Waiting in tests: for a condition, never for a while. One bound serves all; only a test that fails reaches it."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from sandbox.users import PATIENCE

__all__ = ["PATIENCE", "until"]

_LOOK = 0.01  # real seconds between two looks


async def until(holds: Callable[[], Awaitable[object]] | Callable[[], object], what: str = "it") -> None:
    """Return once `holds` gives something true; fails after `PATIENCE` real seconds, saying what did not come about.

    `holds` is a plain function or one that is awaited, and is called again and again.
    """
    end = monotonic() + PATIENCE
    while True:
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        assert monotonic() < end, f"{what} did not come about within {PATIENCE:g} s"
        await asyncio.sleep(_LOOK)
