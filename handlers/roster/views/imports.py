"""What a roster that came as a file looks like: what was found in it, how far it is, what came of it."""

from collections.abc import Sequence

from markupsafe import Markup

from council.config import Council
from council.people import Role
from council.roster_diff import Change
from council.roster_tables import Column
from council.text_rules import cut
from handlers.common.names import role_name
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines
from handlers.common.xlsx_writer import Sheet, Value
from handlers.roster import words
from handlers.roster.presses import Bring, Links, Step
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, changes_of, mistake_of

SHOWN = 8
"""How many rows of a kind a message shows; all of them are in the file."""


def how(council: Council, t: Texts) -> View:
    """What to send, under the template."""
    return View(
        lines(
            bold(t("Bring in a roster")),
            t("Send me a table as a file, XLSX or CSV: one row a person, in any order of columns."),
            t("Needed: name, and groups with roles, as in “B member; EC chair”."),
            t("Groups: {groups}.", groups=", ".join(council.codes)),
            t("May be there: organisation, country, language, e-mail. Heads in English or Russian."),
            t("Every row is checked first, and nothing is written until you confirm. This file is a template."),
        )
    )  # fmt: skip


def template(council: Council, t: Texts) -> Sheet:
    """A table with the heads, and a row as an example."""
    heads = [str(words.head_name(column, t).unescape()) for column in Column]
    groups = "; ".join(
        f"{code} {role_name(role, t)}"
        for code, role in zip(council.codes[-2:], (Role.MEMBER, Role.CHAIR), strict=False)
    )
    told = (t("Expert (an example; delete this row)"), t("Ministry"), t("Kazakhstan"))
    example = [*(str(cell.unescape()) for cell in told), groups, t.language, ""]
    return Sheet(
        str(t("Roster").unescape()),
        heads,
        [example],
        [40, 30, 20, 30, 10, 30],
    )


def card(council: Council, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    """The living card of a file: checked, then written, then done. `rows`: the first of each kind."""
    match found.state:
        case ImportState.STAGED:
            return _checked(council, found, rows, t)
        case ImportState.WRITING:
            return _progress(found, t)
        case ImportState.DONE:
            return _done(found, t)
    if found.to_write or found.counts[RowKind.WRONG]:
        return View(lines(bold(_title(found, t)), t("Discarded. Nothing was changed.")), protect=True)
    return View(
        lines(
            bold(_title(found, t)),
            t.plural("Nothing in it is new: the one row stands in the roster as it is.",
                     "Nothing in it is new: all {n} rows stand in the roster as they are.", found.counts[RowKind.SAME]),
        ),
        ((button(t("Roster"), Go("members")),),),
        protect=True,
    )  # fmt: skip


def _title(found: Import, t: Texts) -> Markup:
    return t("Roster from a file: {name}", name=cut(found.file_name, 60))


def _checked(council: Council, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    n = found.counts
    wrong = [row for row in rows if row.kind is RowKind.WRONG]
    parts: list[Markup | str] = [
        bold(_title(found, t)),
        t("New: {new} · changed: {changed} · as they are: {same} · with mistakes: {wrong}", new=n[RowKind.NEW],
          changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
    ]  # fmt: skip
    if found.unused:
        parts.append(t("Columns that I do not use: {heads}", heads=", ".join(found.unused[:SHOWN])))
    parts += _part(
        t("Mistakes; these rows are left out"), [_wrong(council, row, t) for row in wrong], n[RowKind.WRONG], t
    )
    changed = [_changed(row, t) for row in rows if row.kind is RowKind.CHANGED]
    parts += _part(t("Changes"), changed, n[RowKind.CHANGED], t)
    notes = [_wrong(council, row, t) for row in rows if row.kind is RowKind.NOTE]
    parts += _part(t("To look at"), notes, n[RowKind.NOTE], t)
    confirm = t.plural("Bring in {n} row", "Bring in {n} rows", found.to_write)
    if found.to_write:
        parts += ["", t("Nothing is written yet.")]
    else:
        parts += ["", t("There is nothing to bring in. Correct the file and send it again.")]
    return View(
        lines(*parts),
        (
            *(((button(confirm, Bring(found.id, Step.CONFIRM)),),) if found.to_write else ()),
            (button(t("Everything that was found (XLSX)"), Bring(found.id, Step.ALL)),),
            (button(t("Discard"), Bring(found.id, Step.DISCARD)),),
        ),
        protect=True,
    )


def _part(head: Markup, told: Sequence[Markup], n: int, t: Texts) -> list[Markup | str]:
    if not told:
        return []
    more = [t("and {n} more", n=n - SHOWN)] if n > SHOWN else []
    return ["", bold(head), *told[:SHOWN], *more]


def _wrong(council: Council, row: StagedRow, t: Texts) -> Markup:
    return words.mistake(council, mistake_of(row), t)


def _changed(row: StagedRow, t: Texts) -> Markup:
    told = [
        words.change(Change(change.what, cut(change.was, 50), cut(change.now, 50), change.group), t)
        for change in changes_of(row)
    ]
    return t(
        "Row {row}, {name}: {changes}",
        row=row.number,
        name=cut(str(row.data["name"]), 50),
        changes=Markup("; ").join(told),
    )


def _progress(found: Import, t: Texts) -> View:
    per_cent = found.written * 100 // max(found.to_write, 1)
    bar = "▓" * (per_cent // 10) + "░" * (10 - per_cent // 10)
    return View(
        lines(
            bold(_title(found, t)),
            t("{bar} {share} %, {done} of {all} rows", bar=bar, share=per_cent, done=found.written, all=found.to_write),
        ),
        protect=True,
    )


def _done(found: Import, t: Texts) -> View:
    n = found.counts
    return View(
        lines(
            bold(_title(found, t)),
            t("The roster is up to date."),
            t("New: {new} · changed: {changed} · as they were: {same} · left out: {wrong}", new=n[RowKind.NEW],
              changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
        ),
        ((button(t("Links for those who have not joined (XLSX)"), Links(0)),), (button(t("Roster"), Go("members")),)),
        protect=True,
    )  # fmt: skip


def everything(council: Council, rows: Sequence[StagedRow], t: Texts) -> Sheet:
    """All that was found, a row each."""
    heads = [str(head.unescape()) for head in (t("Row"), t("What"), t("Name"), t("Details"))]
    kinds = {
        RowKind.NEW: t("new"),
        RowKind.CHANGED: t("changed"),
        RowKind.WRONG: t("mistake"),
        RowKind.NOTE: t("to look at"),
        RowKind.SAME: t("as it is"),
    }
    table: list[list[Value]] = []
    for row in rows:
        if row.kind in {RowKind.WRONG, RowKind.NOTE}:
            details = _wrong(council, row, t)
        else:
            details = Markup("; ").join(words.change(change, t) for change in changes_of(row))
        name = str(row.data.get("name", ""))
        table.append([row.number, str(kinds[row.kind].unescape()), name, str(details.unescape())])
    return Sheet(str(t("Roster").unescape()), heads, table, [6, 12, 40, 80])


def checked(t: Texts) -> View:
    """The words under that file."""
    return View(lines(bold(t("Everything that was found"))), protect=True)
