"""How the outbox stands: what waits, what is on its way, what nobody knows the outcome of. Read from small indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import Lane, State
from storage.outbox_waiting import first_due
from storage.tables import IS_PENDING, IS_SENDING, IS_UNCERTAIN, outbox
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """How many deliveries wait, by lane, are on their way, and are uncertain; and since when (UTC) the first one of a lane could
    have been sent, for lanes in which something is due."""

    waiting: Mapping[Lane, int]
    sending: int
    uncertain: int
    due_since: Mapping[Lane, datetime]


async def standing(tx: Transaction, now: datetime) -> Standing:
    """The outbox at `now`. What is paused counts as waiting, but not as due."""
    rows = await tx.rows(sa.select(outbox.c.lane, sa.func.count().label("many")).where(IS_PENDING).group_by(outbox.c.lane))
    many = {Lane(row["lane"]): int(row["many"]) for row in rows}
    sending = await tx.value(sa.select(sa.func.count()).select_from(outbox).where(IS_SENDING)) or 0
    uncertain = await tx.value(sa.select(sa.func.count()).select_from(outbox).where(IS_UNCERTAIN)) or 0
    due = {lane: at for lane, at in (await first_due(tx, [])).items() if at is not None and at <= now}
    return Standing({lane: many.get(lane, 0) for lane in Lane}, sending, uncertain, due)


async def last_sent(tx: Transaction) -> datetime | None:
    """When (UTC) the newest delivery that was sent was taken by Telegram; None if there is none."""
    newest = sa.select(outbox.c.settled_at).where(outbox.c.state == State.SENT.value).order_by(outbox.c.id.desc()).limit(1)
    return await tx.value(newest)
