"""What waits for the secretariat. Each field tells of its own; `handlers.routes` lists who is asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.common.view import Button
from handlers.framework.deliveries import Desk

MOST_NAMED, MOST_WAYS = 6, 4
"""Of each kind of task: how many are named, and how many buttons lead to them."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of thing that waits, `n` of them: said in a sentence (`told`), with the first of them named (`items`, a
    line each), and buttons that lead to where it is done. What is done is no task any more, by itself."""

    told: Markup
    n: int = 1
    items: Sequence[Markup | str] = ()
    ways: Sequence[Button] = ()


Tell = Callable[[Desk], Awaitable[Task | None]]
"""Looks whether there is such a task, with the desk of the one who asks; None: there is none. It only reads."""
