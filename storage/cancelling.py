"""Cleaning up that a cancellation does not break off."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


async def to_the_end(work: Coroutine[object, object, T], seconds: float) -> T:
    """Carry out `work` in a task of its own and give what it gives, or raise what it raises.

    Whoever is cancelled meanwhile still waits for it, for `seconds` from the first cancellation on, and is cancelled
    then. What is not done by that time is cancelled itself, and has as many seconds again to end; after that it is left
    to itself.
    """
    begun = False

    async def working() -> T:
        nonlocal begun
        begun = True
        return await work

    task = asyncio.create_task(working())
    loop = asyncio.get_running_loop()
    cancellation: asyncio.CancelledError | None = None
    until: float | None = None
    while not (task.done() and begun):
        if task.done():
            # The end of the event loop cancels every task, even one that has not taken its first step: nothing of the
            # work is done yet, and it has to be.
            task = asyncio.create_task(working())
        try:
            # Awaiting the task would hand a cancellation on to it. This does not.
            await asyncio.wait({task}, timeout=None if until is None else until - loop.time())
        except asyncio.CancelledError as error:
            # The first one is raised in the end. More of them add nothing to it.
            if cancellation is None:
                cancellation, until = error, loop.time() + seconds
        if until is not None and loop.time() >= until and not task.done():
            if task.cancelling():
                task.add_done_callback(_heard)
                break
            task.cancel()
            until = loop.time() + seconds
    if cancellation is None:
        return task.result()
    if task.done():
        _heard(task)
    try:
        raise cancellation
    finally:
        del cancellation  # it holds this frame, which would hold it


def _heard(task: asyncio.Task[T]) -> None:
    """Take note of how a task ended that nobody waits for: else the event loop complains of what it raised."""
    if not task.cancelled():
        task.exception()
