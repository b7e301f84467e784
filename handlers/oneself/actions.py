"""The only writers of what people tell of themselves, and of their being forgotten."""

from datetime import UTC, datetime, timedelta

from council import quiet_hours, text_rules
from council.audit import FORGOTTEN
from council.clock import zone
from council.errors import Forbidden, LastSecretary, Stale
from handlers.framework.work import UnitOfWork
from storage import audit, meetings, members, outbox, rounds
from storage.erasure import personal_data
from storage.outbox import Lane, Order

MYDATA, LEFT = "oneself.data", "oneself.left"
"""Kinds of deliveries."""

ASKED_FOR = timedelta(days=1)
"""How long a question whether to erase everything can be answered."""


async def change(work: UnitOfWork, field: str, value: str) -> None:
    """Change one of one's own data. Raises `Forbidden` for what is none of them, and what the value is refused with."""
    match field:
        case "name" | "organisation" | "country":
            await members.change(work.tx, work.person.id, **{field: text_rules.name(value)})
        case "email":
            await members.change(work.tx, work.person.id, email=text_rules.email(value) if value else "")
        case "language" if value in work.council.languages:
            await members.change(work.tx, work.person.id, language=value, language_chosen=True)
        case "zone":
            zone(value)
            await members.change(work.tx, work.person.id, zone=value)
        case "quiet":
            await members.change(
                work.tx, work.person.id, quiet=quiet_hours.written(quiet_hours.read(value)) if value else ""
            )
        case _:
            raise Forbidden("set profile")
    await _changed(work, field)


async def want_reminder(work: UnitOfWork, minutes: int, *, wanted: bool) -> None:
    """Want to be reminded so long before a meeting, or not. Raises `Stale` for one that the council does not send."""
    if timedelta(minutes=minutes) not in work.council.reminders:
        raise Stale
    who = work.person
    offsets = [offset // timedelta(minutes=1) for offset in work.council.reminders]
    unwanted = set(who.unwanted if who.reminded else offsets) - ({minutes} if wanted else set())
    unwanted |= set() if wanted else {minutes}
    kept = sorted(one for one in unwanted if one in offsets)
    await members.change(work.tx, who.id, unwanted=kept, reminded=len(kept) < len(offsets))
    await _changed(work, "reminders")


async def _changed(work: UnitOfWork, field: str) -> None:
    subject = f"person:{work.person.id}"
    await audit.record(work.tx, work.now, work.actor.label, "profile changed", subject, {"field": field})


async def ask_data(work: UnitOfWork, serial: int) -> None:
    """Have everything that is stored about oneself sent as a file. `serial` tells one asking from another."""
    person = work.person
    subject = f"person:{person.id}"
    await audit.record(work.tx, work.now, work.actor.label, "data asked for", subject)
    if person.telegram_id is not None:
        order = Order(f"{subject}:data:{serial}", MYDATA, subject, Lane.RECEIPTS, person.telegram_id, person.id)
        await outbox.queue(work.tx, [order], work.now)


async def check_last(work: UnitOfWork) -> None:
    """Raises `LastSecretary` for the only one in the secretariat."""
    if work.actor.is_secretariat and len(await members.secretariat(work.tx, work.now, lock=True)) < 2:
        raise LastSecretary


async def forget(work: UnitOfWork, asked: datetime) -> None:
    """Erase everything about oneself; what the council decided stays, without the name. Raises `LastSecretary`, and
    `Stale` when it was asked too long ago."""
    if not timedelta(0) <= work.now - asked + timedelta(minutes=1) <= ASKED_FOR:
        raise Stale
    await check_last(work)
    person, groups = work.person, work.actor.groups
    await audit.record(work.tx, work.now, work.actor.label, FORGOTTEN, f"person:{person.id}")
    shown = await personal_data.shown_in(work.tx, person)
    shown += [round_.subject for round_ in await rounds.open_in(work.tx, groups, work.now)]
    shown += [meeting.subject for meeting in await meetings.ahead(work.tx, groups, work.now)]
    await personal_data.forget(work.tx, person, work.now)
    for subject in dict.fromkeys(shown):
        await outbox.redraw(work.tx, subject, work.now)
    if groups:
        await _tell_secretariat(work, groups, person.id)


async def _tell_secretariat(work: UnitOfWork, groups: tuple[str, ...], person: int) -> None:
    """That somebody left these groups; not who it was."""
    orders = [
        Order(f"left:{person}:{s.id}", LEFT, f"person:{person}", Lane.RECEIPTS, s.telegram_id, s.id,
              {"groups": " ".join(groups)})
        for s in await members.secretariat(work.tx, work.now)
        if s.telegram_id is not None
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)


def asked_at(minutes: int) -> datetime:
    """The instant of so many minutes since 1970. Raises `Stale` for one that no clock shows."""
    try:
        return datetime.fromtimestamp(minutes * 60, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Stale from error


def in_minutes(at: datetime) -> int:
    """Whole minutes since 1970, as `asked_at` reads them."""
    return int(at.timestamp()) // 60
