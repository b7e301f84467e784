"""The only writers of meetings, of who was told of them, and of their reminders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from council.agenda import Agenda
from council.authority import Action, demand
from council.errors import ChangedMeanwhile, Forbidden
from council.meetings import Meeting, MeetingDraft, Part, cancelled, changed, check_start, cleaned, moved
from council.people import Person
from council.series import tell_at
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import schedule as schedule_actions
from handlers.meetings.actions.audience import CARD, to_chats, to_person
from storage import agendas, audit, meetings, outbox
from storage.outbox import Lane, Order

MOVED, CANCELLED = "meetings.moved", "meetings.cancelled"
ZONE = "meetings.zone"
CHANGED = {Part.LINK: "meetings.link", Part.PLACE: "meetings.place", Part.DURATION: "meetings.duration"}
"""Kinds of deliveries. The card goes with the rounds' lane: it never delays a reminder or a correction."""

CHUNK = 50
"""How many people one transaction tells of a meeting, so that no other writer waits long."""


@dataclass(slots=True)
class Heard:
    """Who is told of a change by what it does to an earlier meeting of the same series: they are not told again.
    `following`: the change is to all meetings that follow, too."""

    following: bool = False
    people: set[int] = field(default_factory=set)
    chats: set[int] = field(default_factory=set)

    def new(self, orders: Iterable[Order]) -> list[Order]:
        """Those of the orders whose recipients have not heard; they have now."""
        kept = [o for o in orders if (o.person not in self.people if o.person else o.chat not in self.chats)]
        self.people |= {order.person for order in kept if order.person}
        self.chats |= {order.chat for order in kept if not order.person}
        return [replace(order, data={**order.data, "following": 1}) for order in kept] if self.following else kept


async def look_at(work: UnitOfWork, id_: int) -> Meeting:
    """A meeting that the one who acts may see. Raises `Forbidden`, alike for one that is not there."""
    return await _allowed(work, id_, Action.SEE_MEETING)


async def publish(work: UnitOfWork, draft: MeetingDraft, agenda: Agenda | None = None) -> Meeting:
    """Set a meeting; telling its people begins at once. Raises what `cleaned` and `check_start` do."""
    draft = publishable(work, draft)
    starts_at = check_start(draft.starts, draft.zone, work.now, second=draft.second)
    by = work.actor.person.id if work.actor.person else None
    given = agenda or Agenda(link=draft.agenda)
    draft = replace(draft, agenda=given.link)
    meeting = await meetings.add(work.tx, draft, starts_at, by, work.now)
    if given.given:
        await agendas.add(work.tx, meeting.id, given, by, work.now)
    await schedule_actions.schedule(work, meeting)
    await record(work, "meeting published", meeting, {"groups": list(draft.groups)})
    await invite_some(work)
    return meeting


def publishable(work: UnitOfWork, draft: MeetingDraft) -> MeetingDraft:
    """The draft as it may be published by the one who acts. Raises `Forbidden`, and what `cleaned` does."""
    demand(work.actor, Action.PUBLISH_MEETING, draft.groups)
    groups = tuple(code for code in work.council.codes if code in draft.groups)
    if not groups or set(groups) != set(draft.groups):
        raise Forbidden(Action.PUBLISH_MEETING)
    return cleaned(replace(draft, groups=groups))


async def move(
    work: UnitOfWork, id_: int, schedule: int, starts: datetime, zone: str, *, second: bool = False
) -> tuple[Meeting, int]:  # fmt: skip
    """Set another time, in place of that of `schedule`; the number of people who are told comes with it.

    Raises `ChangedMeanwhile` when the meeting has another schedule by now, and what `moved` does.
    """
    was = await to_change(work, id_)
    if was.schedule != schedule:
        raise ChangedMeanwhile
    new = moved(was, starts, zone, work.now, second=second)
    if was.series is not None:
        await tell_in_time(work, new)
    return new, await put_moved(work, was, new, Heard())


async def tell_in_time(work: UnitOfWork, meeting: Meeting) -> None:
    """A meeting of a series that is moved: those who do not know of it yet are told in time for its new time."""
    longest = max(work.council.reminders_of(meeting.draft.reminders), default=timedelta())
    await meetings.tell_from(work.tx, meeting.id, tell_at(meeting.starts_at, longest, work.now))


async def put_moved(work: UnitOfWork, was: Meeting, new: Meeting, heard: Heard) -> int:
    """Keep another time of a meeting, and tell those who know the earlier one; how many people that are."""
    people = await put_changed(work, was, new)
    await schedule_actions.forget(work, was)
    await schedule_actions.schedule(work, new)
    await record(work, "meeting moved", new, {"schedule": new.schedule})
    # Who has not heard of an earlier move yet hears of both in one: what was is what they last heard.
    what = f"moved:{new.schedule}"
    wanted = [order for person in people for order in to_person(new, MOVED, Lane.RECEIPTS, person, what)]
    wanted += await to_chats(work, new, MOVED, what)
    orders = []
    for order, earlier in await _since_heard(work, MOVED, wanted, new):
        told = str(earlier["was"]) if earlier else was.starts_at.isoformat()
        if datetime.fromisoformat(told) != new.starts_at:
            orders.append(replace(order, data={"schedule": new.schedule, "was": told}))
    return await _tell(work, orders, heard)


