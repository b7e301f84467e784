"""The only writer of agendas: another version, told to whoever has an earlier one."""

from dataclasses import replace

from council.agenda import Agenda
from council.authority import Action
from council.errors import NotAhead, Unchanged
from council.meetings import Meeting, cleaned
from handlers.attendance.actions.answers import look
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings
from handlers.meetings.actions.audience import to_chats, to_person
from storage import agendas, audit, outbox
from storage.outbox import Lane

AGENDA = "meetings.agenda"
"""The kind of delivery."""


async def put(work: UnitOfWork, id_: int, agenda: Agenda) -> tuple[Meeting, Agenda, int]:
    """Give a meeting another agenda, or (nothing given) take it back; how many are told comes with it.

    They are told in one message, however often it changes before that is sent, of all that changed since the version
    that they have. Raises `Forbidden`, `NotAhead`, `Unchanged`, `BadLink`, `ChangedMeanwhile`.
    """
    was = await look(work, id_, Action.CHANGE_MEETING)
    if not was.ahead(work.now):
        raise NotAhead
    had = await agendas.latest(work.tx, id_) or Agenda()
    if had.same(agenda):
        raise Unchanged
    new = replace(was, draft=cleaned(replace(was.draft, agenda=agenda.link)))
    people = await meetings.put_changed(work, was, new)
    by = work.actor.person.id if work.actor.person else None
    made = await agendas.add(work.tx, id_, replace(agenda, link=new.draft.agenda), by, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "agenda changed", new.subject, {"version": made.version})
    unheard = await outbox.waiting(work.tx, new.subject, AGENDA)
    unheard_in_chats = await outbox.waiting_in_chats(work.tx, new.subject, AGENDA)
    await outbox.cancel(work.tx, new.subject, AGENDA, "changed again", work.now)
    if not made.given:
        return new, made, 0
    what = f"agenda:{made.version}"
    wanted = [order for person in people for order in to_person(new, AGENDA, Lane.RECEIPTS, person, what)]
    wanted += await to_chats(work, new, AGENDA, what)
    orders = []
    for order in wanted:
        earlier = unheard.get(order.person) if order.person else unheard_in_chats.get(order.chat)
        has = earlier["had"] if earlier else had.version
        orders.append(replace(order, data={"had": has, "version": made.version}))
    await outbox.queue(work.tx, orders, work.now)
    return new, made, sum(order.person is not None for order in orders)
