"""The plan's forms: a new item, another day, other words, someone else responsible, a link, a file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from council import text_rules
from council.authority import Action, require_there
from council.days import UnreadableDay, read_day
from council.errors import InThePast, NotFetched, TableFault, UnreadableTable
from council.plan import WHO_LIMIT, PlanDraft, check_year
from council.plan_tables import MOST_ROWS, sheet_of
from council.tables import Book
from handlers.common.dates import typed_words
from handlers.common.names import group_options
from handlers.common.table_reader import read_book
from handlers.common.texts import N_, plain
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question, Several
from handlers.plan import reads
from handlers.plan.actions import editing, imports
from handlers.plan.reads import item_page
from handlers.plan.views import imports as import_views, plan as plan_views
from storage import members, plan

NOBODY = "0"
"""The value of the button that leaves open who is responsible."""

MOST_NAMES = 60
"""More people than these are not offered as buttons: their names can be typed."""


def _due(visit: Visit, _answers: object, entry: Entry) -> date:
    today = visit.council.today(visit.now)
    read = read_day(text_rules.line(entry.text), typed_words(visit.t.spoken, visit.t.lexicon), today, relative=True)
    if read is None:
        raise UnreadableDay(entry.text)
    check_year(read, today)
    if read < today:
        raise InThePast(visit.now)
    return read


class ItemAnswers(Answers):
    """What an item says. `people` are the groups' people as ("B:17", name), known when the form begins; `ask` is the key
    of the only question that is asked, "" for all."""

    ask: str = ""
    people: tuple[tuple[str, str], ...] = ()
    group: str = ""
    what: str = ""
    who: str = ""
    """A person's id, "0" for nobody yet, or a name that is on no roster, with "=" before it."""

    @property
    def of_group(self) -> list[tuple[str, str]]:
        """The people of the group: (id, name)."""
        prefix = f"{self.group}:"
        return [(id_.removeprefix(prefix), name) for id_, name in self.people if id_.startswith(prefix)]

    @property
    def responsible(self) -> tuple[int | None, str]:
        """The person, or else the name."""
        if self.who.startswith("="):
            return None, self.who[1:]
        return (int(self.who) or None, "") if self.who.isdecimal() else (None, "")