async def change(work: UnitOfWork, id_: int, part: Part, value: str) -> tuple[Meeting, int]:
    """Change a part of a meeting ("" for none). People are told of another link, place or duration, what it was and is,
    in one message however often it changes before that is sent; how many comes with it. Raises what `changed` does."""
    was = await to_change(work, id_)
    new = changed(was, part, value, work.now)
    return new, await put_part(work, was, new, part, Heard())


async def put_part(work: UnitOfWork, was: Meeting, new: Meeting, part: Part, heard: Heard) -> int:
    """Keep a meeting of which a part was changed; how many people are told."""
    people = await put_changed(work, was, new)
    if part is Part.REMINDERS:
        await schedule_actions.remind(work, new)
    await record(work, "meeting changed", new, {"part": part.value})
    if part not in CHANGED:
        return 0
    kind, what = CHANGED[part], f"{part.value}:{work.now.isoformat()}"
    wanted = [order for person in people for order in to_person(new, kind, Lane.RECEIPTS, person, what)]
    wanted += await to_chats(work, new, kind, what)
    orders = []
    for order, earlier in await _since_heard(work, kind, wanted, new):
        told = str(earlier["was"]) if earlier else was.draft.part(part)
        if told != new.draft.part(part):
            orders.append(replace(order, data={"was": told}))
    return await _tell(work, orders, heard)


async def cancel(work: UnitOfWork, id_: int) -> tuple[Meeting, int]:
    """Call a meeting off; the number of people who are told comes with it. Raises `NotAhead`, `ChangedMeanwhile`."""
    was = await to_change(work, id_)
    new = cancelled(was, work.now)
    return new, await put_cancelled(work, was, new, Heard())


async def put_cancelled(work: UnitOfWork, was: Meeting, new: Meeting, heard: Heard) -> int:
    """Keep a meeting that is called off; how many people are told."""
    people = await put_changed(work, was, new)
    await schedule_actions.forget(work, new)
    await record(work, "meeting cancelled", new)
    return await tell_cancelled(work, new, people, await to_chats(work, new, CANCELLED, "cancelled"), heard)


async def tell_cancelled(
    work: UnitOfWork, meeting: Meeting, people: Iterable[Person], in_chats: Iterable[Order], heard: Heard
) -> int:
    """Tell these people, and chats, that a meeting is called off; how many people that are who had not heard."""
    orders = [order for person in people for order in to_person(meeting, CANCELLED, Lane.RECEIPTS, person, "cancelled")]
    return await _tell(work, [*orders, *in_chats], heard)


async def tell_of_zone(work: UnitOfWork, was: Meeting, new: Meeting) -> int:
    """The rules of the meeting's zone were changed: those who live by other clocks are told; how many they are."""
    await outbox.redraw(work.tx, new.subject, work.now, CARD)
    data: dict[str, int | str] = {"schedule": new.schedule, "was": was.starts_at.isoformat()}
    orders = [
        order
        for person in await meetings.told(work.tx, new.id, work.now)
        if person.zone != new.draft.zone
        for order in to_person(new, ZONE, Lane.RECEIPTS, person, f"zone:{new.starts_at.isoformat()}", data)
    ]
    return await _tell(work, orders, Heard())


Waiting = Mapping[str, int | str] | None
"""The data of an earlier message of the same kind that has not left yet."""


async def _since_heard(
    work: UnitOfWork, kind: str, wanted: Sequence[Order], meeting: Meeting
) -> list[tuple[Order, Waiting]]:  # fmt: skip
    """The orders, each with the earlier one that it replaces because it has not left yet."""
    unheard = await outbox.waiting(work.tx, meeting.subject, kind)
    unheard_in_chats = await outbox.waiting_in_chats(work.tx, meeting.subject, kind)
    await outbox.cancel(work.tx, meeting.subject, kind, "changed again", work.now)
    return [
        (order, unheard.get(order.person) if order.person else unheard_in_chats.get(order.chat)) for order in wanted
    ]


async def _tell(work: UnitOfWork, orders: Sequence[Order], heard: Heard) -> int:
    new = heard.new(orders)
    await outbox.queue(work.tx, new, work.now)
    return sum(order.person is not None for order in new)


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


async def to_change(work: UnitOfWork, id_: int) -> Meeting:
    """A meeting that the one who acts may change. Raises `Forbidden`, alike for one that is not there."""
    return await _allowed(work, id_, Action.CHANGE_MEETING)


async def record(work: UnitOfWork, what: str, meeting: Meeting, detail: audit.Detail | None = None) -> None:
    """Write down who did this to the meeting."""
    await audit.record(work.tx, work.now, work.actor.label, what, meeting.subject, detail)
