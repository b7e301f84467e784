"""The only writers of the work plan: items, their days, who sees to them, and reminders of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from council import plan as rules
from council import quiet_hours
from council.authority import Action, anywhere, demand, may
from council.clock import zone
from council.errors import Forbidden, Unchanged
from council.people import Actor, Person, Role
from council.plan import LinkKind, NoSuchThing, PlanDraft, PlanItem
from handlers.framework.work import UnitOfWork
from storage import audit, meetings, members, outbox, plan
from storage.outbox import Lane, Order
from storage.store import Transaction

REMINDER, YOURS, PICTURE, TABLE = "plan.reminder", "plan.yours", "plan.picture", "plan.table"
"""Kinds of deliveries."""


def today(work: UnitOfWork) -> date:
    """The present day where the council is: a plan's days are that zone's."""
    return work.now.astimezone(zone(work.council.zone)).date()


def seen(work: UnitOfWork) -> tuple[str, ...] | None:
    """The groups whose plans the one who acts sees, None for all. Raises `Forbidden` for one who sees none."""
    groups = rules.seen(work.actor, work.council.committee)
    if groups == ():
        raise Forbidden(Action.SEE_PLAN)
    return groups


def changeable(work: UnitOfWork) -> list[str]:
    """The groups whose plans the one who acts may change, in the council's order."""
    where = anywhere(work.actor, Action.CHANGE_PLAN)
    return [code for code in work.council.codes if where is None or code in where]


async def look_at(work: UnitOfWork, id_: int) -> PlanItem:
    """An item that the one who acts may see. Raises `Forbidden`, alike for one that is not there."""
    found = await plan.get(work.tx, id_)
    groups = rules.seen(work.actor, work.council.committee)
    if found is None or (groups is not None and found.draft.group not in groups):
        raise Forbidden(Action.SEE_PLAN, f"plan:{id_}")
    return found


async def add(work: UnitOfWork, draft: PlanDraft) -> PlanItem:
    """A new item; whoever is to see to it is told. Raises `Forbidden` and what `cleaned` does."""
    made = await put_in(work, draft)
    await tell(work, [made.draft.person])
    return made


async def put_in(work: UnitOfWork, draft: PlanDraft, *, done: bool = False) -> PlanItem:
    demand(work.actor, Action.CHANGE_PLAN, [draft.group])
    if draft.group not in work.council.codes:
        raise Forbidden(Action.CHANGE_PLAN)
    draft = rules.cleaned(draft, today(work))
    await _check_person(work, draft)
    made = await plan.add(work.tx, draft, _by(work), work.now)
    await _keep(work, replace(made, done_at=work.now) if done else made)
    await _record(work, "planned", made, {"group": draft.group})
    return made


async def change(work: UnitOfWork, id_: int, draft: PlanDraft) -> PlanItem:
    """Other words, or someone else who sees to it; not another day or group. Raises `Forbidden`, `Unchanged`."""
    was = await _to_change(work, id_)
    new = await put_other(work, was, replace(draft, due=was.draft.due))
    if new.draft.person != was.draft.person:
        await tell(work, [new.draft.person])
    return new


async def put_other(work: UnitOfWork, was: PlanItem, draft: PlanDraft) -> PlanItem:
    draft = rules.cleaned(replace(draft, group=was.draft.group), today(work))
    if draft == was.draft:
        raise Unchanged
    await _check_person(work, draft, was)
    new = replace(was, draft=draft)
    await _keep(work, new)
    await _record(work, "plan changed", new)
    return new


async def move(work: UnitOfWork, id_: int, due: date) -> PlanItem:
    """Another day; the old one is kept. Raises `Forbidden`, `Unchanged`, `BadYear`."""
    return await put_off(work, await _to_change(work, id_), due)


async def put_off(work: UnitOfWork, was: PlanItem, due: date) -> PlanItem:
    new = rules.moved(was, due, today(work))
    await plan.note_move(work.tx, was.id, new.schedule, was.draft.due, due, _by(work), work.now)
    await _keep(work, new)
    await _record(work, "plan moved", new, {"was": was.draft.due.isoformat(), "now": due.isoformat()})
    return new


async def finish(work: UnitOfWork, id_: int, *, done: bool) -> PlanItem:
    """Say that it is done, or that it is not after all. Raises `Forbidden`, `Unchanged`."""
    await look_at(work, id_)
    was = await plan.get(work.tx, id_, lock=True)
    if was is None or not rules.can_finish(work.actor, was):
        raise Forbidden(Action.CHANGE_PLAN, f"plan:{id_}")
    if was.dropped_at is not None or (was.done_at is not None) is done:
        raise Unchanged
    new = replace(was, done_at=work.now if done else None)
    await _keep(work, new)
    await _record(work, "plan done" if done else "plan not done", new)
    return new


async def drop(work: UnitOfWork, id_: int) -> PlanItem:
    """Take an item off the plan. Raises `Forbidden`, `Unchanged`."""
    new = replace(await _to_change(work, id_), dropped_at=work.now)
    await _keep(work, new)
    await _record(work, "taken off the plan", new)
    return new


async def tie(work: UnitOfWork, id_: int, number: str) -> PlanItem:
    """Tie an item to a meeting ("17") or a recommendation ("B-2026-03") that the one who acts may see.

    Raises `Forbidden`, `Unchanged` when it is tied already, and `NoSuchThing` alike for what is not there or not theirs.
    """
    found = await _to_change(work, id_)
    kind, thing = await _named(work, number.strip().lstrip("#№"))
    if not await plan.link(work.tx, id_, kind, thing):
        raise Unchanged
    await _record(work, "plan tied", found, {kind.value: thing})
    return found


