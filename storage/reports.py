"""What reports of follow-ups are made of, beyond `storage.followup`."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.followup import Evidence, FollowUp, State
from council.reports import Given
from storage import followup
from storage.recommendations import is_given
from storage.tables import followup_answers, followups, recommendations
from storage.transaction import Transaction


async def visible(tx: Transaction, groups: Collection[str] | None, committee: str = "") -> list[FollowUp]:
    """The follow-ups of these groups' recommendations, or (None) of all, by group and number.

    `committee`: its code; those who sit in it see what was given to it as well."""
    query = sa.select(followups.c.recommendation_id).join(recommendations)
    if groups is not None:
        own = recommendations.c.group_code.in_(list(groups))
        query = query.where(sa.or_(own, is_given()) if committee and committee in groups else own)
    order = (recommendations.c.group_code, recommendations.c.year, recommendations.c.serial)
    ids = [row["recommendation_id"] for row in await tx.rows(query.order_by(*order))]
    found = await followup.many(tx, ids)
    return [found[id_] for id_ in ids]


async def ended(tx: Transaction, ids: Collection[int]) -> dict[int, datetime]:
    """When the follow-ups of these recommendations were ended (UTC); those that go on are left out."""
    query = sa.select(followups.c.recommendation_id, followups.c.ended_at)
    query = query.where(followups.c.recommendation_id.in_(list(ids)), followups.c.ended_at.is_not(None))
    return {row["recommendation_id"]: row["ended_at"] for row in await tx.rows(query)}


async def history(tx: Transaction, ids: Collection[int]) -> list[Given]:
    """Everything that was ever answered about these recommendations, in order."""
    query = sa.select(followup_answers).where(followup_answers.c.recommendation_id.in_(list(ids)))
    return [
        Given(
            row["recommendation_id"], row["addressee"], State(row["state"]), row["words"],
            Evidence(row["link"], row["file_id"], row["file_name"]), row["answered_at"],
        )
        for row in await tx.rows(query.order_by(followup_answers.c.id))
    ]  # fmt: skip
