"""Home, help, cancel, tasks: read from all fields, write in none."""

from collections.abc import Sequence

from council.authority import Action, demand, may
from council.meetings import Meeting
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.tasks import FindTask, Task
from handlers.home import reads
from handlers.home.views import entrance as views
from handlers.home.views.entrance import Waiting
from storage import join_requests, meetings, members, subscriptions


async def home(visit: Visit, kinds: Sequence[FindTask]) -> None:
    """/home: what is ahead and what waits; for someone without a seat, what they can do."""
    if not visit.actor.seats:
        subscribed = await subscriptions.is_subscribed(visit.tx, visit.person.id)
        asked = bool(await join_requests.list_open(visit.tx, visit.person.id))
        gone = await members.suspended_in(visit.tx, visit.person.id, visit.now)
        visit.say(views.outside(visit.council, subscribed=subscribed, asked=asked, suspended=gone, t=visit.t))
        return
    ahead = await _ahead(visit)
    tasks = await _tasks(visit, kinds) if may(visit.actor, Action.SEE_TASKS) else []
    next_at = ahead[0].starts_at if ahead else None
    visit.say(views.home(visit.council, visit.actor, await _waiting(visit), next_at, tasks, visit.now, visit.t))


async def waiting(visit: Visit) -> None:
    """/waiting: what waits for this person, with the ways there."""
    visit.say(views.what_waits(await _waiting(visit), visit.now, visit.zone, visit.t))


async def _ahead(visit: Visit) -> list[Meeting]:
    groups = visit.council.codes if visit.actor.is_secretariat else visit.actor.groups
    return await meetings.ahead(visit.tx, groups, visit.now)


async def _waiting(visit: Visit) -> Waiting:
    found = await reads.waiting_for(visit.tx, visit.council, {visit.person.id: visit.actor}, visit.now)
    return found[visit.person.id]


async def help_(visit: Visit) -> None:
    """/help: what this person can do."""
    subscribed = await subscriptions.is_subscribed(visit.tx, visit.person.id)
    visit.say(views.help_(visit.council, visit.actor, subscribed=subscribed, t=visit.t))


async def cancel(visit: Visit) -> None:
    """/cancel: out of any form."""
    visit.say(views.cancelled(visit.t, was_open=await forms.cancel(visit)))


async def tasks(visit: Visit, kinds: Sequence[FindTask]) -> None:
    """/tasks: what waits for the secretariat."""
    demand(visit.actor, Action.SEE_TASKS)
    visit.say(views.tasks(await _tasks(visit, kinds), visit.t))


async def _tasks(visit: Visit, kinds: Sequence[FindTask]) -> list[Task]:
    found = [await find(visit) for find in kinds]
    return [task for task in found if task is not None]


async def lost(visit: Visit) -> None:
    """A message that belongs to nothing."""
    visit.say(views.not_text(visit.t) if visit.incoming.other else views.lost(visit.t))


async def edited(visit: Visit) -> None:
    """A message was changed in Telegram that is no answer in an open form: what was done by it stays, and it is said."""
    incoming = visit.incoming
    if incoming.text or incoming.command or incoming.file is not None:
        visit.say(views.edit_not_read(visit.t, in_form=await forms.is_open(visit.tx, visit.person.id)))
