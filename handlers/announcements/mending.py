"""The only writers of what happens to an announcement that people have: sent again, corrected, taken back."""

from dataclasses import replace

from council.announcements import CAPTION_LIMIT, MARK_ROOM, SENT, WORDED, Announcement, NotCorrectable
from council.announcements import TEXT as WORDS
from council.errors import Stale, TooLong, Unchanged
from council.wording import length
from handlers.announcements import actions, reviewing
from handlers.announcements.actions import POST, PROGRESS, SENDINGS, TEXT, State, steered
from handlers.announcements.words import plain_words
from handlers.context import UnitOfWork
from storage import announced, announcements, audit, holds, outbox, retrying

CHUNK = 200
"""How many copies are ordered to be redrawn in one transaction."""


async def send_again(work: UnitOfWork, announcement: int) -> int:
    """Send it again to those whom it did not reach, or of whom nobody knows; how many. Raises `Forbidden`, `Stale`."""
    found = await steered(work, announcement)
    if not await announcements.move(work.tx, found.id, [State.DONE], State.FROZEN):
        raise Stale
    people = await retrying.send_again(work.tx, found.subject, TEXT, work.now)
    places = await retrying.send_again(work.tx, found.subject, POST, work.now)
    if not people and not places:
        raise Stale
    detail: audit.Detail = {"people": people}
    await audit.record(work.tx, work.now, work.actor.label, "announcement sent again", found.subject, detail)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return people


async def correctable(work: UnitOfWork, announcement: int) -> Announcement:
    """One that can be corrected by the one who acts. Raises `Forbidden`, `Stale`."""
    found = await steered(work, announcement)
    if found.state not in SENT or found.state is State.PAUSED:
        raise Stale
    return found


async def correct(work: UnitOfWork, announcement: int, language: str, html: str) -> tuple[Announcement, bool]:
    """Give it other words in one language; everyone's copy is edited, with a mark. Whether that is done at once: where
    the council's file asks for four eyes, a second secretary is asked first.

    Raises `Forbidden`, `Stale`, `NotCorrectable`, `TooLong`, `Unchanged`, `NobodyToApprove`.
    """
    found = await correctable(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    was = said.get(language)
    if was is None or was.kind not in WORDED:
        raise NotCorrectable
    if was.html == html:
        raise Unchanged
    if was.kind != WORDS and length(plain_words(html)) > CAPTION_LIMIT - MARK_ROOM:
        raise TooLong(CAPTION_LIMIT - MARK_ROOM, length(plain_words(html)))
    # A correction that waits to be approved is replaced by this one.
    await announcements.drop_contents(work.tx, found.id, found.version + 1)
    now_said = {**said, language: replace(was, html=html)}
    for content in now_said.values():
        await announcements.put(work.tx, found.id, found.version + 1, content)
    await audit.record(
        work.tx, work.now, work.actor.label, "announcement corrected", found.subject, {"language": language}
    )
    if not work.council.four_eyes:
        await put_in_force(work, found)
        return found, True
    await announcements.change(work.tx, found.id, pending=True)
    await reviewing.ask_second(work, found)
    return found, False


async def put_in_force(work: UnitOfWork, found: Announcement) -> None:
    """The next version counts from now on: who waits gets it, and every copy is redrawn."""
    version = found.version + 1
    said = await announcements.contents(work.tx, found.id, version)
    title = actions.title_of(
        said, work.council.languages, {code: plain_words(each.html) for code, each in said.items()}
    )
    await announcements.change(
        work.tx, found.id, version=version, title=title, pending=False, corrected_at=work.now, mended_to=0
    )
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)


async def take_back(work: UnitOfWork, announcement: int) -> Announcement:
    """Take it away from everyone who has it, and send it to nobody else. Raises `Forbidden`, `Stale`.

    Telegram deletes for 48 hours; later, each copy is edited to say that it was withdrawn.
    """
    found = await steered(work, announcement)
    values = {"withdrawn_at": work.now, "mended_to": 0, "pending": False, "nudge_at": None}
    if found.done_at is None:
        values["done_at"] = work.now
    if not await announcements.move(work.tx, found.id, SENT, State.TAKEN_BACK, **values):
        raise Stale
    await holds.hold(work.tx, found.subject, SENDINGS)
    await audit.record(work.tx, work.now, work.actor.label, "announcement taken back", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return found


async def mend_some(work: UnitOfWork) -> bool:
    """Have one chunk of the copies of one announcement redrawn; False when none are outdated."""
    waiting = await announcements.to_mend(work.tx)
    if waiting is None:
        return False
    found, reached = waiting
    ids = await announced.copies(work.tx, found.subject, SENDINGS, reached, CHUNK)
    await announcements.change(work.tx, found.id, mended_to=ids[-1] if ids else None)
    if ids:
        await outbox.redraw(work.tx, found.subject, work.now, among=ids)
    return True
