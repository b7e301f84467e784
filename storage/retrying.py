"""What failed, or may not have arrived, is sent once more because a person has decided so."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import State
from storage.store import Transaction
from storage.tables import chats, outbox


def to_send_again(subject: str, kind: str) -> sa.ColumnElement[bool]:
    """What did not, or may not, have arrived and can be tried once more: not where the chat refuses everything."""
    refusing = sa.exists().where(chats.c.chat_id == outbox.c.chat_id, chats.c.suspended_at.is_not(None))
    failed = sa.and_(outbox.c.state == State.DEAD.value, ~refusing)
    return sa.and_(
        outbox.c.subject == subject,
        outbox.c.kind == kind,
        outbox.c.card_id.is_(None),
        sa.or_(outbox.c.state == State.UNCERTAIN.value, failed),
    )


def _again(now: datetime) -> dict[str, object]:
    return {
        "state": State.PENDING.value, "due_at": now, "waits_from": now, "reason": None, "settled_at": None, "attempts": 0,
    }  # fmt: skip


async def send_again(tx: Transaction, subject: str, kind: str, now: datetime) -> int:
    """Have what failed, and what may or may not have arrived, sent once more. How many those are."""
    tx.has_deliveries = True
    return await tx.write(sa.update(outbox).where(to_send_again(subject, kind)).values(**_again(now)))


async def revive(tx: Transaction, subject: str, kinds: Collection[str], reasons: Collection[str], now: datetime) -> int:
    """Have what failed for one of these reasons wait once more; how many those were."""
    failed = sa.update(outbox).where(
        outbox.c.subject == subject,
        outbox.c.kind.in_(kinds),
        outbox.c.state == State.DEAD.value,
        outbox.c.reason.in_(list(reasons)),
        outbox.c.card_id.is_(None),
    )
    tx.has_deliveries = True
    return await tx.write(failed.values(**_again(now)))


async def failed_for(tx: Transaction, subject: str, kinds: Collection[str], reasons: Collection[str]) -> bool:
    """Whether anything failed for one of these reasons."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject,
        outbox.c.kind.in_(kinds),
        outbox.c.state == State.DEAD.value,
        outbox.c.reason.in_(list(reasons)),
        outbox.c.card_id.is_(None),
    )
    return await tx.value(query.limit(1)) is not None
