"""Posts of the channels: what is kept of them, how far they are passed on, how far changes have reached their copies."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.posts import EVERYTHING, Change, ChannelMessage, CopyKind, Post, PostState, link
from council.subscriptions import Pace
from storage import delivery_figures
from storage.due_times import earliest, now_if
from storage.outbox import State
from storage.subscriptions import followers, reached, wanting
from storage.tables import cards, news_channels, outbox, people, post_parts, post_topics, posts, subscriptions
from storage.transaction import Transaction
from storage.upserts import insert_new

COPIES = "news.post"
"""The name of the kind of delivery that copies a post to someone."""


def as_post(row: sa.RowMapping, parts: Sequence[int] = ()) -> Post:
    """The post in a row that holds the columns of `posts`."""
    return Post(
        row["id"], row["channel_id"], row["message_id"], row["posted_at"], PostState(row["state"]), row["language"],
        row["title"], row["kind"], CopyKind(row["how"]), tuple(parts), row["revision"], row["words"], row["changed"],
        row["retracted_at"] is not None, row["continues"], row["announcement_id"],
    )  # fmt: skip


async def _parts(tx: Transaction, post: int) -> list[int]:
    query = sa.select(post_parts.c.message_id).where(post_parts.c.post_id == post)
    return await tx.values(query.order_by(post_parts.c.message_id))


async def find(tx: Transaction, id_: int) -> Post | None:
    return (await many(tx, [id_])).get(id_)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Post]:
    """Those of these posts that there are, by id."""
    rows = await tx.rows(sa.select(posts).where(posts.c.id.in_(list(ids))))
    parts: dict[int, list[int]] = {row["id"]: [] for row in rows}
    query = sa.select(post_parts.c.post_id, post_parts.c.message_id).where(post_parts.c.post_id.in_(list(parts)))
    for part in await tx.rows(query.order_by(post_parts.c.message_id)):
        parts[part["post_id"]].append(part["message_id"])
    return {row["id"]: as_post(row, parts[row["id"]]) for row in rows}


async def urls(tx: Transaction, found: Collection[Post]) -> dict[int, str]:
    """Where each of these posts can be read, by the post's id."""
    query = sa.select(news_channels.c.channel_id, news_channels.c.username)
    rows = await tx.rows(query.where(news_channels.c.channel_id.in_({post.channel for post in found})))
    names = {row["channel_id"]: row["username"] for row in rows}
    return {post.id: link(post.channel, names.get(post.channel, ""), post.message) for post in found}


async def by_message(tx: Transaction, channel: int, message: int) -> Post | None:
    """The post that this message is, or is a part of."""
    query = sa.select(post_parts.c.post_id).where(post_parts.c.channel_id == channel, post_parts.c.message_id == message)
    found = await tx.value(query)
    return await find(tx, found) if found else None


async def of_album(tx: Transaction, channel: int, album: str) -> Post | None:
    """The newest post that holds parts of this album."""
    query = sa.select(posts.c.id).where(posts.c.channel_id == channel, posts.c.album == album)
    found = await tx.value(query.order_by(posts.c.id.desc()).limit(1))
    return await find(tx, found) if found else None


@dataclass(frozen=True, slots=True)
class New:
    """What is kept of a post beside the message: see `council.posts.Post`. `whole_at`: when an
    album counts as whole (UTC)."""

    language: str
    title: str
    topics: Collection[str]
    state: PostState
    whole_at: datetime | None = None
    continues: int | None = None
    announcement: int | None = None


async def add(tx: Transaction, message: ChannelMessage, new: New, now: datetime) -> Post:
    """Keep a new post."""
    id_ = await tx.insert(
        sa.insert(posts).values(
            channel_id=message.channel, message_id=message.message, posted_at=message.posted_at, came_at=now,
            language=new.language, title=new.title, kind=message.kind, how=message.copied_as.value,
            album=message.album or None, whole_at=new.whole_at, continues=new.continues, state=new.state.value,
            announcement_id=new.announcement,
        )
    )  # fmt: skip
    await add_part(tx, id_, message)
    await set_topics(tx, id_, new.topics)
    post = await find(tx, id_)
    assert post is not None  # noqa: S101 - it was written just now
    return post


