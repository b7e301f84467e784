"""Updates about meetings that are being set: series, drafts, copies, one message with everything."""

from council.authority import Action, demand
from council.errors import Stale
from handlers import forms
from handlers.context import Visit
from handlers.meetings import actions, drafts_views, entries, letters, putting_aside, series, views
from handlers.meetings.drafts_views import CopyOf, OnDraft, ShowDrafts, ShowEarlier, What
from handlers.meetings.forms import MEETING
from handlers.meetings.series_forms import SERIES
from handlers.meetings.views import CallOffAll
from handlers.pressed import pressed
from handlers.steps import Form
from storage import meetings

_FORM_OF: dict[str, Form] = {putting_aside.MEETING: MEETING, putting_aside.SERIES: SERIES}

MOST_EARLIER = 10


async def meeting(visit: Visit) -> None:
    """/meeting: set a meeting; what follows the command may be all of it."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    if letters.is_one(visit.incoming.argument):
        read = letters.read(visit, visit.incoming.argument)
        if read.note is not None:
            visit.say(views.told(read.note))
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
    visit.toast(views.people_told(rest.people, visit.t))
    visit.show(views.cancelled(visit.council, rest.first, visit.zone, visit.t, rest=True))


async def show_drafts(visit: Visit, _press: ShowDrafts) -> None:
    """The drafts."""
    visit.say(drafts_views.listed(await putting_aside.listed(visit.work), visit.zone, visit.t))


async def on_draft(visit: Visit, press: OnDraft) -> None:
    """Go on with a draft, or discard it."""
    found = await putting_aside.one(visit.work, press.draft)
    if press.what is What.DISCARD:
        await putting_aside.discard(visit.work, found.id)
        visit.toast(visit.t("Discarded."))
        visit.show(drafts_views.listed(await putting_aside.listed(visit.work), visit.zone, visit.t))
        return
    if found.kind not in _FORM_OF:
        raise Stale
    await forms.begin(visit, _FORM_OF[found.kind], {**found.data, putting_aside.DRAFT: found.id})


async def show_earlier(visit: Visit, _press: ShowEarlier) -> None:
    """The meetings that a new one can be copied from."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    found = await meetings.earlier(visit.tx, MOST_EARLIER)
    visit.say(drafts_views.earlier(visit.council, found, visit.t))


async def copy(visit: Visit, press: CopyOf) -> None:
    """A new meeting like an earlier one, whatever became of that: only its day and its agenda are asked."""
    demand(visit.actor, Action.PUBLISH_MEETING)
    found = await actions.look_at(visit.work, press.meeting)
    await forms.begin(visit, MEETING, entries.data_of(found.draft))


PRESSES = (
    pressed(CallOffAll, call_off_all),
    pressed(ShowDrafts, show_drafts),
    pressed(OnDraft, on_draft),
    pressed(ShowEarlier, show_earlier),
    pressed(CopyOf, copy),
)
