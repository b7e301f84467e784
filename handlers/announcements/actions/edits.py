"""What its author's editing a message in Telegram does to the announcement that passes the message on."""

from council.announcements import IS_PENDING, UNDER_WAY, Announcement, AnnouncementState, Edited
from handlers.announcements.actions import drafts, sending
from handlers.announcements.actions.kinds import REVIEW
from handlers.framework.work import UnitOfWork
from storage import announcements


async def edit_source(
    work: UnitOfWork, chat: int, message: int, html: str, file: str
) -> tuple[Announcement, Edited] | None:
    """This message of the one who acts now has these words (HTML) and this file (Telegram's unique id); None where no
    announcement is made of it, or nothing in it changed.

    What was approved, or handed in, is what is sent: the edited message is passed on to nobody before it is handed in anew.
    """
    told = None
    for found, version, content in await announcements.with_source(work.tx, chat, message):
        now_says = content.edited(message, html, file)
        # A place has no file: Telegram tells that it moved, and not what it was.
        if found.author != work.person.id or (now_says == content and content.files):
            continue
        follows = found.state is AnnouncementState.DRAFT or (found.state in IS_PENDING and not work.council.four_eyes)
        if follows or found.state in IS_PENDING:
            await announcements.put(work.tx, found.id, version, now_says)
            told = await drafts.title(work, found), Edited.FOLLOWS
            if not follows:
                await sending.move(work, found, IS_PENDING, AnnouncementState.DRAFT, approved_by=None)
                await work.redraw(found.subject, REVIEW)
                await work.record("announcement's message edited", found.subject)
                told = told[0], Edited.DRAFT_AGAIN
            elif now_says == content:
                told = None
        else:
            await announcements.put(work.tx, found.id, version, content.without_source())
            if found.state in sending.GOING:
                await sending.set_paused(work, found)
                await work.record("announcement's message edited", found.subject)
            told = found, Edited.PAUSED if found.state in UNDER_WAY else Edited.LEFT
    return told
