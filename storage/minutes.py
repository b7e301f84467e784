"""What is left of a meeting: its minutes, and the rounds of recommendations that it discussed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from council.attendance import Minutes, Topic
from storage.inserts import insert_new
from storage.store import Transaction
from storage.tables import discussed, meetings, minutes, recommendations, rounds


async def add(
    tx: Transaction, meeting: int, link: str, file_id: str, file_name: str, by: int | None, now: datetime
) -> Minutes:
    """Keep minutes; those that were there before become an earlier version."""
    had = await latest(tx, meeting)
    new = Minutes(had.version + 1 if had else 1, link, file_id, file_name)
    await tx.write(
        sa.insert(minutes).values(
            meeting_id=meeting, version=new.version, link=link, file_id=file_id, file_name=file_name, made_by=by,
            made_at=now,
        )
    )  # fmt: skip
    return new


async def latest(tx: Transaction, meeting: int) -> Minutes | None:
    """The minutes as they are now."""
    query = sa.select(minutes).where(minutes.c.meeting_id == meeting).order_by(minutes.c.version.desc()).limit(1)
    row = await tx.row(query)
    return Minutes(row["version"], row["link"], row["file_id"], row["file_name"]) if row else None


# -- what was discussed


_TOPICS = sa.select(rounds.c.id, recommendations.c.number, recommendations.c.title).join(
    recommendations, recommendations.c.id == rounds.c.recommendation_id
)


def _topic(row: sa.RowMapping) -> Topic:
    return Topic(row["id"], row["number"], row["title"])


async def topics(tx: Transaction, meeting: int) -> list[Topic]:
    """What the meeting discussed, by number."""
    query = _TOPICS.join(discussed, discussed.c.round_id == rounds.c.id).where(discussed.c.meeting_id == meeting)
    return [_topic(row) for row in await tx.rows(query.order_by(recommendations.c.number, rounds.c.id))]


async def topics_of_groups(tx: Transaction, groups: Sequence[str], limit: int) -> list[Topic]:
    """The latest rounds of these groups, the newest first."""
    query = _TOPICS.where(recommendations.c.group_code.in_(list(groups))).order_by(rounds.c.id.desc()).limit(limit)
    return [_topic(row) for row in await tx.rows(query)]


async def toggle(tx: Transaction, meeting: int, round_: int, now: datetime) -> bool:
    """Note that the meeting discussed this, or take the note back; whether it is noted now."""
    row: dict[str, object] = {"meeting_id": meeting, "round_id": round_, "noted_at": now}
    if await insert_new(tx, discussed, [row]):
        return True
    await tx.write(sa.delete(discussed).where(discussed.c.meeting_id == meeting, discussed.c.round_id == round_))
    return False


async def discussed_at(tx: Transaction, round_: int) -> list[tuple[int, datetime]]:
    """The meetings that discussed this: the id of each, and when it began; the earliest first."""
    query = (
        sa.select(meetings.c.id, meetings.c.starts_at)
        .join(discussed, discussed.c.meeting_id == meetings.c.id)
        .where(discussed.c.round_id == round_)
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    return [(row["id"], row["starts_at"]) for row in await tx.rows(query)]
