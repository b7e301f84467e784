"""The only writers of what happens to an announcement that people have: sent again, corrected, taken back."""

from collections.abc import Mapping
from dataclasses import replace

from council.announcements import SENT, WORDED, Announcement, AnnouncementState, NotCorrectable, correction_limit
from council.errors import Stale, TooLong, Unchanged
from council.text_rules import bare, length
from handlers.announcements.actions import review
from handlers.announcements.actions.access import require_steering
from handlers.announcements.actions.kinds import PROGRESS
from handlers.framework.work import UnitOfWork
from storage import announcement_deliveries, announcements, outbox_pauses
from storage.announcement_deliveries import SENDINGS

CHUNK = 200
"""How many copies are ordered to be redrawn in one transaction."""


async def send_again(work: UnitOfWork, announcement: int) -> int:
    """Send it again to those whom it did not reach, or of whom nobody knows; how many. Raises `Forbidden`, `Stale`."""
    found = await require_steering(work, announcement)
    if not await announcements.move(work.tx, found.id, [AnnouncementState.DONE], AnnouncementState.FROZEN):
        raise Stale
    people, places = await announcement_deliveries.send_again(work.tx, found.id, work.now)
    if not people and not places:
        raise Stale
    await work.record("announcement sent again", found.subject, {"people": people})
    await work.redraw(found.subject, PROGRESS)
    return people


async def require_correctable(work: UnitOfWork, announcement: int) -> Announcement:
    """One that can be corrected by the one who acts. Raises `Forbidden`, `Stale`."""
    found = await require_steering(work, announcement)
    if found.state not in SENT or found.state is AnnouncementState.PAUSED:
        raise Stale
    return found


async def correct(work: UnitOfWork, announcement: int, words: Mapping[str, str]) -> tuple[Announcement, bool]:
    """Give it other words (HTML) in these languages; everyone's copy is edited once, with a mark. Whether that is done
    at once: where the council's file asks for four eyes, a second secretary is asked first.

    Raises `Forbidden`, `Stale`, `NotCorrectable`, `TooLong`, `Unchanged`, `NobodyToApprove`.
    """
    found = await require_correctable(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    if not words or not all(code in said and said[code].kind in WORDED for code in words):
        raise NotCorrectable
    now_said = {code: replace(was, html=words.get(code, was.html)) for code, was in said.items()}
    if now_said == said:
        raise Unchanged
    for code in words:
        check_length(now_said[code].kind, bare(words[code]))
    # A correction that waits to be approved is replaced by this one.
    await announcements.drop_contents(work.tx, found.id, found.version + 1)
    for content in now_said.values():
        await announcements.put(work.tx, found.id, found.version + 1, content)
    await work.record("announcement corrected", found.subject, {"languages": sorted(words)})
    four_eyes, author = work.council.four_eyes, work.person.id
    await announcements.change(work.tx, found.id, corrected_by=author, pending=four_eyes)
    if four_eyes:
        await review.ask_second(work, replace(found, pending=True, corrected_by=author))
    else:
        await review.put_in_force(work, found)
    return found, not four_eyes


def check_length(kind: str, text: str) -> None:
    """Raises `TooLong` for corrected words below which the mark would not fit."""
    limit = correction_limit(kind)
    if length(text) > limit:
        raise TooLong(limit, length(text))


async def take_back(work: UnitOfWork, announcement: int) -> None:
    """Take it away from everyone who has it, and send it to nobody else. Raises `Forbidden`, `Stale`.

    Telegram deletes for 48 hours; later, each copy is edited to say that it was withdrawn.
    """
    found = await require_steering(work, announcement)
    values = {"withdrawn_at": work.now, "mended_to": 0, "pending": False, "nudge_at": None}
    if found.done_at is None:
        values["done_at"] = work.now
    if not await announcements.move(work.tx, found.id, SENT, AnnouncementState.TAKEN_BACK, **values):
        raise Stale
    await outbox_pauses.pause(work.tx, found.subject, SENDINGS)
    await work.record("announcement taken back", found.subject)
    await work.redraw(found.subject, PROGRESS)


async def mend_some(work: UnitOfWork) -> bool:
    """Have one chunk of the copies of one announcement redrawn; False when none are outdated."""
    waiting = await announcements.to_mend(work.tx)
    if waiting is None:
        return False
    found, reached = waiting
    ids = await announcement_deliveries.next_cards(work.tx, found.id, SENDINGS, reached, CHUNK)
    await announcements.change(work.tx, found.id, mended_to=ids[-1] if ids else None)
    if ids:
        await work.redraw(found.subject, among=ids)
    return True
