"""Tasks of the secretariat about the work plan."""

from council.plan import Status
from handlers.common.navigation import Go
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import plan


async def late(visit: Visit) -> Task | None:
    t, today = visit.t, visit.council.today(visit.now)
    found = [item for item in await plan.of(visit.tx, None) if item.status(today) is Status.LATE]
    if not found:
        return None
    told = t.plural("{n} item of the work plan is late.", "{n} items of the work plan are late.", len(found))
    names = [f"{item.number}: {item.draft.what}" for item in found]
    return Task(told, len(found), names, (button(t("Work plan"), Go("plan")),))


TASKS = (late,)
