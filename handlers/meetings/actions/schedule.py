"""What is to come for a meeting by the clock: its reminders, the question to the silent, its cards' redraws."""

from dataclasses import replace
from datetime import datetime

from council.attendance import next_redraw, nudge_at
from council.meetings import Meeting, plan
from handlers.framework.work import UnitOfWork
from storage import meeting_reminders, outbox, proposed_times


async def schedule(work: UnitOfWork, meeting: Meeting) -> None:
    """Plan all that is to come for a meeting that was set, or set to another time."""
    await meeting_reminders.add(work.tx, plan(meeting, work.council.reminders_of(meeting.draft.reminders), work.now))
    redraw = next_redraw(meeting, work.council.zone, work.now)
    await meeting_reminders.tend(work.tx, meeting.id, redraw, nudge_at(meeting.starts_at, work.now))


async def remind(work: UnitOfWork, meeting: Meeting) -> None:
    """Others of its reminders are to come; those that went out have gone."""
    await meeting_reminders.forget_waiting(work.tx, meeting.id)
    await meeting_reminders.add(work.tx, plan(meeting, work.council.reminders_of(meeting.draft.reminders), work.now))


async def follow_the_zone(work: UnitOfWork, meeting: Meeting, starts_at: datetime) -> Meeting:
    """The same wall-clock time is another instant now: what is to come for the meeting comes at its own time again."""
    new = replace(meeting, starts_at=starts_at)
    await meeting_reminders.shift(work.tx, meeting.id, meeting.schedule, starts_at, work.now)
    redraw = next_redraw(new, work.council.zone, work.now)
    await meeting_reminders.tend(work.tx, meeting.id, redraw, nudge_at(starts_at, work.now))
    return new


async def forget(work: UnitOfWork, meeting: Meeting) -> None:
    """Nothing more is to come at the time that it had: it was cancelled, or moved. Other times are asked for no longer."""
    await meeting_reminders.forget_waiting(work.tx, meeting.id)
    await meeting_reminders.tend(work.tx, meeting.id, None, None)
    await close_proposals(work, meeting)


async def close_proposals(work: UnitOfWork, meeting: Meeting) -> None:
    """Have what asks for other times redrawn: whether it still does is looked at then."""
    for proposal in await proposed_times.all_of(work.tx, meeting.id):
        await outbox.redraw(work.tx, proposal.subject, work.now)
