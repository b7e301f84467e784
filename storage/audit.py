"""Who changed what, and when. Entries are only ever added; they name people by our own ids."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from storage.store import Transaction
from storage.tables import audit

Detail = Mapping[str, str | int | list[str]]


async def record(
    tx: Transaction, now: datetime, actor: str, action: str, subject: str = "", detail: Detail | None = None
) -> None:
    """Add an entry. `detail` holds codes, ids and counts, never what a person typed."""
    await tx.insert(
        sa.insert(audit).values(at=now, actor=actor, action=action, subject=subject, detail=dict(detail or {}))
    )


async def entries(tx: Transaction, action: str | None = None) -> list[tuple[str, str, str]]:
    """(actor, action, subject) of all entries, oldest first; of one action only, if given."""
    query = sa.select(audit).order_by(audit.c.id)
    if action is not None:
        query = query.where(audit.c.action == action)
    return [(row["actor"], row["action"], row["subject"]) for row in await tx.rows(query)]
