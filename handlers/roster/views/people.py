"""What the roster at hand looks like."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from markupsafe import Markup

from council.clock import zone as zone_of
from council.config import Council
from council.people import GROUP_ROLES, WHOLE_COUNCIL, Person, Role, Seat
from council.roster import By, Line, Reach, selected
from council.text_rules import cut
from handlers.common.dates import day, moment
from handlers.common.names import called, capital, group_label, role_name
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines
from handlers.roster.presses import (
    Ask,
    Correct,
    Deed,
    Do,
    Export,
    Links,
    Look,
    NewLink,
    Overview,
    Search,
    SeatOf,
    Term,
    Who,
)

PAGE = 10
"""People a page."""


def overview(found: Sequence[Line], groups: Sequence[str], t: Texts, *, manages: bool) -> View:
    """Where the roster begins: how many there are, and the ways to look through it."""
    waiting, blocked = selected(found, By.NOT_JOINED), selected(found, By.UNREACHABLE)
    suspended, silent = selected(found, By.SUSPENDED), selected(found, By.SILENT)
    text = lines(
        bold(t("Roster")),
        t.plural("{n} person", "{n} people", len(found)),
        t("not joined yet: {n}", n=len(waiting)) if waiting else None,
        t("unreachable: {n}", n=len(blocked)) if blocked else None,
        t("never answer: {n}", n=len(silent)) if silent else None,
        t("suspended: {n}", n=len(suspended)) if suspended else None,
        "",
        t("To search, write: /members and a name, an organisation or a country."),
    )
    by_group = in_rows((button(code, Look(By.GROUP, 0, code)) for code in groups), 5)
    by_role = [button(capital(role_name(role, t)), Look(By.ROLE, 0, role.value)) for role in GROUP_ROLES]
    more = [button(t("Everyone"), Look(By.ALL, 0, ""))]
    if waiting:
        more.append(button(t("Not joined ({n})", n=len(waiting)), Look(By.NOT_JOINED, 0, "")))
    if blocked:
        more.append(button(t("Unreachable ({n})", n=len(blocked)), Look(By.UNREACHABLE, 0, "")))
    if silent:
        more.append(button(t("Never answer ({n})", n=len(silent)), Look(By.SILENT, 0, "")))
    if suspended:
        more.append(button(t("Suspended ({n})", n=len(suspended)), Look(By.SUSPENDED, 0, "")))
    more.append(button(t("Search"), Search()))
    files = [button(t("Roster as a file (XLSX)"), Export())] if manages else []
    if manages and waiting:
        files.append(button(t("Links for those who have not joined (XLSX)"), Links(0)))
    return View(text, (*by_group, tuple(by_role), *in_rows(more), *((one,) for one in files)), protect=True)


def page(council: Council, found: Sequence[Line], look: Look, now: datetime, t: Texts) -> View:
    """Ten people, and the way to the others. `found` are all that were looked for."""
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(look.page, 0), pages - 1)
    shown = found[at * PAGE : (at + 1) * PAGE]
    head = bold(_looked_for(council, look, t))
    if pages > 1:
        head = lines(head, t("{n} people, page {at} of {pages}", n=len(found), at=at + 1, pages=pages))
    turns = []
    if at:
        turns.append(button("←", Look(look.by, at - 1, look.what)))
    if at + 1 < pages:
        turns.append(button("→", Look(look.by, at + 1, look.what)))
    rows = [(button(_in_short(line, now, t), Who(line.person.id)),) for line in shown]
    text = head if shown else lines(head, t("Nobody."))
    return View(text, (*rows, *((tuple(turns),) if turns else ()), (button(t("Back"), Overview()),)), protect=True)


def _looked_for(council: Council, look: Look, t: Texts) -> Markup | str:
    match look.by:
        case By.GROUP:
            return group_label(council, look.what, t)
        case By.ROLE:
            return t("Role: {role}", role=role_name(Role(look.what), t))
        case By.NOT_JOINED:
            return t("Not joined yet")
        case By.UNREACHABLE:
            return t("Unreachable: they blocked the bot or left Telegram")
        case By.SILENT:
            return t("Never answer, though they can be written to")
        case By.SUSPENDED:
            return t("Suspended")
        case By.SEARCH:
            return t("Search: {what}", what=look.what)
    return t("Everyone")


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
    who = line.person
    empty = t("not given")
    joined = (
        t("Telegram: cannot be reached; they blocked the bot or left")
        if line.blocked
        else t("Telegram: joined")
        if line.joined
        else t("Telegram: not joined yet")
    )
    text = lines(
        bold(called(who, t)),
        t("Organisation: {organisation}", organisation=who.organisation or empty),
        t("Country: {country}", country=who.country or empty),
        t("E-mail: {email}", email=who.email) if who.email else None,
        t("Language: {name}", name=Catalogs.own_name(who.language)),
        joined,
        "",
        *(_seat_line(council, seat, now, zone, t) for seat in line.seats),
        "",
        t("Last message delivered: {when}", when=moment(reach.delivered_at, zone, t)) if reach.delivered_at else None,
        t("Last heard from: {when}", when=moment(reach.heard_at, zone, t)) if reach.heard_at else None,
        t("Meetings answered: {n} of {asked}", n=reach.meetings, asked=reach.meetings_asked)
        if reach.meetings_asked
        else None,
        t("Rounds answered: {n} of {asked}", n=reach.rounds, asked=reach.rounds_asked) if reach.rounds_asked else None,
        t("Rounds and meetings since without a word of theirs: {n}", n=line.unheard) if line.unheard else None,
    )
    rows: list[tuple[Button, ...]] = []
    if manages:
        groups = dict.fromkeys(seat.group for seat in line.seats if seat.group != WHOLE_COUNCIL)
        rows += [
            (button(t("Change: {group}", group=group_label(council, group, t)), SeatOf(who.id, group)),)
            for group in groups
        ]
        if len(groups) < len(council.codes):
            rows.append((button(t("Another group"), Term(Ask.GROUP, who.id, "")),))
        rows.append((button(t("Put data right"), Correct(who.id)),))
        if not line.joined or line.blocked:
            rows.append((button(t("Fresh link"), NewLink(who.id)),))
    return View(text, (*rows, (button(t("Back"), Overview()),)), protect=True)


def _seat_line(council: Council, seat: Seat, now: datetime, zone: str, t: Texts) -> Markup:
    role = role_name(seat.role, t)
    if seat.group == WHOLE_COUNCIL:
        return role
    label = group_label(council, seat.group, t)
    said = t("{group}: {role}", group=label, role=role)
    if now < seat.since:
        said = t("{group}: {role}, from {when}", group=label, role=role, when=moment(seat.since, zone, t))
    if seat.suspended_at is not None and seat.suspended(now):
        said = t(
            "{group}: {role}, suspended since {when}", group=label, role=role, when=moment(seat.suspended_at, zone, t)
        )
    if seat.until is not None:
        said = t("{said}, {until}", said=said, until=term_end(seat.until, zone, t))
    return said


def term_end(until: datetime, zone: str, t: Texts) -> Markup:
    """The end of a term: by its last day where it ends at midnight, else by the instant."""
    if until.astimezone(zone_of(zone)).time() == time.min:
        return t("to the end of {day}", day=day(until - timedelta(minutes=1), zone, t))
    return t("until {when}", when=moment(until, zone, t))


def seat(council: Council, line: Line, group: str, now: datetime, zone: str, t: Texts) -> View:
    """What can be done about one person's role in a group."""
    seats = [seat for seat in line.seats if seat.group == group]
    who = line.person.id
    rows: list[tuple[Button, ...]] = [(button(t("Another role"), Term(Ask.ROLE, who, group)),)]
    if seats:
        rows.append((button(t("Set the end"), Term(Ask.END, who, group)),))
    if any(seat.held(now) for seat in seats):
        rows.append((button(t("Suspend"), Do(Deed.SUSPEND, 0, who, group)),))
    if any(seat.suspended(now) for seat in seats):
        rows.append((button(t("Lift the suspension"), Do(Deed.LIFT, 0, who, group)),))
    if seats:
        rows.append((button(t("End the role"), Do(Deed.END, 0, who, group)),))
    text = lines(bold(called(line.person, t)), *(_seat_line(council, seat, now, zone, t) for seat in seats))
    return View(text, (*rows, (button(t("Back"), Who(who)),)), protect=True)


