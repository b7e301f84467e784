"""Which updates were processed: noted in the transaction of their effect, so that none has a second effect."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import sets
from storage.tables import updates
from storage.transaction import Transaction
from storage.upserts import insert_new


class AppliedMeanwhile(Exception):  # noqa: N818
    """Another process has applied the same update: this transaction's effect would be a second one."""


Answers = list[dict[str, object]]

KEPT = timedelta(days=3)
"""How long notes are kept. Telegram itself keeps updates for one day, so older ones cannot come again."""

PRUNED_AT_ONCE = 1000
"""How many notes are deleted in one transaction, so that other writers are not blocked."""


async def begin(tx: Transaction, update_id: int, now: datetime) -> bool:
    """Note that this transaction applies this update; False if it was applied before."""
    return bool(await insert_new(tx, updates, [{"update_id": update_id, "received_at": now}]))


async def note(tx: Transaction, update_id: int, now: datetime, answers: Sequence[dict[str, object]]) -> None:
    """Note that this transaction applies this update, and save the replies that are still to be sent, in case the process
    ends first. Raises `AppliedMeanwhile`."""
    row: dict[str, object] = {"update_id": update_id, "received_at": now, "answers": list(answers) or None}
    if not await insert_new(tx, updates, [row]):
        raise AppliedMeanwhile


async def leave_answers(tx: Transaction, update_id: int, answers: Sequence[dict[str, object]]) -> None:
    """Save the replies that are still to be sent, in case the process ends first."""
    await tx.write(sa.update(updates).where(updates.c.update_id == update_id).values(answers=list(answers)))


async def unanswered(tx: Transaction, update_id: int) -> Answers:
    """An update's unsent replies; empty if all were sent."""
    row = await tx.row(sa.select(updates.c.answers).where(updates.c.update_id == update_id))
    return row["answers"] or [] if row else []


async def all_unanswered(tx: Transaction) -> list[tuple[int, Answers]]:
    """All unsent replies by update, oldest first."""
    query = sa.select(updates.c.update_id, updates.c.answers).where(updates.c.answers.is_not(None))
    rows = await tx.rows(query.order_by(updates.c.update_id))
    return [(row["update_id"], row["answers"]) for row in rows if row["answers"]]


_ANSWERED = sa.update(updates).where(sets.among(updates.c.update_id, "ids")).values(answers=sa.null())


async def answered(tx: Transaction, update_ids: Sequence[int]) -> None:
    """These updates' replies were sent: delete them."""
    await tx.write(_ANSWERED, [{"ids": update_ids}])


async def set_aside(tx: Transaction, update_id: int, error: str, now: datetime) -> None:
    """Give up on a failing update. `error` names the kind of failure, never its content."""
    await insert_new(tx, updates, [{"update_id": update_id, "received_at": now, "error": error}])


async def aside(tx: Transaction) -> int:
    """How many updates are noted as set aside."""
    return await tx.value(sa.select(sa.func.count()).where(updates.c.error.is_not(None))) or 0


async def prune(tx: Transaction, now: datetime, limit: int = PRUNED_AT_ONCE) -> int:
    """Delete up to `limit` notes of updates that cannot come again; how many."""
    old = sa.select(updates.c.update_id).where(updates.c.received_at < now - KEPT).limit(limit)
    return await tx.write(sa.delete(updates).where(updates.c.update_id.in_(old)))
