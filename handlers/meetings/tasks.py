"""Tasks of the secretariat about meetings: agendas that are missing."""

from council.attendance import AGENDA_AHEAD
from handlers.common.dates import moment
from handlers.common.navigation import Open, Thing
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_NAMED, MOST_WAYS, Task
from handlers.meetings.views.card import heading
from storage import agendas, meetings


async def without_agenda(visit: Visit) -> Task | None:
    """Meetings that begin within three days and have no agenda."""
    t, ids = visit.t, await agendas.missing(visit.tx, visit.now, AGENDA_AHEAD)
    if not ids:
        return None
    found = list((await meetings.many(visit.tx, ids)).values())
    text = t.plural("{n} meeting begins within three days and has no agenda.",
                    "{n} meetings begin within three days and have no agenda.", len(found))  # fmt: skip
    named = [
        t("{meeting}, {when}", meeting=heading(visit.council, one, t), when=moment(one.starts_at, visit.zone, t))
        for one in found[:MOST_NAMED]
    ]
    ways = [button(one.draft.title[:60], Open(Thing.MEETING, one.id)) for one in found[:MOST_WAYS]]
    return Task(text, len(found), named, ways)


TASKS = (without_agenda,)
