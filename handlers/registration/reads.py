"""Requests to join and invitations, with what is shown beside them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from council.errors import Stale
from council.people import Seat
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.registration.views.requests import ShownRequest, card
from storage import join_requests, members, roster
from storage.invitations import Invitation
from storage.transaction import Transaction


async def requests_shown(tx: Transaction, ids: Collection[int], now: datetime) -> dict[int, ShownRequest]:
    """These requests by id; open ones with the entries of the roster of the same name."""
    found = await join_requests.many(tx, ids)
    wanted = {id_ for one in found.values() for id_ in (one.person, one.decided_by) if id_}
    people = await members.many(tx, wanted)
    asked = await join_requests.questions_of_many(tx, found)
    names = [people[one.person].name for one in found.values() if one.state == "open" and one.person in people]
    same = await roster.namesakes(tx, names, now)
    shown = {}
    for id_, one in found.items():
        if (who := people.get(one.person)) is not None:
            others = [line for line in same.get(who.name, ()) if line.person.id != who.id]
            shown[id_] = ShownRequest(one, who, asked.get(id_, ()), people.get(one.decided_by or 0), others)
    return shown


async def request_card(visit: Visit, request_id: int) -> View:
    """A request's card as the secretariat sees it now. Raises `Stale` for one that is not there."""
    found = (await requests_shown(visit.tx, [request_id], visit.now)).get(request_id)
    if found is None:
        raise Stale
    return card(visit.council, found, visit.zone, visit.t)


async def entry_seats(visit: Visit, found: Invitation) -> Sequence[Seat]:
    """The seats of the roster's entry that an invitation is for; none where it is for no entry."""
    line = await roster.find_line(visit.tx, found.person, visit.now) if found.person else None
    return line.seats if line else ()
