"""What is held back: at once, by a note that whoever claims deliveries reads; and row by row, in chunks, afterwards.

A million rows that nobody may send must not be looked through at every claim: so they are set aside a chunk at a time.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import WAITING, State
from storage.store import Transaction
from storage.tables import holds, outbox
from storage.upserts import insert_new


async def hold(tx: Transaction, subject: str, kinds: Collection[str]) -> None:
    """From the commit on nothing of these kinds about this subject is claimed, save redraws of what people have."""
    await insert_new(tx, holds, [{"subject": subject, "kind": kind} for kind in kinds])


async def lift(tx: Transaction, subject: str) -> None:
    """What was held may go again."""
    tx.has_deliveries = True
    await tx.write(sa.delete(holds).where(holds.c.subject == subject))


async def held(tx: Transaction) -> list[str]:
    """The subjects that are held."""
    return await tx.values(sa.select(holds.c.subject).distinct().order_by(holds.c.subject))


async def sweep(
    tx: Transaction,
    subject: str,
    kinds: Collection[str],
    before: Collection[State],
    to: State,
    now: datetime,
    limit: int,
    reason: str | None = None,
) -> int:
    """Bring up to `limit` deliveries from one of the states `before` to another; how many those were."""
    tx.has_deliveries = True
    found = (
        sa.select(outbox.c.id)
        .where(
            outbox.c.subject == subject,
            outbox.c.kind.in_(kinds),
            outbox.c.state.in_([state.value for state in before]),
            outbox.c.card_id.is_(None),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = await tx.values(found)
    if not ids:
        return 0
    values: dict[str, object] = {"state": to.value, "reason": reason}
    if to is State.CANCELLED:
        values["settled_at"] = now
    return await tx.write(sa.update(outbox).where(outbox.c.id.in_(ids)).values(**values))


async def waits(tx: Transaction, subject: str, kinds: Collection[str]) -> bool:
    """Whether anything of these kinds about this subject is still to be sent, or set aside."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject,
        outbox.c.kind.in_(kinds),
        outbox.c.state.in_((*WAITING, State.HELD.value)),
        outbox.c.card_id.is_(None),
    )
    return await tx.value(query.limit(1)) is not None


async def any_held(tx: Transaction, subject: str, kinds: Collection[str]) -> bool:
    """Whether anything of these kinds about this subject is set aside."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject, outbox.c.kind.in_(kinds), outbox.c.state == State.HELD.value
    )
    return await tx.value(query.limit(1)) is not None
