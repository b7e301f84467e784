"""Which updates had their effect: written in the transaction of that effect, so that none has it twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.store import Transaction
from storage.tables import updates
from storage.upserts import insert_new

Answers = list[dict[str, object]]

KEPT = timedelta(days=3)
"""Telegram itself keeps updates for one day; a remembered one older than this cannot come again."""

PRUNED_AT_ONCE = 1000
"""How many are forgotten in one transaction, so that no other writer waits."""


async def begin(tx: Transaction, update_id: int, now: datetime) -> bool:
    """Note that this update is having its effect in this transaction; False when it had it before."""
    return bool(await insert_new(tx, updates, [{"update_id": update_id, "received_at": now}]))


async def leave_answers(tx: Transaction, update_id: int, answers: Sequence[dict[str, object]]) -> None:
    """Keep what is still to be answered, for the case that this process ends before it has been."""
    await tx.write(sa.update(updates).where(updates.c.update_id == update_id).values(answers=list(answers)))


async def unanswered(tx: Transaction, update_id: int) -> Answers:
    """What a crash kept from being answered; empty when all was."""
    row = await tx.row(sa.select(updates.c.answers).where(updates.c.update_id == update_id))
    return row["answers"] or [] if row else []


async def all_unanswered(tx: Transaction) -> list[tuple[int, Answers]]:
    """What an earlier run owes answers to, oldest first."""
    query = sa.select(updates.c.update_id, updates.c.answers).where(updates.c.answers.is_not(None))
    rows = await tx.rows(query.order_by(updates.c.update_id))
    return [(row["update_id"], row["answers"]) for row in rows if row["answers"]]


async def answered(tx: Transaction, update_ids: Sequence[int]) -> None:
    """These were answered: their answers are forgotten."""
    await tx.write(sa.update(updates).where(updates.c.update_id.in_(list(update_ids))).values(answers=sa.null()))


async def set_aside(tx: Transaction, update_id: int, error: str, now: datetime) -> None:
    """Give up on an update that fails; `error` names the kind of failure, never what was in it."""
    await insert_new(tx, updates, [{"update_id": update_id, "received_at": now, "error": error}])


async def aside(tx: Transaction) -> int:
    """How many updates were set aside and are still remembered."""
    return await tx.value(sa.select(sa.func.count()).where(updates.c.error.is_not(None))) or 0


async def prune(tx: Transaction, now: datetime, limit: int = PRUNED_AT_ONCE) -> int:
    """Forget some of those that cannot come again; how many."""
    old = sa.select(updates.c.update_id).where(updates.c.received_at < now - KEPT).limit(limit)
    return await tx.write(sa.delete(updates).where(updates.c.update_id.in_(old)))
