"""A plugin: a test that hangs is ended, and what each of its tasks waited for is told. See conftest.

An alarm ends the part that hangs (setup, call or teardown), and the run goes on. What no alarm can end, because it does
not come back from C, is ended with its process by pytest's own `faulthandler_timeout`: see pyproject.toml.
"""

import asyncio
import signal
import sys
from collections.abc import Generator, Iterator

import pytest

SECONDS, LONG_SECONDS = 600.0, 3600.0
"""How long each part of a test may take, and of one that is marked long, where its mark has no `seconds` of its own. Ten
minutes is fifty times what the slowest takes on a machine with nothing else to do."""

AGAIN_SECONDS = 30.0
"""After how long a part that went on in spite of the alarm hears it again."""


def _ended(*_: object) -> None:
    try:
        tasks = asyncio.all_tasks()
    except RuntimeError:  # no loop is running
        tasks = set()
    for task in tasks:
        print(f"{task.get_name()} waits", *_waiting(task.get_coro()), sep="\n  ", file=sys.stderr)
    pytest.fail("it took too long")


def _waiting(awaited: object) -> Iterator[str]:
    """From a task's first function to what it waits for. (`Task.print_stack` tells the first one only.)"""
    while frame := getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None):
        yield f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_qualname}"
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    yield repr(awaited)


def _limited(item: pytest.Item) -> Generator[None, object, object]:
    before, long = signal.signal(signal.SIGALRM, _ended), item.get_closest_marker("long")
    seconds = long.kwargs.get("seconds", LONG_SECONDS) if long else SECONDS
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _limited(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _limited(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    return (yield from _limited(item))
