"""How the outbox stands: what waits, what is on its way, what nobody knows the outcome of. Read from small indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import Lane, State
from storage.outbox_waiting import next_sendable
from storage.tables import IS_PENDING, IS_SENDING, IS_UNCERTAIN, outbox
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """How many deliveries wait, are on their way, and are uncertain, by lane; and since when (UTC) the first one could have
    been sent, None if nothing is due by `now`."""

    waiting: Mapping[Lane, int]
    sending: int
    uncertain: int
    due_since: datetime | None


async def standing(tx: Transaction, now: datetime) -> Standing:
    """The outbox at `now`. What is paused counts as waiting, but not as due."""
    rows = await tx.rows(sa.select(outbox.c.lane, sa.func.count().label("many")).where(IS_PENDING).group_by(outbox.c.lane))
    many = {Lane(row["lane"]): int(row["many"]) for row in rows}
    sending = await tx.value(sa.select(sa.func.count()).select_from(outbox).where(IS_SENDING)) or 0
    uncertain = await tx.value(sa.select(sa.func.count()).select_from(outbox).where(IS_UNCERTAIN)) or 0
    due = await next_sendable(tx, [])
    return Standing({lane: many.get(lane, 0) for lane in Lane}, sending, uncertain, due if due and due <= now else None)


async def last_sent(tx: Transaction) -> datetime | None:
    """When (UTC) the newest delivery that was sent was taken by Telegram; None if there is none."""
    newest = sa.select(outbox.c.settled_at).where(outbox.c.state == State.SENT.value).order_by(outbox.c.id.desc()).limit(1)
    return await tx.value(newest)
