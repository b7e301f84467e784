"""The only writer of agendas: another version, told to whoever has an earlier one."""

from dataclasses import replace

from council.agenda import Agenda
from council.authority import Action
from council.errors import NotAhead, Unchanged
from council.meetings import Meeting, cleaned
from handlers.framework.deliveries import Kind
from handlers.framework.work import Data, UnitOfWork
from handlers.meetings.actions.meetings import Heard, put_changed, tell_change
from handlers.meetings.reads import visible_meeting
from storage import agendas, outbox

AGENDA = Kind("meetings.agenda")


async def put(work: UnitOfWork, id_: int, agenda: Agenda) -> tuple[Meeting, Agenda, int]:
    """Give a meeting another agenda, or (nothing given) take it back; how many are told comes with it. They are told in
    one message, however often it changes before that is sent, of all that changed since the version that they have.
    Raises `Forbidden`, `NotAhead`, `Unchanged`, `BadLink`, `ChangedMeanwhile`."""
    was = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    if not was.ahead(work.now):
        raise NotAhead
    had = await agendas.latest(work.tx, id_) or Agenda()
    if had.same(agenda):
        raise Unchanged
    new = replace(was, draft=cleaned(replace(was.draft, agenda=agenda.link)))
    await put_changed(work, was, new)
    made = await agendas.add(work.tx, id_, replace(agenda, link=new.draft.agenda), work.actor.person_id, work.now)
    await work.record("agenda changed", new.subject, {"version": made.version})
    if not made.given:
        await outbox.cancel(work.tx, new.subject, AGENDA.name, "changed again", work.now)
        return new, made, 0
    data: Data = {"version": made.version, "had": had.version}
    return new, made, await tell_change(work, new, Heard(), AGENDA, made.version, str(made.version), data, key="had")
