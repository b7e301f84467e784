"""What is to come for a meeting by the clock: its reminders, the question to the silent, its cards' redraws, its book."""

from dataclasses import replace
from datetime import datetime

from council.attendance import next_redraw, nudge_at
from council.book import book_at
from council.events import MeetingTimeVoid
from council.meetings import Meeting, plan
from handlers.framework.work import UnitOfWork
from storage import meeting_reminders


async def schedule(work: UnitOfWork, meeting: Meeting) -> None:
    """Plan all that is to come for a meeting that was set, or set to another time."""
    await _plan_reminders(work, meeting)
    await _set_times(work, meeting)


async def replan_reminders(work: UnitOfWork, meeting: Meeting) -> None:
    """Plan other reminders in place of those that have not gone out yet."""
    await meeting_reminders.forget_waiting(work.tx, meeting.id)
    await _plan_reminders(work, meeting)


async def shift(work: UnitOfWork, meeting: Meeting, starts_at: datetime) -> None:
    """Plan all that is to come anew for a meeting whose wall-clock time is another instant, by its zone's new rules."""
    await meeting_reminders.shift(work.tx, meeting.id, meeting.schedule, starts_at, work.now)
    await _set_times(work, replace(meeting, starts_at=starts_at))


async def unschedule(work: UnitOfWork, meeting: Meeting) -> None:
    """Drop all that was to come at the time that a meeting had: it was cancelled or moved."""
    await meeting_reminders.forget_waiting(work.tx, meeting.id)
    await meeting_reminders.set_times(work.tx, meeting.id, None, None, None)
    await work.happened(MeetingTimeVoid(meeting))


async def _plan_reminders(work: UnitOfWork, meeting: Meeting) -> None:
    await meeting_reminders.add(work.tx, plan(meeting, work.council.reminders_of(meeting.draft.reminders), work.now))


async def _set_times(work: UnitOfWork, meeting: Meeting) -> None:
    redraw = next_redraw(meeting, work.council.zone, work.now)
    book = book_at(meeting.starts_at, work.council.book_hours, work.now)
    await meeting_reminders.set_times(work.tx, meeting.id, redraw, nudge_at(meeting.starts_at, work.now), book)
