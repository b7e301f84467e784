"""What the roster looks like: where it begins, a page of it, one person, links for those who have not joined."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.config import Council
from council.people import WHOLE_COUNCIL, Role, Seat
from council.roster import By, Line, Reach, selected
from council.roster_rows import Column
from council.text_rules import beginning, distinct
from handlers.common.dates import day, moment
from handlers.common.names import called, group_label, language_name, role_name, role_options
from handlers.common.places import country
from handlers.common.rich import Heading, Paragraph, Table, rich_view
from handlers.common.texts import N_, Texts
from handlers.common.view import View, button, copying, in_rows, offered, titled
from handlers.roster import presses
from handlers.roster.presses import Page
from handlers.roster.views.roles import seat_line
from handlers.roster.views.spreadsheets import COLUMNS

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
    By.ALL: N_("Everyone"), By.NOT_JOINED: N_("Not joined yet"),
    By.UNREACHABLE: N_("Unreachable: they blocked the bot or left Telegram"),
    By.SILENT: N_("Never answer, though messages reach them"), By.SUSPENDED: N_("Suspended"),
    By.SEARCH: N_("Search: {what}"),
}  # fmt: skip


def overview(found: Sequence[Line], groups: Sequence[str], t: Texts, *, manages: bool) -> View:
    """Where the roster begins: how many there are, and the ways to look through it."""
    counts = {by: n for by in COUNTED if (n := len(selected(found, by)))}
    by_group = in_rows((button(code, Page(By.GROUP, 0, code)) for code in groups), 5)
    by_role = in_rows((button(label, Page(By.ROLE, 0, role)) for role, label in role_options(t)), 3)
    counted = (button(t(COUNTED[by][1], n=n), Page(by, 0, "")) for by, n in counts.items())
    more = [button(t("Everyone"), Page(By.ALL, 0, "")), *counted, button(t("Search"), presses.Search())]
    files = offered(
        (manages, t("Roster as a file (XLSX)"), presses.Export()),
        (manages and By.NOT_JOINED in counts, t("Links for those not joined (XLSX)"), presses.Links(0)),
    )
    return titled(
        t("Roster"),
        t.plural("{n} person", "{n} people", len(found)),
        *(t(COUNTED[by][0], n=n) for by, n in counts.items()),
        "",
        t("To search, write: /members and a name, an organisation or a country."),
        rows=(*by_group, *by_role, *in_rows(more), *in_rows(files, 1)), protect=True,
    )  # fmt: skip


def page(council: Council, found: Sequence[Line], at: Page, now: datetime, t: Texts) -> View:
    """Ten people, and the way to the others. `found` are all that were looked for, `at` says by what, and which page."""
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(at.page, 0), pages - 1)
    shown = found[number * PAGE : (number + 1) * PAGE]
    labels = distinct([_in_short(line, now, t) for line in shown], 100)
    whole = [button(t("Everyone in one list"), presses.WholeGroup(at.what))] if at.by is By.GROUP and found else []
    turns = [(arrow, to) for arrow, to in (("←", number - 1), ("→", number + 1)) if 0 <= to < pages]
    return titled(
        _looked_for(council, at, t),
        t("{n} people, page {at} of {pages}", n=len(found), at=number + 1, pages=pages) if pages > 1 else None,
        None if shown else t("Nobody."),
        rows=(
            *((button(label, presses.PersonPage(line.person.id)),) for line, label in zip(shown, labels, strict=True)),
            *in_rows(button(arrow, Page(at.by, to, at.what)) for arrow, to in turns),
            (button(t("Back"), presses.Overview()), *whole),
        ), protect=True,
    )  # fmt: skip


_RANKS = tuple(Role)


def whole_group(council: Council, group: str, found: Sequence[Line], now: datetime, t: Texts) -> View:
    """Everyone of a group, by role. Whoever has not joined yet has a mark."""
    seats = [(line, seat) for line in found for seat in line.seats if seat.group == group]
    rows = [
        (("" if line.joined else "◌ ") + called(line.person, t), _role(seat, now, t),
         ", ".join(part for part in (line.person.organisation, country(line.person.country, t)) if part))
        for line, seat in sorted(seats, key=lambda one: _RANKS.index(one[1].role))
    ]  # fmt: skip
    table = Table((t("Name"), t("Role"), t("Organisation")), rows) if rows else Paragraph(t("Nobody."))
    not_joined = Paragraph(t("◌: not joined yet")) if any(not line.joined for line in found) else None
    return rich_view([Heading(group_label(council, group, t)), table, not_joined], protect=True)


def _role(seat: Seat, now: datetime, t: Texts) -> str:
    return f"{role_name(seat.role, t)}{'' if seat.held(now) else ' ⏸' if seat.suspended(now) else ' …'}"


def _looked_for(council: Council, at: Page, t: Texts) -> Markup | str:
    if at.by is By.GROUP:
        return group_label(council, at.what, t)
    if at.by is By.ROLE:
        return t("Role: {role}", role=role_name(Role(at.what), t))
    return t(HEADS[at.by], what=at.what)


def _in_short(line: Line, now: datetime, t: Texts) -> str:
    seats = ", ".join(f"{seat.group} {_role(seat, now, t)}" for seat in line.seats if seat.group != WHOLE_COUNCIL)
    mark = "" if line.joined else "◌ "
    return f"{mark}{beginning(called(line.person, t), 40)}" + (f" · {seats}" if seats else "")


def person(council: Council, line: Line, reach: Reach, now: datetime, zone: str, t: Texts, *, manages: bool) -> View:
    """One person's page. Only the secretariat (`manages`) changes anything."""
    who, empty = line.person, t("not given")
    joined = t("Telegram: joined") if line.joined else t("Telegram: not joined yet")
    if line.blocked:
        joined = t("Telegram: unreachable; they blocked the bot or left")
    groups = dict.fromkeys(seat.group for seat in line.seats if seat.group != WHOLE_COUNCIL) if manages else ()
    labels = {code: t("Change: {group}", group=group_label(council, code, t)) for code in groups}
    ways = offered(
        *((True, label, presses.RolePage(who.id, code)) for code, label in labels.items()),
        (manages and len(groups) < len(council.codes), t("Another group"), presses.Term(presses.Ask.GROUP, who.id, "")),
        (manages, t("Correct details"), presses.Correct(who.id)),
        (manages and (not line.joined or line.blocked), t("New link"), presses.NewLink(who.id)),
        (True, t("Back"), presses.Overview()),
    )
    return titled(
        called(who, t),
        t("Organisation: {organisation}", organisation=who.organisation or empty),
        t("Country: {country}", country=who.country or empty),
        t("E-mail: {email}", email=who.email) if who.email else None,
        t("Language: {name}", name=language_name(who.language, t)),
        joined,
        "",
        *(seat_line(council, seat, now, zone, t) for seat in line.seats),
        "",
        t("Last message delivered: {when}", when=moment(reach.delivered_at, zone, t)) if reach.delivered_at else None,
        t("Last heard from: {when}", when=day(reach.heard_at, zone, t)) if reach.heard_at else None,
        t("Meetings answered: {n} of {asked}", n=reach.meetings, asked=reach.meetings_asked) if reach.meetings_asked else None,
        t("Rounds answered: {n} of {asked}", n=reach.rounds, asked=reach.rounds_asked) if reach.rounds_asked else None,
        t("Rounds and meetings since then without an answer: {n}", n=line.unheard) if line.unheard else None,
        rows=in_rows(ways, 1), protect=True,
    )  # fmt: skip


