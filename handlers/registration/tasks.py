"""What of registration waits for the secretariat."""

from handlers.common.deliveries import Desk
from handlers.common.names import called
from handlers.common.tasks import Task
from handlers.common.view import button
from handlers.common.ways import Open, Thing
from storage import admissions, members


async def requests(desk: Desk) -> Task | None:
    """Requests to join that nobody has decided yet."""
    t = desk.t
    waiting = await admissions.open_requests(desk.tx)
    if not waiting:
        return None
    people = await members.many(desk.tx, [request.person for request in waiting])
    return Task(
        t.plural("{n} request to join waits for a decision.", "{n} requests to join wait for a decision.", len(waiting)),
        len(waiting),
        ways=tuple(
            button(t("Request: {name}", name=called(people.get(r.person), t)), Open(Thing.REQUEST, r.id)) for r in waiting
        ),
    )  # fmt: skip


TASKS = (requests,)
