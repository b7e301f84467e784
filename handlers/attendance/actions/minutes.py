"""What is left of a meeting: its minutes, what was discussed, and attendance as a file."""

from council import text_rules
from council.attendance import begun
from council.authority import Action, demand
from council.errors import Empty, Forbidden, NotBegun
from council.meetings import Meeting, MeetingState
from handlers.attendance.actions.answers import look
from handlers.attendance.presses import Sheets
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.audience import CARD, to_chats, to_person
from storage import audit, meetings, minutes, outbox
from storage.outbox import Lane, Order

MINUTES, ATTENDANCE = "meetings.minutes", "meetings.attendance"
"""Kinds of deliveries."""


async def send_minutes(
    work: UnitOfWork, id_: int, *, link: str = "", file_id: str = "", file_name: str = ""
) -> tuple[Meeting, int]:
    """Send the minutes, a link or a file that Telegram has, to those who were invited; how many comes with it.

    Sent again, they replace the earlier ones. Raises `Forbidden`, `NotBegun`, `Empty`, `BadLink`.
    """
    meeting = await look(work, id_, Action.SEND_MINUTES)
    if meeting.state is not MeetingState.PUBLISHED or meeting.ahead(work.now):
        raise NotBegun
    if bool(link) is bool(file_id):
        raise Empty
    by = work.actor.person.id if work.actor.person else None
    made = await minutes.add(work.tx, id_, text_rules.link(link) if link else "", file_id, file_name, by, work.now)
    await outbox.cancel(work.tx, meeting.subject, MINUTES, "replaced", work.now)
    what, data = f"minutes:{made.version}", {"version": made.version}
    people = await meetings.told(work.tx, id_, work.now)
    orders = [order for one in people for order in to_person(meeting, MINUTES, Lane.ROUNDS, one, what, data)]
    await outbox.queue(work.tx, [*orders, *await to_chats(work, meeting, MINUTES, what, data)], work.now)
    await outbox.redraw(work.tx, meeting.subject, work.now, CARD)
    await audit.record(work.tx, work.now, work.actor.label, "minutes sent", meeting.subject, {"version": made.version})
    return meeting, len(orders)


async def toggle_topic(work: UnitOfWork, id_: int, recommendation: int) -> tuple[Meeting, bool]:
    """Note that a meeting discussed a recommendation, or take the note back; whether it is noted now.

    Raises `Forbidden`, alike for one that this meeting cannot discuss.
    """
    meeting = await look(work, id_, Action.NOTE_TOPICS)
    if not await minutes.topics_for(work.tx, meeting.draft.groups, work.council.committee, 1, only=recommendation):
        raise Forbidden(Action.NOTE_TOPICS, f"recommendation:{recommendation}")
    noted = await minutes.toggle(work.tx, id_, recommendation, work.now)
    await outbox.redraw(work.tx, meeting.subject, work.now, CARD)
    what = "topic noted" if noted else "topic taken back"
    detail: audit.Detail = {"recommendation": recommendation}
    await audit.record(work.tx, work.now, work.actor.label, what, meeting.subject, detail)
    return meeting, noted


async def export(work: UnitOfWork, what: Sheets, of: int) -> None:
    """Have attendance sent to the one who asks as a spreadsheet: of meeting `of`, or of the year `of`.

    Raises `Forbidden`, `NotBegun`.
    """
    subject = f"attendance:{of}"
    demand(work.actor, Action.KEEP_ATTENDANCE, (), subject)
    if what is Sheets.MEETING:
        meeting = await look(work, of, Action.KEEP_ATTENDANCE)
        if not begun(meeting, work.now):
            raise NotBegun
    if work.person.telegram_id is None:
        raise Forbidden(Action.KEEP_ATTENDANCE, subject)
    key = f"{subject}:{what.value}:{work.person.id}:{work.now.isoformat()}"
    order = Order(
        key, ATTENDANCE, subject, Lane.RECEIPTS, work.person.telegram_id, work.person.id, {"what": what.value}
    )
    await outbox.queue(work.tx, [order], work.now)
    await audit.record(work.tx, work.now, work.actor.label, "attendance exported", subject, {"what": what.value})
