"""The roster's updates: read one, call one action, show one view."""

from collections.abc import Sequence
from datetime import timedelta

from council.authority import Action, anywhere, demand, may
from council.config import Council
from council.errors import Empty, FileTooLarge, NotFetched, Refused, Stale
from council.people import Actor, Role
from council.roster import By, Line, selected
from council.roster_tables import ALL_SHEETS, Reading
from handlers.common.presses import decode, prefix_of
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework import forms
from handlers.framework.context import Attachment, Incoming, Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import FILE_LIMIT, Opened
from handlers.roster import presses
from handlers.roster.actions import entries, imports, roles
from handlers.roster.deliveries import XLSX
from handlers.roster.forms import CORRECT, SEARCH, TERM, person_page, role_page, roster_page, search_words
from handlers.roster.presses import Ask, Change, Step
from handlers.roster.views import imports as import_views, people, roles as role_views, spreadsheets
from storage import roster, roster_imports
from storage.roster_imports import ImportState
from storage.transaction import Transaction

AT_ONCE = 200
"""A file of at most so many rows is written when it is confirmed, and its links come back with the answer. A longer one is
written by a beat, with its progress, and its links are asked for."""


async def members(visit: Visit) -> None:
    """/members: the roster; with words after it, a search."""
    visible = await entries.list_visible(visit.work)
    if visit.incoming.argument and visit.incoming.command == "members":
        visit.say(roster_page(visit, visible, presses.Page(By.SEARCH, 0, search_words(visit.incoming.argument))))
    else:
        visit.say(_overview(visit, visible))


def _overview(visit: Visit, visible: Sequence[Line]) -> View:
    codes = visit.work.groups_where(Action.SEE_ROSTER)
    return people.overview(visible, codes, visit.t, manages=visit.actor.is_secretariat)


async def overview(visit: Visit, _press: presses.Overview) -> None:
    visit.show(_overview(visit, await entries.list_visible(visit.work)))


async def page(visit: Visit, press: presses.Page) -> None:
    if press.by is By.ROLE and press.what not in set(Role):
        raise Stale
    visit.show(roster_page(visit, await entries.list_visible(visit.work), press))


async def whole_group(visit: Visit, press: presses.WholeGroup) -> None:
    """Everyone of a group whom the visitor may see. Raises `Stale` for a group that there is not."""
    if press.group not in visit.council.codes:
        raise Stale
    found = selected(await entries.list_visible(visit.work), By.GROUP, press.group)
    visit.say(people.whole_group(visit.council, press.group, found, visit.now, visit.t))


async def search(visit: Visit, _press: presses.Search) -> None:
    await entries.list_visible(visit.work)
    await forms.begin(visit, SEARCH)


async def person(visit: Visit, press: presses.PersonPage) -> None:
    visit.show(await person_page(visit, press.person))


async def _line_to_change(visit: Visit, action: Action, person_id: int) -> Line:
    demand(visit.actor, action, subject=f"person:{person_id}")
    return await entries.visible_line(visit.work, person_id)


async def correct(visit: Visit, press: presses.Correct) -> None:
    line = await _line_to_change(visit, Action.CORRECT_ENTRY, press.person)
    await forms.begin(visit, CORRECT, {"person": line.person.id})


async def appoint(visit: Visit) -> None:
    """/appoint: another role for someone; first, for whom."""
    demand(visit.actor, Action.APPOINT)
    await forms.begin(visit, SEARCH)


async def role(visit: Visit, press: presses.RolePage) -> None:
    visit.show(role_page(visit, await _line_to_change(visit, Action.APPOINT, press.person), press.group))


async def change_role(visit: Visit, press: presses.ChangeRole) -> None:
    """Suspend, lift or end: first asked, with the person named, then done."""
    line = await _line_to_change(visit, Action.APPOINT, press.person)
    if press.sure != 1:
        visit.show(role_views.ask(visit.council, line, press, visit.now, visit.t))
        return
    if press.change is Change.END:
        await roles.end(visit.work, press.person, press.group)
    else:
        await roles.suspend(visit.work, press.person, press.group, lift=press.change is Change.LIFT)
    visit.toast(visit.t("Done."))
    if left := await roster.find_line(visit.tx, press.person, visit.now):
        visit.show(role_page(visit, left, press.group))
    else:
        visit.show(_overview(visit, await entries.list_visible(visit.work)))


async def term(visit: Visit, press: presses.Term) -> None:
    line = await _line_to_change(visit, Action.APPOINT, press.person)
    given = {"group": press.group} if press.group in visit.council.codes else {}
    if press.ask is not Ask.GROUP and not given:
        raise Stale
    await forms.begin(visit, TERM, {"ask": press.ask, "person": line.person.id, **given})


async def new_link(visit: Visit, press: presses.NewLink) -> None:
    line, token = await entries.make_link(visit.work, press.person)
    expires_at = visit.now + timedelta(days=visit.council.invitation_days)
    made = people.link_made(line, visit.start_link(f"i_{token}"), expires_at, visit.zone, visit.t)
    visit.say_once(made, instead=people.link_unseen(line, visit.t))


