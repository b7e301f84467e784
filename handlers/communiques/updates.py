"""Updates on communiqués: what the channels are told of a decision, a meeting or a year, drafted, reworded and posted."""

from functools import partial

from council.announcements import CAPTION_LIMIT
from council.authority import Action, demand, require_there
from council.communiques import About, public_decision, public_meeting, report_id
from council.errors import Stale
from handlers.communiques import actions, views
from handlers.communiques.forms import REWORD, show_draft
from handlers.communiques.presses import DropDraft, Publish, Reword
from handlers.communiques.reads import list_became, visible_communique
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.reports.actions import send_previews
from handlers.reports.reads import check_year, visible_followed
from handlers.reports.views.page import told
from storage import meetings, records
from storage.communiques import CommuniqueState


async def tell_of_record(visit: Visit, round_id: int) -> None:
    """Draft, or show again, what the channels are told of an adopted recommendation."""
    subject = f"round:{round_id}"
    demand(visit.actor, Action.PUBLISH_NEWS, subject=subject)
    kept = require_there(await records.of_round(visit.tx, round_id), Action.PUBLISH_NEWS, subject)
    decision = public_decision(kept.record, kept.hash)
    write = partial(views.of_decision, decision, visit.council)
    draft = await actions.get_draft(visit.work, About.RECORD, round_id, (decision.group,), write, visit.catalogs)
    await show_draft(visit, draft)


async def tell_of_meeting(visit: Visit, meeting_id: int) -> None:
    """Draft, or show again, what the channels are told of a meeting that was held."""
    subject = f"meeting:{meeting_id}"
    demand(visit.actor, Action.PUBLISH_NEWS, subject=subject)
    found = require_there(await meetings.find(visit.tx, meeting_id), Action.PUBLISH_NEWS, subject)
    held = public_meeting(found, visit.now)
    write = partial(views.of_meeting, held, visit.council)
    draft = await actions.get_draft(visit.work, About.MEETING, meeting_id, held.groups, write, visit.catalogs)
    await show_draft(visit, draft)


async def tell_of_report(visit: Visit, year: int) -> None:
    """Draft, or show again, what the channels are told of a year's report, with the files that go there, to be looked at."""
    demand(visit.actor, Action.PUBLISH_NEWS, subject="report")
    check_year(visit.council, year, visit.now)
    today = visit.council.today(visit.now)
    followed = await visible_followed(visit.tx, visit.council, visit.actor, "", year, visit.now)
    if not followed.found:
        raise Stale
    groups = tuple(dict.fromkeys(one.group for one in followed.found))
    write = partial(told, visit.council, year, groups, followed.day)
    draft = await actions.get_draft(visit.work, About.REPORT, report_id(year, today), groups, write, visit.catalogs)
    if draft.state is CommuniqueState.DRAFT:
        await send_previews(visit.work, draft.subject, year, draft.texts, visit.incoming.update_id)
    await show_draft(visit, draft)


async def publish(visit: Visit, press: Publish) -> None:
    """[Post]: a second press finds it posted."""
    found = await actions.publish(visit.work, press.communique)
    visit.show(views.communique(found, await list_became(visit.work, found), visit.t))


async def reword(visit: Visit, press: Reword) -> None:
    found = await visible_communique(visit.work, press.communique)
    if press.language not in found.texts:
        raise Stale
    limit = {"limit": CAPTION_LIMIT} if found.thing == About.REPORT else {}  # it stands under a file
    await forms.begin(visit, REWORD, {"communique": found.id, "language": press.language, **limit})


async def drop_draft(visit: Visit, press: DropDraft) -> None:
    found = await actions.drop(visit.work, press.communique)
    visit.show(views.communique(found, [], visit.t))


PRESSES = (pressed(Publish, publish), pressed(Reword, reword), pressed(DropDraft, drop_draft))
