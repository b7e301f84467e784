"""Requests to join: made, asked back about, answered, decided, taken back."""

from dataclasses import replace

from council import text_rules
from council.authority import Action, demand, require_there
from council.errors import AlreadyDecided, AlreadySeated, Forbidden, LinkUnusable, Stale
from council.people import Role
from council.registration import REASON_LIMIT, WAITS_FOR
from handlers.framework.deliveries import Kind
from handlers.framework.work import Data, UnitOfWork
from handlers.oneself.actions import agree
from handlers.registration.actions.seats import check_unsuspended
from storage import join_requests, members, roster
from storage.join_requests import Question, Request

CARD = Kind("registration.request", card=True)
DECIDED = Kind("registration.decided", outsiders=True)
OWN, ASKED = (Kind(f"registration.{name}", card=True, outsiders=True) for name in ("own", "asked"))
"""To the person who asked: the request as it stands, and a question about it. They lose their buttons with the request."""
ANSWERED = Kind("registration.answered")
IS_PENDING = Kind("registration.waits")


async def make(work: UnitOfWork, groups: tuple[str, ...], name: str, organisation: str, country: str) -> None:
    """Ask the secretariat for a member's seat in groups. Raises `AlreadyDecided` when a request is open already,
    `AlreadySeated` when the person has a seat in all of them, `SuspendedThere`."""
    groups = tuple(code for code in work.council.codes if code in groups and code not in work.actor.groups)
    if not groups:
        raise AlreadySeated
    await check_unsuspended(work, work.person.id, groups)
    given = {"name": name, "organisation": organisation, "country": country}
    await members.change(work.tx, work.person.id, **{field: text_rules.name(value) for field, value in given.items()})
    subject = f"request:{await join_requests.add(work.tx, work.person.id, groups, work.now)}"
    await agree(work, work.person.id)
    await work.record("request made", subject, {"groups": list(groups)})
    await work.tell_secretariat(CARD, subject)
    await show_own(work, subject)


async def show_own(work: UnitOfWork, subject: str) -> None:
    """Give the one who asks their request as it stands, on a card that follows what becomes of it."""
    await work.tell([work.person], OWN, subject, work.now.isoformat())


async def decide(work: UnitOfWork, request_id: int, *, approve: bool, reason: str = "") -> None:
    """Approve or decline a request; the first decision counts. The person who asked is told, with the reason of a refusal.
    Raises `Forbidden`, `AlreadyDecided`, `SuspendedThere`, and for the reason of a refusal `Empty`, `TooLong`."""
    request = await _get(work, request_id)
    reason = "" if approve else text_rules.body(reason, REASON_LIMIT)
    state = "approved" if approve else "declined"
    await join_requests.decide(work.tx, request_id, state, work.person.id, work.now, reason)
    if approve:
        await check_unsuspended(work, request.person, request.groups)
        for group in request.groups:
            await members.seat(work.tx, request.person, group, Role.MEMBER, work.now)
    await work.record(f"request {state}", request.subject, {"whose": f"person:{request.person}"})
    await work.redraw(request.subject)
    await _tell_applicant(work, DECIDED, request)


async def recognise(work: UnitOfWork, request_id: int, entry: int) -> None:
    """The person who asks is this entry of the roster, which had not joined. They get its roles, and none of those that
    they asked for. Raises `Forbidden`, `AlreadyDecided`, and `LinkUnusable` when the entry has an account by now, or they
    have a seat."""
    request = await get_open(work, request_id)
    who = await members.find(work.tx, request.person)
    name = who.name if who else ""
    same = (await roster.namesakes(work.tx, [name], work.now)).get(name, ())
    if entry not in [line.person.id for line in same if not line.joined]:
        raise Forbidden(Action.DECIDE_REQUEST, f"person:{entry}")
    await join_requests.decide(work.tx, request_id, "recognised", work.person.id, work.now)
    if who is None or who.telegram_id is None or not await members.tie(work.tx, entry, who.telegram_id):
        raise LinkUnusable
    await work.record("request recognised", request.subject, {"person": f"person:{entry}"})
    await work.redraw(request.subject)
    await _tell_applicant(work, DECIDED, replace(request, person=entry))


