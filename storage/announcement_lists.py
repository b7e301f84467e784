"""The rows of an announcement's recipients, written for many people in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.audiences import Whom
from storage.announcement_deliveries import TEXT, copy_key_of
from storage.audiences import Stretch, members_of
from storage.outbox import Lane, State
from storage.tables import outbox, people
from storage.tables.columns import Instant
from storage.transaction import Transaction
from storage.upserts import insert_new_from


@dataclass(frozen=True, slots=True)
class PersonalTime:
    """What decides when somebody gets something: their zone, and their own quiet hours as stored ("": the council's)."""

    zone: str
    quiet: str


async def times_of(tx: Transaction, part: Stretch) -> list[PersonalTime]:
    """The zones and quiet hours of this stretch of people, whether they belong to the audience or not."""
    within = people.c.id > part.after, people.c.id <= part.upto
    rows = await tx.rows(sa.select(people.c.zone, people.c.quiet).where(*within).distinct())
    return [PersonalTime(row["zone"], row["quiet"]) for row in rows]


async def write(
    tx: Transaction,
    announcement: int,
    lane: Lane,
    whom: Whom,
    now: datetime,
    part: Stretch,
    dues: Mapping[PersonalTime, datetime],
) -> int:
    """Queue the copies of those of this stretch of people who belong to the audience, each due at the instant (UTC) of their
    zone and quiet hours; how many those are. Those who are not in `dues` get none; who has a copy already keeps it."""
    tx.has_deliveries = True
    own = sa.tuple_(people.c.zone, people.c.quiet)
    times: dict[datetime, list[tuple[str, str]]] = {}
    for time, due in dues.items():
        times.setdefault(due, []).append((time.zone, time.quiet))
    if not times:
        return 0
    due_at = sa.case(*((own.in_(some), sa.literal(due, Instant)) for due, some in times.items()))
    listed = (
        sa.select(people.c.id, people.c.telegram_id, sa.type_coerce(due_at, Instant).label("due_at"))
        .where(*members_of(whom, now, part))
        .subquery()
    )
    query = (
        sa.select(
            copy_key_of(announcement, listed.c.id).label("key"),
            sa.literal(TEXT, sa.Text).label("kind"),
            sa.literal(f"announcement:{announcement}", sa.Text).label("subject"),
            sa.literal(int(lane), sa.Integer).label("lane"),
            listed.c.telegram_id.label("chat_id"),
            listed.c.id.label("person_id"),
            sa.literal({}, sa.JSON).label("data"),
            listed.c.due_at,
            sa.case((listed.c.due_at <= sa.literal(now, Instant), sa.literal(now, Instant))).label("waits_from"),
            sa.literal(State.PENDING.value, sa.Text).label("state"),
            sa.literal(now, Instant).label("made_at"),
        )
        .where(listed.c.due_at.is_not(None))
        .order_by(listed.c.id)
    )
    return await insert_new_from(tx, outbox, query)
