"""Announcements that people have and were asked to confirm."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.announcements import UNDER_WAY, AnnouncementState
from storage.announcement_deliveries import TEXT
from storage.announcements import CONFIRMS, SUBJECT
from storage.outbox import State
from storage.tables import announcements, confirmations, outbox, people
from storage.transaction import Transaction

NEWER = timedelta(days=60)
"""What was sent longer ago waits for nobody's answer any more."""


async def of_many(tx: Transaction, persons: Collection[int], now: datetime) -> dict[int, list[tuple[int, datetime]]]:
    """What each of these people has and has not confirmed, the oldest first: announcements, each with the instant (UTC) at
    which Telegram took the copy. Those for whom there is nothing are left out."""
    states = [state.value for state in (*UNDER_WAY, AnnouncementState.DONE)]
    key = SUBJECT + sa.literal(f":{TEXT}:")
    confirmed = sa.exists().where(confirmations.c.announcement_id == announcements.c.id, confirmations.c.person_id == people.c.id)
    query = (
        sa.select(announcements.c.id, outbox.c.person_id, outbox.c.settled_at)
        .select_from(announcements.join(people, sa.true()))
        .join(outbox, outbox.c.key == key + sa.cast(people.c.id, sa.Text))
        .where(
            announcements.c.state.in_(states),
            announcements.c.sent_at > now - NEWER,
            CONFIRMS,
            people.c.id.in_(list(persons)),
            outbox.c.state == State.SENT.value,
            ~confirmed.correlate(announcements, people),
        )
        .order_by(announcements.c.id)
    )
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for row in await tx.rows(query) if persons else []:
        found[row["person_id"]].append((row["id"], row["settled_at"]))
    return found
