"""What falls due before a meeting: reminders, the question to those who are silent, cards drawn anew."""

from datetime import timedelta

from council.attendance import next_redraw
from council.events import MeetingTimeVoid
from council.meetings import Meeting, MeetingState, to_send
from council.people import Person, Role
from council.reminder_times import after_quiet, due_for
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import MANAGED, MOVED, people_with_card, redraw_cards
from storage import attendance, meeting_reminders, meetings, members
from storage.outbox import Lane

REMINDER = Kind("meetings.reminder", Lane.REMINDERS, card=True)
QUORUM = Kind("meetings.quorum", Lane.REMINDERS)


async def queue_due(work: UnitOfWork) -> bool:
    """Queue the reminder of one meeting that is due, for everyone who was told of it; whether there was one. Whoever
    wants none, or is not coming, gets none: that is looked at when it is sent, as they may change their mind."""
    id_ = await meeting_reminders.first_due(work.tx, work.now)
    meeting = await meetings.find(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    reminder = to_send(meeting, await meeting_reminders.waiting(work.tx, meeting.id), work.now)
    await meeting_reminders.queued(work.tx, meeting.id, work.now)
    if reminder is not None:
        nearer = await meeting_reminders.waiting(work.tx, meeting.id)
        people = await meetings.invited(work.tx, meeting.id, work.now)
        dues = {
            one.id: due_for(reminder, nearer, meeting.starts_at, work.council.quiet_for(one), one.zone, work.now)
            for one in people
        }
        minutes = reminder.offset // timedelta(minutes=1)
        await work.tell(
            [one for one in people if dues[one.id] is not None], REMINDER, meeting.subject,
            f"{meeting.schedule}:{minutes}", {"schedule": meeting.schedule, "offset": minutes},
            due=lambda one: dues[one.id], expires_at=meeting.starts_at,
        )  # fmt: skip
        await redraw_cards(work, meeting)  # they say how far ahead the meeting is
    return True


async def nudge_due(work: UnitOfWork) -> bool:
    """Ask the silent of one meeting whose time it is, and tell if its quorum would be missed; whether there was one."""
    id_ = await meeting_reminders.nudge_due(work.tx, work.now)
    meeting = await meetings.find(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    await meeting_reminders.nudged(work.tx, meeting.id)
    if meeting.ahead(work.now):
        silent = await attendance.silent(work.tx, meeting, await people_with_card(work, meeting))
        starts_at, schedule = meeting.starts_at, meeting.schedule
        await work.remind(silent, until=starts_at)
        await work.tell(
            await _list_warned(work, meeting), QUORUM, meeting.subject, str(schedule), {"schedule": schedule},
            expires_at=starts_at,
            due=lambda one: after_quiet(work.council.quiet_for(one), one.zone, starts_at, work.now),
        )  # fmt: skip
    return True


async def _list_warned(work: UnitOfWork, meeting: Meeting) -> list[Person]:
    """The secretariat, and the chairs of groups that would miss their quorum; nobody, where none would."""
    found = await attendance.tally(work.tx, meeting, work.council.quorum, work.now)
    missed = [turnout.group for turnout in found.turnouts if turnout.missed]
    if not missed:
        return []
    chairs = await members.holders(work.tx, missed, work.now, {Role.CHAIR})
    return [*await members.secretariat(work.tx, work.now), *chairs]


async def redraw_due(work: UnitOfWork) -> bool:
    """Have the cards of one meeting drawn anew because time went by; whether there was one."""
    id_ = await meeting_reminders.redraw_due(work.tx, work.now)
    meeting = await meetings.find(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    await meeting_reminders.redrawn(work.tx, meeting.id, next_redraw(meeting, work.council.zone, work.now))
    await redraw_cards(work, meeting)
    if not meeting.ahead(work.now):
        await work.redraw(meeting.subject, MOVED)
        await work.redraw(meeting.subject, REMINDER)
        await work.happened(MeetingTimeVoid(meeting))
    if meeting.state is MeetingState.PUBLISHED and meeting.ends_at <= work.now:
        secretariat = await members.secretariat(work.tx, work.now)
        await work.tell(secretariat, MANAGED, meeting.subject, f"{meeting.schedule}:after", due=work.after_quiet_hours)
    return True
