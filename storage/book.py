"""What agenda books are made of, and when they are due."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.book import Paper
from council.meetings import MeetingState
from storage.due_times import NOW, earliest
from storage.meetings import is_ahead
from storage.tables import meeting_groups, meeting_papers, meetings, recommendations
from storage.transaction import Transaction


def _paper(row: sa.RowMapping) -> Paper:
    return Paper(row["id"], row["meeting_id"], row["name"], row["file_id"], row["pages"], row["size"])


async def add_paper(
    tx: Transaction, meeting: int, name: str, file_id: str, pages: int, size: int, by: int | None, now: datetime
) -> Paper:
    """Keep one more paper of a meeting."""
    row = {"meeting_id": meeting, "name": name, "file_id": file_id, "pages": pages, "size": size}
    id_ = await tx.insert(sa.insert(meeting_papers).values(**row, made_by=by, made_at=now))
    return Paper(id_, meeting, name, file_id, pages, size)


async def papers_of(tx: Transaction, ids: Collection[int]) -> dict[int, list[Paper]]:
    """The papers of these meetings, in the order in which they came; meetings without are left out."""
    query = sa.select(meeting_papers).where(meeting_papers.c.meeting_id.in_(list(ids))).order_by(meeting_papers.c.id)
    found: dict[int, list[Paper]] = {}
    for row in await tx.rows(query):
        found.setdefault(row["meeting_id"], []).append(_paper(row))
    return found


async def papers(tx: Transaction, meeting: int) -> list[Paper]:
    """The papers of one meeting. Others who change them wait until this transaction ends."""
    await tx.row(sa.select(meetings.c.id).where(meetings.c.id == meeting).with_for_update())
    return (await papers_of(tx, [meeting])).get(meeting, [])


async def drop_paper(tx: Transaction, id_: int) -> bool:
    """Take a paper away; False when it is away already."""
    return bool(await tx.write(sa.delete(meeting_papers).where(meeting_papers.c.id == id_)))


async def find_paper(tx: Transaction, id_: int) -> Paper | None:
    row = await tx.row(sa.select(meeting_papers).where(meeting_papers.c.id == id_))
    return _paper(row) if row else None


async def numbered(tx: Transaction, numbers: Collection[str]) -> list[int]:
    """The recommendations with these numbers, in capitals, by id."""
    query = sa.select(recommendations.c.id).where(sa.func.upper(recommendations.c.number).in_(list(numbers)))
    return await tx.values(query.order_by(recommendations.c.number)) if numbers else []


async def earlier(tx: Transaction, meeting: int, groups: Collection[str], before: datetime) -> int | None:
    """The last meeting before this instant of exactly these groups."""
    count = sa.select(sa.func.count()).select_from(meeting_groups).where(meeting_groups.c.meeting_id == meetings.c.id)
    members = count.correlate(meetings).scalar_subquery()
    own = count.where(meeting_groups.c.group_code.in_(list(groups))).correlate(meetings).scalar_subquery()
    return await tx.value(
        sa.select(meetings.c.id)
        .where(
            meetings.c.state == MeetingState.PUBLISHED.value, meetings.c.starts_at < before, meetings.c.id != meeting,
            members == len(set(groups)), own == len(set(groups)),
        )
        .order_by(meetings.c.starts_at.desc(), meetings.c.id.desc())
        .limit(1)
    )  # fmt: skip


# -- when they are sent


async def due(tx: Transaction, now: datetime) -> int | None:
    """A meeting whose book is to be sent."""
    query = sa.select(meetings.c.id).where(meetings.c.book_at <= now, is_ahead(now))
    return await tx.value(query.order_by(meetings.c.book_at, meetings.c.id).limit(1))


async def sent(tx: Transaction, meeting: int, now: datetime | None) -> None:
    """Its book is due no more; it was sent, or (None) there was nothing to send."""
    values = {"book_at": None} if now is None else {"book_at": None, "book_sent_at": now}
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(values))


async def was_sent(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Those of these meetings whose book was sent."""
    query = sa.select(meetings.c.id).where(meetings.c.id.in_(list(ids)), meetings.c.book_sent_at.is_not(None))
    return set(await tx.values(query))


DUE = earliest(meetings.c.book_at, is_ahead(NOW))
"""When a book is to be sent."""
