"""Where news comes from and goes to: channels, the topics that the secretariat named, and what it writes for the channels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from council.chats import Place, Standing
from council.posts import Topic
from storage import chat_links
from storage.outbox import State
from storage.store import Transaction
from storage.tables import communiques, news_channels, news_topics, outbox, post_parts
from storage.upserts import upsert

COMMUNIQUE = "news.communique"
"""The kind of delivery that posts a communiqué in a channel."""


class SourceState(StrEnum):
    """Offered: somebody is asked whether it is to be followed. By file: the council's file says so."""

    OFFERED = "offered"
    FOLLOWED = "followed"
    DROPPED = "dropped"
    BY_FILE = "by file"


@dataclass(frozen=True, slots=True)
class Source:
    """A channel as Telegram showed it last. `language`: of its posts ("": for all); of one by file the file says it."""

    id: int
    channel: int
    language: str
    title: str
    username: str
    state: SourceState
    offered_by: int | None = None
    inside: bool = True

    @property
    def subject(self) -> str:
        """What its deliveries call it."""
        return f"channel:{self.id}"


def _source(row: sa.RowMapping) -> Source:
    return Source(
        row["id"], row["channel_id"], row["language"], row["title"], row["username"], SourceState(row["state"]),
        row["offered_by"], row["inside"],
    )  # fmt: skip


async def source(tx: Transaction, id_: int) -> Source | None:
    row = await tx.row(sa.select(news_channels).where(news_channels.c.id == id_))
    return _source(row) if row else None


async def source_of(tx: Transaction, channel: int) -> Source | None:
    row = await tx.row(sa.select(news_channels).where(news_channels.c.channel_id == channel))
    return _source(row) if row else None


async def followed(tx: Transaction) -> list[Source]:
    """The channels whose posts are news, those of the file with them, as far as they were seen."""
    states = (SourceState.FOLLOWED.value, SourceState.BY_FILE.value)
    query = sa.select(news_channels).where(news_channels.c.state.in_(states)).order_by(news_channels.c.id)
    return [_source(row) for row in await tx.rows(query)]


async def put(
    tx: Transaction, place: Place, state: SourceState, language: str, by: int | None, now: datetime
) -> Source:
    """Keep a channel as it is now."""
    values: dict[str, object] = {
        "channel_id": place.id, "language": language, "title": place.title, "username": place.username,
        "state": state.value, "offered_by": by, "changed_at": now, "inside": place.standing.inside,
    }  # fmt: skip
    await upsert(tx, news_channels, ["channel_id"], values)
    kept = await source_of(tx, place.id)
    assert kept is not None  # noqa: S101 - it was written just now
    return kept


async def stand(tx: Transaction, place: Place, now: datetime) -> None:
    """Remember how the bot stands in a channel."""
    await chat_links.stand(tx, place.id, place.standing, now)
    here = sa.update(news_channels).where(news_channels.c.channel_id == place.id)
    await tx.write(here.values(inside=place.standing.inside))


async def standing(tx: Transaction, found: Source) -> Standing | None:
    """How the bot stands in a channel; None where Telegram has not told."""
    return await chat_links.standing_in(tx, found.channel) if found.inside else Standing(inside=False)


async def decide(tx: Transaction, found: Source, state: SourceState, language: str, now: datetime) -> bool:
    """Another state and language; False when it is in another state by now."""
    here = sa.update(news_channels).where(news_channels.c.id == found.id, news_channels.c.state == found.state.value)
    return bool(await tx.write(here.values(state=state.value, language=language, changed_at=now)))


async def rename(tx: Transaction, channel: int, title: str, username: str) -> None:
    """A channel is called otherwise now."""
    here = sa.update(news_channels).where(news_channels.c.channel_id == channel)
    await tx.write(here.values(title=title, username=username))


# -- topics


def _topic(row: sa.RowMapping) -> Topic:
    return Topic(row["id"], row["names"], tuple(row["tags"]))


async def topics(tx: Transaction) -> list[Topic]:
    """The topics that the secretariat named and did not end, in that order."""
    rows = await tx.rows(sa.select(news_topics).where(news_topics.c.ended_at.is_(None)).order_by(news_topics.c.id))
    return [_topic(row) for row in rows]


async def add_topic(tx: Transaction, names: Mapping[str, str], tags: Sequence[str], now: datetime) -> Topic:
    id_ = await tx.insert(sa.insert(news_topics).values(names=dict(names), tags=list(tags), made_at=now))
    return Topic(id_, names, tuple(tags))


