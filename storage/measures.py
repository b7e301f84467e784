"""Measures of recommendations that are followed up."""

from datetime import datetime

import sqlalchemy as sa

from council.followup import Measure
from storage.tables import measures
from storage.transaction import Transaction


async def put(tx: Transaction, recommendation: int, measure: Measure, by: int | None, now: datetime) -> None:
    """Keep a new measure (`id` 0), or what an earlier one has become."""
    values = {
        "what": measure.what, "addressee": measure.addressee, "who": measure.who, "due": measure.due,
        "state": measure.state.value,
    }  # fmt: skip
    if measure.id:
        await tx.write(sa.update(measures).where(measures.c.id == measure.id).values(values))
    else:
        made = {"recommendation_id": recommendation, "made_by": by, "made_at": now}
        await tx.write(sa.insert(measures).values(values | made))
