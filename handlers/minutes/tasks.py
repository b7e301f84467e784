"""Tasks of the secretariat about minutes: corrections to be decided on, changes to be sent."""

from council.minutes import MinutesState
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_NAMED, MOST_WAYS, Task
from handlers.meetings.presses import ShowMinutes
from handlers.meetings.views.card import heading
from handlers.minutes.reads import open_of
from storage import meetings, minutes

MOST_LOOKED_AT = 50


async def to_decide(visit: Visit) -> Task | None:
    """Minutes in review with corrections that nobody has decided on, or with a changed text that was not sent."""
    t, listed = visit.t, await minutes.listed(visit.tx, None, MOST_LOOKED_AT)
    found = [one for one in listed if one.state is MinutesState.REVIEW and (one.pending or await open_of(visit.tx, one))]
    if not found:
        return None
    met = await meetings.many(visit.tx, [one.meeting for one in found])
    text = t.plural("{n} meeting's minutes have open corrections or unsent changes.",
                    "{n} meetings' minutes have open corrections or unsent changes.", len(found))  # fmt: skip
    named = [heading(visit.council, met[one.meeting], t) for one in found[:MOST_NAMED]]
    ways = [button(met[one.meeting].draft.title[:60], ShowMinutes(one.id)) for one in found[:MOST_WAYS]]
    return Task(text, len(found), named, ways)


TASKS = (to_decide,)
