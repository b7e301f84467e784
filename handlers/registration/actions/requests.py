"""The only writers of requests to join: made, asked back about, answered, decided, taken back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from council import text_rules
from council.authority import Action, demand
from council.errors import AlreadyDecided, AlreadySeated, Forbidden, LinkUnusable, Stale, SuspendedThere
from council.people import Person, Role
from handlers.framework.work import UnitOfWork
from storage import audit, join_requests, members, outbox, roster
from storage.join_requests import Question, Request
from storage.outbox import Lane, Order

CARD, DECIDED = "registration.request", "registration.decided"
ASKED, ANSWERED, WAITS = "registration.asked", "registration.answered", "registration.waits"
"""Kinds of deliveries."""

WAITS_FOR = timedelta(days=2)
"""When a request that nobody has decided is brought to mind."""

REASON_LIMIT = 1000


async def make(work: UnitOfWork, groups: tuple[str, ...], name: str, organisation: str, country: str) -> Request:
    """Ask the secretariat for a member's seat in groups. Raises `AlreadyDecided` when a request is open already,
    `AlreadySeated` when nothing is asked for that one does not have, `SuspendedThere`."""
    seated = set(work.actor.groups)
    groups = tuple(code for code in work.council.codes if code in groups and code not in seated)
    if not groups:
        raise AlreadySeated
    await demand_unsuspended(work, work.person.id, groups)
    told = {"name": name, "organisation": organisation, "country": country}
    await members.change(work.tx, work.person.id, **{field: text_rules.name(value) for field, value in told.items()})
    id_ = await join_requests.add(work.tx, work.person.id, groups, work.now)
    request = Request(id_, work.person.id, groups, "open", work.now, None)
    await audit.record(work.tx, work.now, work.actor.label, "request made", request.subject, {"groups": list(groups)})
    await _to_secretariat(work, CARD, request, "card")
    return request


async def decide(work: UnitOfWork, request_id: int, *, approve: bool, reason: str = "") -> Request:
    """Approve or decline a request; the first to decide does. Whoever asked is told, and the reason of a refusal with it.

    Raises `Forbidden`, `AlreadyDecided`, `SuspendedThere`, and for the reason of a refusal `Empty`, `TooLong`.
    """
    request = await _asked_for(work, request_id)
    words = "" if approve else text_rules.body(reason, REASON_LIMIT)
    state = "approved" if approve else "declined"
    await join_requests.decide(work.tx, request_id, state, work.person.id, work.now, words)
    if approve:
        await demand_unsuspended(work, request.person, request.groups)
        for group in request.groups:
            await members.seat(work.tx, request.person, group, Role.MEMBER, work.now)
    await audit.record(work.tx, work.now, work.actor.label, f"request {state}", request.subject, _whose(request))
    await outbox.redraw(work.tx, request.subject, work.now, CARD)
    await _to_applicant(work, DECIDED, request, DECIDED)
    return request


async def recognise(work: UnitOfWork, request_id: int, entry: int) -> Request:
    """Whoever asks is this entry of the roster, who had not joined: they get its roles, and nothing else that was asked for.

    Raises `Forbidden`, `AlreadyDecided`, and `LinkUnusable` when the entry has an account by now, or they have a seat.
    """
    request = await look(work, request_id)
    who = await members.get(work.tx, request.person)
    named = who.name if who else ""
    if entry not in [line.person.id for line in await roster.namesakes(work.tx, named, work.now)]:
        raise Forbidden(Action.DECIDE_REQUEST, f"person:{entry}")
    await join_requests.decide(work.tx, request_id, "recognised", work.person.id, work.now)
    if who is None or who.telegram_id is None or not await members.tie(work.tx, entry, who.telegram_id):
        raise LinkUnusable
    detail = {"person": f"person:{entry}"}
    await audit.record(work.tx, work.now, work.actor.label, "request recognised", request.subject, detail)
    await outbox.redraw(work.tx, request.subject, work.now, CARD)
    await _to_applicant(work, DECIDED, replace(request, person=entry), DECIDED)
    return request


async def ask_back(work: UnitOfWork, request_id: int, question: str) -> Question:
    """Ask whoever made the request something. Raises `Forbidden`, `AlreadyDecided`, `AlreadyAsked`, `Empty`, `TooLong`."""
    request = await look(work, request_id)
    words = text_rules.body(question, REASON_LIMIT)
    by = work.person.id
    id_ = await join_requests.ask(work.tx, request.id, by, words, work.now)
    await audit.record(
        work.tx,
        work.now,
        work.actor.label,
        "request asked about",
        request.subject,
        {"question": id_, **_whose(request)},
    )
    await outbox.redraw(work.tx, request.subject, work.now, CARD)
    await _to_applicant(work, ASKED, request, f"asked:{id_}", question=id_)
    return Question(id_, request.id, by, words, work.now)


async def answer(work: UnitOfWork, question_id: int, words: str) -> Request:
    """Answer what was asked about one's own request. Raises `Forbidden`, `Stale`, `Empty`, `TooLong`."""
    found, request = await asked_of(work, question_id)
    if not await join_requests.answer(work.tx, found.id, text_rules.body(words, REASON_LIMIT), work.now):
        raise Stale
    detail = {"question": found.id}
    await audit.record(work.tx, work.now, work.actor.label, "request answered about", request.subject, detail)
    await outbox.redraw(work.tx, request.subject, work.now, CARD)
    await _to_secretariat(work, ANSWERED, request, f"answered:{found.id}", only=found.asked_by, question=found.id)
    return request


