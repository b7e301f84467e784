"""Tasks of the secretariat. Each field reports its own; `handlers.routes` lists the functions that do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.common.view import Button
from handlers.framework.deliveries import Desk

MOST_NAMED, MOST_WAYS = 6, 4
"""For each kind of task: how many items are named, and how many buttons are shown."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of pending task, `n` of them: a sentence (`told`), the first of them by name (`items`, one a line), and
    buttons to where they are done. Nothing is stored: what is done is no longer listed."""

    told: Markup
    n: int = 1
    items: Sequence[Markup | str] = ()
    ways: Sequence[Button] = ()


Tell = Callable[[Desk], Awaitable[Task | None]]
"""Returns the task for the person of the desk, or None if nothing is pending. It only reads."""
