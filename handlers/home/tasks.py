"""A task that is no field's: messages that the program failed on."""

from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import updates


async def set_aside(visit: Visit) -> Task | None:
    """Messages that could not be handled."""
    n = await updates.aside(visit.tx)
    if not n:
        return None
    told = visit.t.plural("{n} message could not be handled; the cause is in the server's log.",
                          "{n} messages could not be handled; the cause is in the server's log.", n)  # fmt: skip
    return Task(told, n)


TASKS = (set_aside,)
