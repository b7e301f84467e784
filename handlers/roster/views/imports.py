"""What a roster that came as a file looks like: what was found in it, how far it is, what came of it."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from council.config import Council
from council.people import Role
from council.roster_diff import Change
from council.roster_tables import Column, Mistake, Why
from council.text_rules import NAME_LIMIT, cut
from handlers.common.names import role_name
from handlers.common.navigation import Go
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import View, bold, button, in_rows, offered, titled
from handlers.common.xlsx_writer import Sheet, Value
from handlers.roster.presses import ImportStep, Links, Step
from handlers.roster.views.spreadsheets import COLUMNS
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, changes_of, mistake_of

SHOWN = 8
"""How many rows of a kind a message shows; all of them are in the file."""


def how(council: Council, t: Texts) -> View:
    """What to send, under the template."""
    return titled(
        t("Bring in a roster"),
        t("Send me a table as a file, XLSX or CSV: one row a person, in any order of columns."),
        t("Needed: name, and groups with roles, as in “B member; EC chair”."),
        t("Groups: {groups}.", groups=", ".join(council.codes)),
        t("May be there: organisation, country, language, e-mail. Heads in English or Russian."),
        t("Every row is checked first, and nothing is written until you confirm. This file is a template."),
    )


def card(council: Council, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    """The living card of a file: checked, then written, then done. `rows`: the first of each kind."""
    title, n = t("Roster from a file: {name}", name=cut(found.file_name, 60)), found.counts
    to_roster = button(t("Roster"), Go("members"))
    if found.state is ImportState.STAGED:
        return _checked(council, title, found, rows, t)
    if found.state is ImportState.WRITING:
        share = found.written * 100 // max(found.to_write, 1)
        bar = "▓" * (share // 10) + "░" * (10 - share // 10)
        done = t("{bar} {share} %, {done} of {all} rows", bar=bar, share=share, done=found.written, all=found.to_write)
        return titled(title, done, protect=True)
    if found.state is ImportState.DONE:
        return titled(
            title,
            t("The roster is up to date."),
            t("New: {new} · changed: {changed} · as they were: {same} · left out: {wrong}", new=n[RowKind.NEW],
              changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
            rows=((button(t("Links for those who have not joined (XLSX)"), Links(0)),), (to_roster,)),
            protect=True,
        )  # fmt: skip
    if found.to_write or n[RowKind.WRONG]:
        return titled(title, t("Discarded. Nothing was changed."), protect=True)
    told = t.plural("Nothing in it is new: the one row stands in the roster as it is.",
                    "Nothing in it is new: all {n} rows stand in the roster as they are.", n[RowKind.SAME])  # fmt: skip
    return titled(title, told, rows=((to_roster,),), protect=True)


def _checked(council: Council, title: Markup, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    n = found.counts

    def part(kind: RowKind, head: Markup, say: Callable[[StagedRow], Markup]) -> list[Markup | str]:
        said = [say(row) for row in rows if row.kind is kind]
        more = [t("and {n} more", n=n[kind] - SHOWN)] if n[kind] > SHOWN else []
        return ["", bold(head), *said[:SHOWN], *more] if said else []

    parts: list[Markup | str] = [
        t("New: {new} · changed: {changed} · as they are: {same} · with mistakes: {wrong}", new=n[RowKind.NEW],
          changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
    ]  # fmt: skip
    if found.unused:
        parts.append(t("Columns that I do not use: {heads}", heads=", ".join(found.unused[:SHOWN])))
    left_out = t("Mistakes; these rows are left out")
    parts += part(RowKind.WRONG, left_out, lambda row: mistake(council, mistake_of(row), t))
    parts += part(RowKind.CHANGED, t("Changes"), lambda row: _changed(row, t))
    parts += part(RowKind.NOTE, t("To look at"), lambda row: mistake(council, mistake_of(row), t))
    nothing = t("There is nothing to bring in. Correct the file and send it again.")
    confirm = t.plural("Bring in {n} row", "Bring in {n} rows", found.to_write)
    steps = offered(
        (found.to_write, confirm, ImportStep(found.id, Step.CONFIRM)),
        (True, t("Everything that was found (XLSX)"), ImportStep(found.id, Step.ALL)),
        (True, t("Discard"), ImportStep(found.id, Step.DISCARD)),
    )
    parts += ["", t("Nothing is written yet.") if found.to_write else nothing]
    return titled(title, *parts, rows=in_rows(steps, 1), protect=True)


def _changed(row: StagedRow, t: Texts) -> Markup:
    different = [Change(one.what, cut(one.was, 50), cut(one.now, 50), one.group) for one in changes_of(row)]
    told, name = Markup("; ").join(change(one, t) for one in different), cut(str(row.data["name"]), 50)
    return t("Row {row}, {name}: {changes}", row=row.number, name=name, changes=told)


def everything(council: Council, rows: Sequence[StagedRow], t: Texts) -> Sheet:
    """All that was found, a row each."""
    table: list[list[Value]] = []
    for row in rows:
        if row.kind in {RowKind.WRONG, RowKind.NOTE}:
            details = mistake(council, mistake_of(row), t)
        else:
            details = Markup("; ").join(change(one, t) for one in changes_of(row))
        table.append([row.number, plain(t(KINDS[row.kind])), str(row.data.get("name", "")), plain(details)])
    heads = map(plain, (t("Row"), t("What"), t("Name"), t("Details")))
    return Sheet(plain(t("Roster")), list(heads), table, [6, 12, 40, 80])


# -- rows and cells

KINDS: Mapping[RowKind, str] = {
    RowKind.NEW: N_("new"),
    RowKind.CHANGED: N_("changed"),
    RowKind.WRONG: N_("mistake"),
    RowKind.NOTE: N_("to look at"),
    RowKind.SAME: N_("as it is"),
}

MISTAKES: Mapping[Why, str] = {
    Why.MISSING: N_("nothing readable stands here, and something is needed."),
    Why.TOO_LONG: N_("{got} characters; {limit} fit."),
    Why.NO_GROUP: N_("no such group: “{told}”. There are: {groups}"),
    Why.NO_ROLE: N_("no such role: “{told}”. There are: chair, member, observer."),
    Why.TWO_ROLES: N_("two roles in group {group}; one person has one."),
    Why.NO_LANGUAGE: N_("the council does not speak “{told}”. It speaks: {languages}"),
    Why.NO_EMAIL: N_("not an e-mail address: “{told}”"),
    Why.FORMULA: N_("a formula that gives no value: {told}"),
    Why.SAME_EMAIL: N_("the same e-mail address as in row {row}."),
    Why.SAME_PERSON: N_("the same name and organisation as in row {row}. One row a person, all groups in it."),
    Why.TWO_ENTRIES: N_("fits two entries of the roster: “{told}”. An e-mail address would tell them apart."),
    Why.NAMESAKE: N_("the same name as in row {row}, and not the same organisation: taken for two people."),
    Why.UNSEEN: N_("characters that nobody sees were left out."),
    Why.SAME_NAME: N_("someone of the same name is on the roster: {told}"),
}
"""`told`, `got`, `group` and `row` all stand for the mistake's detail."""


def mistake(council: Council, found: Mistake, t: Texts) -> Markup:
    """The mistake, with the cell's name in front."""
    detail: str = found.detail or (t("no organisation") if found.why is Why.SAME_NAME else "")
    codes, languages = ", ".join(council.codes), ", ".join(council.languages)
    said = t(MISTAKES[found.why], told=detail, got=detail, group=detail, row=detail, limit=NAME_LIMIT, groups=codes,
             languages=languages)  # fmt: skip
    return t("{cell}: {said}", cell=f"{found.column}{found.row}", said=said)


def change(found: Change, t: Texts) -> Markup:
    """One thing that would be different: what was, and what would be."""
    what, was, now = found.group, found.was, found.now
    if found.group:
        was, now = role_name(Role(was), t) if was else "", role_name(Role(now), t)
    else:
        what = t(COLUMNS[Column(found.what)])
    return t("{what}: {was} → {now}", what=what, was=was or t("nothing"), now=now)
