"""What is shown of the plan: read for one person, and drawn."""

from collections.abc import Sequence
from datetime import date

from council import plan as rules
from council.authority import Action, anywhere, may
from council.errors import Forbidden
from council.people import Actor
from council.plan import LinkKind, PlanItem, can_finish
from handlers.common.dates import day as full_day
from handlers.common.navigation import Thing
from handlers.common.texts import Texts, plain
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.work import UnitOfWork
from handlers.plan.presses import ShowPlan
from handlers.plan.views import plan as plan_views
from handlers.plan.views.plan import Tie
from storage import meetings, members
from storage import plan as plan_store
from storage.store import Transaction


def today(work: UnitOfWork) -> date:
    """The present day in the council's zone, which the plan's days are in."""
    return work.council.today(work.now)


def visible_groups(work: UnitOfWork) -> tuple[str, ...] | None:
    """The groups whose plans the one who acts sees, None for all. Raises `Forbidden` for one who sees none."""
    groups = rules.visible_groups(work.actor, work.council.committee)
    if groups == ():
        raise Forbidden(Action.SEE_PLAN)
    return groups


def changeable_groups(work: UnitOfWork) -> list[str]:
    """The groups whose plans the one who acts may change, in the council's order."""
    where = anywhere(work.actor, Action.CHANGE_PLAN)
    return [code for code in work.council.codes if where is None or code in where]


async def item_page(visit: Visit, item: PlanItem) -> View:
    """One item, as the one who came may see and change it."""
    people = await members.many(visit.tx, [item.draft.person] if item.draft.person else [])
    return plan_views.item(
        visit.council, item, people, await plan_store.moves(visit.tx, item.id),
        await ties(visit.tx, item, visit.actor, visit.zone, visit.t), today(visit.work), visit.t,
        changes=may(visit.actor, Action.CHANGE_PLAN, [item.draft.group]), finishes=can_finish(visit.actor, item),
    )  # fmt: skip


async def ties(tx: Transaction, item: PlanItem, actor: Actor, zone_name: str, t: Texts) -> Sequence[Tie]:
    """What an item is tied to, as far as this reader may see it."""
    found: list[Tie] = []
    linked = (await plan_store.links(tx, [item.id])).get(item.id, ())
    named = await plan_store.named(tx, [thing for kind, thing in linked if kind is LinkKind.RECOMMENDATION])
    for kind, thing in linked:
        if kind is LinkKind.MEETING:
            meeting = await meetings.find(tx, thing)
            if meeting is not None and may(actor, Action.SEE_MEETING, meeting.draft.groups):
                when = full_day(meeting.starts_at, zone_name, t)
                label = plain(t("Meeting {number}, {day}", number=meeting.id, day=when))
                found.append(Tie(kind, thing, label, Thing.MEETING, meeting.id))
        elif thing in named:
            number, group, round_ = named[thing]
            if may(actor, Action.SEE_ROUND, [group]):
                label = plain(t("Recommendation {number}", number=number))
                found.append(Tie(kind, thing, label, Thing.ROUND, round_))
    return found


async def plan_page(visit: Visit, shown: ShowPlan) -> View:
    """A group's plan, or all that the reader sees. Raises `Forbidden`."""
    groups = visible_groups(visit.work)
    codes = [code for code in visit.council.codes if groups is None or code in groups]
    now = today(visit.work)
    group = shown.group if shown.group in codes else ""
    if not group and len(codes) == 1:
        group = codes[0]
    of = [group] if group else codes
    items = await plan_store.of(visit.tx, of, shown.year)
    years = await plan_store.years(visit.tx, of)
    changes = [code for code in changeable_groups(visit.work) if code in of]
    if not group:
        mine = await plan_store.of_person(visit.tx, visit.person.id)
        return plan_views.overview(visit.council, codes, items, mine, shown.year, years, now, visit.t, changes=changes)
    people = await members.many(visit.tx, {item.draft.person for item in items if item.draft.person is not None})
    now_shown = ShowPlan(group, shown.year, shown.page)
    return plan_views.page(
        visit.council, group, items, people, now_shown, years, now, visit.t,
        changes=bool(changes), all_=len(codes) > 1,
    )  # fmt: skip


def local_year(visit: Visit) -> int:
    """The year in which the council is."""
    return visit.council.today(visit.now).year
