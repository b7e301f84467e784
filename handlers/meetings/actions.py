"""The only writers of meetings, of who was told of them, and of their reminders."""

from dataclasses import replace
from datetime import datetime

from council.agenda import Agenda
from council.authority import Action, demand
from council.errors import ChangedMeanwhile, Forbidden
from council.meetings import Meeting, MeetingDraft, Part, cancelled, changed, check_start, cleaned, moved
from council.people import Person
from handlers.context import UnitOfWork
from handlers.meetings import tending
from handlers.meetings.telling import CARD, to_chats, to_person
from storage import agendas, audit, meetings, outbox
from storage.outbox import Lane, Order

MOVED, CANCELLED = "meetings.moved", "meetings.cancelled"
LINK = "meetings.link"
"""Kinds of deliveries. The card goes with the rounds' lane: it never delays a reminder or a correction."""

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
    if draft.agenda:
        await agendas.add(work.tx, meeting.id, Agenda(link=draft.agenda), by, work.now)
    await tending.schedule(work, meeting)
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
    people = await put_changed(work, was, new)
    await tending.forget(work, was)
    await tending.schedule(work, new)
    await _record(work, "meeting moved", new, {"schedule": new.schedule})
    # Who has not heard of an earlier move yet hears of both in one: what was is what they last heard.
    unheard = await outbox.waiting(work.tx, new.subject, MOVED)
    unheard_in_chats = await outbox.waiting_in_chats(work.tx, new.subject, MOVED)
    await outbox.cancel(work.tx, new.subject, MOVED, "moved again", work.now)
    what = f"moved:{new.schedule}"
    wanted = [order for person in people for order in to_person(new, MOVED, Lane.RECEIPTS, person, what)]
    wanted += await to_chats(work, new, MOVED, what)
    orders = []
    for order in wanted:
        earlier = unheard.get(order.person) if order.person else unheard_in_chats.get(order.chat)
        heard = str(earlier["was"]) if earlier else was.starts_at.isoformat()
        if datetime.fromisoformat(heard) != new.starts_at:
            orders.append(replace(order, data={"schedule": new.schedule, "was": heard}))
    await outbox.queue(work.tx, orders, work.now)
    return new, sum(order.person is not None for order in orders)


async def change(work: UnitOfWork, id_: int, part: Part, value: str) -> tuple[Meeting, int]:
    """Change the title or the link ("" for none). People are told of a new link, in one message however often it changes
    before that is sent; how many comes with it. Raises what `changed` does."""
    was = await _allowed(work, id_, Action.CHANGE_MEETING)
    new = changed(was, part, value, work.now)
    people = await put_changed(work, was, new)
    await _record(work, "meeting changed", new, {"part": part.value})
    if part is not Part.LINK or not value:
        return new, 0
    await outbox.cancel(work.tx, new.subject, LINK, "changed again", work.now)
    what = f"{part.value}:{work.now.isoformat()}"
    orders = [order for person in people for order in to_person(new, LINK, Lane.RECEIPTS, person, what)]
    await outbox.queue(work.tx, [*orders, *await to_chats(work, new, LINK, what)], work.now)
    return new, len(orders)


async def cancel(work: UnitOfWork, id_: int) -> tuple[Meeting, int]:
    """Call a meeting off; the number of people who are told comes with it. Raises `NotAhead`, `ChangedMeanwhile`."""
    was = await _allowed(work, id_, Action.CHANGE_MEETING)
    new = cancelled(was, work.now)
    people = await put_changed(work, was, new)
    await tending.forget(work, new)
    await _record(work, "meeting cancelled", new)
    orders = [order for person in people for order in to_person(new, CANCELLED, Lane.RECEIPTS, person, "cancelled")]
    await outbox.queue(work.tx, [*orders, *await to_chats(work, new, CANCELLED, "cancelled")], work.now)
    return new, len(orders)


async def invite_some(work: UnitOfWork) -> bool:
    """Tell some of those who sit in the groups of a meeting ahead and were not told of it yet; whether there were any.

    Publishing and joining later are the same to it.
    """
    found = await meetings.untold(work.tx, work.now, CHUNK)
    orders: list[Order] = []
    known = {id_: await meetings.get(work.tx, id_) for id_ in {id_ for id_, _ in found}}
    for id_, person in found:
        meeting = known[id_]
        if meeting is not None and await meetings.tell(work.tx, id_, person.id, work.now):
            # With the instant: someone who left and came back is told again.
            orders += to_person(meeting, CARD, Lane.ROUNDS, person, f"card:{work.now.isoformat()}")
    if orders:
        await outbox.queue(work.tx, orders, work.now)
    return bool(found)


async def post_in_chats(work: UnitOfWork) -> bool:
    """Put the card of a meeting ahead into linked chats of its groups that have none yet; whether there were any.

    A chat that is linked later gets what is ahead, as someone who joins later does.
    """
    found = await meetings.untold_chats(work.tx, work.now, CHUNK)
    orders: list[Order] = []
    for id_, link in found:
        if await meetings.tell_chat(work.tx, id_, link.chat, work.now):
            subject = f"meeting:{id_}"
            key = f"{subject}:card:chat:{link.chat}:{work.now.isoformat()}"
            orders.append(Order(key, CARD, subject, Lane.ROUNDS, link.chat, thread=link.thread))
    if orders:
        await outbox.queue(work.tx, orders, work.now)
    return bool(found)


async def _allowed(work: UnitOfWork, id_: int, action: Action) -> Meeting:
    meeting = await meetings.get(work.tx, id_)
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"meeting:{id_}")
    if meeting is None:
        raise Forbidden(action, f"meeting:{id_}")
    return meeting


async def put_changed(work: UnitOfWork, was: Meeting, new: Meeting) -> list[Person]:
    """Keep the change and have the cards redrawn; those who are to be told of it: all who saw the meeting as it was."""
    if not await meetings.put(work.tx, was, new, work.now):
        raise ChangedMeanwhile
    await meetings.forget_the_gone(work.tx, new.id, work.now)
    await outbox.redraw(work.tx, new.subject, work.now, CARD)
    unseen = await outbox.waiting(work.tx, new.subject, CARD)
    return [person for person in await meetings.told(work.tx, new.id, work.now) if person.id not in unseen]


async def _record(work: UnitOfWork, what: str, meeting: Meeting, detail: audit.Detail | None = None) -> None:
    await audit.record(work.tx, work.now, work.actor.label, what, meeting.subject, detail)
