"""The only writers of what happens to an announcement that people have: sent again, corrected, taken back."""

from collections.abc import Mapping
from dataclasses import replace

from council.announcements import SENT, WORDED, Announcement, NotCorrectable, correction_limit
from council.errors import Stale, TooLong, Unchanged
from council.text_rules import length
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import review as reviewing
from handlers.announcements.actions.access import POST, PROGRESS, SENDINGS, TEXT, State, steered
from handlers.announcements.views.words import plain_words
from handlers.framework.work import UnitOfWork
from storage import announcement_deliveries, announcements, audit, outbox, outbox_pauses, retrying

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


async def correct(work: UnitOfWork, announcement: int, words: Mapping[str, str]) -> tuple[Announcement, bool]:
    """Give it other words in these languages; everyone's copy is edited once, with a mark. Whether that is done at once:
    where the council's file asks for four eyes, a second secretary is asked first.

    Raises `Forbidden`, `Stale`, `NotCorrectable`, `TooLong`, `Unchanged`, `NobodyToApprove`.
    """
    found = await correctable(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    if not words or not all(code in said and said[code].kind in WORDED for code in words):
        raise NotCorrectable
    now_said = {code: replace(was, html=words.get(code, was.html)) for code, was in said.items()}
    if now_said == said:
        raise Unchanged
    for code in words:
        check_length(now_said[code].kind, plain_words(words[code]))
    # A correction that waits to be approved is replaced by this one.
    await announcements.drop_contents(work.tx, found.id, found.version + 1)
    for content in now_said.values():
        await announcements.put(work.tx, found.id, found.version + 1, content)
    detail: audit.Detail = {"languages": sorted(words)}
    await audit.record(work.tx, work.now, work.actor.label, "announcement corrected", found.subject, detail)
    await announcements.change(work.tx, found.id, corrected_by=work.person.id)
    if not work.council.four_eyes:
        await put_in_force(work, found)
        return found, True
    await announcements.change(work.tx, found.id, pending=True)
    await reviewing.ask_second(work, replace(found, pending=True, corrected_by=work.person.id))
    return found, False


def check_length(kind: str, text: str) -> None:
    """Raises `TooLong` for corrected words below which the mark would not fit."""
    limit = correction_limit(kind)
    if length(text) > limit:
        raise TooLong(limit, length(text))


async def put_in_force(work: UnitOfWork, found: Announcement) -> None:
    """The next version counts from now on: who waits gets it, and every copy is redrawn."""
    version = found.version + 1
    said = await announcements.contents(work.tx, found.id, version)
    called = actions.title_of(said, work.council.languages)
    await announcements.change(
        work.tx, found.id, version=version, pending=False, corrected_at=work.now, mended_to=0, **called
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
    await outbox_pauses.hold(work.tx, found.subject, SENDINGS)
    await audit.record(work.tx, work.now, work.actor.label, "announcement taken back", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return found


async def mend_some(work: UnitOfWork) -> bool:
    """Have one chunk of the copies of one announcement redrawn; False when none are outdated."""
    waiting = await announcements.to_mend(work.tx)
    if waiting is None:
        return False
    found, reached = waiting
    ids = await announcement_deliveries.copies(work.tx, found.subject, SENDINGS, reached, CHUNK)
    await announcements.change(work.tx, found.id, mended_to=ids[-1] if ids else None)
    if ids:
        await outbox.redraw(work.tx, found.subject, work.now, among=ids)
    return True
