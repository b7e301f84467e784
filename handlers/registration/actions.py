"""The only writers of people, seats, requests and invitations."""

from collections.abc import Iterable
from datetime import timedelta

from council import wording
from council.authority import Action, demand
from council.errors import AlreadyInRole, AlreadySeated, Forbidden, LinkUnusable
from council.people import WHOLE_COUNCIL, Person, Role
from handlers.context import UnitOfWork
from storage import admissions, audit, members, outbox
from storage.admissions import Invitation, Request, new_token, token_hash
from storage.outbox import Lane, Order

REQUEST, DECIDED, APPOINTED = "registration.request", "registration.decided", "registration.appointed"
CLASH = "registration.clash"
"""Kinds of deliveries."""


async def bring_in_secretariat(work: UnitOfWork, telegram_ids: Iterable[int]) -> None:
    """Make the holders of the secretariat's seat exactly these: the setting rules, at each start."""
    wanted = set(telegram_ids)
    present = {p.telegram_id: p for p in await members.secretariat(work.tx, work.now)}
    for telegram_id in sorted(wanted - set(present)):
        person = await members.by_telegram(work.tx, telegram_id)
        if person is None:
            person = await members.add(work.tx, telegram_id, work.council.languages[0], work.council.zone, work.now)
        await members.seat(work.tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, work.now)
        await audit.record(work.tx, work.now, work.actor.label, "secretariat: added", f"person:{person.id}")
    for held_by, person in present.items():
        if held_by not in wanted:
            await members.unseat(work.tx, person.id, WHOLE_COUNCIL, work.now)
            await audit.record(work.tx, work.now, work.actor.label, "secretariat: removed", f"person:{person.id}")


async def choose_language(work: UnitOfWork, language: str) -> None:
    """The language that somebody wants to be spoken to in, chosen when they first come. Raises `Forbidden`."""
    if language not in work.council.languages:
        raise Forbidden("set profile")
    await members.change(work.tx, work.person.id, language=language, language_chosen=True)
    subject = f"person:{work.person.id}"
    await audit.record(work.tx, work.now, work.actor.label, "profile changed", subject, {"field": "language"})


async def request_to_join(
    work: UnitOfWork, groups: tuple[str, ...], name: str, organisation: str, country: str
) -> Request:
    """Ask the secretariat for a member's seat in groups. Raises `AlreadyDecided` when a request is open already,
    `AlreadySeated` when nothing is asked for that one does not have."""
    seated = set(work.actor.groups)
    groups = tuple(code for code in work.council.codes if code in groups and code not in seated)
    if not groups:
        raise AlreadySeated
    await _introduce(work, work.person.id, name, organisation, country)
    id_ = await admissions.add_request(work.tx, work.person.id, groups, work.now)
    request = Request(id_, work.person.id, groups, "open", work.now, None)
    await audit.record(work.tx, work.now, work.actor.label, "request made", request.subject, {"groups": list(groups)})
    cards = [
        Order(f"{request.subject}:card:{s.id}", REQUEST, request.subject, Lane.RECEIPTS, s.telegram_id, s.id)
        for s in await members.secretariat(work.tx, work.now)
        if s.telegram_id is not None
    ]
    await outbox.queue(work.tx, cards, work.now)
    return request


async def decide(work: UnitOfWork, request_id: int, *, approve: bool) -> Request:
    """Approve or decline a request; the first to press decides. Raises `Forbidden`, `AlreadyDecided`."""
    demand(work.actor, Action.DECIDE_REQUEST, subject=f"request:{request_id}")
    request = await admissions.request(work.tx, request_id)
    if request is None:
        raise Forbidden(Action.DECIDE_REQUEST, f"request:{request_id}")
    state = "approved" if approve else "declined"
    await admissions.decide(work.tx, request_id, state, work.person.id, work.now)
    if approve:
        for group in request.groups:
            await members.seat(work.tx, request.person, group, Role.MEMBER, work.now)
    await audit.record(work.tx, work.now, work.actor.label, f"request {state}", request.subject)
    await outbox.redraw(work.tx, request.subject, work.now, REQUEST)
    await _tell(work, request.person, DECIDED, request.subject)
    return request


async def withdraw_request(work: UnitOfWork) -> bool:
    """Take back one's own open request; whether there was one."""
    return await _withdraw(work, work.person.id)


async def _withdraw(work: UnitOfWork, person: int) -> bool:
    for request in await admissions.open_requests(work.tx, person):
        await admissions.decide(work.tx, request.id, "withdrawn", None, work.now)
        await audit.record(work.tx, work.now, work.actor.label, "request withdrawn", request.subject)
        await outbox.redraw(work.tx, request.subject, work.now, REQUEST)
        return True
    return False