def _who(_visit: Visit, answers: ItemAnswers, entry: Entry) -> str:
    name = text_rules.line(entry.text, WHO_LIMIT)
    found = [id_ for id_, known in answers.of_group if known.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else f"={name}"


_ASK_WHAT = N_("What is to be done? One line.")
WHAT = Question[ItemAnswers]("what", N_("What"), _ASK_WHAT, readers.line(), wanted=lambda answers: answers.ask != "who")
DUE = Question[object]("due", N_("By when"), N_("By when? For example: 31 March 2027, March 2027, Q1 2027."), _due)
_ASK_WHO = N_("Who is responsible? Choose, or type a name: an institution or a person outside the group.")
WHO = Question(
    "who", N_("Who"), _ASK_WHO, _who, width=1, wanted=lambda answers: answers.ask != "what",
    options=lambda visit, answers: [*answers.of_group[:MOST_NAMES], (NOBODY, plain(visit.t("Nobody yet")))],
)  # fmt: skip


async def people_of(visit: Visit, groups: Sequence[str]) -> list[tuple[str, str]]:
    """What a form begins with to offer the people of these groups: ("B:17", name)."""
    found = [(group, await members.holders(visit.tx, [group], visit.now)) for group in groups]
    return [(f"{group}:{person.id}", person.name) for group, people in found for person in people if person.name]


class Add(ItemAnswers):
    due: date

    @property
    def draft(self) -> PlanDraft:
        return PlanDraft(self.group, self.what, self.due, *self.responsible)


async def _preview_new(visit: Visit, answers: Add) -> tuple[View, Markup]:
    people = await reads.responsible(visit.tx, [answers.draft])
    return plan_views.to_be_added(visit.council, answers.draft, people, visit.t), visit.t("Add to the plan")


async def _add(visit: Visit, answers: Add) -> None:
    visit.show(await item_page(visit, await editing.add(visit.work, answers.draft)))


_GROUP = Question[Add](
    "group", N_("Group"), N_("In which group's plan?"), width=1,
    options=lambda visit, _: group_options(visit.council, visit.t, visit.work.groups_where(Action.CHANGE_PLAN)),
)  # fmt: skip
ADD = Form("plan item", N_("New item in the work plan"), Add, (_GROUP, WHAT, DUE, WHO), _add, _preview_new)


class Move(Answers):
    item: int
    due: date


async def _preview_move(visit: Visit, answers: Move) -> tuple[View, Markup]:
    found = await editing.visible_item(visit.work, answers.item)
    return plan_views.to_be_moved(found, answers.due, visit.t), visit.t("Move it")


async def _move(visit: Visit, answers: Move) -> None:
    visit.show(await item_page(visit, await editing.move(visit.work, answers.item, answers.due)))


MOVE = Form("plan move", N_("New date"), Move, (DUE,), _move, _preview_move)


class Change(ItemAnswers):
    item: int


async def _change(visit: Visit, answers: Change) -> None:
    found = require_there(await plan.find(visit.tx, answers.item), Action.CHANGE_PLAN, "")
    person, who = answers.responsible
    asks_what = answers.ask == WHAT.key
    draft = replace(found.draft, what=answers.what) if asks_what else replace(found.draft, person=person, who=who)
    visit.say(await item_page(visit, await editing.change(visit.work, found.id, draft)))


CHANGE = Form("plan change", N_("Changing the work plan"), Change, (WHAT, WHO), _change)


class Tie(Answers):
    item: int
    meetings: tuple[tuple[str, str], ...] = ()
    """The meetings that are offered: (id, label)."""
    number: str


async def _tie(visit: Visit, answers: Tie) -> None:
    visit.say(await item_page(visit, await editing.tie(visit.work, answers.item, answers.number)))


_WHICH = N_("Choose a meeting, or type a number: of a recommendation, such as B-2026-03, or of an earlier meeting.")
_NUMBER = Question[Tie]("number", N_("Number"), _WHICH, readers.line(40), lambda _, answers: answers.meetings, width=1)
TIE = Form("plan link", N_("Link to a meeting or recommendation"), Tie, (_NUMBER,), _tie)


class File(Answers):
    rows: list[tuple[int, list[str]]]


def _rows(visit: Visit, _answers: File, entry: Entry) -> Several:
    if entry.file is None:
        raise UnreadableTable(TableFault.NO_TABLE)
    if not isinstance(entry.opened, Book):
        raise NotFetched
    sheet = sheet_of(entry.opened, visit.t.lexicon)
    if len(sheet.rows) > MOST_ROWS + 1:
        raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
    rows = [(number, [cell[: imports.CELL] for cell in cells]) for number, cells in sheet.rows]
    told = visit.t.plural("Sheet that was read: {names}", "Sheets that were read: {names}", 1, names=sheet.name)
    return Several({"rows": rows}, told if len(entry.opened.sheets) > 1 else None)


async def _check(visit: Visit, answers: File) -> None:
    """The file is checked and shown; the buttons of that view import it."""
    found = await imports.receive(visit.work, answers.rows)
    drafts = [*(row.draft for row in found.reading.rows), *(was.draft for was in found.was.values())]
    people = await reads.responsible(visit.tx, drafts)
    mistakes = found.reading.mistakes
    if len(mistakes) > import_views.SHOWN:
        table = import_views.mistakes(visit.council, mistakes, visit.t)
        words = View(visit.t("All mistakes, cell by cell."), protect=True)
        visit.hand_once("mistakes.xlsx", workbook(table), words, instead=words)
    visit.say(import_views.checked(visit.council, found.id, found.reading, found.was, people, visit.t))


_TABLE = Question("rows", N_("File"), N_("Send the table as a file now."), _rows, file=True, opens=read_book)
FILE = Form("plan file", N_("The work plan from a file"), File, (_TABLE,), _check)

FORMS = (ADD, MOVE, CHANGE, TIE, FILE)