async def add_part(tx: Transaction, post: int, message: ChannelMessage) -> None:
    """Keep a message as part of a post; the table's key forbids that another post has it."""
    row = {"channel_id": message.channel, "message_id": message.message, "post_id": post, "looks": message.looks,
           "media": message.media}  # fmt: skip
    await tx.write(sa.insert(post_parts).values(row))


async def set_topics(tx: Transaction, post: int, topics: Collection[str]) -> None:
    """Keep what it is about: these topics, and `EVERYTHING`, for those who follow everything."""
    await tx.write(sa.delete(post_topics).where(post_topics.c.post_id == post))
    await insert_new(tx, post_topics, [{"post_id": post, "topic": topic} for topic in (*topics, EVERYTHING)])


async def topics_of(tx: Transaction, post: int) -> tuple[str, ...]:
    """What it is about, without `EVERYTHING`."""
    return (await topics_of_many(tx, [post]))[post]


async def topics_of_many(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What each of these posts is about, by id, without `EVERYTHING`."""
    query = sa.select(post_topics).where(post_topics.c.post_id.in_(list(ids)), post_topics.c.topic != EVERYTHING)
    rows = await tx.rows(query.order_by(post_topics.c.topic))
    return {id_: tuple(row["topic"] for row in rows if row["post_id"] == id_) for id_ in ids}


async def gather(tx: Transaction, post: int, title: str, copied_as: CopyKind, whole_at: datetime) -> None:
    """Another part of its album came: it waits longer, until `whole_at`, and perhaps has words now."""
    values = {"title": title, "how": copied_as.value, "whole_at": whole_at}
    await tx.write(sa.update(posts).where(posts.c.id == post).values(**values))


async def hashes_of(tx: Transaction, channel: int, message: int) -> tuple[str, str] | None:
    """Hashes of a message's words and of its file, as they were last; None for one that is not kept."""
    here = sa.and_(post_parts.c.channel_id == channel, post_parts.c.message_id == message)
    row = await tx.row(sa.select(post_parts).where(here))
    return (row["looks"], row["media"]) if row else None


# -- passed on


async def sent_lately(tx: Transaction, language: str, since: datetime) -> int:
    """How many posts in this language were sent one by one since then."""
    one_by_one = (PostState.GATHERING.value, PostState.FREEZING.value, PostState.FROZEN.value)
    query = sa.select(sa.func.count()).where(
        posts.c.came_at > since, posts.c.language == language, posts.c.state.in_(one_by_one),
        posts.c.bundle_id.is_(None), posts.c.continues.is_(None),
    )  # fmt: skip
    return await tx.value(query) or 0


async def held(tx: Transaction, language: str) -> int:
    """How many posts in this language wait to be sent in one list."""
    waits = sa.and_(posts.c.language == language, posts.c.state == PostState.HELD.value)
    return await tx.value(sa.select(sa.func.count()).where(waits)) or 0


async def whole(tx: Transaction, now: datetime) -> Post | None:
    """The oldest album for whose parts the wait is over."""
    query = sa.select(posts.c.id).where(posts.c.state == PostState.GATHERING.value, posts.c.whole_at <= now)
    found = await tx.value(query.order_by(posts.c.id).limit(1))
    return await find(tx, found) if found else None


WHOLE_DUE = earliest(posts.c.whole_at, posts.c.state == PostState.GATHERING.value)
"""When an album counts as whole."""


async def move(tx: Transaction, post: int, was: PostState, state: PostState) -> bool:
    """Move it from one state to another; False when it was not in that one any more."""
    here = sa.update(posts).where(posts.c.id == post, posts.c.state == was.value)
    return bool(await tx.write(here.values(state=state.value)))


@dataclass(frozen=True, slots=True)
class Freezing:
    """A post whose deliveries are being written: those of people with ids up to `written_to` are."""

    post: Post
    written_to: int


_FREEZING = sa.select(posts).where(posts.c.state == PostState.FREEZING.value)

COPIES_DUE = now_if(_FREEZING)
"""When deliveries of posts are to be written."""


async def next_freezing(tx: Transaction) -> Freezing | None:
    """The oldest post whose deliveries are not all written."""
    row = await tx.row(_FREEZING.order_by(posts.c.id).limit(1))
    return Freezing(as_post(row, await _parts(tx, row["id"])), row["written_to"]) if row else None


async def advance(tx: Transaction, freezing: Freezing, written_to: int, state: PostState) -> bool:
    """Note that deliveries up to this person are written and, when all are, how many follow what it is about; False when
    another writer was first."""
    here = sa.update(posts).where(
        posts.c.id == freezing.post.id, posts.c.state == PostState.FREEZING.value, posts.c.written_to == freezing.written_to
    )
    values: dict[str, object] = {"written_to": written_to, "state": state.value}
    if state is PostState.FROZEN:
        values["followers"] = await _followers(tx, freezing.post)
    return bool(await tx.write(here.values(**values)))


async def note_followers(tx: Transaction, post: Post) -> None:
    """Note how many follow what it is about."""
    await tx.write(sa.update(posts).where(posts.c.id == post.id).values(followers=await _followers(tx, post)))


async def _followers(tx: Transaction, post: Post) -> int:
    return await followers(tx, post.language, await topics_of(tx, post.id))


# -- changed, or taken back


async def change(tx: Transaction, post: Post, message: ChannelMessage, title: str, how: Change) -> bool:
    """Note that a message of it was changed; no copy has the change yet. False when the post was taken back."""
    here = sa.and_(post_parts.c.channel_id == message.channel, post_parts.c.message_id == message.message)
    await tx.write(sa.update(post_parts).where(here).values(looks=message.looks, media=message.media))
    values = {
        "title": title, "revision": posts.c.revision + 1, "words": message.html, "change": how.value,
        "changed": post.parts.index(message.message), "redrawn_to": 0,
    }  # fmt: skip
    stands = sa.update(posts).where(posts.c.id == post.id, posts.c.retracted_at.is_(None))
    return bool(await tx.write(stands.values(**values)))


async def retract(tx: Transaction, post: int, now: datetime) -> bool:
    """Take it back, with late parts of its album: no more copies are made, and all that there are wait to be taken back.
    False when it was taken back before."""
    both = sa.or_(posts.c.id == post, posts.c.continues == post)
    stands = sa.update(posts).where(both, posts.c.retracted_at.is_(None))
    values = {"retracted_at": now, "redrawn_to": 0, "words": None, "state": PostState.FROZEN.value}
    return bool(await tx.write(stands.values(**values)))


@dataclass(frozen=True, slots=True)
class Reaching:
    """A post that was changed or taken back: copies up to the card `redrawn_to` were dealt with. `change`: how they are;
    None when it was taken back."""

    post: Post
    redrawn_to: int
    change: Change | None


_REACHING = sa.select(posts).where(posts.c.redrawn_to.is_not(None))

REACH_DUE = now_if(_REACHING)
"""When a change is to reach more copies."""


async def next_reaching(tx: Transaction) -> Reaching | None:
    """The oldest post whose last change has not reached all copies."""
    row = await tx.row(_REACHING.order_by(posts.c.id).limit(1))
    if row is None:
        return None
    how = Change(row["change"]) if row["change"] and row["retracted_at"] is None else None
    return Reaching(as_post(row, await _parts(tx, row["id"])), row["redrawn_to"], how)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a post in someone's chat, by the card that remembers it."""

    card: int
    chat: int
    person: int | None


async def copies(tx: Transaction, subject: str, kinds: Collection[str], after: int, limit: int) -> list[Copy]:
    """The next `limit` copies by card, from above the card `after`."""
    query = sa.select(cards).where(cards.c.subject == subject, cards.c.kind.in_(list(kinds)), cards.c.id > after)
    rows = await tx.rows(query.order_by(cards.c.id).limit(limit))
    return [Copy(row["id"], row["chat_id"], row["person_id"]) for row in rows]


async def advance_reaching(tx: Transaction, reaching: Reaching, redrawn_to: int | None) -> bool:
    """Note that copies up to this card were dealt with (None: all); False when it was changed again meanwhile."""
    here = sa.update(posts).where(
        posts.c.id == reaching.post.id, posts.c.revision == reaching.post.revision, posts.c.redrawn_to == reaching.redrawn_to
    )
    return bool(await tx.write(here.values(redrawn_to=redrawn_to)))


# -- for the secretariat


@dataclass(frozen=True, slots=True)
class Reach:
    """A post, and how far it went: how many followed it, got it one by one, saw it in a list, or could not be reached."""

    post: Post
    came_at: datetime
    followers: int | None
    sent: int
    listed: int
    failed: int
    waiting: int
    bundled: bool


async def last_id(tx: Transaction) -> int:
    """The highest id up to which no album is still gathering: lists go no further."""
    first = sa.select(sa.func.min(posts.c.id)).where(posts.c.state == PostState.GATHERING.value)
    gathers: int | None = await tx.value(first)
    if gathers is not None:
        return gathers - 1
    return await tx.value(sa.select(sa.func.max(posts.c.id))) or 0


async def recent(tx: Transaction, limit: int) -> list[Reach]:
    """The last posts, newest first."""
    query = sa.select(posts).where(posts.c.continues.is_(None)).order_by(posts.c.id.desc()).limit(limit)
    return [await _reach(tx, row) for row in await tx.rows(query)]


async def reach(tx: Transaction, post: int) -> Reach | None:
    """How far one post went."""
    row = await tx.row(sa.select(posts).where(posts.c.id == post))
    return await _reach(tx, row) if row else None


async def _reach(tx: Transaction, row: sa.RowMapping) -> Reach:
    post = as_post(row, await _parts(tx, row["id"]))
    counted = sa.select(outbox.c.state, sa.func.count().label("n")).where(
        outbox.c.subject == post.subject, outbox.c.kind == COPIES, outbox.c.card_id.is_(None)
    )
    by_state = Counter({State(one["state"]): one["n"] for one in await tx.rows(counted.group_by(outbox.c.state))})
    for (state, _), n in (await delivery_figures.of(tx, post.subject, COPIES)).items():
        by_state[state] += n
    return Reach(
        post, row["came_at"], row["followers"], by_state[State.SENT], row["listed"],
        by_state[State.DEAD] + by_state[State.UNCERTAIN],
        sum(by_state[state] for state in (State.PENDING, State.RETRY, State.SENDING, State.HELD)),
        row["bundle_id"] is not None,
    )  # fmt: skip


REVIEWED = 50
"""Among how many of the last posts those that went to nobody are looked for."""


async def to_nobody(tx: Transaction, limit: int) -> list[Reach]:
    """The last posts that nobody followed, or none of whose followers could be reached; without those that still wait, or
    that stand in somebody's next list."""
    return [one for one in await recent(tx, REVIEWED) if await _went_to_nobody(tx, one)][:limit]


async def _went_to_nobody(tx: Transaction, one: Reach) -> bool:
    if one.followers is None or one.post.retracted:
        return False
    if one.followers == 0:
        return True
    if one.sent or one.listed or one.waiting or one.bundled or one.post.state is not PostState.FROZEN:
        return False
    wants = wanting(one.post.language, await topics_of(tx, one.post.id))
    lists = sa.select(people.c.id).join(subscriptions, subscriptions.c.person_id == people.c.id)
    return await tx.value(lists.where(wants, reached(), subscriptions.c.pace != Pace.NOW.value).limit(1)) is None
