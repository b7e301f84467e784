"""What the program looks at again and again while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import structlog

from bot.clock import wait_for
from bot.logs import where_raised
from council.clock import Clock
from storage.store import Store

Rest = Callable[[], Awaitable[object]]
"""Returns when it is time for the next look."""


async def keep_looking(
    look: Callable[[], Awaitable[object]], rest: Rest, log: structlog.stdlib.BoundLogger, failed: str
) -> NoReturn:
    """Look, rest, and look again, until cancelled. An exception is logged as `failed`, the first of several in a row; the next
    look tries again."""
    failing = False
    while True:
        try:
            await look()
            failing = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            if not failing:  # each one that is logged is written down, and that commit would be what the next look follows
                log.error(failed, error=type(error).__name__, at=where_raised(error))
            failing = True
        await rest()


@contextmanager
def until_a_commit(store: Store, clock: Clock, pause: float, longest: float) -> Iterator[Rest]:
    """A rest that ends with the next commit in this process, but lasts at least `pause` seconds, so that many commits are one
    look. What another process commits is found after `pause` and `longest` seconds at most. A commit during a look is not
    overlooked."""
    committed = asyncio.Event()

    async def rest() -> None:
        await clock.sleep(pause)
        await wait_for(committed, longest, clock)
        committed.clear()

    store.on_commit.append(committed.set)
    try:
        yield rest
    finally:
        store.on_commit.remove(committed.set)
