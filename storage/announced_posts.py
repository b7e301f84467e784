"""Announcements that were posted in channels, to be put among the posts: Telegram tells a bot nothing of messages of its own."""

from dataclasses import dataclass

import sqlalchemy as sa

from council.announcements import CHANNEL, UNDER_WAY, Announcement
from council.posts import Post
from storage.announcement_deliveries import POST
from storage.announcements import SUBJECT, as_announcement
from storage.due_times import now_if
from storage.posts import many
from storage.tables import announcements, cards, posts
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement's messages in a channel (their ids at Telegram), in this language."""

    announcement: Announcement
    channel: int
    messages: tuple[int, ...]
    language: str


_ANNOUNCED = (
    sa.select(announcements, cards.c.chat_id, cards.c.message_id, cards.c.more.label("others"), cards.c.data)
    .join(cards, cards.c.subject == SUBJECT)
    .where(cards.c.kind == POST, cards.c.data["place"].as_string() == CHANNEL)
    .where(~sa.exists().where(posts.c.announcement_id == announcements.c.id, posts.c.channel_id == cards.c.chat_id))
)
_UNDER_WAY = _ANNOUNCED.where(announcements.c.state.in_([state.value for state in UNDER_WAY]))

DUE = now_if(_UNDER_WAY)
"""When an announcement's messages in a channel are to be put among the posts."""


async def unrecorded(tx: Transaction, announcement: int | None = None) -> Announced | None:
    """The first messages in a channel that are not among the posts yet, of this announcement, or of those under way."""
    query = _UNDER_WAY if announcement is None else _ANNOUNCED.where(announcements.c.id == announcement)
    row = await tx.row(query.order_by(cards.c.id).limit(1))
    if row is None:
        return None
    messages = (row["message_id"], *row["others"])
    return Announced(as_announcement(row), row["chat_id"], messages, str(row["data"]["language"]))


async def of_announcement(tx: Transaction, announcement: int) -> list[Post]:
    """The posts that are copies of this announcement."""
    ids = await tx.values(sa.select(posts.c.id).where(posts.c.announcement_id == announcement))
    return list((await many(tx, ids)).values())
