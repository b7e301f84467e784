"""A paper for a meeting's agenda book."""

from council.authority import Action
from council.book import Paper
from handlers.common.documents.papers import count_pages
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.meetings.reads import visible_meeting
from handlers.minutes.actions import books
from handlers.minutes.views import book as views
from storage import book


class PaperWanted(RefusedWith):
    """Something else than a file was sent."""

    template = N_("A paper is a PDF file. Send it as a file, please.")


class AddPaper(Answers):
    """`paper`: not kept yet; its id is 0."""

    meeting: int
    paper: Paper


def _read(_visit: Visit, answers: AddPaper, entry: Entry) -> Paper:
    if entry.file is None or not isinstance(entry.opened, int):
        raise PaperWanted
    return Paper(0, answers.meeting, entry.file.name or "paper.pdf", entry.file.file_id, entry.opened, entry.file.size)


async def _add(visit: Visit, answers: AddPaper) -> None:
    found = await books.add_paper(visit.work, answers.meeting, answers.paper)
    await show_papers(visit, found.id)


async def show_papers(visit: Visit, meeting: int) -> None:
    """Answer with the papers of a meeting. Raises `Forbidden`."""
    found = await visible_meeting(visit.work, meeting, Action.CHANGE_MEETING)
    sent = bool(await book.was_sent(visit.tx, [found.id]))
    papers = await book.papers(visit.tx, found.id)
    visit.show(views.papers_page(visit.council, found, papers, visit.zone, visit.t, sent=sent))


_PAPER = Question[AddPaper](
    "paper",
    N_("Paper"),
    lambda v, _a: views.ask_for_paper(v.t),
    _read,
    file=True,
    opens=lambda _name, content: count_pages(content),
)
PAPER = Form("meeting paper", N_("A paper for the agenda book"), AddPaper, (_PAPER,), _add)