async def ask_back(work: UnitOfWork, request_id: int, question: str) -> None:
    """Ask the person who made a request something. Raises `Forbidden`, `AlreadyDecided`, `AlreadyAsked`, `Empty`, `TooLong`."""
    request, question = await get_open(work, request_id), text_rules.body(question, REASON_LIMIT)
    id_ = await join_requests.ask(work.tx, request.id, work.person.id, question, work.now)
    await work.record("request asked about", request.subject, {"question": id_, "whose": f"person:{request.person}"})
    await work.redraw(request.subject)
    await _tell_applicant(work, ASKED, request, str(id_), {"question": id_})


async def answer(work: UnitOfWork, question_id: int, text: str) -> None:
    """Answer a question about one's own request. Whoever asked is told, or everyone in the secretariat when they are no
    longer in it. Raises `Forbidden`, `Stale`, `Empty`, `TooLong`."""
    found, request = await get_unanswered(work, question_id)
    if not await join_requests.answer(work.tx, found.id, text_rules.body(text, REASON_LIMIT), work.now):
        raise Stale
    await work.record("request answered about", request.subject, {"question": found.id})
    await work.redraw(request.subject)
    secretariat = await members.secretariat(work.tx, work.now)
    asker = [person for person in secretariat if person.id == found.asked_by]
    await work.tell(asker or secretariat, ANSWERED, request.subject, str(found.id), {"question": found.id})


async def find_unanswered(work: UnitOfWork) -> Question | None:
    """The latest question about the actor's open request that waits for their answer."""
    for request in await join_requests.list_open(work.tx, work.person.id):
        asked = [one for one in await join_requests.questions_of(work.tx, request.id) if one.answer is None]
        return asked[-1] if asked else None
    return None


async def get_unanswered(work: UnitOfWork, question_id: int) -> tuple[Question, Request]:
    """A question that waits for the actor's answer, and their open request. Raises `Forbidden`, `Stale`."""
    found = await join_requests.find_question(work.tx, question_id)
    request = await join_requests.find(work.tx, found.request) if found else None
    if found is None or request is None or request.person != work.person.id:
        raise Forbidden("answer", f"question:{question_id}")
    if request.state != "open" or found.answer is not None:
        raise Stale
    return found, request


async def withdraw(work: UnitOfWork, person: int) -> bool:
    """Take back the actor's open request (`person`: the id that they have by now); whether there was one."""
    for request in await join_requests.list_open(work.tx, person):
        await join_requests.decide(work.tx, request.id, "withdrawn", None, work.now)
        await work.record("request withdrawn", request.subject)
        await work.redraw(request.subject)
        return True
    return False


async def remind_some(work: UnitOfWork) -> bool:
    """Remind the secretariat of one request that has waited for two days; whether there was one."""
    request = await join_requests.next_waiting(work.tx, work.now - WAITS_FOR)
    if request is None:
        return False
    await join_requests.mark_reminded(work.tx, request.id, work.now)
    await work.tell_secretariat(IS_PENDING, request.subject)
    return True


async def get_open(work: UnitOfWork, request_id: int) -> Request:
    """A request that is still to be decided, for those who may. Raises `Forbidden`, `AlreadyDecided`."""
    request = await _get(work, request_id)
    if request.state != "open":
        raise AlreadyDecided
    return request


async def _get(work: UnitOfWork, request_id: int) -> Request:
    """A request, for those who may decide it. Raises `Forbidden`, alike for one that is not there."""
    subject = f"request:{request_id}"
    demand(work.actor, Action.DECIDE_REQUEST, subject=subject)
    return require_there(await join_requests.find(work.tx, request_id), Action.DECIDE_REQUEST, subject)


async def _tell_applicant(work: UnitOfWork, kind: Kind, request: Request, once: str = "", data: Data | None = None) -> None:
    applicant = await members.many(work.tx, [request.person])
    await work.tell(applicant.values(), kind, request.subject, once, data)
