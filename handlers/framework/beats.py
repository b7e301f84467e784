"""Scheduled work: each beat does one thing that is due, and can say when the next one is due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.framework.work import UnitOfWork
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Beat:
    """`do_one` does one due thing; False if nothing was due. `next_due`: the first due instant (UTC) after a given one.

    `mark` is the label of the next due instant on the demo's page. `most`: how many due things are done before the
    other beats get their turn.
    """

    name: str
    do_one: Callable[[UnitOfWork], Awaitable[bool]]
    next_due: Callable[[Transaction, datetime], Awaitable[datetime | None]] | None = None
    mark: str | None = None
    most: int = 1000
