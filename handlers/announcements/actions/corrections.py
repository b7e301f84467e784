"""The only writers of what happens to an announcement that people have: sent again, corrected, taken back."""

from collections.abc import Mapping
from dataclasses import replace

from council import announcements as rules
from council.announcements import SENT, WORDED, Announcement, AnnouncementState
from council.errors import Stale, Unchanged
from council.events import AnnouncementChanged
from council.text_rules import bare
from handlers.announcements.actions import review, sending
from handlers.announcements.actions.access import require_steering
from handlers.framework.work import UnitOfWork
from storage import announcement_deliveries, announcement_holders, announcements, members, outbox_pauses, redraws
from storage.announcement_deliveries import SENDINGS

CHUNK = 200
"""How many copies are ordered to be redrawn in one transaction."""


async def send_again(work: UnitOfWork, announcement: int) -> int:
    """Send it again to whom it did not, or may not have, reached; how many. Raises `Forbidden`, `Stale`, `SourceChanged`."""
    found = await require_steering(work, announcement)
    await sending.check_source(work, found)
    await sending.move(work, found, [AnnouncementState.DONE], AnnouncementState.FROZEN)
    people, places = await announcement_deliveries.send_again(work.tx, found.id, work.now)
    if not people and not places:
        raise Stale
    await work.record("announcement sent again", found.subject, {"people": people})
    return people


async def require_correctable(work: UnitOfWork, announcement: int) -> Announcement:
    """One that can be corrected by the one who acts. Raises `Forbidden`, `Stale`."""
    found = await require_steering(work, announcement)
    if found.state not in SENT or found.state is AnnouncementState.PAUSED:
        raise Stale
    return found


async def correct(
    work: UnitOfWork, announcement: int, words: Mapping[str, str], *, material: bool = False
) -> tuple[Announcement, bool]:
    """Give it other words (HTML) in these languages; every copy in them is edited once, with a mark. `material`: who has
    confirmed such a copy is asked again. Whether that is done at once: where the council's file asks for four eyes, a
    second secretary is asked first.

    Raises `Forbidden`, `Stale`, `NotCorrectable`, `TooLong`, `Unchanged`, `NobodyToApprove`."""
    found = await require_correctable(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    if not words or not all(code in said and said[code].kind in WORDED for code in words):
        raise rules.NotCorrectable
    now_said = {code: replace(was, html=words.get(code, was.html)) for code, was in said.items()}
    if now_said == said:
        raise Unchanged
    for code in words:
        rules.check_correction(now_said[code].kind, bare(words[code]))
    # A correction that waits to be approved is replaced by this one.
    await announcements.drop_contents(work.tx, found.id, found.version + 1)
    for content in now_said.values():
        await announcements.put(work.tx, found.id, found.version + 1, content)
    await work.record("announcement corrected", found.subject, {"languages": sorted(words)})
    four_eyes, author = work.council.four_eyes, work.person.id
    await announcements.change(work.tx, found.id, corrected_by=author, pending=four_eyes, material=material)
    if four_eyes:
        await review.ask_second(work, replace(found, pending=True, corrected_by=author))
    else:
        await review.put_in_force(work, replace(found, material=material))
    return found, not four_eyes


async def take_back(work: UnitOfWork, announcement: int) -> None:
    """Take it away from everyone who has it, and send it to nobody else. Raises `Forbidden`, `Stale`.
    Telegram deletes for 48 hours; later, each copy is edited to say that it was withdrawn."""
    found = await require_steering(work, announcement)
    values = {"withdrawn_at": work.now, "mended_to": 0, "pending": False, "nudge_at": None}
    done_at = found.done_at or work.now
    await sending.move(work, found, SENT, AnnouncementState.TAKEN_BACK, **values, done_at=done_at)
    await outbox_pauses.pause(work.tx, found.subject, SENDINGS)
    await redraws.outdate(work.tx, found.subject)
    await work.happened(AnnouncementChanged(found))
    await work.record("announcement taken back", found.subject)


async def mend_some(work: UnitOfWork) -> bool:
    """Have one chunk of the copies of one announcement redrawn; False when none are outdated."""
    waiting = await announcements.to_mend(work.tx)
    if waiting is None:
        return False
    found, reached = waiting
    held = await announcement_holders.next_held(work.tx, found.id, reached, CHUNK)
    await announcements.change(work.tx, found.id, mended_to=held[-1].card if held else None)
    said = await announcements.contents(work.tx, found.id, found.version)
    changed, languages = rules.corrected_in(said, found), work.council.languages
    mended = [one for one in held if said and rules.content_for(said, one.language, languages).language in changed]
    if not mended:
        return True
    if found.material and found.corrected_at is not None and found.state is not AnnouncementState.TAKEN_BACK:
        people = {one.person for one in mended if one.person is not None}
        again = await announcement_holders.unconfirm(work.tx, found.id, people, found.corrected_at)
        await work.remind((await members.many(work.tx, again)).values())
    await work.redraw(found.subject, among=[one.card for one in mended])
    for person in {one.person for one in mended if one.person is not None} if found.confirms else ():
        await work.redraw_reminder(person)
    return True
