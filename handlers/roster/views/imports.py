"""What a roster that came as a file looks like: what was found in it, how far it is, what came of it."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup, escape

from council.config import Council
from council.people import Role
from council.roster_diff import Change
from council.roster_rows import Column, Mistake, Why
from council.roster_tables import ALL_SHEETS, place_of
from council.tables import Source
from council.text_rules import NAME_LIMIT, beginning, length
from handlers.common.names import role_name
from handlers.common.navigation import Go
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import View, bold, button, in_rows, offered, titled
from handlers.common.xlsx_writer import Sheet, Value
from handlers.roster.presses import ImportStep, Links, ReadAgain, Step
from handlers.roster.views.spreadsheets import COLUMNS
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, changes_of, entry_of, mistake_of

SHOWN, FEW = 8, 4
"""How many rows of a kind, and of new ones, a message shows; all of them are in the file."""

LINE, ROOM = 200, 3500
"""How many characters of a row, and of all but the heads, a message shows."""


def how(council: Council, t: Texts) -> View:
    """What to send, under the template."""
    return titled(
        t("Import a roster"),
        t("Send me a table as a file, XLSX, XLS, ODS or CSV: one row a person, in any order of columns."),
        t("Required: name, and groups with roles, as in “B member; EC chair”, or roles in a separate column."),
        t("Groups: {groups}.", groups=", ".join(council.codes)),
        t("Optional: organisation, country, language, e-mail. Column headings in English or Russian."),
        t("Every row is checked first, and nothing is written until you confirm. This file is a template."),
    )


def card(council: Council, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    """The living card of a file: checked, then written, then done. `rows`: the first of each kind."""
    title, n = t("Roster from a file: {name}", name=beginning(found.file_name, 60)), found.counts
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
            t("New: {new} · changed: {changed} · unchanged: {same} · left out: {wrong}", new=n[RowKind.NEW],
              changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
            rows=((button(t("Links for those not joined (XLSX)"), Links(0)),), (to_roster,)), protect=True,
        )  # fmt: skip
    if found.to_write or n[RowKind.WRONG]:
        return titled(title, t("Discarded. Nothing was changed."), protect=True)
    told = t.plural("Nothing new: the only row is in the roster already.",
                    "Nothing new: all {n} rows are in the roster already.", n[RowKind.SAME])  # fmt: skip
    return titled(title, told, rows=((to_roster,),), protect=True)


def _checked(council: Council, title: Markup, found: Import, rows: Sequence[StagedRow], t: Texts) -> View:
    n, sheets = found.counts, found.source.sheets
    parts: list[Markup | str] = [
        t("New: {new} · changed: {changed} · unchanged: {same} · with mistakes: {wrong}", new=n[RowKind.NEW],
          changed=n[RowKind.CHANGED], same=n[RowKind.SAME], wrong=n[RowKind.WRONG]),
    ]  # fmt: skip
    if found.unused:
        parts.append(t("Columns not used: {heads}", heads=", ".join(found.unused[:SHOWN])))
    parts += said_of(found.source, t)
    room = ROOM - sum(length(plain(one)) for one in parts)

    def part(kind: RowKind, head: Markup, say: Callable[[StagedRow], Markup | str]) -> list[Markup | str]:
        nonlocal room
        said: list[Markup | str] = []
        for line in [say(row) for row in rows if row.kind is kind][: FEW if kind is RowKind.NEW else SHOWN]:
            if (room := room - length(plain(line))) > 0:
                said.append(line)
        more = [t("and {n} more", n=n[kind] - len(said))] if n[kind] > len(said) else []
        return ["", bold(head), *said, *more] if said or more else []

    parts += part(RowKind.NEW, t("New, as they will be recorded"), lambda row: beginning(_as_it_will_be(row, t), LINE))
    left_out = t("Mistakes: these rows are left out")
    parts += part(RowKind.WRONG, left_out, lambda row: mistake(council, mistake_of(row), t, sheets))
    parts += part(RowKind.CHANGED, t("Changes"), lambda row: _changed(row, sheets, t))
    parts += part(RowKind.NOTE, t("Please check"), lambda row: mistake(council, mistake_of(row), t, sheets))
    nothing = t("There is nothing to import. Correct the file and send it again.")
    confirm = t.plural("Import {n} row", "Import {n} rows", found.to_write)
    steps = offered(
        (found.to_write, confirm, ImportStep(found.id, Step.CONFIRM)),
        *((found.file_id, label, ReadAgain(found.id, *how)) for label, *how in _ways(found.source, t)),
        (True, t("All findings (XLSX)"), ImportStep(found.id, Step.ALL)),
        (True, t("Discard"), ImportStep(found.id, Step.DISCARD)),
    )
    parts += ["", t("Nothing is written yet.") if found.to_write else nothing]
    return titled(title, *parts, rows=in_rows(steps, 1), protect=True)


def again(found: Import, t: Texts) -> View:
    """In the place of a card whose file was read in another way."""
    return titled(
        t("Roster from a file: {name}", name=beginning(found.file_name, 60)), t("Read again in another way: see below.")
    )


def said_of(source: Source, t: Texts) -> list[Markup]:
    """Which of the file's sheets were read, and in which encoding, where there is a choice."""
    said = []
    if len(source.sheets) > 1 or source.others or source.hidden or source.without:
        said.append(t.plural("Sheet that was read: {names}", "Sheets that were read: {names}", len(source.sheets),
                             names=_listed(source.sheets)))  # fmt: skip
    not_read = [name for _, name in (*source.others, *source.hidden)]
    if not_read:
        said.append(t("Sheets that could be read as well: {names}", names=_listed(not_read)))
    if source.without:
        said.append(t("Sheets without a roster's column headings: {names}", names=_listed(source.without)))
    if source.encoding:
        read_as = t(ENCODINGS[source.encoding])
        said.append(t("The file does not state its encoding. It was read as {encoding}; if names look wrong, choose another "
                      "below.", encoding=read_as))  # fmt: skip
    return said