async def end_topic(tx: Transaction, id_: int, now: datetime) -> bool:
    """Nothing is about it any more; False when it was ended before."""
    here = sa.update(news_topics).where(news_topics.c.id == id_, news_topics.c.ended_at.is_(None))
    return bool(await tx.write(here.values(ended_at=now)))


# -- communiqués


class CommuniqueState(StrEnum):
    """A draft can be changed, published or dropped; the others stay."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Communique:
    """What is written for the channels about something of these groups; `texts` by language, as Telegram's HTML."""

    id: int
    thing: str
    thing_id: int
    groups: tuple[str, ...]
    texts: Mapping[str, str]
    state: CommuniqueState

    @property
    def subject(self) -> str:
        """What its deliveries call it."""
        return f"communique:{self.id}"


def _communique(row: sa.RowMapping) -> Communique:
    return Communique(
        row["id"], row["thing"], row["thing_id"], tuple(row["groups"]), row["texts"], CommuniqueState(row["state"])
    )


async def communique(tx: Transaction, id_: int) -> Communique | None:
    row = await tx.row(sa.select(communiques).where(communiques.c.id == id_))
    return _communique(row) if row else None


async def about(tx: Transaction, thing: str, thing_id: int) -> Communique | None:
    """The last communiqué about this that was not dropped."""
    query = sa.select(communiques).where(
        communiques.c.thing == thing,
        communiques.c.thing_id == thing_id,
        communiques.c.state != CommuniqueState.DROPPED.value,
    )
    row = await tx.row(query.order_by(communiques.c.id.desc()).limit(1))
    return _communique(row) if row else None


async def draft(
    tx: Transaction, thing: str, thing_id: int, groups: Collection[str], texts: Mapping[str, str], now: datetime
) -> Communique:
    """Keep a new draft."""
    state = CommuniqueState.DRAFT
    id_ = await tx.insert(
        sa.insert(communiques).values(
            thing=thing, thing_id=thing_id, groups=list(groups), texts=dict(texts), state=state.value, made_at=now
        )
    )
    return Communique(id_, thing, thing_id, tuple(groups), texts, state)


async def rewrite(tx: Transaction, found: Communique, texts: Mapping[str, str]) -> bool:
    """Other words; False when it is no draft any more."""
    return await _change(tx, found, {"texts": dict(texts)})


async def end_draft(tx: Transaction, found: Communique, state: CommuniqueState) -> bool:
    """Published, or dropped; False when it is no draft any more."""
    return await _change(tx, found, {"state": state.value})


async def _change(tx: Transaction, found: Communique, values: Mapping[str, object]) -> bool:
    here = sa.update(communiques).where(
        communiques.c.id == found.id, communiques.c.state == CommuniqueState.DRAFT.value
    )
    return bool(await tx.write(here.values(**values)))


async def state_in(tx: Transaction, found: Communique, channel: int) -> State | None:
    """What became of a communiqué in a channel; None when it was never sent there."""
    here = (outbox.c.subject == found.subject, outbox.c.kind == COMMUNIQUE, outbox.c.chat_id == channel)
    state = await tx.value(sa.select(outbox.c.state).where(*here).order_by(outbox.c.id.desc()).limit(1))
    return State(state) if state else None


@dataclass(frozen=True, slots=True)
class Posted:
    """A communiqué's message in a channel, of which Telegram tells a bot nothing: it was its own."""

    communique: int
    language: str
    channel: int
    message: int
    at: datetime


async def unrecorded(tx: Transaction) -> Posted | None:
    """The first communiqué's message in a channel that is not among the posts yet."""
    query = (
        sa.select(outbox)
        .join(communiques, outbox.c.subject == sa.literal("communique:") + sa.cast(communiques.c.id, sa.Text))
        .outerjoin(
            post_parts,
            sa.and_(post_parts.c.channel_id == outbox.c.chat_id, post_parts.c.message_id == outbox.c.message_id),
        )
        .where(
            communiques.c.state == CommuniqueState.PUBLISHED.value,
            outbox.c.kind == COMMUNIQUE,
            outbox.c.state == State.SENT.value,
            outbox.c.message_id.is_not(None),
            post_parts.c.post_id.is_(None),
        )
        .order_by(outbox.c.id)
        .limit(1)
    )
    row = await tx.row(query)
    if row is None:
        return None
    id_, language = int(row["subject"].partition(":")[2]), str(row["data"]["language"])
    return Posted(id_, language, row["chat_id"], row["message_id"], row["settled_at"])
