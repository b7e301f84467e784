"""Cleanup that is not interrupted by a cancellation."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def run_to_completion(work: Awaitable[T], seconds: float) -> T:
    """Run `work` in a task of its own; its result, or its exception.

    If the caller is cancelled meanwhile, it still waits for `seconds` from the first cancellation, and is cancelled
    then. Work that is not done by that time is cancelled itself and has as many seconds again to end; after that it is
    abandoned.
    """
    started = False

    async def run() -> T:
        nonlocal started
        started = True
        return await work

    task = asyncio.create_task(run())
    loop = asyncio.get_running_loop()
    cancellation: asyncio.CancelledError | None = None
    until: float | None = None
    while not (task.done() and started):
        if task.done():
            # When the event loop ends it cancels every task, even one that has not taken its first step: then none of
            # the work is done, and it must be started again.
            task = asyncio.create_task(run())
        try:
            # Awaiting the task itself would pass a cancellation on to it; this does not.
            await asyncio.wait({task}, timeout=None if until is None else until - loop.time())
        except asyncio.CancelledError as error:
            # The first cancellation is raised at the end; later ones add nothing.
            if cancellation is None:
                cancellation, until = error, loop.time() + seconds
        if until is not None and loop.time() >= until and not task.done():
            if task.cancelling():
                task.add_done_callback(_retrieve_exception)
                break
            task.cancel()
            until = loop.time() + seconds
    if cancellation is None:
        return task.result()
    if task.done():
        _retrieve_exception(task)
    try:
        raise cancellation
    finally:
        del cancellation  # it refers to this frame: a reference cycle


def _retrieve_exception(task: asyncio.Task[T]) -> None:
    """Retrieve the exception of an abandoned task; otherwise the event loop logs it as never retrieved."""
    if not task.cancelled():
        task.exception()
