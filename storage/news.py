"""Subscriptions to the channel's news, and its posts."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.news import Post, PostState
from storage.inserts import insert_new
from storage.store import Transaction
from storage.tables import posts, subscriptions


async def is_subscribed(tx: Transaction, person: int) -> bool:
    return bool(await tx.value(sa.select(sa.func.count()).where(subscriptions.c.person_id == person)))


async def subscribe(tx: Transaction, person: int, now: datetime) -> bool:
    """Have the news sent to this person; False when it is already."""
    return bool(await insert_new(tx, subscriptions, [{"person_id": person, "since": now}]))


async def unsubscribe(tx: Transaction, person: int) -> bool:
    """Send this person no more news; False when none was sent."""
    return bool(await tx.write(sa.delete(subscriptions).where(subscriptions.c.person_id == person)))


def _post(row: sa.RowMapping) -> Post:
    return Post(row["id"], row["channel_id"], row["message_id"], row["posted_at"], PostState(row["state"]))


async def add_post(tx: Transaction, channel: int, message: int, posted_at: datetime) -> bool:
    """Keep a post, in state "freezing"; False when it is kept already."""
    row = {
        "channel_id": channel,
        "message_id": message,
        "posted_at": posted_at,
        "state": PostState.FREEZING.value,
    }
    return bool(await insert_new(tx, posts, [row]))


async def post(tx: Transaction, post_id: int) -> Post | None:
    row = await tx.row(sa.select(posts).where(posts.c.id == post_id))
    return _post(row) if row else None


@dataclass(frozen=True, slots=True)
class Freezing:
    """A post whose subscribers' rows are being written; those of people up to the id `written_to` are."""

    post: Post
    written_to: int


async def next_freezing(tx: Transaction) -> Freezing | None:
    """The oldest post whose rows are not all written."""
    row = await tx.row(sa.select(posts).where(posts.c.state == PostState.FREEZING.value).order_by(posts.c.id).limit(1))
    return Freezing(_post(row), row["written_to"]) if row else None


async def advance(tx: Transaction, freezing: Freezing, written_to: int, state: PostState) -> bool:
    """Note that rows up to this person are written; False when somebody else has got further."""
    return bool(
        await tx.write(
            sa.update(posts)
            .where(
                posts.c.id == freezing.post.id,
                posts.c.state == PostState.FREEZING.value,
                posts.c.written_to == freezing.written_to,
            )
            .values(written_to=written_to, state=state.value)
        )
    )


async def channel(tx: Transaction) -> int | None:
    """The channel of the last post that was taken up, by its id."""
    return await tx.value(sa.select(posts.c.channel_id).order_by(posts.c.id.desc()).limit(1))
