"""The roster's updates: read one, call one action, show one view."""

from collections.abc import Callable
from datetime import timedelta

from council.authority import Action, anywhere, demand
from council.config import Council
from council.errors import Empty, FileTooLarge, NotFetched, Refused, Stale
from council.roster import By, selected
from council.roster_tables import Reading, read
from handlers.common.table_reader import read_rows
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import FILE_LIMIT
from handlers.roster.actions import imports
from handlers.roster.actions import roles as actions
from handlers.roster.deliveries import XLSX
from handlers.roster.forms import CORRECT, SEARCH, TERM, searched
from handlers.roster.presses import (
    Ask,
    Bring,
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
    Step,
    Term,
    Who,
)
from handlers.roster.views import imports as checks
from handlers.roster.views import people as views
from handlers.roster.views import spreadsheets as papers
from handlers.roster.words import vocabulary
from storage import roster

AT_ONCE = 200
"""A file of at most so many rows is written when it is confirmed, and its links come back with the answer; a longer one is
written bit by bit, with its progress, and its links are asked for."""

_DEEDS = {Deed.SUSPEND: actions.suspend, Deed.LIFT: actions.lift, Deed.END: actions.end}


async def members(visit: Visit) -> None:
    """/members: the roster; with words after it, a search."""
    found = await actions.look_through(visit.work)
    if visit.incoming.argument and visit.incoming.command == "members":
        look = Look(By.SEARCH, 0, searched(visit.incoming.argument))
        visit.say(views.page(visit.council, selected(found, look.by, look.what), look, visit.now, visit.t))
        return
    visit.say(await _overview(visit))


async def _overview(visit: Visit) -> View:
    found = await actions.look_through(visit.work)
    groups = anywhere(visit.actor, Action.SEE_ROSTER)
    codes = visit.council.codes if groups is None else groups
    return views.overview(found, codes, visit.t, manages=visit.actor.is_secretariat)


async def overview(visit: Visit, _press: Overview) -> None:
    visit.show(await _overview(visit))


async def look(visit: Visit, press: Look) -> None:
    found = selected(await actions.look_through(visit.work), press.by, press.what)
    visit.show(views.page(visit.council, found, press, visit.now, visit.t))


async def search(visit: Visit, _press: Search) -> None:
    await actions.look_through(visit.work)
    await forms.begin(visit, SEARCH)


async def appoint(visit: Visit) -> None:
    """/appoint: another role for someone; first, for whom."""
    demand(visit.actor, Action.APPOINT)
    await forms.begin(visit, SEARCH)


async def who(visit: Visit, press: Who) -> None:
    line = await actions.look_at(visit.work, press.person)
    reach = await roster.reach(visit.tx, line.person, anywhere(visit.actor, Action.SEE_ROSTER))
    manages = visit.actor.is_secretariat
    visit.show(views.person(visit.council, line, reach, visit.now, visit.zone, visit.t, manages=manages))


async def seat(visit: Visit, press: SeatOf) -> None:
    demand(visit.actor, Action.APPOINT, subject=f"person:{press.person}")
    line = await actions.look_at(visit.work, press.person)
    visit.show(views.seat(visit.council, line, press.group, visit.now, visit.council.zone, visit.t))


async def do(visit: Visit, press: Do) -> None:
    """Suspend, lift or end: first asked, with the person named, then done."""
    demand(visit.actor, Action.APPOINT, subject=f"person:{press.person}")
    line = await actions.look_at(visit.work, press.person)
    if press.sure != 1:
        visit.show(views.ask(visit.council, line, press, visit.now, visit.council.zone, visit.t))
        return
    await _DEEDS[press.deed](visit.work, press.person, press.group)
    visit.toast(visit.t("Done."))
    left = await roster.lines(visit.tx, visit.now, only=press.person)
    if left:
        visit.show(views.seat(visit.council, left[0], press.group, visit.now, visit.council.zone, visit.t))
    else:
        visit.show(await _overview(visit))


async def term(visit: Visit, press: Term) -> None:
    demand(visit.actor, Action.APPOINT, subject=f"person:{press.person}")
    line = await actions.look_at(visit.work, press.person)
    given = {"group": press.group} if press.group in visit.council.codes else {}
    if press.ask is not Ask.GROUP and not given:
        raise Stale
    await forms.begin(visit, TERM, {"ask": press.ask.value, "person": line.person.id, **given})


