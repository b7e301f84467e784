"""Meetings' updates: read one, call one action, show one view."""

from typing import Any

from council.authority import Action, demand, may
from council.errors import NotAhead
from council.meetings import Meeting, Part
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import Form, Several
from handlers.meetings import presses
from handlers.meetings.actions import drafts, meetings as meetings_actions, series
from handlers.meetings.forms import fields, letters
from handlers.meetings.forms.meeting import AGENDA, CHANGE, MEETING, MOVE
from handlers.meetings.forms.series import SERIES
from handlers.meetings.presses import Task
from handlers.meetings.reads import visible_groups, visible_meeting
from handlers.meetings.views import card, notices, setting
from storage import agendas, meetings

_FORM_OF: dict[str, Form[Any]] = {drafts.MEETING: MEETING, drafts.SERIES: SERIES}

MOST_EARLIER = 10


async def list_ahead(visit: Visit) -> None:
    """/meetings: what is ahead for the one who asks."""
    visit.say(await _ahead(visit, 0))


async def turn(visit: Visit, press: presses.Ahead) -> None:
    visit.show(await _ahead(visit, press.page))


async def _ahead(visit: Visit, page: int) -> View:
    listed = await meetings.ahead(visit.tx, visible_groups(visit.work), visit.now)
    last = max(0, (len(listed) - 1) // card.MOST_LISTED)  # some may have begun since
    page, sets = min(max(page, 0), last), may(visit.actor, Action.PUBLISH_MEETING)
    kept = len(await drafts.list_drafts(visit.work)) if sets else 0
    return card.ahead(visit.council, listed, visit.now, visit.zone, visit.t, sets=sets, drafts=kept, page=page)


async def show(visit: Visit, id_: int) -> None:
    """One meeting, opened from a list or a message."""
    found = await visible_meeting(visit.work, id_)
    if may(visit.actor, Action.CHANGE_MEETING, found.draft.groups):
        await meetings_actions.give_managed(visit.work, found, [visit.person])
    else:
        visit.say(await fields.managed_view(visit, found))


async def agenda(visit: Visit) -> None:
    """/agenda: the agenda of one's next meeting."""
    visible_groups(visit.work)
    found = await meetings.next_for(visit.tx, visit.actor.groups or visit.council.codes, visit.now)
    if found is None:
        visit.say(card.ahead(visit.council, [], visit.now, visit.zone, visit.t, sets=False))
        return
    await hand_agenda(visit, found)


async def hand_agenda(visit: Visit, found: Meeting) -> None:
    """Answer with the agenda of a meeting."""
    version = await agendas.latest(visit.tx, found.id)
    shown = notices.agenda_of(visit.council, found, version, visit.now, visit.zone, visit.t)
    if version is not None and version.file_id:
        visit.hand(version.file_name or "agenda", version.file_id, shown)
    else:
        visit.say(shown)


async def manage(visit: Visit, press: presses.Manage) -> None:
    """One of the secretariat's buttons under a meeting."""
    found = await visible_meeting(visit.work, press.meeting)
    if press.task is Task.SHOW:
        await fields.show_managed(visit, found)
        return
    demand(visit.actor, Action.CHANGE_MEETING, found.draft.groups, found.subject)
    if not found.ahead(visit.now):
        raise NotAhead
    follow = await series.count_following(visit.work, found)
    match press.task:
        case Task.COPY:
            await forms.begin(visit, MEETING, fields.copied(found.draft))
        case Task.AGENDA:
            had = await agendas.latest(visit.tx, found.id)
            await forms.begin(visit, AGENDA, {"meeting": found.id, "has": bool(had and had.given)})
        case Task.CANCEL:
            reach = await meetings_actions.reach_of(visit.work, found)
            know = len(await meetings.invited_to_series(visit.tx, found, visit.now)) if follow else 0
            asked = card.ask_to_cancel(visit.council, found, reach, visit.zone, visit.t, follow, know)
            await fields.show_beside(visit, found, asked)
        case Task.MOVE:
            known = {"meeting": found.id, "follow": follow, "schedule": found.schedule}
            await forms.begin(visit, MOVE, {**known, "zone": found.draft.zone, "near": found.draft.starts})
        case Task.TITLE | Task.LINK | Task.MORE:
            chosen = {} if press.task is Task.MORE else {"part": press.task.value}
            has = [part for part in Part if found.draft.part(part)]
            await forms.begin(visit, CHANGE, {"meeting": found.id, "follow": follow, "has": has, **chosen})


async def call_off(visit: Visit, press: presses.CallOff | presses.CallOffAll) -> None:
    """The second press: the meeting is cancelled, or it and all that follow."""
    rest = isinstance(press, presses.CallOffAll)
    cancel = series.cancel_following if rest else meetings_actions.cancel
    found, people = (await cancel(visit.work, press.meeting))[:2]
    visit.toast(card.people_told(people, visit.t))
    visit.show(card.cancelled(visit.council, found, visit.zone, visit.t, rest=rest))


async def set_meeting(visit: Visit) -> None:
    """/meeting: set a meeting; what follows the command may be all of it."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    read = letters.read(visit, visit.incoming.argument) if visit.incoming.argument else Several({})
    if read.note is not None:
        visit.say(View(read.note))
    await forms.begin(visit, MEETING, read.values, "title")


async def set_series(visit: Visit) -> None:
    """/series: set a series of meetings."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    await forms.begin(visit, SERIES)


async def show_drafts(visit: Visit, _press: presses.ShowDrafts) -> None:
    visit.say(setting.listed(await drafts.list_drafts(visit.work), visit.zone, visit.t))


async def on_draft(visit: Visit, press: presses.OnDraft) -> None:
    found = await drafts.visible_draft(visit.work, press.draft)
    if press.what is presses.DraftTask.DISCARD:
        await drafts.discard(visit.work, found.id)
        visit.toast(visit.t("The draft is deleted."))
        visit.show(setting.listed(await drafts.list_drafts(visit.work), visit.zone, visit.t))
        return
    await forms.begin(visit, _FORM_OF[found.kind], {**found.data, drafts.DRAFT: found.id})


async def show_earlier(visit: Visit, _press: presses.ShowEarlier) -> None:
    demand(visit.actor, Action.PUBLISH_MEETING)
    visit.say(setting.earlier(visit.council, await meetings.earlier(visit.tx, MOST_EARLIER), visit.t))


async def copy(visit: Visit, press: presses.CopyOf) -> None:
    """A new meeting like an earlier one, whatever became of that: only its day and its agenda are asked."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    found = await visible_meeting(visit.work, press.meeting)
    await forms.begin(visit, MEETING, fields.copied(found.draft))


PRESSES = (
    pressed(presses.Manage, manage), pressed(presses.CallOff, call_off), pressed(presses.CallOffAll, call_off),
    pressed(presses.Ahead, turn), pressed(presses.ShowDrafts, show_drafts), pressed(presses.OnDraft, on_draft),
    pressed(presses.ShowEarlier, show_earlier), pressed(presses.CopyOf, copy),
)  # fmt: skip
