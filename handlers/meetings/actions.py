"""The only writers of meetings, of who was told of them, and of their reminders."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from council.authority import Action, demand
from council.errors import ChangedMeanwhile, Forbidden
from council.meetings import Meeting, MeetingDraft, Part, cancelled, changed, check_start, cleaned, moved, plan, to_send
from council.people import Person
from handlers.context import UnitOfWork
from storage import audit, meetings, outbox, reminders
from storage.outbox import Lane, Order

CARD, REMINDER, MOVED, CANCELLED = "meetings.card", "meetings.reminder", "meetings.moved", "meetings.cancelled"
AGENDA, LINK = "meetings.agenda", "meetings.link"
"""Kinds of deliveries. The card goes with the rounds' lane: it never delays a reminder or a correction."""

_TOLD_OF = {Part.AGENDA: AGENDA, Part.LINK: LINK}

CHUNK = 50
"""How many people one transaction tells of a meeting, so that no other writer waits long."""


async def look_at(work: UnitOfWork, id_: int) -> Meeting:
    """A meeting that the one who acts may see. Raises `Forbidden`, alike for one that is not there."""
    return await _allowed(work, id_, Action.SEE_MEETING)


async def publish(work: UnitOfWork, draft: MeetingDraft) -> Meeting:
    """Set a meeting; telling its people begins at once. Raises what `cleaned` and `check_start` do."""
    demand(work.actor, Action.PUBLISH_MEETING, draft.groups)
    groups = tuple(code for code in work.council.codes if code in draft.groups)
    if not groups or set(groups) != set(draft.groups):
        raise Forbidden(Action.PUBLISH_MEETING)
    draft = cleaned(replace(draft, groups=groups))
    starts_at = check_start(draft.starts, draft.zone, work.now)
    by = work.actor.person.id if work.actor.person else None
    meeting = await meetings.add(work.tx, draft, starts_at, by, work.now)
    await reminders.add(work.tx, plan(meeting, work.council.reminders, work.now))
    await _record(work, "meeting published", meeting, {"groups": list(groups)})
    await invite_some(work)
    return meeting


async def move(work: UnitOfWork, id_: int, schedule: int, starts: datetime, zone: str) -> tuple[Meeting, int]:
    """Set another time, in place of that of `schedule`; the number of people who are told comes with it.

    Raises `ChangedMeanwhile` when the meeting has another schedule by now, and what `moved` does.
    """
    was = await _allowed(work, id_, Action.CHANGE_MEETING)
    if was.schedule != schedule:
        raise ChangedMeanwhile
    new = moved(was, starts, zone, work.now)
    people = await _put(work, was, new)
    await reminders.forget_waiting(work.tx, id_)
    await reminders.add(work.tx, plan(new, work.council.reminders, work.now))
    await _record(work, "meeting moved", new, {"schedule": new.schedule})
    # Who has not heard of an earlier move yet hears of both in one: what was is what they last heard.
    unheard = await outbox.waiting(work.tx, new.subject, MOVED)
    await outbox.cancel(work.tx, new.subject, MOVED, "moved again", work.now)
    orders = []
    for person in people:
        heard = str(unheard[person.id]["was"]) if person.id in unheard else was.starts_at.isoformat()
        if datetime.fromisoformat(heard) != new.starts_at:
            data: dict[str, int | str] = {"schedule": new.schedule, "was": heard}
            orders += _order(new, MOVED, Lane.RECEIPTS, person, f"moved:{new.schedule}", data)
    await outbox.queue(work.tx, orders, work.now)
    return new, len(orders)


async def change(work: UnitOfWork, id_: int, part: Part, value: str) -> tuple[Meeting, int]:
    """Change the title or a link ("" for none). People are told of a new link, in one message however often it changes
    before that is sent; how many comes with it. Raises what `changed` does."""
    was = await _allowed(work, id_, Action.CHANGE_MEETING)
    new = changed(was, part, value, work.now)
    people = await _put(work, was, new)
    await _record(work, "meeting changed", new, {"part": part.value})
    if part not in _TOLD_OF or not value:
        return new, 0
    kind = _TOLD_OF[part]
    await outbox.cancel(work.tx, new.subject, kind, "changed again", work.now)
    what = f"{part.value}:{work.now.isoformat()}"
    orders = [order for person in people for order in _order(new, kind, Lane.RECEIPTS, person, what)]
    await outbox.queue(work.tx, orders, work.now)
    return new, len(orders)


