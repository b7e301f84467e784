"""Meetings' updates: read one, call one action, show one view."""

from council.authority import Action, anywhere, demand, may
from council.errors import Forbidden, NotAhead
from council.meetings import Meeting, Part
from handlers.attendance.forms import AGENDA
from handlers.attendance.updates import managing
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.meetings import reads
from handlers.meetings.actions import drafts, series
from handlers.meetings.actions import meetings as meetings_actions
from handlers.meetings.forms import fields
from handlers.meetings.forms.meeting import CHANGE, MEETING, MOVE
from handlers.meetings.views import card
from handlers.meetings.views.card import Ahead, CallOff, Manage, Task
from storage import agendas, meetings


async def list_ahead(visit: Visit) -> None:
    """/meetings: what is ahead for the one who asks."""
    visit.say(await _ahead(visit, 0))


async def turn(visit: Visit, press: Ahead) -> None:
    """Another page of it."""
    visit.show(await _ahead(visit, press.page))


async def _ahead(visit: Visit, page: int) -> View:
    groups = anywhere(visit.actor, Action.SEE_MEETING)
    if groups == ():
        raise Forbidden(Action.SEE_MEETING)
    listed = await meetings.ahead(visit.tx, groups, visit.now)
    last = max(0, (len(listed) - 1) // card.MOST_LISTED)  # some may have begun since
    sets = may(visit.actor, Action.PUBLISH_MEETING)
    kept = len(await drafts.listed(visit.work)) if sets else 0
    return card.ahead(
        visit.council, listed, visit.now, visit.zone, visit.t, sets=sets, drafts=kept, page=min(max(page, 0), last)
    )


async def show(visit: Visit, id_: int) -> None:
    """One meeting, opened from a list or a message."""
    visit.say(await _detail(visit, await meetings_actions.look_at(visit.work, id_)))


async def _detail(visit: Visit, found: Meeting) -> View:
    manage = may(visit.actor, Action.CHANGE_MEETING, found.draft.groups)
    note = None
    if manage and found.ahead(visit.now):
        people = len(await meetings.told(visit.tx, found.id, visit.now))
        note = visit.t.plural("{n} person knows of it.", "{n} people know of it.", people)
    seen = await reads.seen(visit.tx, visit.council, found, visit.actor, visit.now)
    shown = card.card(visit.council, found, visit.now, visit.zone, visit.t, seen)
    return card.detail(shown, found, visit.now, note, visit.t, manage=False).with_rows(*managing(visit, found))


async def manage(visit: Visit, press: Manage) -> None:
    """One of the secretariat's buttons under a meeting."""
    found = await meetings_actions.look_at(visit.work, press.meeting)
    if press.task is Task.SHOW:
        visit.show(await _detail(visit, found))
        return
    demand(visit.actor, Action.CHANGE_MEETING, found.draft.groups, found.subject)
    if not found.ahead(visit.now):
        raise NotAhead
    match press.task:
        case Task.MOVE:
            known = {"meeting": found.id, "schedule": found.schedule, "zone": found.draft.zone}
            await forms.begin(visit, MOVE, {**known, "follow": await series.remaining(visit.work, found)})
        case Task.CANCEL:
            people = len(await meetings.told(visit.tx, found.id, visit.now))
            follow = await series.remaining(visit.work, found)
            know = len(await meetings.told_of_series(visit.tx, found, visit.now)) if follow else 0
            visit.show(card.ask_to_cancel(visit.council, found, people, visit.zone, visit.t, follow, know))
        case Task.TITLE | Task.LINK | Task.MORE:
            known = {"meeting": found.id, "has": [part.value for part in Part if found.draft.part(part)]}
            chosen = {} if press.task is Task.MORE else {"part": press.task.value}
            await forms.begin(visit, CHANGE, {**known, **chosen, "follow": await series.remaining(visit.work, found)})
        case Task.COPY:
            await forms.begin(visit, MEETING, fields.data_of(found.draft))
        case Task.AGENDA:
            had = await agendas.latest(visit.tx, found.id)
            await forms.begin(visit, AGENDA, {"meeting": found.id, "has": bool(had and had.given)})


async def call_off(visit: Visit, press: CallOff) -> None:
    """The second press: it is cancelled."""
    found, people = await meetings_actions.cancel(visit.work, press.meeting)
    visit.toast(card.people_told(people, visit.t))
    visit.show(card.cancelled(visit.council, found, visit.zone, visit.t))


PRESSES = (
    pressed(Manage, manage),
    pressed(CallOff, call_off),
    pressed(Ahead, turn),
)
