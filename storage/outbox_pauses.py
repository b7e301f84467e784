"""Pauses: what is held back. At once, by a row that every claim reads; then row by row, in chunks.

A million rows that nobody may send must not be looked through at every claim: they are set aside a chunk at a time.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import WAITING, State
from storage.tables import outbox, outbox_pauses
from storage.transaction import Transaction
from storage.upserts import insert_new


async def pause(tx: Transaction, subject: str, kinds: Collection[str]) -> None:
    """From the commit on nothing of these kinds about this subject is claimed, save redraws of what people have."""
    await insert_new(tx, outbox_pauses, [{"subject": subject, "kind": kind} for kind in kinds])


async def lift(tx: Transaction, subject: str) -> None:
    """What was paused may go again."""
    tx.has_deliveries = True
    await tx.write(sa.delete(outbox_pauses).where(outbox_pauses.c.subject == subject))


async def paused(tx: Transaction) -> list[str]:
    """The subjects that are paused."""
    return await tx.values(sa.select(outbox_pauses.c.subject).distinct().order_by(outbox_pauses.c.subject))


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
    found = _first_deliveries(subject, kinds, *before).limit(limit).with_for_update(skip_locked=True)
    ids = await tx.values(found)
    if not ids:
        return 0
    values: dict[str, object] = {"state": to.value, "reason": reason}
    if to is State.CANCELLED:
        values["settled_at"] = now
    return await tx.write(sa.update(outbox).where(outbox.c.id.in_(ids)).values(**values))


async def waits(tx: Transaction, subject: str, kinds: Collection[str]) -> bool:
    """Whether anything of these kinds about this subject is still to be sent, or set aside."""
    return await tx.value(_first_deliveries(subject, kinds, *WAITING, State.HELD).limit(1)) is not None


async def any_held(tx: Transaction, subject: str, kinds: Collection[str]) -> bool:
    """Whether anything of these kinds about this subject is set aside."""
    return await tx.value(_first_deliveries(subject, kinds, State.HELD).limit(1)) is not None


def _first_deliveries(subject: str, kinds: Collection[str], *states: str) -> sa.Select[int]:
    """The ids of deliveries in these states; redraws apart."""
    of_it = (outbox.c.subject == subject, outbox.c.kind.in_(kinds), outbox.c.card_id.is_(None))
    return sa.select(outbox.c.id).where(*of_it, outbox.c.state.in_([str(state) for state in states]))
