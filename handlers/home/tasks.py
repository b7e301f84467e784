"""A task that is no field's: messages that the program failed on."""

from handlers.framework.deliveries import Desk
from handlers.framework.tasks import Task
from storage import updates


async def set_aside(desk: Desk) -> Task | None:
    """Messages that could not be handled."""
    n = await updates.aside(desk.tx)
    if not n:
        return None
    return Task(
        desk.t.plural("{n} message could not be handled and was set aside; the log names the fault.",
                      "{n} messages could not be handled and were set aside; the log names the fault.", n), n,
    )  # fmt: skip


TASKS = (set_aside,)
