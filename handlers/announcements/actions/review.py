"""Four eyes: the only writers of what a second secretary is asked and decides, about an announcement or a correction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from council import announcements as rules
from council.announcement_times import check_time
from council.announcements import Announcement, AnnouncementState, Content
from council.authority import Action, demand
from council.errors import AlreadyDecided, OldVersion, Stale
from council.events import AnnouncementChanged
from council.people import Person
from handlers.announcements.actions import access, sending
from handlers.announcements.actions.kinds import PASSED, PROGRESS, RETURNED, REVIEW
from handlers.framework.work import UnitOfWork
from storage import announcements, members, redraws


async def ask_second(work: UnitOfWork, found: Announcement) -> None:
    """Have everyone else of the secretariat asked to look at it. Raises `NobodyToApprove`."""
    own = {found.writer, work.person.id}
    others = [each for each in await members.secretariat(work.tx, work.now) if each.id not in own]
    if not await ask(work, found, others):
        raise rules.NobodyToApprove
    await announcements.change(work.tx, found.id, returned_by=None)


async def ask(work: UnitOfWork, found: Announcement, people: Iterable[Person]) -> int:
    """Give these people the card on which it is decided; how many of them can be written to."""
    return await work.tell(people, REVIEW, found.subject, work.now.isoformat())


async def visible_to_review(work: UnitOfWork, announcement: int, mark: str) -> tuple[Announcement, Mapping[str, Content]]:
    """What waits for a second secretary, and what it will say. Raises `Forbidden`, `OwnApproval`, `AlreadyDecided`
    when somebody else has decided, `OldVersion` when it was changed since, and `Stale` when it waits for nobody."""
    demand(work.actor, Action.APPROVE_ANNOUNCEMENT, subject=f"announcement:{announcement}")
    found = await access.visible_announcement(work, announcement)
    if found.state is not AnnouncementState.REVIEW and not found.pending:
        by = found.returned_by or found.approved_by
        if by is None or by == work.person.id:
            raise Stale  # its author has it back, or the one who presses decided themselves
        raise AlreadyDecided
    said = await announcements.contents(work.tx, found.id, found.version + found.pending)
    if rules.stamp(found, said) != mark:
        raise OldVersion
    if found.writer == work.person.id:
        raise rules.OwnApproval
    return found, said


async def approve(work: UnitOfWork, announcement: int, mark: str) -> Announcement:
    """Let it go, or its correction. Raises as `visible_to_review`, `InThePast`, and `NotCopiedYet`."""
    found, said = await visible_to_review(work, announcement, mark)
    if not found.pending:
        check_time(found, work.now)
        if await sending.unpinned(work, found, said):
            raise rules.NotCopiedYet
    await announcements.change(work.tx, found.id, approved_by=work.person.id, returned_by=None)
    if found.pending:
        await put_in_force(work, found)
    elif not await sending.release(work, found, AnnouncementState.REVIEW):
        raise AlreadyDecided
    else:
        await sending.notify(work, found, PASSED)  # dropped where it is under way: its card shows that
    action = "announcement's correction approved" if found.pending else "announcement approved"
    await work.record(action, found.subject)
    await _redraw(work, found)
    return await announcements.find(work.tx, found.id) or found


async def send_back(work: UnitOfWork, announcement: int, mark: str) -> Announcement:
    """Do not let it go: it is a draft again, or its correction is dropped. Raises as `visible_to_review`."""
    found, _ = await visible_to_review(work, announcement, mark)
    by, review, draft = work.person.id, AnnouncementState.REVIEW, AnnouncementState.DRAFT
    if found.pending:
        await announcements.drop_contents(work.tx, found.id, found.version + 1)
        await announcements.change(work.tx, found.id, pending=False, returned_by=by)
    elif not await announcements.move(work.tx, found.id, [review], draft, returned_by=by):
        raise AlreadyDecided
    await work.record("announcement sent back", found.subject)
    await sending.notify(work, found, RETURNED, found.writer)
    await _redraw(work, found)
    return found


async def _redraw(work: UnitOfWork, found: Announcement) -> None:
    await work.redraw(found.subject, REVIEW)
    await work.redraw(found.subject, PROGRESS)


async def put_in_force(work: UnitOfWork, found: Announcement) -> None:
    """The next version counts from now on: who waits gets it, and every copy is redrawn."""
    was = await announcements.contents(work.tx, found.id, found.version)
    said = await announcements.contents(work.tx, found.id, found.version + 1)
    changed = [code for code, content in said.items() if code not in was or was[code].html != content.html]
    for code in changed:
        await announcements.put(work.tx, found.id, found.version + 1, replace(said[code], corrected_at=work.now))
    values = {"version": found.version + 1, "pending": False, "corrected_at": work.now, "mended_to": 0}
    await announcements.change(work.tx, found.id, **values, **rules.title_of(said, work.council.languages))
    await redraws.outdate(work.tx, found.subject)
    await work.redraw(found.subject, PROGRESS)
    await work.happened(AnnouncementChanged(replace(found, version=found.version + 1), changed))