def corrected(column: Column, value: str, t: Texts) -> View:
    """What the secretariat has corrected about someone, as they are told."""
    told = t("{field}: {value}", field=t(COLUMNS[column]), value=value or t("not given"))
    return titled(t("The secretariat has corrected your details"), told, t("What is stored about you: /profile"))


def link_made(line: Line, url: str, expires_at: datetime, zone: str, t: Texts) -> View:
    """A fresh link, shown once."""
    return titled(
        t("Link for {name}", name=called(line.person, t)),
        t("Send it to this person only. It works once and will not be shown again; earlier links no longer work."),
        url,
        t("It is valid until {when}.", when=moment(expires_at, zone, t)),
        t("They can use it with another Telegram account; the unreachable one then loses its rights.")
        if line.joined else None,
        rows=(copying(t("Copy the link"), url), (button(t("Back"), presses.PersonPage(line.person.id)),)),
    )  # fmt: skip


def link_unseen(line: Line, t: Texts) -> View:
    """Instead of a link that could not be shown."""
    told, again = (t("The link was created but could not be shown. Please create another."), presses.NewLink(line.person.id))
    return titled(t("Link for {name}", name=called(line.person, t)), told, rows=((button(t("New link"), again),),))


def links_made(n: int, left: int, kept: int, expires_at: datetime, zone: str, t: Texts) -> View:
    """The words under a file of links. `left`: how many still have none; `kept`: how many have one from before."""
    return titled(
        t.plural("A link for {n} person", "Links for {n} people", n),
        t("Each row has a personal link, which works once."),
        t("They are valid until {when}. Keep this file as safe as the roster; no copy is kept here.",
          when=moment(expires_at, zone, t)),
        t.plural("{n} person already has a link that still works.",
                 "{n} people already have links that still work.", kept)
        if kept else None,
        t.plural("{n} more did not fit: press again.", "{n} more did not fit: press again.", left)
        if left else None,
        rows=((button(t("More links"), presses.Links(0)),),) if left else (),
    )  # fmt: skip


def links_unseen(t: Texts) -> View:
    """Instead of a file of links that could not be shown."""
    told = t("The links were created but the file could not be sent. Please create them again.")
    return titled(t("Links"), told, rows=((button(t("Create again"), presses.Links(1)),),))


def all_invited(kept: int, t: Texts) -> View:
    """Instead of a file: whoever has not joined has a link already."""
    if not kept:
        return titled(t("Links"), t("Everyone on the roster has joined."))
    return titled(
        t("Links"),
        t.plural("{n} person has not joined yet and has a valid link.",
                 "{n} people have not joined yet and have valid links.", kept),
        t("Links are not stored. If they are lost, you can create new ones; the earlier ones then stop working."),
        rows=((button(t.plural("A new link for {n} person", "New links for {n} people", kept), presses.Links(1)),),),
    )  # fmt: skip