async def invite(work: UnitOfWork, groups: tuple[str, ...], role: Role) -> tuple[str, Invitation]:
    """Make a single-use invitation; its secret of 128 random bits is returned here and never again."""
    demand(work.actor, Action.INVITE)
    if not groups or role is Role.SECRETARIAT or not set(groups) <= set(work.council.codes):
        raise Forbidden(Action.INVITE)
    token = new_token()
    expires_at = work.now + timedelta(days=work.council.invitation_days)
    by = work.actor.person.id if work.actor.person else None
    id_ = await admissions.add_invitation(work.tx, token_hash(token), groups, role, expires_at, by, work.now)
    await audit.record(
        work.tx, work.now, work.actor.label, "invitation made", f"invitation:{id_}",
        {"groups": list(groups), "role": role.value},
    )  # fmt: skip
    return token, Invitation(id_, groups, role, 1, expires_at, None)


async def revoke(work: UnitOfWork, invitation_id: int) -> bool:
    """Make an invitation unusable; False when it was used or revoked already."""
    demand(work.actor, Action.REVOKE_INVITATION, subject=f"invitation:{invitation_id}")
    done = await admissions.revoke(work.tx, invitation_id, work.now)
    if done:
        await audit.record(work.tx, work.now, work.actor.label, "invitation revoked", f"invitation:{invitation_id}")
    return done


async def look_at_invitation(work: UnitOfWork, token: str) -> Invitation:
    """The invitation behind a link. Raises `LinkUnusable` alike for one expired, used, revoked or invented."""
    found = await admissions.invitation(work.tx, token_hash(token))
    if found is None or not found.usable(work.now):
        raise LinkUnusable
    return found


async def join(work: UnitOfWork, token: str, name: str, organisation: str, country: str) -> Invitation | None:
    """Take the seats that an invitation gives. Raises `LinkUnusable`, `AlreadySeated`.

    One that is for an entry of the roster ties the one who joins to it, seats and all; None when they are another
    entry of it already, which the secretariat is told.
    """
    found = await look_at_invitation(work, token)
    if found.person is None and all(work.actor.role_in(group) is found.role for group in found.groups):
        raise AlreadySeated
    if found.person is not None and not await _tie(work, found.person):
        return None
    if not await admissions.use(work.tx, found.id):
        raise LinkUnusable
    person = found.person or work.person.id
    await _introduce(work, person, name, organisation, country)
    for group in found.groups if found.person is None else ():
        await members.seat(work.tx, person, group, found.role, work.now)
    await audit.record(
        work.tx, work.now, f"person:{person}", "joined", f"invitation:{found.id}", {"groups": list(found.groups)}
    )
    await _withdraw(work, person)
    return found


async def _tie(work: UnitOfWork, entry: int) -> bool:
    telegram_id = work.person.telegram_id
    if telegram_id is not None and await members.tie(work.tx, entry, telegram_id):
        return True
    who = await members.get(work.tx, entry)
    if who is None or who.telegram_id is not None:
        raise LinkUnusable
    subject = f"person:{entry}"
    await audit.record(work.tx, work.now, work.actor.label, "invitation of another entry", subject)
    orders = [
        Order(f"{subject}:clash:{work.person.id}:{s.id}", CLASH, subject, Lane.RECEIPTS, s.telegram_id, s.id,
              {"other": work.person.id})
        for s in await members.secretariat(work.tx, work.now)
        if s.telegram_id is not None
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    return False


async def appoint(work: UnitOfWork, person_id: int, group: str, role: Role | None) -> None:
    """Give a person another role in a group, or (None) end their seat there; they are told. Raises `Forbidden`."""
    demand(work.actor, Action.APPOINT, [group], f"person:{person_id}")
    seats = {seat.group: seat.role for seat in await members.seats_of(work.tx, person_id, work.now)}
    if not seats or group not in work.council.codes or role is Role.SECRETARIAT:
        raise Forbidden(Action.APPOINT, f"person:{person_id}")
    if seats.get(group) is role:
        raise AlreadyInRole
    if role is None:
        await members.unseat(work.tx, person_id, group, work.now)
    else:
        await members.seat(work.tx, person_id, group, role, work.now)
    detail = {"group": group, "role": role.value if role else "none"}
    await audit.record(work.tx, work.now, work.actor.label, "appointed", f"person:{person_id}", detail)
    await _tell(work, person_id, APPOINTED, f"person:{person_id}", group=group, role=role.value if role else "")


async def _introduce(work: UnitOfWork, person: int, name: str, organisation: str, country: str) -> None:
    await members.change(
        work.tx,
        person,
        name=wording.name(name),
        organisation=wording.name(organisation),
        country=wording.name(country),
    )


async def _tell(work: UnitOfWork, person_id: int, kind: str, subject: str, **data: str) -> None:
    person: Person | None = await members.get(work.tx, person_id)
    if person is not None and person.telegram_id is not None:
        key = f"{subject}:{kind}:{person_id}:{work.now.isoformat()}"
        order = Order(key, kind, subject, Lane.RECEIPTS, person.telegram_id, person_id, data)
        await outbox.queue(work.tx, [order], work.now)
