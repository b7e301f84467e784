"""The plan's forms: a new item, another day, other words, someone else, a link, a file."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from council import text_rules
from council.clock import zone
from council.days import UnreadableDay, read_day
from council.errors import Forbidden, InThePast, NotFetched, TableFault, UnreadableTable
from council.plan import WHO_LIMIT, PlanDraft, check_year
from council.plan_tables import MOST_ROWS
from handlers.common.names import group_options
from handlers.common.table_reader import read_rows
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step
from handlers.plan import actions, bringing, checks, views
from handlers.plan.reads import shown
from handlers.plan.words import months
from storage import members, plan

NOBODY = "0"
"""The value of the button that leaves open who sees to it."""

MOST_NAMES = 60
"""More people than these are not offered as buttons: their names can be typed."""


def _today(visit: Visit) -> date:
    return visit.now.astimezone(zone(visit.council.zone)).date()


def _what(_visit: Visit, _data: Data, entry: Entry) -> str:
    return text_rules.line(entry.text)


def _due(visit: Visit, _data: Data, entry: Entry) -> str:
    today = _today(visit)
    read = read_day(text_rules.line(entry.text), months(visit.council), today)
    if read is None:
        raise UnreadableDay(entry.text)
    check_year(read, today)
    if read < today:
        raise InThePast(visit.now)
    return read.isoformat()


def _roster(data: Data) -> list[tuple[str, str]]:
    """Of the group, as (id, name): put into the form when it began."""
    listed = data.get("people")
    return [(str(id_), str(name)) for id_, name in listed] if isinstance(listed, list) else []


def _names(visit: Visit, data: Data) -> list[tuple[str, str]]:
    nobody = str(visit.t("Nobody yet").unescape())
    return [*(one for one in _mine(data)[:MOST_NAMES]), (NOBODY, nobody)]


def _mine(data: Data) -> list[tuple[str, str]]:
    group = str(data.get("group", ""))
    return [(id_.partition(":")[2], name) for id_, name in _roster(data) if id_.partition(":")[0] == group]


def _who(_visit: Visit, data: Data, entry: Entry) -> str:
    """The id of someone of the roster who is called so, else the words themselves, with a mark in front."""
    name = text_rules.line(entry.text, WHO_LIMIT)
    found = [id_ for id_, known in _mine(data) if known.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else f"={name}"


WHAT = Step("what", lambda t: t("What"), lambda v, _: v.t("What is to be done? One line."), _what)
DUE = Step(
    "due",
    lambda t: t("By when"),
    lambda v, _: v.t("By when? For example: 31 March 2027, March 2027, Q1 2027."),
    _due,
)
WHO = Step(
    "who",
    lambda t: t("Who"),
    lambda v, _: v.t("Who sees to it? Choose, or type a name: an institution, a person outside the group."),
    _who,
    options=_names,
    width=1,
)


def _responsible(data: Data) -> tuple[int | None, str]:
    """The person, or the words."""
    value = str(data["who"])
    if value.startswith("="):
        return None, value[1:]
    return (int(value) or None, "") if value.isdecimal() else (None, "")


async def people_of(visit: Visit, groups: Sequence[str]) -> list[list[str]]:
    """What a form begins with to offer the people of these groups: ("B:17", name)."""
    listed = []
    for group in groups:
        for person in await members.holders(visit.tx, [group], visit.now):
            listed.append([f"{group}:{person.id}", person.name])
    return [one for one in listed if one[1]]


class AddForm:
    """A new item. Its data begin with the people of the groups and, where that is clear, the group."""

    kind = "plan item"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("In which group's plan?"),
            options=lambda v, _: group_options(v.council, v.t, actions.changeable(v.work)),
            width=1,
        ),
        WHAT,
        DUE,
        WHO,
    )

    def title(self, t: Texts) -> Markup:
        return t("New in the work plan")

    def _draft(self, data: Data) -> PlanDraft:
        person, who = _responsible(data)
        due = date.fromisoformat(str(data["due"]))
        return PlanDraft(str(data["group"]), str(data["what"]), due, person, who)

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = self._draft(data)
        people = await members.many(visit.tx, [draft.person] if draft.person else [])
        return views.to_be_added(visit.council, draft, people, visit.t), visit.t("Put it into the plan")

    async def finish(self, visit: Visit, data: Data) -> None:
        made = await actions.add(visit.work, self._draft(data))
        visit.show(await shown(visit, made))


class MoveForm:
    """Another day for an item. Its data begin with the item."""

    kind = "plan move"
    steps = (DUE,)

    def title(self, t: Texts) -> Markup:
        return t("Another day")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        found = await actions.look_at(visit.work, int(str(data["item"])))
        return views.to_be_moved(found, date.fromisoformat(str(data["due"])), visit.t), visit.t("Move it")

    async def finish(self, visit: Visit, data: Data) -> None:
        made = await actions.move(visit.work, int(str(data["item"])), date.fromisoformat(str(data["due"])))
        visit.show(await shown(visit, made))


class ChangeForm:
    """Other words for an item, or someone else who sees to it. Its data begin with the item, its group and what is asked."""

    kind = "plan change"
    steps = (
        Step(WHAT.key, WHAT.name, WHAT.ask, WHAT.read, wanted=lambda data: data["ask"] == WHAT.key),
        Step(
            WHO.key, WHO.name, WHO.ask, WHO.read, options=WHO.options, width=1,
            wanted=lambda data: data["ask"] == WHO.key,
        ),
    )  # fmt: skip

    def title(self, t: Texts) -> Markup:
        return t("Changing the work plan")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        found = await plan.get(visit.tx, int(str(data["item"])))
        if found is None:
            raise Forbidden("change plan")
        draft = found.draft
        if data["ask"] == WHAT.key:
            draft = PlanDraft(draft.group, str(data["what"]), draft.due, draft.person, draft.who)
        else:
            draft = PlanDraft(draft.group, draft.what, draft.due, *_responsible(data))
        made = await actions.change(visit.work, found.id, draft)
        visit.say(await shown(visit, made))


class TieForm:
    """A link to a meeting or a recommendation. Its data begin with the item."""

    kind = "plan link"
    steps = (
        Step(
            "number",
            lambda t: t("Number"),
            lambda v, _: v.t(
                "Which one? The number of a recommendation, such as B-2026-03, or choose a meeting; an earlier one by its number."
            ),
            lambda _v, _d, entry: text_rules.line(entry.text, 40),
            options=lambda _v, data: _meetings(data),
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Tie to a meeting or recommendation")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        made = await actions.tie(visit.work, int(str(data["item"])), str(data["number"]))
        visit.say(await shown(visit, made))


def _meetings(data: Data) -> list[tuple[str, str]]:
    listed = data.get("meetings")
    return [(str(id_), str(label)) for id_, label in listed] if isinstance(listed, list) else []


def _rows(_visit: Visit, _data: Data, entry: Entry) -> list[list[object]]:
    if entry.file is None:
        raise UnreadableTable(TableFault.NO_TABLE)
    if not isinstance(entry.opened, list):
        raise NotFetched
    if len(entry.opened) > MOST_ROWS + 1:
        raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
    return [[number, [cell[: bringing.CELL] for cell in cells]] for number, cells in entry.opened]


class FileForm:
    """A plan as a table: once it has come, it is checked and shown; its own buttons bring it in."""

    kind = "plan file"
    steps = (
        Step(
            "rows",
            lambda t: t("File"),
            lambda v, _: v.t("Send the table as a file now."),
            _rows,
            file=True,
            opens=read_rows,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("The work plan from a file")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        rows = data["rows"]
        listed = (
            [(int(number), [str(cell) for cell in cells]) for number, cells in rows] if isinstance(rows, list) else []
        )
        found = await bringing.receive(visit.work, listed)
        persons = {row.draft.person for row in found.reading.rows} | {was.draft.person for was in found.was.values()}
        people = await members.many(visit.tx, [id_ for id_ in persons if id_ is not None])
        view = checks.checked(visit.council, found.id, found.reading, found.was, people, visit.t)
        if len(found.reading.mistakes) > checks.SHOWN:
            sheet = checks.mistakes(visit.council, found.reading.mistakes, visit.t)
            told = View(visit.t("All mistakes, cell by cell."), protect=True)
            visit.hand_once("mistakes.xlsx", workbook(sheet), told, instead=told)
        visit.say(view)


FORMS = (AddForm(), MoveForm(), ChangeForm(), TieForm(), FileForm())
ADD, MOVE, CHANGE, TIE, FILE = FORMS
