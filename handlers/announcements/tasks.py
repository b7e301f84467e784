"""What of announcements waits for the secretariat."""

from handlers.common.deliveries import Desk
from handlers.common.tasks import Task
from handlers.common.view import button
from handlers.common.ways import Go
from storage import outbox


async def uncertain(desk: Desk) -> Task | None:
    """Deliveries that a person has to decide on: nobody knows whether they arrived."""
    n, t = await outbox.uncertain(desk.tx), desk.t
    if not n:
        return None
    return Task(
        t.plural("{n} delivery may or may not have arrived; see the announcement's report.",
                 "{n} deliveries may or may not have arrived; see the announcements' reports.", n),
        n, ways=(button(t("Announcements"), Go("announcements")),),
    )  # fmt: skip


TASKS = (uncertain,)
