"""The only writers of people, invitations, and of the seats that these give."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from council import text_rules
from council.authority import Action, demand
from council.errors import AlreadySeated, BadNumber, Forbidden, LinkUnusable, Refused, TooManyTries
from council.people import WHOLE_COUNCIL, Person, Role
from handlers.framework.work import UnitOfWork
from handlers.registration.actions import requests
from storage import audit, chats, invitations, members, outbox, roster
from storage.invitations import Invitation, new_token, token_hash
from storage.outbox import Lane, Order

CLASH, MOVED = "registration.clash", "registration.moved"
"""Kinds of deliveries."""

MOST_USES, MOST_DAYS = 500, 365
"""For how many people, and for how long, one invitation can be."""


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


async def invite(
    work: UnitOfWork, groups: tuple[str, ...], role: Role, uses: int = 1, days: int | None = None
) -> tuple[str, Invitation]:
    """Make an invitation for so many people and so many days (None: as the council's file says); its secret of 128 random
    bits is returned here and never again. Raises `Forbidden`, `BadNumber`."""
    demand(work.actor, Action.INVITE)
    if not groups or role is Role.SECRETARIAT or not set(groups) <= set(work.council.codes):
        raise Forbidden(Action.INVITE)
    days = work.council.invitation_days if days is None else days
    for number, most in ((uses, MOST_USES), (days, MOST_DAYS)):
        if not 1 <= number <= most:
            raise BadNumber(1, most)
    token = new_token()
    expires_at = work.now + timedelta(days=days)
    by = work.actor.person.id if work.actor.person else None
    id_ = await invitations.add(work.tx, token_hash(token), groups, role, expires_at, by, work.now, uses=uses)
    await audit.record(
        work.tx, work.now, work.actor.label, "invitation made", f"invitation:{id_}",
        {"groups": list(groups), "role": role.value, "uses": uses},
    )  # fmt: skip
    return token, Invitation(id_, groups, role, uses, expires_at, None, uses=uses, made_at=work.now)


async def list_usable(work: UnitOfWork, limit: int, offset: int) -> tuple[list[Invitation], int]:
    """Some of the invitations that can still be used, and how many there are. Raises `Forbidden`."""
    demand(work.actor, Action.INVITE)
    return await invitations.list_usable(work.tx, work.now, limit, offset)


async def revoke(work: UnitOfWork, invitation_id: int) -> bool:
    """Make an invitation unusable; False when it was used or revoked already."""
    demand(work.actor, Action.REVOKE_INVITATION, subject=f"invitation:{invitation_id}")
    done = await invitations.revoke(work.tx, invitation_id, work.now)
    if done:
        await audit.record(work.tx, work.now, work.actor.label, "invitation revoked", f"invitation:{invitation_id}")
    return done


async def open_link(work: UnitOfWork, token: str) -> Invitation | Refused:
    """The invitation behind a link that someone has opened, or why it cannot be used.

    The refusal is given, not raised: a raised one would undo the note that it was tried. Whoever opens one unusable
    link after another is not served for a while, whatever the link (`council.tries`).
    """
    tries = await invitations.tries(work.tx, work.person.id)
    until = tries.waits_until(work.now)
    if until is not None:
        return TooManyTries(-(-int((until - work.now).total_seconds()) // 60))
    try:
        return await look_at_invitation(work, token)
    except LinkUnusable as refusal:
        await invitations.count_try(work.tx, work.person.id, work.now)
        return refusal


async def look_at_invitation(work: UnitOfWork, token: str) -> Invitation:
    """The invitation behind a link. Raises `LinkUnusable` alike for one expired, used, revoked or invented."""
    found = await invitations.find(work.tx, token_hash(token))
    if found is None or not found.usable(work.now):
        raise LinkUnusable
    return found


async def join(work: UnitOfWork, token: str, name: str, organisation: str, country: str) -> Invitation | None:
    """Take the seats that an invitation gives. Raises `LinkUnusable`, `AlreadySeated`, `SuspendedThere`.

    One that is for an entry of the roster ties the one who joins to it, seats and all; None when they are another
    entry of it already, which the secretariat is told.
    """
    found = await look_at_invitation(work, token)
    if found.person is None and all(work.actor.role_in(group) is found.role for group in found.groups):
        raise AlreadySeated
    if found.person is None:
        await requests.demand_unsuspended(work, work.person.id, found.groups)
    if found.person is not None and not await _tie(work, found.person):
        return None
    if not await invitations.use(work.tx, found.id):
        raise LinkUnusable
    person = found.person or work.person.id
    told = {"name": name, "organisation": organisation, "country": country}
    await members.change(work.tx, person, **{field: text_rules.name(value) for field, value in told.items()})
    for group in found.groups if found.person is None else ():
        await members.seat(work.tx, person, group, found.role, work.now)
    await audit.record(work.tx, work.now, f"person:{person}", "joined", found.subject, {"groups": list(found.groups)})
    await requests.withdraw(work, person)
    return found


async def come_back(work: UnitOfWork, found: Invitation) -> bool:
    """Use a link that is for the very one who has opened it: they could not be reached, and are here again. False for
    everyone else's."""
    if found.person != work.person.id or not await invitations.use(work.tx, found.id):
        return False
    await audit.record(work.tx, work.now, work.actor.label, "came back", found.subject)
    return True


async def _tie(work: UnitOfWork, entry: int) -> bool:
    """Make the account of the one who acts that of an entry; False, and the secretariat is told, when they are another.

    An entry that has an account already takes another one only while nothing can be sent to that (`rosters.link`).
    """
    telegram_id, who = work.person.telegram_id, await members.get(work.tx, entry)
    if telegram_id is None or who is None:
        raise LinkUnusable
    if who.telegram_id is not None and not await chats.is_suspended(work.tx, who.telegram_id):
        raise LinkUnusable
    if await members.tie(work.tx, entry, telegram_id, who.telegram_id):
        if who.telegram_id is not None:
            await _moved(work, who, telegram_id)
        return True
    subject = f"person:{entry}"
    await audit.record(work.tx, work.now, work.actor.label, "invitation of another entry", subject)
    await _to_secretariat(work, CLASH, subject, f"clash:{work.person.id}", {"other": work.person.id})
    return False


async def _moved(work: UnitOfWork, who: Person, telegram_id: int) -> None:
    """Someone has another account than before: what waits for them goes there, and the secretariat is told."""
    subject = f"person:{who.id}"
    if who.telegram_id is not None:
        await chats.migrate(work.tx, who.telegram_id, telegram_id)
    groups = [seat.group for seat in await members.seats_of(work.tx, who.id, work.now)]
    for about in await roster.shown_in(work.tx, groups, work.now):
        await outbox.redraw(work.tx, about, work.now, only=telegram_id)
    await audit.record(work.tx, work.now, subject, "account changed", subject)
    await _to_secretariat(work, MOVED, subject, f"moved:{work.now.isoformat()}", {})


async def _to_secretariat(work: UnitOfWork, kind: str, subject: str, what: str, data: Mapping[str, int]) -> None:
    orders = [
        Order(f"{subject}:{what}:{s.id}", kind, subject, Lane.RECEIPTS, s.telegram_id, s.id, data)
        for s in await members.secretariat(work.tx, work.now)
        if s.telegram_id is not None
    ]
    await outbox.queue(work.tx, orders, work.now)
