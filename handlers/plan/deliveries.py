"""The plan's deliveries. Each looks at the plan and the person's seats again when it is sent."""

from dataclasses import dataclass
from datetime import date

from council import plan as rules
from council.clock import zone
from council.people import Actor
from council.plan import PlanItem, in_order
from handlers.common.pictures.year import year_picture
from handlers.common.proofs import heads_of, proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.plan import actions, checks, drawing, views
from handlers.plan.words import responsible
from storage import members, plan
from storage.outbox import Delivery


def _today(desk: Desk) -> date:
    return desk.now.astimezone(zone(desk.council.zone)).date()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A week and a day before an item is due. Sent again when in doubt: a missing one is worse than a second."""

    name: str = actions.REMINDER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        item = await plan.get(desk.tx, delivery.subject_id)
        if item is None or not item.open:
            return Drop("done or taken off the plan")
        if item.schedule != delivery.data["schedule"]:
            return Drop("moved")
        days = rules.lead(item, _today(desk))
        if days is None:
            return Drop("due already")
        person = desk.person
        if person is None or person.id not in {one.id for one in await actions.to_remind(desk.tx, item, desk.now)}:
            return Drop("somebody else sees to it")
        name = ""
        if item.draft.person != person.id:
            people = await members.many(desk.tx, [item.draft.person] if item.draft.person else [])
            name = responsible(item.draft, people, desk.t)
        return views.reminder(desk.council, item, days, name, desk.t)


@dataclass(frozen=True, slots=True)
class Yours:
    """To someone who was given something to see to: all that is theirs by now."""

    name: str = actions.YOURS
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        items = await plan.of_person(desk.tx, delivery.subject_id)
        return views.yours(desk.council, items, _today(desk), desk.t) if items else Drop("nothing any more")


async def _plan(desk: Desk, delivery: Delivery) -> list[PlanItem] | Drop:
    """The plan of the year and group that were asked for, as far as the person sees it now."""
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
    groups = rules.seen(Actor("person", desk.person, seats), desk.council.committee)
    group = str(delivery.data["group"])
    if groups == () or (group and groups is not None and group not in groups):
        return Drop("no longer seated")
    items = await plan.of(desk.tx, [group] if group else groups, int(delivery.data["year"]))
    return in_order(items, desk.council.codes)


@dataclass(frozen=True, slots=True)
class Picture:
    """A year's plan as a picture."""

    name: str = actions.PICTURE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        items = await _plan(desk, delivery)
        if isinstance(items, Drop):
            return items
        group, year, today = str(delivery.data["group"]), int(delivery.data["year"]), _today(desk)
        people = await members.many(desk.tx, {one.draft.person for one in items if one.draft.person is not None})
        shown = drawing.picture(desk.council, group, year, items, people, today, desk.t)
        words = views.picture_words(desk.council, group, year, items, today, desk.t)
        return Paper(f"work-plan-{year}.png", words, lambda: year_picture(shown), picture=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A year's plan as a spreadsheet."""

    name: str = actions.TABLE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        items = await _plan(desk, delivery)
        if isinstance(items, Drop):
            return items
        people = await members.many(desk.tx, {one.draft.person for one in items if one.draft.person is not None})
        sheet = checks.table(items, people, _today(desk), desk.t)
        proof = proof_sheet(await heads_of(desk.tx), desk.now, desk.council.zone, desk.t)
        year, words = int(delivery.data["year"]), views.table_words(int(delivery.data["year"]), len(items), desk.t)
        return Paper(f"work-plan-{year}.xlsx", words, lambda: workbook(sheet, proof))


KINDS = (Reminder(), Yours(), Picture(), Table())
