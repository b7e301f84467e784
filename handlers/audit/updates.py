"""The log's updates: read one, ask for entries, show one view."""

from council.authority import Action, demand
from handlers.audit import actions, views
from handlers.audit.forms import FIND
from handlers.audit.presses import Export, FindPerson, Kinds, Log
from handlers.audit.reads import people_in
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import audit, members


async def log(visit: Visit) -> None:
    """/audit: what was done, by whom, about whom and when."""
    visit.say(await _page(visit, Log("", 0, 0)))


async def page(visit: Visit, press: Log) -> None:
    visit.show(await _page(visit, press))


async def _page(visit: Visit, press: Log) -> View:
    logged = await actions.visible_entries(visit.work, press.about, press.person, press.before, views.A_PAGE + 1)
    people = await members.many(visit.tx, {*people_in(logged), press.person})
    return views.page(logged, people, press, await audit.head(visit.tx), visit.zone, visit.t)


async def kinds(visit: Visit, press: Kinds) -> None:
    demand(visit.actor, Action.SEE_AUDIT)
    visit.show(views.kinds(press, visit.t))


async def find_person(visit: Visit, press: FindPerson) -> None:
    demand(visit.actor, Action.SEE_AUDIT)
    await forms.begin(visit, FIND, {"about": press.about})


async def export(visit: Visit, press: Export) -> None:
    await actions.export(visit.work, press.about, press.person, visit.incoming.update_id)
    visit.toast(visit.t("The file will be sent in a moment."))


PRESSES = (pressed(Log, page), pressed(Kinds, kinds), pressed(FindPerson, find_person), pressed(Export, export))
