"""Which recommendations meetings discussed."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.attendance import Topic
from council.recommendations import Stage
from storage.recommendations import is_given
from storage.tables import discussed, meetings, recommendations
from storage.transaction import Transaction
from storage.upserts import insert_new

_TOPICS = sa.select(recommendations.c.id, recommendations.c.number, recommendations.c.title)


def _topic(row: sa.RowMapping) -> Topic:
    return Topic(row["id"], row["number"], row["title"])


async def topics_of(tx: Transaction, ids: Collection[int]) -> dict[int, list[Topic]]:
    """What each of these meetings discussed, by number; those that discussed nothing are left out."""
    query = _TOPICS.add_columns(discussed.c.meeting_id)
    query = query.join(discussed, discussed.c.recommendation_id == recommendations.c.id)
    query = query.where(discussed.c.meeting_id.in_(list(ids)), recommendations.c.stage != Stage.DRAFT.value)
    found: dict[int, list[Topic]] = {}
    for row in await tx.rows(query.order_by(recommendations.c.number)):
        found.setdefault(row["meeting_id"], []).append(_topic(row))
    return found


async def topics(tx: Transaction, meeting: int) -> list[Topic]:
    """What one meeting discussed, by number."""
    return (await topics_of(tx, [meeting])).get(meeting, [])


async def topics_for(
    tx: Transaction, groups: Collection[str], committee: str, limit: int, only: int | None = None
) -> list[Topic]:
    """What a meeting of these groups can discuss, the newest first: their recommendations that are no drafts any more,
    and for the Executive Committee (`committee`) those that it was given. Or `only` this one, if it is such."""
    theirs: list[sa.ColumnElement[bool]] = [recommendations.c.group_code.in_(list(groups))]
    if committee and committee in groups:
        theirs.append(is_given())
    query = _TOPICS.where(sa.or_(*theirs), recommendations.c.stage != Stage.DRAFT.value)
    if only is not None:
        query = query.where(recommendations.c.id == only)
    return [_topic(row) for row in await tx.rows(query.order_by(recommendations.c.id.desc()).limit(limit))]


async def toggle(tx: Transaction, meeting: int, recommendation: int, now: datetime) -> bool:
    """Note that the meeting discussed this, or take the note back; whether it is noted now."""
    row: dict[str, object] = {"meeting_id": meeting, "recommendation_id": recommendation, "noted_at": now}
    if await insert_new(tx, discussed, [row]):
        return True
    same = (discussed.c.meeting_id == meeting, discussed.c.recommendation_id == recommendation)
    await tx.write(sa.delete(discussed).where(*same))
    return False


async def discussed_at(tx: Transaction, recommendations_: Collection[int]) -> dict[int, list[tuple[int, datetime]]]:
    """By recommendation, the meetings that discussed it: the id of each, and when it began; the earliest first."""
    query = (
        sa.select(discussed.c.recommendation_id, meetings.c.id, meetings.c.starts_at)
        .join(discussed, discussed.c.meeting_id == meetings.c.id)
        .where(discussed.c.recommendation_id.in_(list(recommendations_)))
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    found: dict[int, list[tuple[int, datetime]]] = {id_: [] for id_ in recommendations_}
    for row in await tx.rows(query):
        found[row["recommendation_id"]].append((row["id"], row["starts_at"]))
    return found
