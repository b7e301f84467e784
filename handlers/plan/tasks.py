"""What of the work plan waits for the secretariat."""

from council.clock import zone
from council.plans import Standing
from handlers.common.deliveries import Desk
from handlers.common.tasks import Task
from handlers.common.view import button
from handlers.common.ways import Go
from storage import plans


async def late(desk: Desk) -> Task | None:
    """What should have been done by now."""
    t = desk.t
    today = desk.now.astimezone(zone(desk.council.zone)).date()
    found = [item for item in await plans.of(desk.tx, None) if item.standing(today) is Standing.LATE]
    if not found:
        return None
    told = t.plural("{n} item of the work plan is late.", "{n} items of the work plan are late.", len(found))
    names = [f"{item.number}: {item.draft.what}" for item in found]
    return Task(told, len(found), names, (button(t("Work plan"), Go("plan")),))


TASKS = (late,)
