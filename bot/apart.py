"""Work whose cost depends on what somebody sent, done in a process of its own, within limits of time and memory.

The process is a fork, so that it starts in milliseconds and takes any function; it does nothing but this work, and is
killed when its time is over, when the caller is cancelled, and by the kernel when it outlives the program.
"""

import asyncio
import gc
import os
import resource
import signal
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar

from council.errors import TooMuchWork

T = TypeVar("T")

SECONDS = 10
"""Real time, and processor time, that one piece of work may take."""

MEMORY = 512 * 2**20
"""Bytes that it may take beside what the program has already."""


class Apart(Generic[T]):
    """Does work in processes of their own, at most `at_once` at a time."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.Semaphore(at_once)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns; its value or error must be picklable. Raises `TooMuchWork` beyond a limit."""
        async with self._slots:
            ours, theirs = get_context("fork").Pipe(duplex=False)
            process = get_context("fork").Process(target=_work, args=(work, theirs), daemon=True)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: see docs/decisions.md
                    process.start()
                theirs.close()
                async with asyncio.timeout(SECONDS):
                    await _readable(ours)
                    value, error = await asyncio.to_thread(ours.recv)
            except (TimeoutError, EOFError):  # it was killed: by us, or for its processor time or memory
                raise TooMuchWork from None
            finally:
                theirs.close()
                if process.pid is not None:
                    process.kill()
                    process.join()  # a killed process ends at once
                ours.close()
        if error is not None:
            raise error
        result: T = value
        return result


async def _readable(connection: Connection) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(connection.fileno())


def _work(work: Callable[[], object], answer: Connection) -> None:
    """Runs in the process."""
    _limit()
    try:
        answer.send((work(), None))
    except (MemoryError, RecursionError):
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - whatever it is, the program is to know it
        answer.send((None, error))


def _limit() -> None:
    signal.set_wakeup_fd(-1)  # signals are not for the program's event loop
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    gc.freeze()  # what the program has loaded is not looked through
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(OSError, ValueError):  # only Linux says how much is in use
        in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (in_use + MEMORY, in_use + MEMORY))
