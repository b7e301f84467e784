"""Tasks of the secretariat. Each field reports its own; `handlers.duties` lists the functions that do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.common.view import Button
from handlers.framework.context import Visit

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


FindTask = Callable[[Visit], Awaitable[Task | None]]
"""Finds what is pending, to be said in the language of the one who asks; None: nothing is. It only reads."""
