"""What falls due by itself: each beat does one thing that is due, and can tell when the next one will be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.framework.work import UnitOfWork
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Beat:
    """`do_one` does one due thing and tells whether there was one. `next_due`: the first due instant after a given one.

    `mark` is what a rehearsal's page calls the next due instant. `most`: of how much at once that is due before the
    others have their turn.
    """

    name: str
    do_one: Callable[[UnitOfWork], Awaitable[bool]]
    next_due: Callable[[Transaction, datetime], Awaitable[datetime | None]] | None = None
    mark: str | None = None
    most: int = 1000
