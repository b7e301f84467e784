"""The only writers of what a second secretary decides: a new announcement, or a correction of one."""

from council.announcements import Announcement
from council.delivery_times import latest, overdue
from council.errors import AlreadyDecided, InThePast
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import corrections as mending
from handlers.announcements.actions.access import State
from handlers.announcements.actions.review import to_review
from handlers.framework.work import UnitOfWork
from storage import announcements, audit, outbox


async def approve(work: UnitOfWork, announcement: int, mark: str) -> Announcement:
    """Let it go, or its correction. Raises as `to_review`, and `InThePast`."""
    found, _ = await to_review(work, announcement, mark)
    decided = {"approved_by": work.person.id, "returned_by": None}
    if found.pending:
        await announcements.change(work.tx, found.id, **decided)
        await mending.put_in_force(work, found)
        what = "announcement's correction approved"
    else:
        if overdue(found, work.now):
            raise InThePast(latest(found) or work.now)
        await announcements.change(work.tx, found.id, **decided)
        if not await actions.release(work, found, State.REVIEW):
            raise AlreadyDecided
        await actions.notify(work, found, actions.PASSED)  # nothing to tell of what is under way: its card shows it
        what = "announcement approved"
    await audit.record(work.tx, work.now, work.actor.label, what, found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, actions.REVIEW)
    await outbox.redraw(work.tx, found.subject, work.now, actions.PROGRESS)
    return await announcements.get(work.tx, found.id) or found


async def send_back(work: UnitOfWork, announcement: int, mark: str) -> Announcement:
    """Do not let it go: it is a draft again, or its correction is dropped. Raises as `to_review`."""
    found, _ = await to_review(work, announcement, mark)
    if found.pending:
        await announcements.drop_contents(work.tx, found.id, found.version + 1)
        await announcements.change(work.tx, found.id, pending=False, returned_by=work.person.id)
    elif not await announcements.move(work.tx, found.id, [State.REVIEW], State.DRAFT, returned_by=work.person.id):
        raise AlreadyDecided
    await audit.record(work.tx, work.now, work.actor.label, "announcement sent back", found.subject)
    await actions.notify(work, found, actions.RETURNED, found.writer)
    await outbox.redraw(work.tx, found.subject, work.now, actions.REVIEW)
    await outbox.redraw(work.tx, found.subject, work.now, actions.PROGRESS)
    return found
