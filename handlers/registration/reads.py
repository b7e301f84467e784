"""Requests to join and invitations, with what is shown beside them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from council.errors import Stale
from council.people import Seat
from handlers.framework.context import Visit
from handlers.registration.views.requests import ShownRequest
from storage import join_requests, members, roster
from storage.invitations import Invitation
from storage.store import Transaction


async def requests_shown(
    tx: Transaction, ids: Collection[int], now: datetime, *, namesakes: bool = False
) -> dict[int, ShownRequest]:
    """These requests by id. With `namesakes`, entries of the roster of the same name are looked for, for open ones."""
    found = await join_requests.many(tx, ids)
    wanted = {id_ for one in found.values() for id_ in (one.person, one.decided_by) if id_}
    people = await members.many(tx, wanted)
    asked = await join_requests.questions_of_many(tx, found)
    names = [people[one.person].name for one in found.values() if one.state == "open" and one.person in people]
    same = await roster.namesakes(tx, names, now) if namesakes else {}
    return {
        id_: ShownRequest(one, who, asked.get(id_, ()), people.get(one.decided_by or 0), same.get(who.name, ()))
        for id_, one in found.items()
        if (who := people.get(one.person)) is not None
    }


async def request_shown(visit: Visit, request_id: int) -> ShownRequest:
    """A request as the secretariat sees it now. Raises `Stale` for one that is not there."""
    found = (await requests_shown(visit.tx, [request_id], visit.now, namesakes=True)).get(request_id)
    if found is None:
        raise Stale
    return found


async def entry_seats(visit: Visit, found: Invitation) -> Sequence[Seat]:
    """The seats of the roster's entry that an invitation is for; none where it is for no entry."""
    line = await roster.find_line(visit.tx, found.person, visit.now) if found.person else None
    return line.seats if line else ()
