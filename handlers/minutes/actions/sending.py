"""The only writer of minutes that were written elsewhere: a link or a file, sent to those who were invited."""

from council import text_rules
from council.authority import Action
from council.errors import Empty, NotBegun
from council.meetings import Meeting, MeetingState
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import chats_with_card, redraw_cards
from handlers.meetings.reads import visible_meeting
from storage import meetings, minutes, outbox
from storage.outbox import Lane

MINUTES = Kind("meetings.minutes", Lane.ROUNDS)


async def send_minutes(
    work: UnitOfWork, id_: int, *, link: str = "", file_id: str = "", file_name: str = ""
) -> tuple[Meeting, int]:
    """Send the minutes, a link or a file that Telegram has, to those who were invited, and to the chats that have the
    card; how many people that are comes with it. Sent again, they replace the earlier ones. Raises `Forbidden`,
    `NotBegun`, `Empty`, `BadLink`."""
    meeting = await visible_meeting(work, id_, Action.SEND_MINUTES)
    if meeting.state is not MeetingState.PUBLISHED or meeting.ahead(work.now):
        raise NotBegun
    if bool(link) is bool(file_id):
        raise Empty
    link = text_rules.link(link) if link else ""
    made = await minutes.add_sent(work.tx, id_, link, file_id, file_name, work.actor.person_id, work.now)
    await outbox.cancel(work.tx, meeting.subject, MINUTES.name, "replaced", work.now)
    about = (MINUTES, meeting.subject, str(made.version), {"version": made.version})
    people = await work.tell(await meetings.invited(work.tx, id_, work.now), *about)
    await work.tell_chats(meeting.draft.groups, *about, only=await chats_with_card(work, meeting), lane=Lane.RECEIPTS)
    await redraw_cards(work, meeting)
    await work.record("minutes sent", meeting.subject, {"version": made.version})
    return meeting, people
