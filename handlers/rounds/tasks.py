"""Rounds that wait for the secretariat."""

from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from handlers.rounds.presses import ShowSheet
from storage import rounds


async def undecided(visit: Visit) -> Task | None:
    """Rounds whose deadline has passed and whose end is the chair's to say; the secretariat may say it as well."""
    t, found = visit.t, await rounds.awaiting_in(visit.tx, None)
    if not found:
        return None
    told = t.plural("{n} round waits for its chair's word.", "{n} rounds wait for their chair's word.", len(found))
    names = [t("{number}, {group}: {title}", number=one.number, group=one.group, title=one.title) for one in found]
    return Task(told, len(found), names, [button(one.number, ShowSheet(one.id)) for one in found])


TASKS = (undecided,)