def ask(council: Council, line: Line, press: Do, now: datetime, zone: str, t: Texts) -> View:
    """Whether it is really meant: the person is named."""
    struck = t("In open rounds they are no longer counted, and their position is struck.")
    said = {
        Deed.SUSPEND: (t("Suspend this role?"), t("It is not in force until you lift the suspension."), t("Suspend")),
        Deed.LIFT: (
            t("Lift this suspension?"),
            t("The role is in force again from now on. A position that was struck does not come back."),
            t("Lift the suspension"),
        ),
        Deed.END: (t("End this role?"), t("It ends now."), t("End the role")),
    }
    question, means, yes = said[press.deed]
    seats = [seat for seat in line.seats if seat.group == press.group]
    return View(
        lines(
            bold(question),
            called(line.person, t),
            *(_seat_line(council, seat, now, zone, t) for seat in seats),
            "",
            means,
            struck if press.deed is not Deed.LIFT else None,
            t("They are told.") if line.joined else None,
        ),
        (
            (button(yes, Do(press.deed, 1, press.person, press.group)),),
            (button(t("Back"), SeatOf(press.person, press.group)),),
        ),
        protect=True,
    )


def to_be_given(council: Council, who: Person, given: Seat, now: datetime, zone: str, t: Texts) -> View:
    """A role and its term, before it is given."""
    from_now = t("From now on") if given.since <= now else None
    return View(
        lines(bold(t("Role of {name}", name=called(who, t))), _seat_line(council, given, now, zone, t), from_now,
              t("Whatever else they have in this group ends when it begins. They are told.")),
        protect=True,
    )  # fmt: skip


