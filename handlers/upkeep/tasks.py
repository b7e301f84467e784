"""Tasks of the secretariat about the program itself."""

from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from handlers.upkeep.presses import ShowHeld
from storage import after_restore


async def held(visit: Visit) -> Task | None:
    """Messages that may have been sent before a backup was put back."""
    t, n = visit.t, sum(one.n for one in await after_restore.held(visit.tx))
    if not n:
        return None
    told = t.plural("A backup was put back. Decide whether {n} message that may have been sent before is sent now.",
                    "A backup was put back. Decide whether {n} messages that may have been sent before are sent now.",
                    n)  # fmt: skip
    return Task(told, n, ways=(button(t("Messages held back"), ShowHeld()),))


TASKS = (held,)
