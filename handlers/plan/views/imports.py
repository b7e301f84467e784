"""What a plan that came as a table looks like before it is brought in, and tables that go out."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

from markupsafe import Markup

from council.config import Council
from council.followup import FollowUp
from council.people import Person
from council.plan import PlanItem, Status
from council.plan_tables import Column, Mistake, Reading, Row
from council.text_rules import beginning, length
from handlers.common.dates import full_day
from handlers.common.navigation import Go
from handlers.common.texts import Texts, plain
from handlers.common.view import View, bold, button, titled
from handlers.common.xlsx_writer import Sheet, Value
from handlers.plan.presses import Bring
from handlers.plan.views import words

SHOWN = 10
"""How many rows of a kind a message shows; all mistakes are in the file that comes with it."""

ROOM = 1150
"""How long the rows of a kind may be together: three kinds and what stands around them fit a message."""

WIDTHS = (8, 10, 70, 14, 40, 10, 18)
_CUT = 70


def how(groups: Sequence[str], t: Texts) -> View:
    """What to send, under a template."""
    several = t("Group: {groups}.", groups=", ".join(groups))
    return titled(
        t("The work plan from a file"),
        t("Send me a table as a file, XLSX or CSV: one row an item, in any order of columns."),
        t("Required: what, and by when (31.03.2027, March 2027, Q1 2027)."),
        several if len(groups) > 1 else t("All items are for group {group}.", group="".join(groups)),
        t("Optional: who is responsible (a name from the group's roster, or any words), done (yes or no), the number of the "
          "item to change."),
        t("Also optional: a recommendation that is followed up, by its number. The row is then one of its measures too."),
        t("Every row is checked first, and nothing is written until you confirm."),
    )  # fmt: skip


def heads(t: Texts) -> list[str]:
    return [plain(t(words.HEADS[column])) for column in Column]


def template(groups: Sequence[str], today: date, t: Texts) -> Sheet:
    """A table with the heads, and a row as an example."""
    what = plain(t("Round table on schooling (an example; delete this row)"))
    example = ["", groups[0], what, f"{today.year + 1}-03-31", plain(t("Chair of the group")), "", ""]
    return Sheet(plain(t("Work plan")), heads(t), [example], WIDTHS)


def table(items: Sequence[PlanItem], people: Mapping[int, Person], measure_of: Mapping[int, str], today: date, t: Texts) -> Sheet:
    """The plan as a table; the first columns are such that it can be brought in again. `measure_of`: the number of the
    recommendation of which an item is a measure."""
    rows: list[list[Value]] = []
    for item in items:
        draft, status = item.draft, item.status(today)
        who = words.responsible(draft, people, t) if draft.person is not None or draft.who else ""
        done, state = plain(t("yes")) if status is Status.DONE else "", plain(t(words.STATUSES[status]))
        rows.append(
            [item.number, draft.group, draft.what, draft.due, who, done, measure_of.get(item.id, ""), state, item.planned]
        )
    more = [plain(t("State")), plain(t("First planned for"))]
    return Sheet(plain(t("Work plan")), [*heads(t), *more], rows, (*WIDTHS, 12, 16))


def mistakes(council: Council, found: Sequence[Mistake], t: Texts) -> Sheet:
    rows = [[f"{one.column}{one.row}", plain(words.mistake(council, one, t))] for one in found]
    return Sheet(plain(t("Mistakes")), [plain(t("Cell")), plain(t("What is wrong"))], rows, (8, 100))


def checked(
    council: Council, id_: int, reading: Reading, was: Mapping[int, PlanItem], people: Mapping[int, Person], t: Texts
) -> View:
    """What was found in a file, before anything is written."""
    new = [row for row in reading.rows if row.item is None]
    measures = sum(row.measure_of is not None for row in reading.rows)
    changed = [row for row in reading.rows if row.item is not None]
    wrong = len({one.row for one in reading.mistakes})
    n = len(reading.rows)
    told: list[Markup | str] = [
        t("New: {new} · changed: {changed} · unchanged: {same} · with mistakes: {wrong}",
          new=len(new), changed=len(changed), same=reading.same, wrong=wrong),
    ]  # fmt: skip
    if measures:
        told.append(t.plural("{n} row is also a measure of its recommendation.",
                             "{n} rows are also measures of their recommendations.", measures))  # fmt: skip
    if reading.unused:
        told.append(t("Columns not used: {heads}", heads=", ".join(reading.unused[:SHOWN])))
    told += _part(t("Mistakes: these rows are left out"), [words.mistake(council, m, t) for m in reading.mistakes], t)
    told += _part(t("Changes"), [_changed(row, was, people, t) for row in changed], t)
    told += _part(t("New"), [_new(row, people, t) for row in new], t)
    if n:
        told += ["", t("Nothing is written yet.")]
        yes = button(t.plural("Import {n} item", "Import {n} items", n), Bring(id_, 1))
        rows = [[yes], [button(t("Discard"), Bring(id_, 0))]]
    else:
        told += ["", t("There is nothing to import. Correct the file and send it again: /plan")]
        rows = [[button(t("The plan"), Go("plan"))]]
    return titled(t("The work plan from a file"), *told, rows=rows, protect=True)


def _part(head: Markup, listed: Sequence[Markup], t: Texts) -> list[Markup | str]:
    """The first of them, as many as there is room for, and how many more there are."""
    if not listed:
        return []
    lengths = accumulate(length(plain(line)) + 1 for line in listed[:SHOWN])
    shown = sum(used <= ROOM for used in lengths)
    more = len(listed) - shown
    return ["", bold(head), *listed[:shown], *([t.plural("And {n} more.", "And {n} more.", more)] if more else [])]


def _new(row: Row, people: Mapping[int, Person], t: Texts) -> Markup:
    draft = row.draft
    what, who = beginning(draft.what, _CUT), words.responsible(draft, people, t)
    day = full_day(draft.due, t)
    told = t("{group} · {day} · {what} · {who}", group=draft.group, day=day, what=what, who=who)
    return Markup(" · ").join([told, _measure(row.measure_of, t)]) if row.measure_of else told


def _measure(found: FollowUp, t: Texts) -> Markup:
    return t("measure of {number}", number=found.number)


def _changed(row: Row, was: Mapping[int, PlanItem], people: Mapping[int, Person], t: Texts) -> Markup:
    old = was[row.item or 0]
    told = []
    if old.draft.what != row.draft.what:
        whats = [beginning(draft.what, _CUT) for draft in (old.draft, row.draft)]
        told.append(t("“{was}” → “{now}”", was=whats[0], now=whats[1]))
    if old.draft.due != row.draft.due:
        told.append(t("{was} → {now}", was=full_day(old.draft.due, t), now=full_day(row.draft.due, t)))
    if (old.draft.person, old.draft.who) != (row.draft.person, row.draft.who):
        names = [words.responsible(draft, people, t) for draft in (old.draft, row.draft)]
        told.append(t("{was} → {now}", was=names[0], now=names[1]))
    if row.done is not None and row.done != (old.done_at is not None):
        told.append(t("done") if row.done else t("marked as not done"))
    if row.measure_of:
        told.append(_measure(row.measure_of, t))
    return t("{number}: {changes}", number=old.number, changes=Markup("; ").join(told))


def brought_in(n: int, t: Texts) -> View:
    plan = button(t("The plan"), Go("plan"))
    return titled(t("The work plan is up to date"), t.plural("{n} item", "{n} items", n), rows=[[plan]])


def discarded(t: Texts) -> View:
    return titled(t("The work plan from a file"), t("Discarded. Nothing was changed."))
