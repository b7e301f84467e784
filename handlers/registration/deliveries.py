"""Registration's deliveries: cards of requests for the secretariat, and what both sides are told about them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from council.people import Person, Seat
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable, of_former, there
from handlers.registration.actions import invitations, requests
from handlers.registration.reads import requests_shown
from handlers.registration.views import invitations as invitation_views, requests as views
from handlers.registration.views.requests import ShownRequest
from storage import members
from storage.outbox import Delivery

Requests = Mapping[int, ShownRequest]


async def _load(read: Read, claimed: Sequence[Delivery]) -> Requests:
    return await requests_shown(read.tx, {one.subject_id for one in claimed}, read.now)


def _for_secretariat(found: Requests, delivery: Delivery, reader: Reader) -> ShownRequest:
    shown = found.get(delivery.subject_id)
    if shown is None or not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat")
    if shown.request.state != "open" and delivery.card is None:
        raise Drop("decided already")
    return shown


def _answered(found: Requests, delivery: Delivery, reader: Reader) -> Sendable:
    """The answer to a question, to the secretary who asked."""
    shown = _for_secretariat(found, delivery, reader)
    question = there(shown.question(int(delivery.data["question"])), "no longer the secretariat")
    return views.answered(shown.who, question, reader.t)


def _asked(found: Requests, delivery: Delivery, reader: Reader) -> Sendable:
    """A question about a request, to the person who made it."""
    shown = found.get(delivery.subject_id)
    question = shown.question(int(delivery.data["question"])) if shown else None
    open_ = shown is not None and shown.request.state == "open" and question is not None and question.answer is None
    if question is None or not (open_ or delivery.card):
        raise Drop("no longer asked")
    view = views.asked_back(question, reader.t)
    return view if open_ else replace(view, rows=())


def _own(found: Requests, delivery: Delivery, reader: Reader) -> Sendable:
    """One's own request, as it stands; spent once it was decided or taken back."""
    shown = there(found.get(delivery.subject_id), "no such request")
    view = views.waits(reader.council, shown.request, shown.questions, reader.zone, reader.t)
    return view if shown.request.state == "open" else views.over(reader.council, shown.request, reader.t)


def _decided(found: Requests, delivery: Delivery, reader: Reader) -> Sendable:
    """The decision, to the person who asked."""
    shown = there(found.get(delivery.subject_id), "no such request")
    return views.decided(reader.council, shown.request, reader.t)


async def _load_people(read: Read, claimed: Sequence[Delivery]) -> Mapping[int, Person]:
    others = {int(one.data["other"]) for one in claimed if "other" in one.data}
    return await members.many(read.tx, {one.subject_id for one in claimed} | others)


def _moved(people: Mapping[int, Person], delivery: Delivery, reader: Reader) -> Sendable:
    """Someone is back with another account: to the secretariat."""
    who = people.get(delivery.subject_id)
    if who is None or not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat")
    return invitation_views.moved(who, reader.t)


async def _load_joined(read: Read, claimed: Sequence[Delivery]) -> tuple[Mapping[int, Person], Mapping[int, Sequence[Seat]]]:
    people = await members.many(read.tx, {one.subject_id for one in claimed})
    return people, await members.seats_of_many(read.tx, people, read.now)


def _joined(loaded: tuple[Mapping[int, Person], Mapping[int, Sequence[Seat]]], delivery: Delivery, reader: Reader) -> Sendable:
    """Someone has joined by an invitation: to the secretariat."""
    people, seats = loaded
    who, held = people.get(delivery.subject_id), seats.get(delivery.subject_id, ())
    if who is None or not held or not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat, or no longer seated")
    return invitation_views.has_joined(reader.council, who, [seat.group for seat in held], reader.t)


def _clash(people: Mapping[int, Person], delivery: Delivery, reader: Reader) -> Sendable:
    """An invitation for an entry was opened by the person of another entry: to the secretariat."""
    who, other = people.get(delivery.subject_id), people.get(int(delivery.data["other"]))
    if who is None or other is None or not reader.actor.is_secretariat:
        raise Drop("no longer the secretariat")
    return invitation_views.clash(who, other, reader.t)


DELIVERIES = (
    Delivers(requests.CARD, _load, lambda found, delivery, reader: views.card(
        reader.council, _for_secretariat(found, delivery, reader), reader.zone, reader.t)),
    Delivers(requests.IS_PENDING, _load, lambda found, delivery, reader: views.reminder(
        _for_secretariat(found, delivery, reader), reader.zone, reader.t)),
    Delivers(requests.DECIDED, _load, _decided), Delivers(requests.OWN, _load, _own),
    Delivers(requests.OWN.former, _load, lambda _found, delivery, reader: of_former(delivery, views.sent(reader.t))),
    Delivers(requests.ASKED, _load, _asked), Delivers(requests.ANSWERED, _load, _answered),
    Delivers(invitations.CLASH, _load_people, _clash), Delivers(invitations.MOVED, _load_people, _moved),
    Delivers(invitations.JOINED, _load_joined, _joined),
)  # fmt: skip
