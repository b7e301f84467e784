"""Tasks of the secretariat about registration."""

from handlers.common.names import called
from handlers.common.navigation import Open, Thing
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import join_requests, members


async def requests(visit: Visit) -> Task | None:
    """Requests to join that nobody has decided yet."""
    t = visit.t
    waiting = await join_requests.list_open(visit.tx)
    if not waiting:
        return None
    people = await members.many(visit.tx, [request.person for request in waiting])
    n, named = len(waiting), [(request.id, called(people.get(request.person), t)) for request in waiting]
    told = t.plural("{n} request to join waits for a decision.", "{n} requests to join wait for a decision.", n)
    ways = [button(t("Request: {name}", name=name), Open(Thing.REQUEST, id_)) for id_, name in named]
    return Task(told, n, ways=ways)


TASKS = (requests,)