async def make_links(visit: Visit, press: presses.Links) -> None:
    """Links for those who have not joined, in a file that is kept nowhere."""
    _hand_links(visit, await entries.make_links(visit.work, afresh=press.afresh == 1))


def _hand_links(visit: Visit, found: entries.Links) -> None:
    if not found.made:
        visit.say(people.all_invited(found.kept, visit.t))
        return
    rows = [(line, visit.start_link(f"i_{token}")) for line, token in found.made]
    expires_at = visit.now + timedelta(days=visit.council.invitation_days)
    told = people.links_made(len(found.made), found.left, found.kept, expires_at, visit.zone, visit.t)
    content = workbook(spreadsheets.links(rows, visit.t))
    visit.hand_once("links.xlsx", content, told, instead=people.links_unseen(visit.t))


async def export(visit: Visit, _press: presses.Export) -> None:
    await entries.export(visit.work)
    visit.toast(visit.t("The file will be sent in a moment."))


async def import_(visit: Visit) -> None:
    """/import: what to send, and a template to fill in."""
    demand(visit.actor, Action.IMPORT_ROSTER)
    how = import_views.how(visit.council, visit.t)
    visit.hand_once(XLSX, workbook(spreadsheets.template(visit.council, visit.t)), how, instead=how)


def opens_file(incoming: Incoming) -> bool:
    """Whether a file may have to be parsed before this update is handled."""
    return incoming.file is not None or prefix_of(incoming.press) == presses.ReadAgain.prefix


async def opens(tx: Transaction, incoming: Incoming, council: Council, actor: Actor) -> Opened | None:
    """The secretariat's file that no form waits for, or the one that is to be read again, and how it is read as a roster;
    None: there is none, it is not staged any more, or it offers nothing of the kind."""
    file, encoding, sheet = incoming.file, "", None
    if not may(actor, Action.IMPORT_ROSTER):
        return None
    if file is None:
        try:
            press = decode(presses.ReadAgain, incoming.press)
        except Stale:
            return None
        found = await roster_imports.find(tx, press.imported)
        if found is None or found.state is not ImportState.STAGED or not found.file_id:
            return None
        sheets = (ALL_SHEETS, *dict((*found.source.others, *found.source.hidden)))
        encoding, sheet = press.encoding, next((at for at in sheets if str(at) == press.sheet), None)
        if sheet is None and encoding not in found.source.encodings:
            return None
        file = Attachment(found.file_id, "", found.file_name, 0)
    return file, lambda name, content: spreadsheets.read_file(council, name, content, encoding, sheet)


async def read_again(visit: Visit, press: presses.ReadAgain) -> None:
    found = await imports.get(visit.work, press.imported)
    if found.state is not ImportState.STAGED:
        raise Stale
    await imports.receive(visit.work, found.file_name, _opened(visit), found.file_id)
    visit.show(import_views.again(found, visit.t))


async def received(visit: Visit) -> bool:
    """Take a file that no form waited for; False when it is not the secretariat's, or there is none."""
    file = visit.incoming.file
    if file is None or anywhere(visit.actor, Action.IMPORT_ROSTER) is not None:
        return False
    if file.size > FILE_LIMIT * 2**20:
        raise FileTooLarge(FILE_LIMIT)
    await imports.receive(visit.work, file.name, _opened(visit), file.file_id)
    return True


def _opened(visit: Visit) -> Reading:
    """The file as it was read. Raises what reading it raised, `NotFetched`, `Empty`."""
    opened = visit.incoming.opened
    if isinstance(opened, Refused):
        raise opened
    if not isinstance(opened, Reading):
        raise NotFetched
    if not opened.entries and not opened.mistakes:
        raise Empty
    return opened


async def import_step(visit: Visit, press: presses.ImportStep) -> None:
    """Go on with a file: its card is redrawn."""
    if press.step is Step.ALL:
        await imports.show_all(visit.work, press.imported)
        visit.toast(visit.t("The file will be sent in a moment."))
        return
    at_once = False
    if press.step is Step.DISCARD:
        await imports.discard(visit.work, press.imported)
    else:
        at_once = (await imports.confirm(visit.work, press.imported)).to_write <= AT_ONCE
        visit.toast(visit.t("The import has begun."))
        while at_once and await imports.write_some(visit.work):
            pass
    found = await imports.get(visit.work, press.imported)
    visit.show(import_views.card(visit.council, found, (), visit.t))
    if at_once and (made := await entries.make_links(visit.work)).made:
        _hand_links(visit, made)


PRESSES = (
    pressed(presses.Overview, overview), pressed(presses.Page, page), pressed(presses.WholeGroup, whole_group),
    pressed(presses.PersonPage, person),
    pressed(presses.RolePage, role), pressed(presses.ChangeRole, change_role), pressed(presses.Term, term),
    pressed(presses.Correct, correct), pressed(presses.NewLink, new_link), pressed(presses.Search, search),
    pressed(presses.Export, export), pressed(presses.Links, make_links), pressed(presses.ImportStep, import_step),
    pressed(presses.ReadAgain, read_again),
)  # fmt: skip
