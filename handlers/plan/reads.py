"""What is shown of the plan: read for one person, and drawn."""

from collections.abc import Iterable, Mapping

from council import plan as rules
from council.authority import Action, may
from council.errors import Forbidden
from council.people import Person
from council.plan import LinkKind, PlanDraft, PlanItem, can_finish
from council.plan_tables import measure_like
from handlers.common.dates import day
from handlers.common.navigation import Thing
from handlers.common.texts import plain
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.work import UnitOfWork
from handlers.plan.presses import ShowPlan
from handlers.plan.views import plan as plan_views
from handlers.plan.views.plan import Tie
from storage import followup, meetings, members, plan as plan_store
from storage.transaction import Transaction


def visible_groups(work: UnitOfWork) -> tuple[str, ...] | None:
    """The groups whose plans the one who acts sees, None for all. Raises `Forbidden` for one who sees none."""
    groups = rules.visible_groups(work.actor, work.council.committee)
    if groups == ():
        raise Forbidden(Action.SEE_PLAN)
    return groups


async def responsible(tx: Transaction, drafts: Iterable[PlanDraft]) -> Mapping[int, Person]:
    """Those of the roster who are responsible for these, by id."""
    return await members.many(tx, {draft.person for draft in drafts if draft.person is not None})


async def measure_of(tx: Transaction, items: Iterable[PlanItem]) -> Mapping[int, str]:
    """By item: the number of the recommendation of its group that it is tied to and a measure of."""
    known = {item.id: item for item in items}
    tied = {
        id_: [thing for kind, thing in things if kind is LinkKind.RECOMMENDATION]
        for id_, things in (await plan_store.links(tx, list(known))).items()
    }
    followed = await followup.many(tx, {thing for things in tied.values() for thing in things})
    return {
        id_: followed[thing].number
        for id_, things in tied.items() for thing in things
        if thing in followed and not followed[thing].ended and measure_like(followed[thing], known[id_].draft.what)
    }  # fmt: skip


async def item_page(visit: Visit, item: PlanItem) -> View:
    """One item, as the one who came may see and change it."""
    ties = await _ties(visit, item)
    moves, today = await plan_store.moves(visit.tx, item.id), visit.council.today(visit.now)
    changes, finishes = may(visit.actor, Action.CHANGE_PLAN, [item.draft.group]), can_finish(visit.actor, item)
    said = (await followup.answers_of_items(visit.tx, [item.id])).get(item.id, ())
    people = await members.many(visit.tx, {one for one in (item.draft.person, *(one.person for one in said[-1:])) if one})
    return plan_views.item(
        visit.council, item, people, moves, ties, said, today, visit.zone, visit.t, changes=changes, finishes=finishes
    )


async def _ties(visit: Visit, item: PlanItem) -> list[Tie]:
    """What an item is tied to, as far as the one who came may see it."""
    found: list[Tie] = []
    linked = (await plan_store.links(visit.tx, [item.id])).get(item.id, ())
    named = await plan_store.named(visit.tx, [thing for kind, thing in linked if kind is LinkKind.RECOMMENDATION])
    for kind, thing in linked:
        if kind is LinkKind.MEETING:
            meeting = await meetings.find(visit.tx, thing)
            if meeting is not None and may(visit.actor, Action.SEE_MEETING, meeting.draft.groups):
                when = day(meeting.starts_at, visit.zone, visit.t)
                label = visit.t("Meeting {number}, {day}", number=meeting.id, day=when)
                found.append(Tie(kind, thing, plain(label), Thing.MEETING, meeting.id))
        elif thing in named:
            number, group, round_ = named[thing]
            if may(visit.actor, Action.SEE_ROUND, [group]):
                label = visit.t("Recommendation {number}", number=number)
                found.append(Tie(kind, thing, plain(label), Thing.ROUND, round_))
    return found


async def plan_page(visit: Visit, shown: ShowPlan) -> View:
    """A group's plan, or all that the reader sees. Raises `Forbidden`."""
    council, tx, t, year = visit.council, visit.tx, visit.t, shown.year
    groups, today = visible_groups(visit.work), council.today(visit.now)
    codes = [code for code in council.codes if groups is None or code in groups]
    of = [shown.group] if shown.group in codes else codes
    items, years = await plan_store.of(tx, of, year), await plan_store.years(tx, of)
    changes = any(code in of for code in visit.work.groups_where(Action.CHANGE_PLAN))
    if len(of) != 1:
        mine = await plan_store.of_person(tx, visit.person.id)
        return plan_views.overview(council, codes, items, mine, year, years, today, t, changes=changes)
    people, all_ = await responsible(tx, [item.draft for item in items]), len(codes) > 1
    return plan_views.page(council, of[0], items, people, shown, years, today, t, changes=changes, all_=all_)