def _listed(names: Sequence[str]) -> str:
    return ", ".join(beginning(name, 40) for name in names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def _ways(source: Source, t: Texts) -> list[tuple[str, str, str]]:
    """The other ways to read the file: a label, and a sheet or an encoding."""
    sheets = [(at, t("Read the sheet “{name}”", name=beginning(name, 40))) for at, name in source.others]
    sheets += [(at, t("Read the hidden sheet “{name}”", name=beginning(name, 40))) for at, name in source.hidden]
    every = [(ALL_SHEETS, t("Read all sheets"))] if source.others else []
    return [
        *((label, str(at), "") for at, label in [*every, *sheets][:SHOWN]),
        *((t("Read as {encoding}", encoding=t(ENCODINGS[one])), "", one) for one in source.encodings),
    ]


def _as_it_will_be(row: StagedRow, t: Texts) -> str:
    entry = entry_of(row)
    seats = ", ".join(f"{group} {role_name(role, t)}" for group, role in entry.seats.items())
    about = ", ".join(filter(None, (entry.name, entry.organisation, entry.country)))
    return " · ".join(filter(None, (about, seats, entry.email, entry.language)))


def _changed(row: StagedRow, sheets: Sequence[str], t: Texts) -> Markup:
    different = [Change(one.what, beginning(one.was, 50), beginning(one.now, 50), one.group) for one in changes_of(row)]
    told, name = Markup("; ").join(change(one, t) for one in different), beginning(str(row.data["name"]), 50)
    return t("Row {row}, {name}: {changes}", row=place_of(row.number, sheets), name=name, changes=told)


def everything(council: Council, rows: Sequence[StagedRow], sheets: Sequence[str], t: Texts) -> Sheet:
    table: list[list[Value]] = []
    for row in rows:
        if row.kind in {RowKind.WRONG, RowKind.NOTE}:
            details = mistake(council, mistake_of(row), t, sheets)
        elif row.kind is RowKind.NEW:
            details = escape(_as_it_will_be(row, t))
        else:
            details = Markup("; ").join(change(one, t) for one in changes_of(row))
        where, kind = place_of(row.number, sheets), plain(t(KINDS[row.kind]))
        table.append([where, kind, str(row.data.get("name", "")), plain(details)])
    heads = map(plain, (t("Row"), t("What"), t("Name"), t("Details")))
    return Sheet(plain(t("Roster")), list(heads), table, [6, 12, 40, 80])


KINDS: Mapping[RowKind, str] = {
    RowKind.NEW: N_("new"), RowKind.CHANGED: N_("changed"), RowKind.WRONG: N_("mistake"), RowKind.NOTE: N_("to check"),
    RowKind.SAME: N_("unchanged"),
}  # fmt: skip

MISTAKES: Mapping[Why, str] = {
    Why.MISSING: N_("a readable value is needed here."),
    Why.TOO_LONG: N_("{got} characters; the limit is {limit}."), Why.NO_GROUP: N_("no such group: “{told}”. There are: {groups}"),
    Why.NO_ROLE: N_("no such role: “{told}”. There are: chair, member, observer."),
    Why.TWO_ROLES: N_("two roles in group {group}; a person can have only one."),
    Why.NO_LANGUAGE: N_("not a language of the council, left out: “{told}”. There are: {languages}"),
    Why.UNCLEAR: N_("it is not clear which role is in which group: “{told}”. Write each with its group: “B chair; C member”."),
    Why.NO_EMAIL: N_("not an e-mail address, left out: “{told}”"),
    Why.SEVERAL_EMAILS: N_("several e-mail addresses; the first is taken: {told}"),
    Why.FORMULA: N_("a formula without a value: {told}"),
    Why.NO_VALUE: N_("a formula without a value, left out: {told}"),
    Why.SAME_EMAIL: N_("the same e-mail address as in row {row}."),
    Why.SAME_PERSON: N_("the same name and organisation as in row {row}, but something else differs."),
    Why.JOINED: N_("the same person as in row {row}: the two rows are combined."),
    Why.TWO_ENTRIES: N_("matches two entries of the roster: “{told}”. An e-mail address would tell them apart."),
    Why.NAMESAKE: N_("the same or almost the same name as in row {row}: treated as two people."),
    Why.NO_PERSON: N_("a total or a note, not a person: “{told}”"),
    Why.UNSEEN: N_("invisible characters were left out."),
    Why.SAME_NAME: N_("someone of the same or almost the same name is on the roster: {told}. This would be a new entry."),
}  # fmt: skip
"""`told`, `got`, `group` and `row` all stand for the mistake's detail."""

ABOUT_ROWS = frozenset({Why.SAME_EMAIL, Why.SAME_PERSON, Why.JOINED, Why.NAMESAKE})
"""Mistakes whose detail is a row."""

ENCODINGS: Mapping[str, str] = {
    "cp1251": N_("Cyrillic (Windows)"), "cp866": N_("Cyrillic (DOS)"), "cp1252": N_("Western European (Windows)"),
}  # fmt: skip


def mistake(council: Council, found: Mistake, t: Texts, sheets: Sequence[str] = ()) -> Markup:
    """The mistake, with the cell's name in front. `sheets`: those that were read."""
    detail: str = found.detail or (t("no organisation") if found.why is Why.SAME_NAME else "")
    if found.why in ABOUT_ROWS and detail.isdecimal():
        detail = place_of(int(detail), sheets)
    codes, languages = ", ".join(council.codes), ", ".join(council.languages)
    said = t(MISTAKES[found.why], told=detail, got=detail, group=detail, row=detail, limit=NAME_LIMIT, groups=codes,
             languages=languages)  # fmt: skip
    sheet, _, row = place_of(found.row, sheets).rpartition("!")
    return t("{cell}: {said}", cell=f"{sheet}{'!' if sheet else ''}{found.column}{row}", said=said)


def change(found: Change, t: Texts) -> Markup:
    """One thing that would be different: what was, and what would be."""
    what, was, now = found.group, found.was, found.now
    if found.group:
        was, now = role_name(Role(was), t) if was else "", role_name(Role(now), t)
    else:
        what = t(COLUMNS[Column(found.what)])
    return t("{what}: {was} → {now}", what=what, was=was or t("nothing"), now=now)
