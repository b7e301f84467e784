"""The reminders of meetings: when each falls due, and whether it was queued."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.meetings import Reminder
from storage.due_times import NOW, earliest
from storage.meetings import is_ahead
from storage.tables import meetings, reminders
from storage.transaction import Transaction

_LIVE = (reminders.c.meeting_id == meetings.c.id) & (reminders.c.schedule == meetings.c.schedule)


async def add(tx: Transaction, planned: Sequence[Reminder]) -> None:
    """Keep reminders that are to come."""
    rows: list[dict[str, object]] = [
        {
            "meeting_id": reminder.meeting,
            "schedule": reminder.schedule,
            "offset_minutes": reminder.offset // timedelta(minutes=1),
            "due_at": reminder.due_at,
        }
        for reminder in planned
    ]
    if rows:
        await tx.write(sa.insert(reminders), rows)


async def forget_waiting(tx: Transaction, meeting: int) -> None:
    """Drop those not queued yet: the meeting was moved or cancelled."""
    await tx.write(sa.delete(reminders).where(reminders.c.meeting_id == meeting, reminders.c.queued_at.is_(None)))


async def shift(tx: Transaction, meeting: int, schedule: int, starts_at: datetime, now: datetime) -> None:
    """Have those that wait fall due at their distance from another instant of the start; what would lie behind goes."""
    waits = (reminders.c.meeting_id == meeting) & (reminders.c.schedule == schedule) & reminders.c.queued_at.is_(None)
    for row in await tx.rows(sa.select(reminders.c.id, reminders.c.offset_minutes).where(waits)):
        due = starts_at - timedelta(minutes=row["offset_minutes"])
        if due > now:
            await tx.write(sa.update(reminders).where(reminders.c.id == row["id"]).values(due_at=due))
        else:
            await tx.write(sa.delete(reminders).where(reminders.c.id == row["id"]))


async def first_due(tx: Transaction, now: datetime) -> int | None:
    """The meeting ahead whose reminder fell due first and is not queued yet."""
    return await tx.value(
        sa.select(reminders.c.meeting_id)
        .join(meetings, _LIVE)
        .where(is_ahead(now), reminders.c.queued_at.is_(None), reminders.c.due_at <= now)
        .order_by(reminders.c.due_at, reminders.c.id)
        .limit(1)
    )


async def waiting(tx: Transaction, meeting: int) -> list[Reminder]:
    """The reminders of this meeting that are not queued yet."""
    query = sa.select(reminders).where(reminders.c.meeting_id == meeting, reminders.c.queued_at.is_(None))
    return [
        Reminder(row["meeting_id"], row["schedule"], timedelta(minutes=row["offset_minutes"]), row["due_at"])
        for row in await tx.rows(query.order_by(reminders.c.due_at))
    ]


async def queued(tx: Transaction, meeting: int, now: datetime) -> int:
    """Mark everything of this meeting that is due as queued; how many that were."""
    return await tx.write(
        sa.update(reminders)
        .where(reminders.c.meeting_id == meeting, reminders.c.queued_at.is_(None), reminders.c.due_at <= now)
        .values(queued_at=now)
    )


DUE = earliest(reminders.c.due_at, reminders.c.queued_at.is_(None), sa.exists().where(_LIVE, is_ahead(NOW)).correlate(reminders))
"""When a reminder of a meeting ahead falls due."""


# -- what else of a meeting falls due by the clock


async def set_times(
    tx: Transaction, meeting: int, redraw_at: datetime | None, nudge_at: datetime | None, book_at: datetime | None
) -> None:
    """Set when the meeting's cards are next drawn anew, when its silent people are asked, and when its book is sent."""
    values = {"redraw_at": redraw_at, "nudge_at": nudge_at, "book_at": book_at}
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(values))


async def redraw_due(tx: Transaction, now: datetime) -> int | None:
    """A meeting whose cards are to be drawn anew."""
    query = sa.select(meetings.c.id).where(meetings.c.redraw_at <= now)
    return await tx.value(query.order_by(meetings.c.redraw_at, meetings.c.id).limit(1))


async def redrawn(tx: Transaction, meeting: int, next_at: datetime | None) -> None:
    """They are; and when next."""
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(redraw_at=next_at))


REDRAW_DUE = earliest(meetings.c.redraw_at)
"""When cards are drawn anew."""


async def nudge_due(tx: Transaction, now: datetime) -> int | None:
    """A meeting whose silent people are to be asked."""
    query = sa.select(meetings.c.id).where(meetings.c.nudge_at <= now)
    return await tx.value(query.order_by(meetings.c.nudge_at, meetings.c.id).limit(1))


async def nudged(tx: Transaction, meeting: int) -> None:
    """They are asked, once and for all for this schedule."""
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(nudge_at=None))


NUDGE_DUE = earliest(meetings.c.nudge_at)
"""When silent people are asked."""
