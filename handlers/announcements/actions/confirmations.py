"""The only writers of "I have read this", and of the reminders to those who have not."""

from datetime import timedelta

from council.announcement_times import AGAIN
from council.announcements import SENT, Announcement, AnnouncementState, RemindedLately
from council.errors import Forbidden, Stale
from handlers.announcements.actions.access import require_steering
from handlers.announcements.actions.kinds import PROGRESS, TEXT
from handlers.framework.work import SOON, UnitOfWork
from storage import announcement_deliveries, announcements, audiences, cards
from storage.cards import Card

CHUNK = 200
"""How many people, or copies, are looked through in one transaction."""

COUNTS_AFTER = timedelta(seconds=2)
"""The report's numbers follow confirmations at this distance, however many come."""


async def confirm(work: UnitOfWork, announcement: int, pressed: int | None = None) -> bool:
    """The one who acts has read it; whether that is news. `pressed`: the message whose button it was.

    Of whom it was not known whether they have it, it is now: they count as reached. Their copy is `pressed`, and is
    redrawn, corrected and taken back from now on like any other. Raises `Forbidden` for those who were not sent it, and
    `Stale` for one that was withdrawn or asks nobody."""
    found, me = await announcements.find(work.tx, announcement), work.person
    if found is None or not await announcement_deliveries.was_sent(work.tx, announcement, me.id):
        raise Forbidden("confirm", f"announcement:{announcement}")
    if found.state not in SENT or not found.confirms:
        raise Stale
    if not await announcement_deliveries.confirm(work.tx, found.id, me.id, work.now):
        return False
    was_unknown = await announcement_deliveries.settle_confirmed(work.tx, found.id, work.now, me.id)
    if was_unknown and pressed and me.telegram_id:
        await cards.remember(work.tx, Card(found.subject, TEXT.name, me.telegram_id, pressed, me.id))
    await work.redraw_reminder(me.id)
    await work.redraw(found.subject, among=await announcement_deliveries.cards_of(work.tx, found.id, me.id))
    await work.redraw(found.subject, PROGRESS, COUNTS_AFTER)
    return True


async def remind_some(work: UnitOfWork) -> bool:
    """Order the reminders of some whose copies have arrived, each for its time; False when none are missing.

    Counted from when Telegram took each one's copy: in quiet hours, or with a morning of their own, people get it at
    different times. Whoever confirms first is not reminded."""
    for found in await announcements.in_state(work.tx, AnnouncementState.FREEZING, AnnouncementState.FROZEN):
        if copies := await list_without_reminders(work, found):
            await _remind(work, found, copies)
            return True
    return False


async def list_without_reminders(work: UnitOfWork, found: Announcement) -> list[int]:
    """Some of the copies, by card, whose reminders are not ordered yet."""
    if not found.confirms or not found.nudges:
        return []
    reached = await announcements.reminded_to(work.tx, found.id)
    return await announcement_deliveries.next_cards(work.tx, found.id, [TEXT.name], reached, CHUNK)


async def _remind(work: UnitOfWork, found: Announcement, copies: list[int]) -> None:
    unread = await announcement_deliveries.unread_copies(work.tx, found.id, copies[0] - 1, copies[-1])
    for hours in found.nudges:
        dues = {one.person.id: one.at + timedelta(hours=hours) for one in unread}
        await work.remind([one.person for one in unread], lambda person, dues=dues: dues[person.id])
    await announcements.change(work.tx, found.id, reminded_to=copies[-1])


async def nudge(work: UnitOfWork, announcement: int) -> int:
    """Remind those who have it and have not confirmed, now; how many. Raises `Forbidden`, `Stale`, `RemindedLately`."""
    found = await require_steering(work, announcement)
    people = await announcement_deliveries.how_many(work.tx, found.id, announcement_deliveries.Which.UNREAD)
    if not people or not found.confirms or found.state not in (AnnouncementState.FROZEN, AnnouncementState.DONE):
        raise Stale
    if found.nudged_at is not None and work.now < found.nudged_at + AGAIN:
        raise RemindedLately(work.now - found.nudged_at, found.nudged_at + AGAIN - work.now)
    await announcements.change(work.tx, found.id, nudge_at=work.now, nudged_to=0, nudged_at=work.now)
    await work.record("announcement's readers reminded", found.subject)
    await work.redraw(found.subject, PROGRESS)
    return people


async def nudge_some(work: UnitOfWork) -> bool:
    """Order the reminders of one stretch of those who have not confirmed; False when none are due."""
    waiting = await announcements.to_nudge(work.tx, work.now)
    if waiting is None:
        return False
    found, reached = waiting
    part = await audiences.stretch(work.tx, reached, CHUNK)
    if part is None:
        await announcements.change(work.tx, found.id, nudge_at=None, nudged_to=0, nudged=found.nudged + 1)
        return True
    people = await announcement_deliveries.unread(work.tx, found.id, part)
    await work.remind(people, until=work.now + SOON)
    await announcements.change(work.tx, found.id, nudged_to=part.upto)
    return True