async def cancel(work: UnitOfWork, id_: int) -> tuple[Meeting, int]:
    """Call a meeting off; the number of people who are told comes with it. Raises `NotAhead`, `ChangedMeanwhile`."""
    was = await _allowed(work, id_, Action.CHANGE_MEETING)
    new = cancelled(was, work.now)
    people = await _put(work, was, new)
    await reminders.forget_waiting(work.tx, id_)
    await _record(work, "meeting cancelled", new)
    orders = [order for person in people for order in _order(new, CANCELLED, Lane.RECEIPTS, person, "cancelled")]
    await outbox.queue(work.tx, orders, work.now)
    return new, len(orders)


async def invite_some(work: UnitOfWork) -> bool:
    """Tell some of those who sit in the groups of a meeting ahead and were not told of it yet; whether there were any.

    Publishing and joining later are the same to it.
    """
    found = await meetings.untold(work.tx, work.now, CHUNK)
    orders: list[Order] = []
    for id_, person in found:
        meeting = await meetings.get(work.tx, id_)
        if meeting is not None and await meetings.tell(work.tx, id_, person.id, work.now):
            # With the instant: someone who left and came back is told again.
            orders += _order(meeting, CARD, Lane.ROUNDS, person, f"card:{work.now.isoformat()}")
    if orders:
        await outbox.queue(work.tx, orders, work.now)
    return bool(found)


async def queue_due(work: UnitOfWork) -> bool:
    """Queue the reminder of one meeting that is due, for everyone who was told of it; whether there was one."""
    id_ = await reminders.first_due(work.tx, work.now)
    meeting = await meetings.get(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    reminder = to_send(meeting, await reminders.waiting(work.tx, meeting.id), work.now)
    await reminders.queued(work.tx, meeting.id, work.now)
    if reminder is not None:
        minutes = reminder.offset // timedelta(minutes=1)
        data = {"schedule": meeting.schedule, "offset": minutes}
        what, end = f"{meeting.schedule}:{minutes}", meeting.starts_at
        people = await meetings.told(work.tx, meeting.id, work.now)
        orders = [o for person in people for o in _order(meeting, REMINDER, Lane.REMINDERS, person, what, data, end)]
        await outbox.queue(work.tx, orders, work.now)
        await outbox.redraw(work.tx, meeting.subject, work.now, CARD)  # it says how far ahead the meeting is
    return True


async def _allowed(work: UnitOfWork, id_: int, action: Action) -> Meeting:
    meeting = await meetings.get(work.tx, id_)
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"meeting:{id_}")
    if meeting is None:
        raise Forbidden(action, f"meeting:{id_}")
    return meeting


async def _put(work: UnitOfWork, was: Meeting, new: Meeting) -> list[Person]:
    """Keep the change and have the cards redrawn; those who are to be told of it: all who saw the meeting as it was."""
    if not await meetings.put(work.tx, was, new, work.now):
        raise ChangedMeanwhile
    await meetings.forget_the_gone(work.tx, new.id, work.now)
    await outbox.redraw(work.tx, new.subject, work.now, CARD)
    unseen = await outbox.waiting(work.tx, new.subject, CARD)
    return [person for person in await meetings.told(work.tx, new.id, work.now) if person.id not in unseen]


def _order(
    meeting: Meeting,
    kind: str,
    lane: Lane,
    person: Person,
    what: str,
    data: Mapping[str, int | str] | None = None,
    expires_at: datetime | None = None,
) -> list[Order]:
    """The message of this kind to a person; none to one whom Telegram does not reach."""
    if person.telegram_id is None:
        return []
    key = f"{meeting.subject}:{what}:{person.id}"
    return [Order(key, kind, meeting.subject, lane, person.telegram_id, person.id, data or {}, expires_at=expires_at)]


async def _record(work: UnitOfWork, what: str, meeting: Meeting, detail: audit.Detail | None = None) -> None:
    await audit.record(work.tx, work.now, work.actor.label, what, meeting.subject, detail)
