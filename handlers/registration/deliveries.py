"""Registration's deliveries: the secretariat's cards of requests, and what people are told of decisions about them."""

from dataclasses import dataclass

from council.people import Role
from handlers.common.deliveries import Desk, Drop, Prepared
from handlers.registration import actions, views
from storage import admissions, members
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request, on the phone of each secretary."""

    name: str = actions.REQUEST
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await admissions.request(desk.tx, delivery.subject_id)
        who = await members.get(desk.tx, request.person) if request else None
        seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
        if request is None or who is None or not any(seat.role is Role.SECRETARIAT for seat in seats):
            return Drop("no longer the secretariat")
        if request.state != "open" and delivery.card is None:
            return Drop("decided already")
        decided_by = await members.get(desk.tx, request.decided_by) if request.decided_by else None
        return views.request_card(desk.council, request, who, decided_by, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class RequestDecided:
    """The decision, to the one who asked."""

    name: str = actions.DECIDED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await admissions.request(desk.tx, delivery.subject_id)
        if request is None:
            return Drop("no such request")
        return views.request_decided(desk.council, request, desk.t)


@dataclass(frozen=True, slots=True)
class Appointed:
    """A new role, to the one who holds it."""

    name: str = actions.APPOINTED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        group, role = str(delivery.data["group"]), str(delivery.data["role"])
        return views.appointed(desk.council, group, Role(role) if role else None, desk.t)


@dataclass(frozen=True, slots=True)
class Clash:
    """An invitation was opened by someone who is another entry of the roster: to the secretariat."""

    name: str = actions.CLASH
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        people = await members.many(desk.tx, [delivery.subject_id, int(delivery.data["other"])])
        seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
        if len(people) < 2 or not any(seat.role is Role.SECRETARIAT for seat in seats):
            return Drop("no longer the secretariat")
        return views.clash(people[delivery.subject_id], people[int(delivery.data["other"])], desk.t)


KINDS = (RequestCard(), RequestDecided(), Appointed(), Clash())
