"""What a plan that came as a table looks like before it is brought in, and tables that go out."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.plan import PlanDraft, PlanItem, Status
from council.plan_tables import Column, Mistake, Reading, Row
from council.text_rules import length
from handlers.common.navigation import Go
from handlers.common.texts import Texts, plain
from handlers.common.view import View, bold, button, lines
from handlers.common.xlsx_writer import Sheet, Value
from handlers.plan.presses import Bring
from handlers.plan.views import words

SHOWN = 10
"""How many rows of a kind a message shows; all mistakes are in the file that comes with it."""

ROOM = 1150
"""How long the rows of a kind may be together: three kinds and what stands around them fit a message."""

WIDTHS = (8, 10, 70, 14, 40, 10)
_CUT = 70


def how(groups: Sequence[str], t: Texts) -> View:
    """What to send, under a template."""
    return View(
        lines(
            bold(t("The work plan from a file")),
            t("Send me a table as a file, XLSX or CSV: one row an item, in any order of columns."),
            t("Needed: what, and by when (31.03.2027, March 2027, Q1 2027)."),
            t("Group: {groups}.", groups=", ".join(groups))
            if len(groups) > 1
            else t("All items are taken for group {group}.", group="".join(groups)),
            t("May be there: who sees to it (a name of the group's roster, or any words), done (yes or no), the number "
              "of an item that is to be changed."),
            t("Every row is checked first, and nothing is written until you confirm."),
        )
    )  # fmt: skip


def heads(t: Texts) -> list[str]:
    return [plain(t(words.HEADS[column])) for column in Column]


def template(groups: Sequence[str], today: date, t: Texts) -> Sheet:
    """A table with the heads, and a row as an example."""
    example = [
        "",
        groups[0],
        plain(t("Round table on schooling (an example; delete this row)")),
        f"{today.year + 1}-03-31",
        plain(t("Chair of the group")),
        "",
    ]
    return Sheet(plain(t("Work plan")), heads(t), [example], WIDTHS)


def table(items: Sequence[PlanItem], people: Mapping[int, Person], today: date, t: Texts) -> Sheet:
    """The plan as a table; the first columns are such that it can be brought in again."""
    more = [plain(t("State")), plain(t("First planned for"))]
    rows: list[list[Value]] = []
    for item in items:
        draft, standing = item.draft, item.status(today)
        who = plain(words.responsible(draft, people, t)) if draft.person is not None or draft.who else ""
        done = plain(t("yes")) if standing is Status.DONE else ""
        state = plain(t(words.STATUSES[standing]))
        rows.append([item.number, draft.group, draft.what, draft.due, who, done, state, item.planned])
    return Sheet(plain(t("Work plan")), [*heads(t), *more], rows, (*WIDTHS, 12, 16))


def mistakes(council: Council, found: Sequence[Mistake], t: Texts) -> Sheet:
    """All mistakes of a file."""
    rows = [[f"{one.column}{one.row}", plain(words.mistake(council, one, t))] for one in found]
    return Sheet(plain(t("Mistakes")), [plain(t("Cell")), plain(t("What is wrong"))], rows, (8, 100))


def checked(
    council: Council, id_: int, reading: Reading, was: Mapping[int, PlanItem], people: Mapping[int, Person], t: Texts
) -> View:
    """What was found in a file, before anything is written."""
    new = [row for row in reading.rows if row.item is None]
    changed = [row for row in reading.rows if row.item is not None]
    wrong = len({one.row for one in reading.mistakes})
    parts: list[Markup | str] = [
        bold(t("The work plan from a file")),
        t("New: {new} · changed: {changed} · as they are: {same} · with mistakes: {wrong}",
          new=len(new), changed=len(changed), same=reading.same, wrong=wrong),
    ]  # fmt: skip
    if reading.unused:
        parts.append(t("Columns that I do not use: {heads}", heads=", ".join(reading.unused[:SHOWN])))
    parts += _part(t("Mistakes; these rows are left out"), [words.mistake(council, m, t) for m in reading.mistakes], t)
    parts += _part(t("Changes"), [_changed(row, was, people, t) for row in changed], t)
    parts += _part(t("New"), [_new(row.draft, people, t) for row in new], t)
    n = len(reading.rows)
    if not n:
        parts += ["", t("There is nothing to bring in. Correct the file and send it again: /plan")]
        return View(lines(*parts), ((button(t("The plan"), Go("plan")),),), protect=True)
    parts += ["", t("Nothing is written yet.")]
    yes = button(t.plural("Bring in {n} item", "Bring in {n} items", n), Bring(id_, 1))
    return View(lines(*parts), ((yes,), (button(t("Discard"), Bring(id_, 0)),)), protect=True)


def _part(head: Markup, listed: Sequence[Markup], t: Texts) -> list[Markup | str]:
    """The first of them, as many as there is room for, and how many more there are."""
    if not listed:
        return []
    room, shown = ROOM, 0
    for line in listed[:SHOWN]:
        room -= length(plain(line)) + 1
        if room < 0:
            break
        shown += 1
    more = len(listed) - shown
    return ["", bold(head), *listed[:shown], *([t.plural("And {n} more.", "And {n} more.", more)] if more else [])]


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else f"{text[:_CUT]}…"


def _new(draft: PlanDraft, people: Mapping[int, Person], t: Texts) -> Markup:
    return t("{group} · {day} · {what} · {who}", group=draft.group, day=words.day(draft.due, t), what=_cut(draft.what),
             who=words.responsible(draft, people, t))  # fmt: skip


def _changed(row: Row, was: Mapping[int, PlanItem], people: Mapping[int, Person], t: Texts) -> Markup:
    old = was[row.item or 0]
    told = []
    if old.draft.what != row.draft.what:
        told.append(t("“{was}” → “{now}”", was=_cut(old.draft.what), now=_cut(row.draft.what)))
    if old.draft.due != row.draft.due:
        told.append(t("{was} → {now}", was=words.day(old.draft.due, t), now=words.day(row.draft.due, t)))
    if (old.draft.person, old.draft.who) != (row.draft.person, row.draft.who):
        names = [words.responsible(draft, people, t) for draft in (old.draft, row.draft)]
        told.append(t("{was} → {now}", was=names[0], now=names[1]))
    if row.done is not None and row.done != (old.done_at is not None):
        told.append(t("done") if row.done else t("not done after all"))
    return t("{number}: {changes}", number=old.number, changes=Markup("; ").join(told))


def brought_in(n: int, t: Texts) -> View:
    """Afterwards."""
    return View(
        lines(bold(t("The work plan is up to date")), t.plural("{n} item", "{n} items", n)),
        ((button(t("The plan"), Go("plan")),),),
    )


def discarded(t: Texts) -> View:
    return View(lines(bold(t("The work plan from a file")), t("Discarded. Nothing was changed.")))
