"""The plan's deliveries: reminders, what one is responsible for, and a year's plan as a picture or a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council import plan as rules
from council.authority import Action, may
from council.chain import Heads
from council.people import Person
from council.plan import PlanItem, in_order
from handlers.common.pictures.year import year_picture
from handlers.common.proofs import proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, one_by_one, spent_former
from handlers.plan import reads
from handlers.plan.actions import editing
from handlers.plan.views import imports as import_views, picture, plan as plan_views
from handlers.plan.views.words import responsible
from storage import plan, records
from storage.outbox import Delivery

Reminded = tuple[Mapping[int, PlanItem], Mapping[int, set[int]], Mapping[int, Person]]
"""The items that are due, who is to be reminded of each, and the people responsible, by id."""


async def _load_reminders(read: Read, claimed: Sequence[Delivery]) -> Reminded:
    items = {item.id: item for item in await plan.many(read.tx, {one.subject_id for one in claimed})}
    to_remind = {id_: {who.id for who in await editing.to_remind(read.tx, one, read.now)} for id_, one in items.items()}
    return items, to_remind, await reads.responsible(read.tx, [item.draft for item in items.values()])


def _reminder(found: Reminded, delivery: Delivery, reader: Reader) -> Sendable:
    """A week and a day before an item is due. Sent again when in doubt: a missing one is worse than a second."""
    items, to_remind, people = found
    item = items.get(delivery.subject_id)
    if item is None or not item.open:
        raise Drop("done or taken off the plan")
    if item.schedule != delivery.data["schedule"]:
        raise Drop("moved")
    days = rules.lead(item, reader.council.today(reader.now))
    if days is None:
        raise Drop("due already")
    if not may(reader.actor, Action.SEE_PLAN, [item.draft.group]):
        raise Drop("no longer in the group")
    if delivery.person not in to_remind[item.id]:
        raise Drop("somebody else sees to it")
    name = "" if item.draft.person == delivery.person else responsible(item.draft, people, reader.t)
    return plan_views.reminder(reader.council, item, days, name, reader.t)


async def _load_yours(read: Read, delivery: Delivery, reader: Reader) -> list[PlanItem]:
    """Everything that somebody who became responsible for something is responsible for by now, in the groups that they see."""
    found = await plan.of_person(read.tx, delivery.subject_id)
    if not (items := [item for item in found if may(reader.actor, Action.SEE_PLAN, [item.draft.group])]):
        raise Drop("nothing any more")
    return items


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of the year and group that were asked for, as far as the person sees it now."""

    group: str
    year: int
    items: list[PlanItem]
    people: Mapping[int, Person]
    heads: Heads
    measure_of: Mapping[int, str]


async def _load_plan(read: Read, delivery: Delivery, reader: Reader) -> Plan:
    groups = rules.visible_groups(reader.actor, read.council.committee)
    group, year = str(delivery.data["group"]), int(delivery.data["year"])
    if groups == () or (group and groups is not None and group not in groups):
        raise Drop("no longer seated")
    items = in_order(await plan.of(read.tx, [group] if group else groups, year), read.council.codes)
    people = await reads.responsible(read.tx, [item.draft for item in items])
    return Plan(group, year, items, people, await records.heads(read.tx), await reads.measure_of(read.tx, items))


def _picture(found: Plan, _delivery: Delivery, reader: Reader) -> Sendable:
    group, year, items, today, t = found.group, found.year, found.items, reader.council.today(reader.now), reader.t
    drawn = picture.picture(reader.council, group, year, items, found.people, today, t)
    words = plan_views.picture_words(reader.council, group, year, items, today, t)
    return Paper(f"work-plan-{year}.png", words, lambda: year_picture(drawn), picture=True)


def _table(found: Plan, _delivery: Delivery, reader: Reader) -> Sendable:
    table = import_views.table(found.items, found.people, found.measure_of, reader.council.today(reader.now), reader.t)
    proof = proof_sheet(found.heads, reader.now, reader.council.zone, reader.t)
    words = plan_views.table_words(found.year, len(found.items), reader.t)
    return Paper(f"work-plan-{found.year}.xlsx", words, lambda: workbook(table, proof))


DELIVERIES = (
    Delivers(editing.REMINDER, _load_reminders, _reminder), spent_former(editing.REMINDER),
    one_by_one(editing.YOURS, _load_yours, lambda items, _, reader:
               plan_views.yours(reader.council, items, reader.council.today(reader.now), reader.t)),
    one_by_one(editing.PICTURE, _load_plan, _picture), one_by_one(editing.TABLE, _load_plan, _table),
)  # fmt: skip