async def unanswered(work: UnitOfWork) -> Question | None:
    """What was asked last about the open request of the one who acts, and waits for their answer."""
    for request in await join_requests.list_open(work.tx, work.person.id):
        asked = [one for one in await join_requests.questions_of(work.tx, request.id) if one.answer is None]
        return asked[-1] if asked else None
    return None


async def asked_of(work: UnitOfWork, question_id: int) -> tuple[Question, Request]:
    """A question that waits for the one who acts, and their open request. Raises `Forbidden`, `Stale`."""
    found = await join_requests.find_question(work.tx, question_id)
    request = await join_requests.find(work.tx, found.request) if found else None
    if found is None or request is None or request.person != work.person.id:
        raise Forbidden("answer", f"question:{question_id}")
    if request.state != "open" or found.answer is not None:
        raise Stale
    return found, request


async def withdraw(work: UnitOfWork, person: int) -> bool:
    """Take back the open request of the one who acts (`person`: whom they are by now); whether there was one."""
    for request in await join_requests.list_open(work.tx, person):
        await join_requests.decide(work.tx, request.id, "withdrawn", None, work.now)
        await audit.record(work.tx, work.now, work.actor.label, "request withdrawn", request.subject)
        await outbox.redraw(work.tx, request.subject, work.now, CARD)
        return True
    return False


async def remind_some(work: UnitOfWork) -> bool:
    """Bring one request to mind that has waited for two days; whether there was one."""
    request = await join_requests.next_waiting(work.tx, work.now - WAITS_FOR)
    if request is None:
        return False
    await join_requests.mark_reminded(work.tx, request.id, work.now)
    await _to_secretariat(work, WAITS, request, "waits")
    return True


def _whose(request: Request) -> audit.Detail:
    return {"whose": f"person:{request.person}"}


async def demand_unsuspended(work: UnitOfWork, person: int, groups: Iterable[str]) -> None:
    """A seat that is suspended is put into force again by lifting that, never by another seat in its place: neither
    whoever approves a request nor whoever gave out an invitation need know of it. Raises `SuspendedThere`."""
    if set(groups) & set(await members.suspended_in(work.tx, person, work.now)):
        raise SuspendedThere


async def _asked_for(work: UnitOfWork, request_id: int) -> Request:
    """A request, for one who may decide it. Raises `Forbidden`, alike for one that is not there."""
    demand(work.actor, Action.DECIDE_REQUEST, subject=f"request:{request_id}")
    request = await join_requests.find(work.tx, request_id)
    if request is None:
        raise Forbidden(Action.DECIDE_REQUEST, f"request:{request_id}")
    return request


async def look(work: UnitOfWork, request_id: int) -> Request:
    """A request that is still to be decided. Raises `Forbidden`, `AlreadyDecided`."""
    request = await _asked_for(work, request_id)
    if request.state != "open":
        raise AlreadyDecided
    return request


async def _to_secretariat(
    work: UnitOfWork, kind: str, request: Request, what: str, only: int | None = None, **data: int
) -> None:
    """Tell every secretary; or `only` this one, as long as they are one."""
    secretaries = await members.secretariat(work.tx, work.now)
    chosen: Iterable[Person] = [one for one in secretaries if one.id == only] or secretaries
    orders = [
        Order(f"{request.subject}:{what}:{s.id}", kind, request.subject, Lane.RECEIPTS, s.telegram_id, s.id, data)
        for s in chosen
        if s.telegram_id is not None
    ]
    await outbox.queue(work.tx, orders, work.now)


async def _to_applicant(work: UnitOfWork, kind: str, request: Request, what: str, **data: int) -> None:
    person = await members.get(work.tx, request.person)
    if person is not None and person.telegram_id is not None:
        key = f"{request.subject}:{what}"
        order = Order(key, kind, request.subject, Lane.RECEIPTS, person.telegram_id, person.id, data)
        await outbox.queue(work.tx, [order], work.now)
