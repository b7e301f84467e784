"""The only writers of "I have read this", and of the reminders to those who have not."""

from datetime import timedelta

from council.announcements import SENT, Announcement
from council.errors import Forbidden, Stale
from council.quiet import after
from council.timing import next_nudge
from handlers.announcements.actions import NUDGE, PROGRESS, TAIL, TEXT, State, steered
from handlers.context import UnitOfWork
from storage import announced, announcements, audiences, audit, outbox
from storage.outbox import Lane, Order

CHUNK = 200
COUNTS_AFTER = timedelta(seconds=2)
"""The report's numbers follow confirmations at this distance, however many come."""


async def confirm(work: UnitOfWork, announcement: int) -> tuple[Announcement, bool]:
    """The one who acts has read it; whether that is news. Raises `Forbidden` for those who were not sent it, and `Stale`
    for one that was withdrawn or asks nobody."""
    found = await announcements.get(work.tx, announcement)
    subject = f"announcement:{announcement}"
    if found is None or not await announced.was_sent(work.tx, subject, [TEXT], work.person.id):
        raise Forbidden("confirm", subject)
    if found.state not in SENT or not found.confirms:
        raise Stale
    new = await announced.confirm(work.tx, found.id, work.person.id, work.now)
    if new:
        mine = await announced.copies_of(work.tx, found.subject, [TEXT, TAIL], work.person.id)
        await outbox.redraw(work.tx, found.subject, work.now, among=mine)
        await outbox.redraw(work.tx, found.subject, work.now, PROGRESS, after=COUNTS_AFTER)
    return found, new


async def nudge(work: UnitOfWork, announcement: int) -> int:
    """Remind those who have it and have not confirmed, now; how many. Raises `Forbidden`, `Stale`."""
    found = await steered(work, announcement)
    people = await announced.how_many(work.tx, found.id, TEXT, announced.Which.UNREAD)
    ready = found.confirms and found.state in (State.FROZEN, State.DONE)
    if not people or not ready or (found.nudge_at is not None and found.nudge_at <= work.now):
        raise Stale
    await announcements.change(work.tx, found.id, nudge_at=work.now, nudged_to=0)
    await audit.record(work.tx, work.now, work.actor.label, "announcement's readers reminded", found.subject)
    return people


async def nudge_some(work: UnitOfWork) -> bool:
    """Order the reminders of one stretch of those who have not confirmed; False when none are due."""
    waiting = await announcements.to_nudge(work.tx, work.now)
    if waiting is None:
        return False
    found, reached = waiting
    part = await audiences.stretch(work.tx, reached, CHUNK)
    if part is None:
        again = next_nudge(found, work.council.zone, work.now)
        values = {"nudge_at": again, "nudged_to": 0, "nudged": found.nudged + 1}
        await announcements.change(work.tx, found.id, **values)
        return True
    people = await announced.unread(work.tx, found.id, part)
    orders = [
        Order(
            f"{found.subject}:nudge:{found.nudged}:{person.id}", NUDGE, found.subject, Lane.REMINDERS,
            person.telegram_id, person.id, due_at=after(work.council.quiet_for(person), person.zone, work.now),
        )
        for person in people
        if person.telegram_id is not None
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    await announcements.change(work.tx, found.id, nudged_to=part.upto)
    return True
