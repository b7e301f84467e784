"""How deliveries ended whose rows were deleted: numbers only, for the reports that count them."""

from collections.abc import Mapping

import sqlalchemy as sa

from storage.outbox import State
from storage.tables import delivery_figures, outbox
from storage.transaction import Transaction
from storage.upserts import upsert_all

COUNTED = ("news.post", "announcements.text", "announcements.post")
"""The kinds that reports count."""

KEY = ("subject", "kind", "state", "reason")


async def keep(tx: Transaction, rows: sa.ColumnElement[bool]) -> None:
    """Add those of these rows of `outbox` that are counted; the caller deletes them in the same transaction."""
    names = (outbox.c.subject, outbox.c.kind, outbox.c.state, sa.func.coalesce(outbox.c.reason, "").label("reason"))
    counted = (rows, outbox.c.kind.in_(COUNTED), outbox.c.card_id.is_(None))
    found = await tx.rows(sa.select(*names, sa.func.count().label("n")).where(*counted).group_by(*names))
    about = {row["subject"] for row in found}
    known = await tx.rows(sa.select(delivery_figures).where(delivery_figures.c.subject.in_(about))) if about else []
    before = {tuple(row[name] for name in KEY): row["n"] for row in known}
    await upsert_all(
        tx, delivery_figures, KEY, [{**row, "n": row["n"] + before.get(tuple(row[name] for name in KEY), 0)} for row in found]
    )


async def of(tx: Transaction, subject: str, kind: str) -> Mapping[tuple[State, str], int]:
    """How many deliveries of this kind about this subject ended in each state, for each reason ("" for none)."""
    query = sa.select(delivery_figures).where(delivery_figures.c.subject == subject, delivery_figures.c.kind == kind)
    return {(State(row["state"]), row["reason"]): row["n"] for row in await tx.rows(query)}
