"""What reports of follow-ups are made of, beyond `storage.followup`."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.followup import Changed, Evidence, FollowUp, State
from council.reports import Given, Progress
from storage import followup
from storage.recommendations import is_given
from storage.tables import followup_answers, followup_changes, followups, recommendations
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
            Evidence(row["link"], row["file_id"], row["file_name"]), row["answered_at"], row["public"], row["id"],
        )
        for row in await tx.rows(query.order_by(followup_answers.c.id))
    ]  # fmt: skip


async def progress(tx: Transaction, ids: Collection[int]) -> list[Progress]:
    """How far measures of these recommendations have come, each time that was said, in order."""
    query = sa.select(followup_changes).where(
        followup_changes.c.recommendation_id.in_(list(ids)), followup_changes.c.kind == Changed.MEASURE_STATE.value
    )
    return [
        Progress(row["recommendation_id"], row["was"], State(row["now"]), row["changed_at"])
        for row in await tx.rows(query.order_by(followup_changes.c.id))
    ]


async def publish(tx: Transaction, answer: int, *, public: bool) -> int | None:
    """Let the words of an answer into the public report, or not; the recommendation that it is about, None where there is no such
    answer in words."""
    mine = (followup_answers.c.id == answer, followup_answers.c.words != "", followup_answers.c.recommendation_id.is_not(None))
    await tx.write(sa.update(followup_answers).where(*mine).values(public=public))
    found: int | None = await tx.value(sa.select(followup_answers.c.recommendation_id).where(*mine))
    return found
