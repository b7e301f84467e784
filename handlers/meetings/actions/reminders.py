"""What falls due before a meeting: reminders, the question to those who are silent, cards drawn anew."""

from datetime import timedelta

from council.attendance import next_redraw
from council.meetings import Meeting, to_send
from council.people import Role
from council.reminder_times import after_quiet, due_for
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import schedule
from handlers.meetings.actions.audience import CARD, to_person
from storage import attendance, meeting_reminders, meetings, members, outbox
from storage.outbox import Lane, Order

REMINDER, NUDGE, QUORUM = "meetings.reminder", "meetings.nudge", "meetings.quorum"
"""Kinds of deliveries."""


async def queue_due(work: UnitOfWork) -> bool:
    """Queue the reminder of one meeting that is due, for everyone who was told of it; whether there was one.

    Who wants none, or is not coming, gets none: that is looked at when it is sent, as they may change their mind.
    """
    id_ = await meeting_reminders.first_due(work.tx, work.now)
    meeting = await meetings.get(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    reminder = to_send(meeting, await meeting_reminders.waiting(work.tx, meeting.id), work.now)
    await meeting_reminders.queued(work.tx, meeting.id, work.now)
    if reminder is not None:
        nearer = await meeting_reminders.waiting(work.tx, meeting.id)
        minutes = reminder.offset // timedelta(minutes=1)
        data = {"schedule": meeting.schedule, "offset": minutes}
        orders: list[Order] = []
        for person in await meetings.told(work.tx, meeting.id, work.now):
            hours = work.council.quiet_for(person)
            due = due_for(reminder, nearer, meeting.starts_at, hours, person.zone, work.now)
            if due is not None:
                orders += to_person(
                    meeting, REMINDER, Lane.REMINDERS, person, f"{meeting.schedule}:{minutes}", data,
                    due_at=due, expires_at=meeting.starts_at,
                )  # fmt: skip
        await outbox.queue(work.tx, orders, work.now)
        await outbox.redraw(work.tx, meeting.subject, work.now, CARD)  # it says how far ahead the meeting is
    return True


async def nudge_due(work: UnitOfWork) -> bool:
    """Ask the silent ones of one meeting whose time it is, and tell of a quorum that would be missed; whether there was
    such a meeting."""
    id_ = await meeting_reminders.nudge_due(work.tx, work.now)
    meeting = await meetings.get(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    await meeting_reminders.nudged(work.tx, meeting.id)
    if not meeting.ahead(work.now):
        return True
    unseen = await outbox.waiting(work.tx, meeting.subject, CARD)
    told = [person for person in await meetings.told(work.tx, meeting.id, work.now) if person.id not in unseen]
    orders: list[Order] = []
    for person in await attendance.silent(work.tx, meeting, told):
        due = after_quiet(work.council.quiet_for(person), person.zone, meeting.starts_at, work.now)
        orders += to_person(
            meeting, NUDGE, Lane.REMINDERS, person, f"nudge:{meeting.schedule}", {"schedule": meeting.schedule},
            due_at=due, expires_at=meeting.starts_at,
        )  # fmt: skip
    orders += await _warnings(work, meeting)
    await outbox.queue(work.tx, orders, work.now)
    return True


async def _warnings(work: UnitOfWork, meeting: Meeting) -> list[Order]:
    """To the secretariat, and to the chairs of groups that would miss their quorum."""
    standing = await attendance.standing(work.tx, meeting, work.council.quorum, work.now)
    missed = [turnout.group for turnout in standing.turnouts if turnout.missed]
    if not missed:
        return []
    concerned = {person.id: person for person in await members.secretariat(work.tx, work.now)}
    concerned |= {person.id: person for person in await members.holders(work.tx, missed, work.now, {Role.CHAIR})}
    orders: list[Order] = []
    for person in concerned.values():
        due = after_quiet(work.council.quiet_for(person), person.zone, meeting.starts_at, work.now)
        orders += to_person(
            meeting, QUORUM, Lane.REMINDERS, person, f"quorum:{meeting.schedule}", {"schedule": meeting.schedule},
            due_at=due, expires_at=meeting.starts_at,
        )  # fmt: skip
    return orders


async def redraw_due(work: UnitOfWork) -> bool:
    """Have the cards of one meeting drawn anew because time went by; whether there was one."""
    id_ = await meeting_reminders.redraw_due(work.tx, work.now)
    meeting = await meetings.get(work.tx, id_) if id_ is not None else None
    if meeting is None:
        return False
    await meeting_reminders.redrawn(work.tx, meeting.id, next_redraw(meeting, work.council.zone, work.now))
    await outbox.redraw(work.tx, meeting.subject, work.now, CARD)
    if not meeting.ahead(work.now):
        await schedule.close_proposals(work, meeting)
    return True
