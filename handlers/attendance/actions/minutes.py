"""What is left of a meeting: its minutes, what was discussed, and attendance as a file."""

from council import text_rules
from council.authority import Action, demand
from council.errors import Empty, Forbidden, NotBegun
from council.meetings import Meeting, MeetingState
from handlers.attendance.actions.answers import visible_begun
from handlers.attendance.presses import Extent
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import CARD, author, chats_with_card
from handlers.meetings.reads import visible_meeting
from storage import meetings, minutes, outbox
from storage.outbox import Lane

MINUTES, ATTENDANCE = Kind("meetings.minutes", Lane.ROUNDS), Kind("meetings.attendance")


async def send_minutes(
    work: UnitOfWork, id_: int, *, link: str = "", file_id: str = "", file_name: str = ""
) -> tuple[Meeting, int]:
    """Send the minutes, a link or a file that Telegram has, to those who were invited, and to the chats that have the
    card; how many people that are comes with it.

    Sent again, they replace the earlier ones. Raises `Forbidden`, `NotBegun`, `Empty`, `BadLink`.
    """
    meeting = await visible_meeting(work, id_, Action.SEND_MINUTES)
    if meeting.state is not MeetingState.PUBLISHED or meeting.ahead(work.now):
        raise NotBegun
    if bool(link) is bool(file_id):
        raise Empty
    link = text_rules.link(link) if link else ""
    made = await minutes.add(work.tx, id_, link, file_id, file_name, author(work), work.now)
    await outbox.cancel(work.tx, meeting.subject, MINUTES.name, "replaced", work.now)
    about = (MINUTES, meeting.subject, str(made.version), {"version": made.version})
    people = await work.tell(await meetings.invited(work.tx, id_, work.now), *about)
    await work.tell_chats(meeting.draft.groups, *about, only=await chats_with_card(work, meeting), lane=Lane.RECEIPTS)
    await work.redraw(meeting.subject, CARD)
    await work.record("minutes sent", meeting.subject, {"version": made.version})
    return meeting, people


async def toggle_topic(work: UnitOfWork, id_: int, recommendation: int) -> tuple[Meeting, bool]:
    """Note that a meeting discussed a recommendation, or take the note back; whether it is noted now.

    Raises `Forbidden`, alike for one that this meeting cannot discuss.
    """
    meeting = await visible_meeting(work, id_, Action.NOTE_TOPICS)
    if not await minutes.topics_for(work.tx, meeting.draft.groups, work.council.committee, 1, only=recommendation):
        raise Forbidden(Action.NOTE_TOPICS, f"recommendation:{recommendation}")
    noted = await minutes.toggle(work.tx, id_, recommendation, work.now)
    await work.redraw(meeting.subject, CARD)
    what = "topic noted" if noted else "topic taken back"
    await work.record(what, meeting.subject, {"recommendation": recommendation})
    return meeting, noted


async def export(work: UnitOfWork, what: Extent, of: int) -> None:
    """Have attendance sent to the one who asks as a spreadsheet: of meeting `of`, or of the year `of`.

    Raises `Forbidden`, `NotBegun`.
    """
    subject = f"attendance:{of}"
    demand(work.actor, Action.KEEP_ATTENDANCE, (), subject)
    if what is Extent.MEETING:
        await visible_begun(work, of, Action.KEEP_ATTENDANCE)
    once = f"{what.value}:{work.now.isoformat()}"
    await work.tell([work.person], ATTENDANCE, subject, once, {"what": what.value})
    await work.record("attendance exported", subject, {"what": what.value})
