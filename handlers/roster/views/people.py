"""What the roster looks like: where it begins, a page of it, one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.config import Council
from council.people import GROUP_ROLES, WHOLE_COUNCIL, Role
from council.roster import By, Line, Reach, selected
from council.text_rules import cut
from handlers.common.dates import moment
from handlers.common.names import called, capital, group_label, role_name
from handlers.common.texts import N_, Catalogs, Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines
from handlers.roster.presses import (
    Ask,
    Correct,
    Export,
    Links,
    NewLink,
    Overview,
    Page,
    PersonPage,
    RolePage,
    Search,
    Term,
)
from handlers.roster.views.roles import seat_line

PAGE = 10
"""People a page."""

COUNTED: Mapping[By, tuple[str, str]] = {
    By.NOT_JOINED: (N_("not joined yet: {n}"), N_("Not joined ({n})")),
    By.UNREACHABLE: (N_("unreachable: {n}"), N_("Unreachable ({n})")),
    By.SILENT: (N_("never answer: {n}"), N_("Never answer ({n})")),
    By.SUSPENDED: (N_("suspended: {n}"), N_("Suspended ({n})")),
}
"""Who is counted where the roster begins, if there is anyone: in the text, and on the button that leads to them."""

HEADS: Mapping[By, str] = {
    By.ALL: N_("Everyone"),
    By.NOT_JOINED: N_("Not joined yet"),
    By.UNREACHABLE: N_("Unreachable: they blocked the bot or left Telegram"),
    By.SILENT: N_("Never answer, though they can be written to"),
    By.SUSPENDED: N_("Suspended"),
}


def overview(found: Sequence[Line], groups: Sequence[str], t: Texts, *, manages: bool) -> View:
    """Where the roster begins: how many there are, and the ways to look through it."""
    counts = {by: n for by in COUNTED if (n := len(selected(found, by)))}
    text = lines(
        bold(t("Roster")),
        t.plural("{n} person", "{n} people", len(found)),
        *(t(COUNTED[by][0], n=n) for by, n in counts.items()),
        "",
        t("To search, write: /members and a name, an organisation or a country."),
    )
    by_group = in_rows((button(code, Page(By.GROUP, 0, code)) for code in groups), 5)
    by_role = [button(capital(role_name(role, t)), Page(By.ROLE, 0, role.value)) for role in GROUP_ROLES]
    counted = (button(t(COUNTED[by][1], n=n), Page(by, 0, "")) for by, n in counts.items())
    more = [button(t("Everyone"), Page(By.ALL, 0, "")), *counted, button(t("Search"), Search())]
    files = [button(t("Roster as a file (XLSX)"), Export())] if manages else []
    if manages and By.NOT_JOINED in counts:
        files.append(button(t("Links for those who have not joined (XLSX)"), Links(0)))
    return View(text, (*by_group, tuple(by_role), *in_rows(more), *in_rows(files, 1)), protect=True)


def page(council: Council, found: Sequence[Line], at: Page, now: datetime, t: Texts) -> View:
    """Ten people, and the way to the others. `found` are all that were looked for, `at` says by what, and which page."""
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(at.page, 0), pages - 1)
    shown = found[number * PAGE : (number + 1) * PAGE]
    text = bold(_looked_for(council, at, t))
    if pages > 1:
        text = lines(text, t("{n} people, page {at} of {pages}", n=len(found), at=number + 1, pages=pages))
    if not shown:
        text = lines(text, t("Nobody."))
    turns = [("←", number - 1)] if number else []
    turns += [("→", number + 1)] if number + 1 < pages else []
    rows: list[tuple[Button, ...]] = [(button(_in_short(line, now, t), PersonPage(line.person.id)),) for line in shown]
    if turns:
        rows.append(tuple(button(arrow, Page(at.by, to, at.what)) for arrow, to in turns))
    return View(text, (*rows, (button(t("Back"), Overview()),)), protect=True)


def _looked_for(council: Council, at: Page, t: Texts) -> Markup | str:
    match at.by:
        case By.GROUP:
            return group_label(council, at.what, t)
        case By.ROLE:
            return t("Role: {role}", role=role_name(Role(at.what), t))
        case By.SEARCH:
            return t("Search: {what}", what=at.what)
    return t(HEADS[at.by])


def _in_short(line: Line, now: datetime, t: Texts) -> str:
    seats = ", ".join(
        f"{seat.group} {role_name(seat.role, t)}{'' if seat.held(now) else ' ⏸' if seat.suspended(now) else ' …'}"
        for seat in line.seats
        if seat.group != WHOLE_COUNCIL
    )
    mark = "" if line.joined else "◌ "
    return f"{mark}{cut(called(line.person, t), 40)}" + (f" · {seats}" if seats else "")


def person(council: Council, line: Line, reach: Reach, now: datetime, zone: str, t: Texts, *, manages: bool) -> View:
    """One person's page. Only the secretariat (`manages`) changes anything."""
    who, empty = line.person, t("not given")
    joined = t("Telegram: joined") if line.joined else t("Telegram: not joined yet")
    if line.blocked:
        joined = t("Telegram: cannot be reached; they blocked the bot or left")
    text = lines(
        bold(called(who, t)),
        t("Organisation: {organisation}", organisation=who.organisation or empty),
        t("Country: {country}", country=who.country or empty),
        t("E-mail: {email}", email=who.email) if who.email else None,
        t("Language: {name}", name=Catalogs.own_name(who.language)),
        joined,
        "",
        *(seat_line(council, seat, now, zone, t) for seat in line.seats),
        "",
        t("Last message delivered: {when}", when=moment(reach.delivered_at, zone, t)) if reach.delivered_at else None,
        t("Last heard from: {when}", when=moment(reach.heard_at, zone, t)) if reach.heard_at else None,
        t("Meetings answered: {n} of {asked}", n=reach.meetings, asked=reach.meetings_asked) if reach.meetings_asked else None,
        t("Rounds answered: {n} of {asked}", n=reach.rounds, asked=reach.rounds_asked) if reach.rounds_asked else None,
        t("Rounds and meetings since without a word of theirs: {n}", n=line.unheard) if line.unheard else None,
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if manages:
        groups = dict.fromkeys(seat.group for seat in line.seats if seat.group != WHOLE_COUNCIL)
        for group in groups:
            rows.append((button(t("Change: {group}", group=group_label(council, group, t)), RolePage(who.id, group)),))
        if len(groups) < len(council.codes):
            rows.append((button(t("Another group"), Term(Ask.GROUP, who.id, "")),))
        rows.append((button(t("Put data right"), Correct(who.id)),))
        if not line.joined or line.blocked:
            rows.append((button(t("Fresh link"), NewLink(who.id)),))
    return View(text, (*rows, (button(t("Back"), Overview()),)), protect=True)


def corrected(field: Markup, value: str, t: Texts) -> View:
    """What the secretariat has corrected about someone, as they are told."""
    return View(
        lines(
            bold(t("The secretariat has put your data right")),
            t("{field}: {value}", field=field, value=value or t("not given")),
            t("What is stored about you: /profile"),
        )
    )


def exported(n: int, t: Texts) -> View:
    """The words under the roster as a file."""
    return View(lines(bold(t("Roster")), t.plural("{n} person", "{n} people", n)), protect=True)
