"""Updates about agenda books and minutes: read one, call one action, show one view."""

from council.authority import Action
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.meetings import presses as card_presses
from handlers.meetings.reads import visible_meeting
from handlers.minutes import presses
from handlers.minutes.actions import books
from handlers.minutes.forms.papers import PAPER, show_papers


async def get_book(visit: Visit, press: card_presses.GetBook) -> None:
    await books.request(visit.work, press.meeting, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def papers(visit: Visit, press: card_presses.ShowPapers) -> None:
    await show_papers(visit, press.meeting)


async def add_paper(visit: Visit, press: presses.AddPaper) -> None:
    found = await visible_meeting(visit.work, press.meeting, Action.CHANGE_MEETING)
    await forms.begin(visit, PAPER, {"meeting": found.id})


async def drop_paper(visit: Visit, press: presses.DropPaper) -> None:
    found = await books.drop_paper(visit.work, press.paper)
    await show_papers(visit, found.id)


PRESSES = (
    pressed(card_presses.GetBook, get_book), pressed(card_presses.ShowPapers, papers),
    pressed(presses.AddPaper, add_paper), pressed(presses.DropPaper, drop_paper),
)  # fmt: skip
