"""The only writer of meetings' papers; sends agenda books."""

from council import text_rules
from council.authority import Action
from council.book import Paper, check_papers
from council.errors import Forbidden, NotAhead, Stale
from council.meetings import Meeting, MeetingState
from council.reminder_times import after_quiet
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import redraw_cards
from handlers.meetings.reads import visible_meeting
from handlers.minutes.reads import load_book
from storage import book, meetings
from storage.outbox import Lane

BOOK = Kind("minutes.book", Lane.ROUNDS)


class NothingToRead(RefusedWith):
    """A meeting without an agenda, recommendations and papers: no book is made of it."""

    template = N_("There is nothing to read for this meeting yet: neither an agenda nor papers.")


async def send_due(work: UnitOfWork) -> bool:
    """Send the book of one meeting that is due to everyone who was told of the meeting, after their quiet hours; whether there
    was one."""
    id_ = await book.due(work.tx, work.now)
    meeting = await meetings.find(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    if not (await load_book(work.tx, work.council, meeting)).given:
        await book.sent(work.tx, meeting.id, None)
        return True
    await book.sent(work.tx, meeting.id, work.now)
    people, starts_at = await meetings.invited(work.tx, meeting.id, work.now), meeting.starts_at
    await work.tell(
        people, BOOK, meeting.subject, str(meeting.schedule), {"schedule": meeting.schedule}, expires_at=starts_at,
        due=lambda one: after_quiet(work.council.quiet_for(one), one.zone, starts_at, work.now),
    )  # fmt: skip
    await work.record("agenda book sent", meeting.subject, {"people": len(people)})
    return True


async def request(work: UnitOfWork, id_: int, serial: int) -> Meeting:
    """Have a meeting's book, as it is now, sent to the one who asks. `serial` tells one asking from another. Raises `Forbidden`,
    `NotAhead` for one that was cancelled, `NothingToRead`."""
    meeting = await visible_meeting(work, id_)
    if meeting.state is not MeetingState.PUBLISHED:
        raise NotAhead
    if not (await load_book(work.tx, work.council, meeting)).given:
        raise NothingToRead
    await work.tell([work.person], BOOK, meeting.subject, f"asked:{serial}")
    return meeting


async def add_paper(work: UnitOfWork, id_: int, paper: Paper) -> Meeting:
    """Add a PDF to a meeting's book. Raises `Forbidden`, `NotAhead`, `PapersTooMany`, `PapersTooLarge`."""
    meeting = await _to_change(work, id_)
    had = await book.papers(work.tx, id_)
    check_papers(had, paper.size)
    name = text_rules.shown(paper.name, text_rules.NAME_LIMIT)
    await book.add_paper(work.tx, id_, name, paper.file_id, paper.pages, paper.size, work.actor.person_id, work.now)
    await _changed(work, meeting, "paper added", len(had) + 1)
    return meeting


async def drop_paper(work: UnitOfWork, paper: int) -> Meeting:
    """Take a paper out of its meeting's book. Raises `Forbidden`, `NotAhead`, `Stale` when it is out already."""
    found = await book.find_paper(work.tx, paper)
    if found is None:
        raise Stale if work.actor.is_secretariat else Forbidden(Action.CHANGE_MEETING, f"paper:{paper}")
    meeting = await _to_change(work, found.meeting)
    if not await book.drop_paper(work.tx, paper):
        raise Stale
    await _changed(work, meeting, "paper taken out", len(await book.papers(work.tx, meeting.id)))
    return meeting


async def _changed(work: UnitOfWork, meeting: Meeting, what: str, papers: int) -> None:
    await redraw_cards(work, meeting)  # the way to the book comes and goes with what is in it
    await work.record(what, meeting.subject, {"count": papers})


async def _to_change(work: UnitOfWork, id_: int) -> Meeting:
    meeting = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    if not meeting.ahead(work.now):
        raise NotAhead
    return meeting
