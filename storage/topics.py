"""Topics of the news that the secretariat named."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from council.posts import Topic
from storage.tables import news_topics
from storage.transaction import Transaction


async def offered(tx: Transaction) -> list[Topic]:
    """Those that were not ended, in the order in which they were named."""
    rows = await tx.rows(sa.select(news_topics).where(news_topics.c.ended_at.is_(None)).order_by(news_topics.c.id))
    return [Topic(row["id"], row["names"], tuple(row["tags"])) for row in rows]


async def add(tx: Transaction, names: Mapping[str, str], tags: Sequence[str], now: datetime) -> Topic:
    """Keep a new topic; `names` by language."""
    id_ = await tx.insert(sa.insert(news_topics).values(names=dict(names), tags=list(tags), made_at=now))
    return Topic(id_, names, tuple(tags))


async def end(tx: Transaction, id_: int, now: datetime) -> bool:
    """Offer it no longer; False when it was ended before."""
    here = sa.update(news_topics).where(news_topics.c.id == id_, news_topics.c.ended_at.is_(None))
    return bool(await tx.write(here.values(ended_at=now)))
