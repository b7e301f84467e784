"""The only writers of who comes to a meeting, and of who was there."""

from datetime import timedelta

from council import text_rules
from council.attendance import PRESENT, Answer, Presence, Reply, ask_again_at, begun, check_in_open
from council.authority import Action
from council.errors import AlreadyDecided, Forbidden, MovedSince, NotAhead, NotBegun, NotNow, Stale
from council.meetings import Meeting
from council.reminder_times import after_quiet
from handlers.framework.work import Data, UnitOfWork
from handlers.meetings.actions.meetings import CARD, author
from handlers.meetings.actions.reminders import NUDGE
from handlers.meetings.reads import visible_meeting
from storage import attendance

SOON = timedelta(seconds=15)
"""How long others' cards wait to be redrawn: many who answer at once cost each card one edit."""


async def require_schedule(work: UnitOfWork, id_: int, schedule: int, action: Action) -> Meeting:
    """A meeting ahead, still at the time of this schedule, to which the one who acts may do this. Raises `Forbidden`,
    `NotAhead`, `MovedSince`."""
    meeting = await visible_meeting(work, id_, action)
    if not meeting.ahead(work.now):
        raise NotAhead
    if meeting.schedule != schedule:
        raise MovedSince
    return meeting


async def answer(
    work: UnitOfWork, id_: int, schedule: int, given: Answer, substitute: str = ""
) -> tuple[Meeting, Reply]:
    """Say whether one comes; `substitute`: the name of whoever comes instead. Raises as `require_schedule` does, and
    `Empty`, `TooLong` for the name."""
    meeting = await require_schedule(work, id_, schedule, Action.ATTEND_MEETING)
    name = text_rules.name(substitute) if given is Answer.SOMEONE else ""
    again = None
    if given is Answer.LATER:
        at = ask_again_at(meeting.starts_at, work.now)
        again = after_quiet(work.council.quiet_for(work.person), work.person.zone, meeting.starts_at, at)
    reply = Reply(given, name, again)
    await attendance.reply(work.tx, meeting, work.person.id, reply, work.now)
    if again is not None:
        data: Data = {"schedule": schedule, "again": again.isoformat()}
        once = f"{schedule}:{again.isoformat()}"
        await work.tell([work.person], NUDGE, meeting.subject, once, data, due=again, expires_at=meeting.starts_at)
    # Others' cards; one's own is redrawn at once, as the answer to the press.
    await work.redraw(meeting.subject, CARD, SOON, but=work.person.telegram_id)
    await work.record("meeting answered", meeting.subject, {"answer": given.value, "schedule": schedule})
    return meeting, reply


async def check_in(work: UnitOfWork, id_: int, presence: Presence) -> Meeting:
    """Say that one is there. Raises `Forbidden`, `NotNow`, and `AlreadyDecided` where the secretariat wrote it down."""
    meeting = await visible_meeting(work, id_, Action.ATTEND_MEETING)
    if presence not in PRESENT:
        raise Stale
    if not check_in_open(meeting, work.now):
        raise NotNow
    noted = await attendance.presence_of(work.tx, id_, work.person.id)
    if noted is not None and noted[1] and noted[0] is not presence:
        raise AlreadyDecided
    if noted is None or noted[0] is not presence:
        await attendance.note(work.tx, id_, work.person.id, presence, None, work.now)
        await work.record("meeting checked in", meeting.subject, {"presence": presence.value})
    return meeting


async def mark(work: UnitOfWork, id_: int, person: int, presence: Presence) -> Meeting:
    """The secretariat writes down whether someone was there. Raises `Forbidden`, `NotBegun`."""
    meeting = await visible_begun(work, id_, Action.KEEP_ATTENDANCE)
    found, _ = await attendance.sittings(work.tx, meeting, work.now)
    if person not in found.people:
        raise Forbidden(Action.KEEP_ATTENDANCE, meeting.subject)
    await attendance.note(work.tx, id_, person, presence, author(work), work.now)
    if (chat := found.people[person].telegram_id) is not None:
        await work.redraw(meeting.subject, CARD, only=chat)
    await work.record("attendance written", meeting.subject, {"person": f"person:{person}", "presence": presence.value})
    return meeting


async def visible_begun(work: UnitOfWork, id_: int, action: Action) -> Meeting:
    """A meeting that has begun, to which the one who acts may do this. Raises `Forbidden`, `NotBegun`."""
    meeting = await visible_meeting(work, id_, action)
    if not begun(meeting, work.now):
        raise NotBegun
    return meeting


async def redraw_own(work: UnitOfWork, meeting: Meeting) -> None:
    """Have the card of the one who acts redrawn, where the answer to them did not."""
    if work.person.telegram_id is not None:
        await work.redraw(meeting.subject, CARD, only=work.person.telegram_id)