def to_end(council: Council, who: Person, group: str, until: datetime | None, zone: str, t: Texts) -> View:
    """Another end of a term, before it is set."""
    ends = term_end(until, zone, t) if until else t("without an end")
    return View(
        lines(bold(t("Term of {name}", name=called(who, t))), group_label(council, group, t), ends), protect=True
    )


def told(council: Council, group: str, seats: Sequence[Seat], now: datetime, zone: str, t: Texts) -> View:
    """What someone has in a group by now, as they are told when it has changed."""
    if not seats:
        return View(
            lines(bold(t("Your seat has ended")), group_label(council, group, t), t("Questions go to the secretariat."))
        )
    suspended = any(seat.suspended(now) for seat in seats)
    head = t("Your role is suspended") if suspended else t("Your role in the council")
    last = (
        t("It is not in force for now. Questions go to the secretariat.")
        if suspended
        else t("What you can do now: /help")
    )
    return View(lines(bold(head), *(_seat_line(council, seat, now, zone, t) for seat in seats), last))


def put_right(field: Markup, value: str, t: Texts) -> View:
    """What the secretariat has put right about someone, as they are told."""
    return View(
        lines(
            bold(t("The secretariat has put your data right")),
            t("{field}: {value}", field=field, value=value or t("not given")),
            t("What is stored about you: /profile"),
        )
    )


def link_made(line: Line, url: str, expires_at: datetime, zone: str, t: Texts) -> View:
    """A fresh link, shown once."""
    return View(
        lines(
            bold(t("Link for {name}", name=called(line.person, t))),
            t(
                "Pass it on to them, and to nobody else. It works once, and is shown only now; earlier links no longer work."
            ),
            url,
            t("It holds until {when}.", when=moment(expires_at, zone, t)),
            t(
                "They can open it with another Telegram account too: the one that cannot be reached then has no rights any more."
            )
            if line.joined
            else None,
        ),
        ((button(t("Back"), Who(line.person.id)),),),
    )


def link_unseen(line: Line, t: Texts) -> View:
    """In the place of a link, or of a file of links, that could not be shown."""
    return View(
        lines(
            bold(t("Link for {name}", name=called(line.person, t))),
            t("It was made, but could not be shown. Make another."),
        ),
        ((button(t("Fresh link"), NewLink(line.person.id)),),),
    )


def links_made(n: int, left: int, kept: int, expires_at: datetime, zone: str, t: Texts) -> View:
    """The words under a file of links. `left`: how many still have none; `kept`: how many have one from before."""
    return View(
        lines(
            bold(t.plural("A link for {n} person", "Links for {n} people", n)),
            t("Each row has a link of its own, for that person alone: it works once."),
            t("They hold until {when}. Keep this file as you keep the roster; it is kept nowhere here.",
              when=moment(expires_at, zone, t)),
            t.plural("{n} person has a link from before, which still works.",
                     "{n} people have links from before, which still work.", kept)
            if kept else None,
            t.plural("For {n} more there was no room: press again.", "For {n} more there was no room: press again.", left)
            if left else None,
        ),
        ((button(t("More links"), Links(0)),),) if left else (),
        protect=False,
    )  # fmt: skip


def links_unseen(t: Texts) -> View:
    return View(
        lines(bold(t("Links")), t("They were made, but the file could not be shown. Make them again.")),
        ((button(t("Make them again"), Links(1)),),),
    )


def all_invited(kept: int, t: Texts) -> View:
    """Instead of a file: whoever has not joined has a link already."""
    if not kept:
        return View(lines(bold(t("Links")), t("Everyone on the roster has joined.")))
    return View(
        lines(
            bold(t("Links")),
            t.plural("{n} person has not joined, and has a link that works.",
                     "{n} people have not joined, and each has a link that works.", kept),
            t("Links are kept nowhere: if they are lost, new ones can be made. The earlier ones then work no more."),
        ),
        ((button(t.plural("A new link for {n} person", "New links for {n} people", kept), Links(1)),),),
    )  # fmt: skip


def exported(n: int, t: Texts) -> View:
    """The words under the roster as a file."""
    return View(lines(bold(t("Roster")), t.plural("{n} person", "{n} people", n)), protect=True)
