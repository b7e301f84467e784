"""Invitations: made, opened, used and revoked."""

from datetime import timedelta

from council import text_rules
from council.authority import Action, demand
from council.errors import AlreadySeated, BadNumber, Forbidden, LinkUnusable, Refused, TooManyTries
from council.people import Person, Role
from council.registration import MOST_DAYS, MOST_USES
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.oneself.actions import agree
from handlers.registration.actions import requests
from handlers.registration.actions.seats import check_unsuspended
from storage import audit, calendar_feeds, chats, invitations, members, roster
from storage.invitations import Invitation, new_token, token_hash

CLASH = Kind("registration.clash")
MOVED = Kind("registration.moved")
JOINED = Kind("registration.joined")


async def invite(
    work: UnitOfWork, groups: tuple[str, ...], role: Role, uses: int = 1, days: int | None = None
) -> tuple[str, Invitation]:
    """Make an invitation for so many people and days (None: as the council's file says). Its secret of 128 random bits is
    returned here and kept nowhere. Raises `Forbidden`, `BadNumber`."""
    demand(work.actor, Action.INVITE)
    if not groups or role is Role.SECRETARIAT or not set(groups) <= set(work.council.codes):
        raise Forbidden(Action.INVITE)
    days = work.council.invitation_days if days is None else days
    for number, most in ((uses, MOST_USES), (days, MOST_DAYS)):
        if not 1 <= number <= most:
            raise BadNumber(1, most)
    token, expires_at = new_token(), work.now + timedelta(days=days)
    by = work.actor.person_id
    id_ = await invitations.add(work.tx, token_hash(token), groups, role, expires_at, by, work.now, uses=uses)
    made = Invitation(id_, groups, role, uses, expires_at, None, uses=uses, made_at=work.now)
    await work.record("invitation made", made.subject, {"groups": list(groups), "role": role.value, "uses": uses})
    return token, made


async def list_usable(work: UnitOfWork, limit: int, offset: int) -> tuple[list[Invitation], int]:
    """A page of the invitations that can still be used, and how many there are. Raises `Forbidden`."""
    demand(work.actor, Action.INVITE)
    return await invitations.list_usable(work.tx, work.now, limit, offset)


async def revoke(work: UnitOfWork, invitation_id: int) -> bool:
    """Make an invitation unusable; False when it was used or revoked already. Raises `Forbidden`."""
    subject = f"invitation:{invitation_id}"
    demand(work.actor, Action.REVOKE_INVITATION, subject=subject)
    done = await invitations.revoke(work.tx, invitation_id, work.now)
    if done:
        await work.record("invitation revoked", subject)
    return done


async def open_link(work: UnitOfWork, token: str) -> Invitation | Refused:
    """The invitation of a link, or the reason why it cannot be used: returned, because raising it would undo the count of
    tries. A person who opens one unusable link after another has to wait, whatever the link (`council.link_guessing`)."""
    tries = await invitations.tries(work.tx, work.person.id)
    until = tries.waits_until(work.now)
    if until is not None:
        return TooManyTries(-(-int((until - work.now).total_seconds()) // 60))
    try:
        return await get_usable(work, token_hash(token))
    except LinkUnusable as refusal:
        await invitations.count_try(work.tx, work.person.id, work.now)
        return refusal


async def get_usable(work: UnitOfWork, key: str) -> Invitation:
    """The invitation whose secret has this hash. Raises `LinkUnusable` alike: expired, used, revoked, never made."""
    found = await invitations.find(work.tx, key)
    if found is None or not found.usable(work.now):
        raise LinkUnusable
    return found


async def join(work: UnitOfWork, key: str, name: str, organisation: str, country: str) -> Invitation | None:
    """Take the seats that an invitation gives, known by its secret's hash; one for an entry of the roster ties that entry,
    with its seats, to the account of the actor. None when the account is another entry's already, which the secretariat
    is told. Raises `LinkUnusable`, `AlreadySeated`, `SuspendedThere`."""
    found = await get_usable(work, key)
    if found.person is None:
        if all(work.actor.role_in(group) is found.role for group in found.groups):
            raise AlreadySeated
        await check_unsuspended(work, work.person.id, found.groups)
    elif not await _tie(work, found.person):
        return None
    if not await invitations.use(work.tx, found.id):
        raise LinkUnusable
    person = found.person or work.person.id
    given = {"name": name, "organisation": organisation, "country": country}
    await members.change(work.tx, person, **{field: text_rules.name(value) for field, value in given.items()})
    for group in found.groups if found.person is None else ():
        await members.seat(work.tx, person, group, found.role, work.now)
    await audit.record(work.tx, work.now, f"person:{person}", "joined", found.subject, {"groups": list(found.groups)})
    await agree(work, person)
    await work.tell_secretariat(JOINED, f"person:{person}", found.subject)
    await requests.withdraw(work, person)
    return found


async def come_back(work: UnitOfWork, found: Invitation) -> bool:
    """Use an invitation for the entry of the very person who opened it: they could not be reached, and can be again.
    False for anybody else's invitation."""
    if found.person != work.person.id or not await invitations.use(work.tx, found.id):
        return False
    await work.record("came back", found.subject)
    return True


async def _tie(work: UnitOfWork, entry: int) -> bool:
    """Tie an entry of the roster to the account of the actor. False, and the secretariat is told, when that is another
    entry's. Raises `LinkUnusable` when the entry has an account that can be written to."""
    telegram_id, who = work.person.telegram_id, await members.find(work.tx, entry)
    if telegram_id is None or who is None:
        raise LinkUnusable
    if who.telegram_id is not None and not await chats.is_suspended(work.tx, who.telegram_id):
        raise LinkUnusable
    if await members.tie(work.tx, entry, telegram_id, who.telegram_id):
        if who.telegram_id is not None:
            await _move(work, who, who.telegram_id, telegram_id)
        return True
    subject, other = f"person:{entry}", work.person.id
    await work.record("invitation of another entry", subject)
    await work.tell_secretariat(CLASH, subject, str(other), {"other": other})
    return False


async def _move(work: UnitOfWork, who: Person, old: int, new: int) -> None:
    """Someone has another account: what waits for them goes there, the addresses of their calendars, which whoever has the
    old one may know, stop working, and the secretariat is told."""
    subject = f"person:{who.id}"
    await calendar_feeds.revoke_all(work.tx, who.id, work.now)
    await chats.migrate(work.tx, old, new)
    groups = [seat.group for seat in await members.seats_of(work.tx, who.id, work.now)]
    for about in await roster.shown_in(work.tx, groups, work.now):
        await work.redraw(about, only=new)
    await audit.record(work.tx, work.now, subject, "account changed", subject)
    await work.tell_secretariat(MOVED, subject, work.now.isoformat())