async def correct(visit: Visit, press: Correct) -> None:
    demand(visit.actor, Action.CORRECT_ENTRY, subject=f"person:{press.person}")
    line = await actions.look_at(visit.work, press.person)
    await forms.begin(visit, CORRECT, {"person": line.person.id})


async def new_link(visit: Visit, press: NewLink) -> None:
    """A fresh link for one who has not joined."""
    line, token = await actions.link(visit.work, press.person)
    expires_at = visit.now + timedelta(days=visit.council.invitation_days)
    made = views.link_made(line, visit.start_link(f"i_{token}"), expires_at, visit.zone, visit.t)
    visit.say_once(made, instead=views.link_unseen(line, visit.t))


async def links(visit: Visit, press: Links) -> None:
    """Links for those who have not joined, in a file that is kept nowhere."""
    await _hand_links(visit, await actions.links(visit.work, afresh=press.afresh == 1))


async def _hand_links(visit: Visit, found: actions.Links) -> None:
    if not found.made:
        visit.say(views.all_invited(found.kept, visit.t))
        return
    rows = [(line, visit.start_link(f"i_{token}")) for line, token in found.made]
    expires_at = visit.now + timedelta(days=visit.council.invitation_days)
    told = views.links_made(len(found.made), found.left, found.kept, expires_at, visit.zone, visit.t)
    content = workbook(papers.links(rows, visit.t))
    visit.hand_once("links.xlsx", content, told, instead=views.links_unseen(visit.t))


async def export(visit: Visit, _press: Export) -> None:
    await actions.export(visit.work)
    visit.toast(visit.t("The file follows in a moment."))


async def import_(visit: Visit) -> None:
    """/import: what to send, and a template to fill in."""
    demand(visit.actor, Action.IMPORT_ROSTER)
    how = checks.how(visit.council, visit.t)
    visit.hand_once(XLSX, workbook(checks.template(visit.council, visit.t)), how, instead=how)


def opener(council: Council) -> Callable[[str, bytes], Reading]:
    """How a file that the secretariat sends out of the blue is read: as a roster."""
    told = vocabulary(council)
    return lambda name, content: read(read_rows(name, content), told)


async def received(visit: Visit) -> bool:
    """A file came while nothing waited for one; False when it is not the secretariat's, or there is none."""
    file = visit.incoming.file
    if file is None or anywhere(visit.actor, Action.IMPORT_ROSTER) is not None:
        return False
    if file.size > FILE_LIMIT * 2**20:
        raise FileTooLarge(FILE_LIMIT)
    opened = visit.incoming.opened
    if isinstance(opened, Refused):
        raise opened
    if not isinstance(opened, Reading):
        raise NotFetched
    if not opened.entries and not opened.mistakes:
        raise Empty
    await imports.receive(visit.work, file.name, opened)
    return True


async def bring(visit: Visit, press: Bring) -> None:
    """Go on with a file: its card is redrawn."""
    match press.step:
        case Step.CONFIRM:
            found = await imports.confirm(visit.work, press.imported)
            visit.toast(visit.t("It is being brought in."))
            if found.to_write > AT_ONCE:
                visit.show(checks.card(visit.council, found, (), visit.t))
                return
            while await imports.write_some(visit.work):
                pass
            visit.show(checks.card(visit.council, await imports.look(visit.work, found.id), (), visit.t))
            made = await actions.links(visit.work)
            if made.made:
                await _hand_links(visit, made)
        case Step.ALL:
            await imports.show_all(visit.work, press.imported)
            visit.toast(visit.t("The file follows in a moment."))
        case Step.DISCARD:
            await imports.discard(visit.work, press.imported)
            found = await imports.look(visit.work, press.imported)
            visit.show(checks.card(visit.council, found, (), visit.t))


PRESSES = (
    pressed(Overview, overview),
    pressed(Look, look),
    pressed(Who, who),
    pressed(SeatOf, seat),
    pressed(Do, do),
    pressed(Term, term),
    pressed(Correct, correct),
    pressed(NewLink, new_link),
    pressed(Search, search),
    pressed(Export, export),
    pressed(Links, links),
    pressed(Bring, bring),
)
