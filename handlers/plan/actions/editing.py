"""The only writers of the work plan: items, their days, who is responsible for them, and their reminders."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from council import followup as following, plan as rules
from council.authority import Action, demand, may
from council.clock import zone
from council.errors import Forbidden, Unchanged
from council.followup import LEAD, Answer, Evidence, PeriodOver, State
from council.people import Actor, Person, Role
from council.plan import LinkKind, NoSuchThing, PlanDraft, PlanItem
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.plan.reads import visible_groups
from storage import followup, followup_questions, meetings, members, plan
from storage.outbox import Lane
from storage.transaction import Transaction

REMINDER = Kind("plan.reminder", Lane.REMINDERS, card=True, spends=True)
YOURS = Kind("plan.yours", Lane.ROUNDS)
PICTURE, TABLE = Kind("plan.picture"), Kind("plan.table")


async def visible_item(work: UnitOfWork, id_: int, *, lock: bool = False) -> PlanItem:
    """An item that the one who acts may see. Raises `Forbidden`, alike for one that is not there."""
    found = await plan.find(work.tx, id_, lock=lock)
    groups = rules.visible_groups(work.actor, work.council.committee)
    if found is None or (groups is not None and found.draft.group not in groups):
        raise Forbidden(Action.SEE_PLAN, f"plan:{id_}")
    return found


async def add(work: UnitOfWork, draft: PlanDraft) -> PlanItem:
    """Add an item and tell whoever is responsible. Raises `Forbidden`, and as `cleaned` does."""
    made = await put_in(work, draft)
    await tell_responsible(work, [made.draft.person])
    return made


async def put_in(work: UnitOfWork, draft: PlanDraft, *, done: bool = False) -> PlanItem:
    demand(work.actor, Action.CHANGE_PLAN, [draft.group])
    if draft.group not in work.council.codes:
        raise Forbidden(Action.CHANGE_PLAN)
    draft = rules.cleaned(draft, work.council.today(work.now))
    await _check_person(work, draft)
    made = await plan.add(work.tx, draft, work.actor.person_id, work.now)
    await keep(work, replace(made, done_at=work.now) if done else made)
    await work.record("planned", made.subject, {"group": draft.group})
    return made


async def change(work: UnitOfWork, id_: int, draft: PlanDraft) -> PlanItem:
    """Change the words or who is responsible, not the day or group. Raises `Forbidden`, `Unchanged`."""
    was = await _to_change(work, id_)
    new = await put_other(work, was, replace(draft, due=was.draft.due))
    if new.draft.person != was.draft.person:
        await tell_responsible(work, [new.draft.person])
    return new


async def put_other(work: UnitOfWork, was: PlanItem, draft: PlanDraft) -> PlanItem:
    draft = rules.cleaned(replace(draft, group=was.draft.group), work.council.today(work.now))
    if draft == was.draft:
        raise Unchanged
    await _check_person(work, draft, was)
    new = replace(was, draft=draft)
    await keep(work, new)
    await work.record("plan changed", new.subject)
    return new


async def move(work: UnitOfWork, id_: int, due: date) -> PlanItem:
    """Move an item to another day; the old day is kept. Raises `Forbidden`, `Unchanged`, `BadYear`."""
    return await put_off(work, await _to_change(work, id_), due)


async def put_off(work: UnitOfWork, was: PlanItem, due: date) -> PlanItem:
    new = rules.moved(was, due, work.council.today(work.now))
    await plan.note_move(work.tx, was.id, new.schedule, was.draft.due, due, work.actor.person_id, work.now)
    await keep(work, new)
    await work.record("plan moved", new.subject, {"was": was.draft.due.isoformat(), "now": due.isoformat()})
    return new


async def finish(work: UnitOfWork, id_: int, *, done: bool) -> PlanItem:
    """Mark an item as done, or as not done after all; of what is asked after, that is an answer. Raises `Forbidden`,
    `Unchanged`."""
    was = await visible_item(work, id_, lock=True)
    if not rules.can_finish(work.actor, was):
        raise Forbidden(Action.CHANGE_PLAN, was.subject)
    if was.dropped_at is not None or (was.done_at is not None) is done:
        raise Unchanged
    if was.state is not None:
        return await say(work, id_, State.DONE if done else State.UNDER_WAY)
    new = replace(was, done_at=work.now if done else None)
    await keep(work, new)
    await work.record("plan done" if done else "plan not done", new.subject)
    return new


async def say(work: UnitOfWork, id_: int, state: State, words: str = "", evidence: Evidence | None = None) -> PlanItem:
    """Answer how far an item is that is asked after. Raises `Forbidden`, `PeriodOver` where it is asked after no more,
    `TooLong`, `BadLink`."""
    was = await visible_item(work, id_, lock=True)
    if not rules.can_finish(work.actor, was):
        raise Forbidden(Action.CHANGE_PLAN, was.subject)
    if was.dropped_at is not None or was.state is None:
        raise PeriodOver
    said = Answer(LEAD, state, words, evidence or Evidence(), work.person.id, work.now)
    await followup.answer(work.tx, None, following.checked(said), was.id)
    period = following.period_at(work.council, work.now)
    await followup_questions.answered_of_item(work.tx, was.id, work.person.id, period, work.now)
    new = rules.said(was, state, work.now)
    await keep(work, new)
    if new.open and not was.open:
        await plan.ask_next(work.tx, was.id, following.next_question(work.council, work.now))
    await work.record("plan answered", new.subject, {"answer": state.value})
    return new


async def drop(work: UnitOfWork, id_: int) -> PlanItem:
    """Take an item off the plan. Raises `Forbidden`, `Unchanged`."""
    new = replace(await _to_change(work, id_), dropped_at=work.now)
    await keep(work, new)
    await work.record("taken off the plan", new.subject)
    return new


async def tie(work: UnitOfWork, id_: int, number: str) -> PlanItem:
    """Tie an item to a meeting ("17") or a recommendation ("B-2026-03") that the one who acts may see. Raises `Forbidden`,
    `Unchanged` when it is tied already, and `NoSuchThing` alike for what is not there or not theirs."""
    found = await _to_change(work, id_)
    kind, thing = await _named(work, number.strip().lstrip("#№"))
    if not await plan.link(work.tx, id_, kind, thing):
        raise Unchanged
    await work.record("plan tied", found.subject, {kind.value: thing})
    return found


async def _named(work: UnitOfWork, number: str) -> tuple[LinkKind, int]:
    if number.isdecimal() and len(number) < 16:
        meeting = await meetings.find(work.tx, int(number))
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
    await work.record("plan untied", found.subject, {kind.value: thing})
    return found


async def remind_due(work: UnitOfWork) -> bool:
    """Queue the reminders of one item whose time has come, for after each reader's quiet hours and before the day on which
    it is due; whether there was one."""
    item = await plan.first_due(work.tx, work.now)
    if item is None:
        return False
    await plan.put(work.tx, item, rules.next_reminder(item, work.now, work.council.zone))
    days = rules.lead(item, work.council.today(work.now))
    if days is None:
        return True
    over = datetime.combine(item.draft.due, time.min, zone(work.council.zone)).astimezone(UTC)
    people = await to_remind(work.tx, item, work.now)
    once, data = f"{item.schedule}:{days}", {"schedule": item.schedule}
    await work.tell(people, REMINDER, item.subject, once, data, due=work.after_quiet_hours, expires_at=over)
    return True


async def to_remind(tx: Transaction, item: PlanItem, now: datetime) -> list[Person]:
    """Whom to remind of it: the one who sees to it, while they sit in the group; else its chairs."""
    person = await members.find(tx, item.draft.person) if item.draft.person is not None else None
    if person is not None:
        seats = await members.seats_of(tx, person.id, now)
        if may(Actor("person", person, seats), Action.SEE_PLAN, [item.draft.group]):
            return [person]
    return await members.holders(tx, [item.draft.group], now, {Role.CHAIR})


async def send(work: UnitOfWork, kind: Kind, group: str, year: int, once: str) -> None:
    """Send a year's plan (a group's, or "" for all that one sees) as a picture or a table. Raises `Forbidden`."""
    groups = visible_groups(work)
    if group and groups is not None and group not in groups:
        raise Forbidden(Action.SEE_PLAN)
    subject, soon = f"person:{work.person.id}", work.now + timedelta(minutes=10)
    await work.tell([work.person], kind, subject, once, {"group": group, "year": year}, expires_at=soon)


async def tell_responsible(work: UnitOfWork, persons: Iterable[int | None]) -> None:
    """Tell those who have become responsible for something, after their quiet hours; not the one who acts."""
    others = {id_ for id_ in persons if id_ is not None} - {work.actor.person_id}
    for person in (await members.many(work.tx, others)).values():
        subject = f"person:{person.id}"
        await work.tell([person], YOURS, subject, work.now.isoformat(), due=work.after_quiet_hours)


async def _to_change(work: UnitOfWork, id_: int) -> PlanItem:
    """An item whose plan the one who acts may change. Raises `Forbidden`, and `Unchanged` for one that is done or dropped."""
    found = await visible_item(work, id_, lock=True)
    demand(work.actor, Action.CHANGE_PLAN, [found.draft.group], found.subject)
    if not found.changeable:
        raise Unchanged
    return found


async def _check_person(work: UnitOfWork, draft: PlanDraft, was: PlanItem | None = None) -> None:
    """Who sees to it sits in the group; one who did when they were given it may stay. Raises `Forbidden`."""
    if draft.person is None or (was is not None and was.draft.person == draft.person):
        return
    if draft.person not in {person.id for person in await members.holders(work.tx, [draft.group], work.now)}:
        raise Forbidden(Action.CHANGE_PLAN, f"person:{draft.person}")


async def keep(work: UnitOfWork, item: PlanItem) -> None:
    """Keep an item as it is now, and when somebody is reminded of it next."""
    await plan.put(work.tx, item, rules.next_reminder(item, work.now, work.council.zone))
    await work.redraw(item.subject, REMINDER, but=work.actor.chat)
    if item.state is not None:
        await redraw_questions(work, [item.id])


async def redraw_questions(work: UnitOfWork, items: Collection[int]) -> None:
    """Redraw what is asked about these items in this period, and what reminds of it."""
    asked = await followup_questions.of_items(work.tx, items, following.period_at(work.council, work.now))
    for one in asked:
        await work.redraw(one.subject)
    for person in {one.person for one in asked if one.answered_at is None}:
        await work.redraw_reminder(person)
