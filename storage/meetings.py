"""Meetings, who was told of them, and their reminders."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.meetings import Meeting, MeetingDraft, MeetingState
from storage.store import Transaction
from storage.tables import meeting_groups, meetings


def _meeting(row: sa.RowMapping, groups: tuple[str, ...]) -> Meeting:
    draft = MeetingDraft(row["title"], groups, row["starts"], row["zone"], row["link"], row["agenda"], row["duration"])
    return Meeting(row["id"], draft, row["starts_at"], MeetingState(row["state"]), row["schedule"])


async def _groups(tx: Transaction, meeting: int) -> tuple[str, ...]:
    query = sa.select(meeting_groups.c.group_code).where(meeting_groups.c.meeting_id == meeting)
    return tuple(await tx.values(query.order_by(meeting_groups.c.group_code)))


async def ahead(tx: Transaction, groups: Collection[str], now: datetime) -> list[Meeting]:
    """The meetings of any of `groups` that are still to begin, the next one first."""
    query = (
        sa.select(meetings)
        .where(
            meetings.c.state == MeetingState.PUBLISHED.value,
            meetings.c.starts_at > now,
            meetings.c.id.in_(
                sa.select(meeting_groups.c.meeting_id).where(meeting_groups.c.group_code.in_(list(groups)))
            ),
        )
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    return [_meeting(row, await _groups(tx, row["id"])) for row in await tx.rows(query)]


async def next_for(tx: Transaction, groups: Collection[str], now: datetime) -> Meeting | None:
    """The next meeting of any of `groups`."""
    return next(iter(await ahead(tx, groups, now)), None)