async def _named(work: UnitOfWork, number: str) -> tuple[LinkKind, int]:
    if number.isdecimal() and len(number) < 16:
        meeting = await meetings.get(work.tx, int(number))
        if meeting is not None and may(work.actor, Action.SEE_MEETING, meeting.draft.groups):
            return LinkKind.MEETING, meeting.id
    else:
        named = await plan.recommendation(work.tx, number)
        if named is not None and may(work.actor, Action.SEE_ROUND, [named[1]]):
            return LinkKind.RECOMMENDATION, named[0]
    raise NoSuchThing


async def untie(work: UnitOfWork, id_: int, kind: LinkKind, thing: int) -> PlanItem:
    """Take a link away. Raises `Forbidden`, `Unchanged`."""
    found = await _to_change(work, id_)
    if not await plan.unlink(work.tx, id_, kind, thing):
        raise Unchanged
    await _record(work, "plan untied", found, {kind.value: thing})
    return found


async def remind_due(work: UnitOfWork) -> bool:
    """Queue the reminders of one item whose time has come; whether there was one.

    After the quiet hours of each who is reminded, and not beyond the day on which it is due.
    """
    item = await plan.first_due(work.tx, work.now)
    if item is None:
        return False
    await _keep(work, item)
    days = rules.lead(item, today(work))
    if days is None:
        return True
    over = datetime.combine(item.draft.due, time.min, zone(work.council.zone)).astimezone(UTC)
    orders = []
    for person in await to_remind(work.tx, item, work.now):
        if person.telegram_id is not None:
            due = quiet_hours.after(work.council.quiet_for(person), person.zone, work.now)
            orders.append(
                Order(
                    f"{item.subject}:{item.schedule}:{days}:{person.id}", REMINDER, item.subject, Lane.REMINDERS,
                    person.telegram_id, person.id, {"schedule": item.schedule}, due_at=due, expires_at=over,
                )
            )  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    return True


async def to_remind(tx: Transaction, item: PlanItem, now: datetime) -> list[Person]:
    """Whom to remind of it: the one who sees to it, while they sit in the group; else its chairs."""
    person = await members.get(tx, item.draft.person) if item.draft.person is not None else None
    if person is not None:
        seats = await members.seats_of(tx, person.id, now)
        if may(Actor("person", person, seats), Action.SEE_PLAN, [item.draft.group]):
            return [person]
    return await members.holders(tx, [item.draft.group], now, {Role.CHAIR})


async def send(work: UnitOfWork, kind: str, group: str, year: int, once: str) -> None:
    """Have a year's plan (of a group, or "" for all that one sees) sent as a picture or a table. Raises `Forbidden`."""
    groups = seen(work)
    if group and groups is not None and group not in groups:
        raise Forbidden(Action.SEE_PLAN)
    person = work.person
    if person.telegram_id is not None:
        key = f"{kind}:{person.id}:{once}"
        data: dict[str, int | str] = {"group": group, "year": year}
        order = Order(
            key, kind, f"person:{person.id}", Lane.RECEIPTS, person.telegram_id, person.id, data,
            expires_at=work.now + timedelta(minutes=10),
        )  # fmt: skip
        await outbox.queue(work.tx, [order], work.now)


async def tell(work: UnitOfWork, persons: Iterable[int | None]) -> None:
    """Tell those who have something new to see to; not the one who gave it to themselves."""
    own = work.actor.person.id if work.actor.person else None
    ids = {id_ for id_ in persons if id_ is not None and id_ != own}
    orders = [
        Order(
            f"plan:yours:{person.id}:{work.now.isoformat()}", YOURS, f"person:{person.id}", Lane.ROUNDS,
            person.telegram_id, person.id,
            due_at=quiet_hours.after(work.council.quiet_for(person), person.zone, work.now),
        )
        for person in (await members.many(work.tx, ids)).values()
        if person.telegram_id is not None
    ]  # fmt: skip
    if orders:
        await outbox.queue(work.tx, orders, work.now)


async def _to_change(work: UnitOfWork, id_: int) -> PlanItem:
    """An open item whose plan the one who acts may change. Raises `Forbidden`, and `Unchanged` for one that is over."""
    await look_at(work, id_)
    found = await plan.get(work.tx, id_, lock=True)
    demand(work.actor, Action.CHANGE_PLAN, [found.draft.group] if found else [], f"plan:{id_}")
    if found is None or not found.open:
        raise Unchanged
    return found


async def _check_person(work: UnitOfWork, draft: PlanDraft, was: PlanItem | None = None) -> None:
    """Who sees to it sits in the group; one who did when they were given it may stay. Raises `Forbidden`."""
    if draft.person is None or (was is not None and was.draft.person == draft.person):
        return
    if draft.person not in {person.id for person in await members.holders(work.tx, [draft.group], work.now)}:
        raise Forbidden(Action.CHANGE_PLAN, f"person:{draft.person}")


async def _keep(work: UnitOfWork, item: PlanItem) -> None:
    await plan.put(work.tx, item, rules.next_reminder(item, work.now, work.council.zone))


def _by(work: UnitOfWork) -> int | None:
    return work.actor.person.id if work.actor.person else None


async def _record(work: UnitOfWork, what: str, item: PlanItem, detail: audit.Detail | None = None) -> None:
    await audit.record(work.tx, work.now, work.actor.label, what, item.subject, detail)
