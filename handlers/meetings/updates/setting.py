"""Updates about meetings that are being set: series, drafts, copies, one message with everything."""

from council.authority import Action, demand
from council.errors import Stale
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import LegacyForm
from handlers.meetings.actions import drafts, series
from handlers.meetings.actions import meetings as meetings_actions
from handlers.meetings.forms import fields, letters
from handlers.meetings.forms.meeting import MEETING
from handlers.meetings.forms.series import SERIES
from handlers.meetings.views import card
from handlers.meetings.views import drafts as drafts_views
from handlers.meetings.views.card import CallOffAll
from handlers.meetings.views.drafts import CopyOf, OnDraft, ShowDrafts, ShowEarlier, What
from storage import meetings

_FORM_OF: dict[str, LegacyForm] = {drafts.MEETING: MEETING, drafts.SERIES: SERIES}

MOST_EARLIER = 10


async def meeting(visit: Visit) -> None:
    """/meeting: set a meeting; what follows the command may be all of it."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    if letters.is_one(visit.incoming.argument):
        read = letters.read(visit, visit.incoming.argument)
        if read.note is not None:
            visit.say(card.told(read.note))
        await forms.begin(visit, MEETING, read.values)
        return
    await forms.begin(visit, MEETING)


async def series_of(visit: Visit) -> None:
    """/series: set a series of meetings."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    await forms.begin(visit, SERIES)


async def call_off_all(visit: Visit, press: CallOffAll) -> None:
    """This meeting and all that follow are cancelled."""
    rest = await series.cancel_following(visit.work, press.meeting)
    visit.toast(card.people_told(rest.people, visit.t))
    visit.show(card.cancelled(visit.council, rest.first, visit.zone, visit.t, rest=True))


async def show_drafts(visit: Visit, _press: ShowDrafts) -> None:
    """The drafts."""
    visit.say(drafts_views.listed(await drafts.listed(visit.work), visit.zone, visit.t))


async def on_draft(visit: Visit, press: OnDraft) -> None:
    """Go on with a draft, or discard it."""
    found = await drafts.one(visit.work, press.draft)
    if press.what is What.DISCARD:
        await drafts.discard(visit.work, found.id)
        visit.toast(visit.t("Discarded."))
        visit.show(drafts_views.listed(await drafts.listed(visit.work), visit.zone, visit.t))
        return
    if found.kind not in _FORM_OF:
        raise Stale
    await forms.begin(visit, _FORM_OF[found.kind], {**found.data, drafts.DRAFT: found.id})


async def show_earlier(visit: Visit, _press: ShowEarlier) -> None:
    """The meetings that a new one can be copied from."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    found = await meetings.earlier(visit.tx, MOST_EARLIER)
    visit.say(drafts_views.earlier(visit.council, found, visit.t))


async def copy(visit: Visit, press: CopyOf) -> None:
    """A new meeting like an earlier one, whatever became of that: only its day and its agenda are asked."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    found = await meetings_actions.look_at(visit.work, press.meeting)
    await forms.begin(visit, MEETING, fields.data_of(found.draft))


PRESSES = (
    pressed(CallOffAll, call_off_all),
    pressed(ShowDrafts, show_drafts),
    pressed(OnDraft, on_draft),
    pressed(ShowEarlier, show_earlier),
    pressed(CopyOf, copy),
)
