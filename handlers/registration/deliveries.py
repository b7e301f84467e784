"""Registration's deliveries: the secretariat's cards of requests, and what both sides are told of them."""

from dataclasses import dataclass

from council.people import Role
from handlers.framework.deliveries import Desk, Drop, Prepared
from handlers.registration.actions import invitations as actions
from handlers.registration.actions import requests
from handlers.registration.views import invitations as views
from handlers.registration.views import requests as cards
from storage import join_requests, members, roster
from storage.outbox import Delivery


async def _is_secretariat(desk: Desk) -> bool:
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
    return any(seat.role is Role.SECRETARIAT for seat in seats)


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request, on the phone of each secretary."""

    name: str = requests.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await join_requests.find(desk.tx, delivery.subject_id)
        who = await members.get(desk.tx, request.person) if request else None
        if request is None or who is None or not await _is_secretariat(desk):
            return Drop("no longer the secretariat")
        if request.state != "open" and delivery.card is None:
            return Drop("decided already")
        decided_by = await members.get(desk.tx, request.decided_by) if request.decided_by else None
        asked = await join_requests.questions_of(desk.tx, request.id)
        same = await roster.namesakes(desk.tx, who.name, desk.now) if request.state == "open" else ()
        return cards.card(desk.council, request, who, asked, decided_by, desk.zone, desk.t, same)


@dataclass(frozen=True, slots=True)
class RequestDecided:
    """The decision, to the one who asked."""

    name: str = requests.DECIDED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await join_requests.find(desk.tx, delivery.subject_id)
        if request is None:
            return Drop("no such request")
        return cards.decided(desk.council, request, desk.t)


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question about a request, to the one who made it."""

    name: str = requests.ASKED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await join_requests.find(desk.tx, delivery.subject_id)
        question = await join_requests.find_question(desk.tx, int(delivery.data["question"]))
        if request is None or question is None or request.state != "open" or question.answer is not None:
            return Drop("no longer asked")
        return cards.asked_back(question, desk.t)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer, to the secretary who asked."""

    name: str = requests.ANSWERED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await join_requests.find(desk.tx, delivery.subject_id)
        question = await join_requests.find_question(desk.tx, int(delivery.data["question"]))
        who = await members.get(desk.tx, request.person) if request else None
        if request is None or question is None or who is None or not await _is_secretariat(desk):
            return Drop("no longer the secretariat")
        if request.state != "open":
            return Drop("decided already")
        return cards.answered(who, question, desk.t)


@dataclass(frozen=True, slots=True)
class Waits:
    """A request is two days old: to the secretariat."""

    name: str = requests.WAITS
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        request = await join_requests.find(desk.tx, delivery.subject_id)
        who = await members.get(desk.tx, request.person) if request else None
        if request is None or who is None or not await _is_secretariat(desk):
            return Drop("no longer the secretariat")
        if request.state != "open":
            return Drop("decided already")
        asked = await join_requests.questions_of(desk.tx, request.id)
        return cards.reminder(who, request, asked, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Moved:
    """Someone is back with another account: to the secretariat."""

    name: str = actions.MOVED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        who = await members.get(desk.tx, delivery.subject_id)
        if who is None or not await _is_secretariat(desk):
            return Drop("no longer the secretariat")
        return views.moved(who, desk.t)


@dataclass(frozen=True, slots=True)
class Clash:
    """An invitation was opened by someone who is another entry of the roster: to the secretariat."""

    name: str = actions.CLASH
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        people = await members.many(desk.tx, [delivery.subject_id, int(delivery.data["other"])])
        if len(people) < 2 or not await _is_secretariat(desk):
            return Drop("no longer the secretariat")
        return views.clash(people[delivery.subject_id], people[int(delivery.data["other"])], desk.t)


KINDS = (RequestCard(), RequestDecided(), AskedBack(), Answered(), Waits(), Clash(), Moved())
