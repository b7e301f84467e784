"""The plan's updates: read one, call one action, show one view."""

from council.authority import Action, demand
from council.errors import Forbidden, Stale, Unchanged
from council.text_rules import distinct
from handlers.common.dates import day as full_day
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.plan import reads
from handlers.plan.actions import editing, imports
from handlers.plan.forms import ADD, CHANGE, FILE, MOVE, TIE, people_of
from handlers.plan.presses import Ask, Bring, Do, Item, Make, Proof, ShowPlan, Step, Untie
from handlers.plan.reads import item_page, plan_page
from handlers.plan.views import imports as import_views, plan as plan_views
from storage import followup, meetings, plan as plan_store

MOST_MEETINGS = 8
"""How many meetings ahead are offered to be tied to."""

NEAR = 10
"""How many years from the present one a plan's page can be asked for."""


async def work_plan(visit: Visit) -> None:
    """/plan: the work plan of one's groups; of the present year, or of the first one ahead that has a plan."""
    groups = reads.visible_groups(visit.work)
    year = visit.council.today(visit.now).year
    years = await plan_store.years(visit.tx, groups)
    if years and year not in years:
        year = next((one for one in years if one > year), years[-1])
    visit.say(await plan_page(visit, ShowPlan("", year, 0)))


async def show_plan(visit: Visit, press: ShowPlan) -> None:
    if abs(press.year - visit.council.today(visit.now).year) > NEAR:
        raise Stale
    visit.show(await plan_page(visit, press))


async def item(visit: Visit, press: Item) -> None:
    visit.show(await item_page(visit, await editing.visible_item(visit.work, press.item)))


async def do(visit: Visit, press: Do) -> None:
    found = await editing.visible_item(visit.work, press.item)
    if press.step in {Step.DONE, Step.REOPEN}:
        try:
            found = await editing.finish(visit.work, found.id, done=press.step is Step.DONE)
            visit.toast(visit.t("Saved."))
        except Unchanged:
            visit.toast(visit.t("It is so already. Nothing was changed."))
        visit.show(await item_page(visit, found))
        return
    demand(visit.actor, Action.CHANGE_PLAN, [found.draft.group], found.subject)
    if not found.changeable:
        raise Unchanged
    match press.step:
        case Step.MOVE:
            await forms.begin(visit, MOVE, {"item": found.id})
        case Step.WHAT | Step.WHO as ask:
            group = found.draft.group
            people = await people_of(visit, [group])
            await forms.begin(visit, CHANGE, {"item": found.id, "ask": ask.value, "group": group, "people": people})
        case Step.LINK:
            ahead = await meetings.ahead(visit.tx, [found.draft.group], visit.now)
            days = [(full_day(one.starts_at, visit.zone, visit.t), one.draft.title) for one in ahead[:MOST_MEETINGS]]
            labels = distinct([f"{day}: {title}" for day, title in days], 60)
            offered = [[str(one.id), label] for one, label in zip(ahead, labels, strict=False)]
            await forms.begin(visit, TIE, {"item": found.id, "meetings": offered})
        case _ if press.sure != 1:
            visit.show(plan_views.ask_to_drop(found, visit.t))
        case _:
            found = await editing.drop(visit.work, found.id)
            visit.toast(visit.t("Removed from the plan."))
            visit.show(await plan_page(visit, ShowPlan(found.draft.group, found.year, 0)))


async def proof(visit: Visit, press: Proof) -> None:
    """The file, by the id under which Telegram has it."""
    found = await editing.visible_item(visit.work, press.item)
    said = (await followup.answers_of_items(visit.tx, [found.id])).get(found.id)
    if not said or not said[-1].evidence.file_id:
        raise Stale
    words = View(visit.t("{number}: evidence", number=found.number), protect=True)
    visit.hand(said[-1].evidence.file_name or "evidence", said[-1].evidence.file_id, words)


async def untie(visit: Visit, press: Untie) -> None:
    visit.show(await item_page(visit, await editing.untie(visit.work, press.item, press.kind, press.thing)))


async def ask(visit: Visit, press: Ask) -> None:
    match press.what:
        case Make.PICTURE | Make.TABLE:
            kind = editing.PICTURE if press.what is Make.PICTURE else editing.TABLE
            await editing.send(visit.work, kind, press.group, press.year, str(visit.incoming.update_id))
            visit.toast(visit.t("It will be sent in a moment."))
        case Make.ADD:
            groups = _changeable(visit, press.group)
            known = {"group": groups[0]} if len(groups) == 1 else {}
            await forms.begin(visit, ADD, {"people": await people_of(visit, groups), **known})
        case Make.FILE:
            _changeable(visit, press.group)
            groups = visit.work.groups_where(Action.CHANGE_PLAN)
            how = import_views.how(groups, visit.t)
            content = workbook(import_views.template(groups, visit.council.today(visit.now), visit.t))
            visit.hand_once("work-plan.xlsx", content, how, instead=how)
            await forms.begin(visit, FILE)


def _changeable(visit: Visit, group: str) -> list[str]:
    """This group, or ("") all whose plans the one who came may change. Raises `Forbidden`."""
    groups = visit.work.groups_where(Action.CHANGE_PLAN)
    if not groups or (group and group not in groups):
        raise Forbidden(Action.CHANGE_PLAN)
    return [group] if group else groups


async def bring(visit: Visit, press: Bring) -> None:
    if press.yes == 1:
        visit.show(import_views.brought_in(await imports.confirm(visit.work, press.file), visit.t))
    else:
        await imports.discard(visit.work, press.file)
        visit.show(import_views.discarded(visit.t))


PRESSES = (
    pressed(ShowPlan, show_plan), pressed(Item, item), pressed(Do, do), pressed(Untie, untie), pressed(Ask, ask),
    pressed(Bring, bring), pressed(Proof, proof),
)  # fmt: skip
