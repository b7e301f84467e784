"""Scheduled work: each beat does one thing that is due, and says when the next one is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.framework.work import UnitOfWork
from storage.due_times import DueTime


@dataclass(frozen=True, slots=True)
class Beat:
    """`do_one` does one due thing; False if nothing was due. It is called only when the earliest time of `due` has come,
    so this must be no later than the first instant at which `do_one` would do something.

    `mark` is the label of the next due instant on the demo's page."""

    name: str
    do_one: Callable[[UnitOfWork], Awaitable[bool]]
    due: tuple[DueTime, ...]
    mark: str | None = None
