"""Lists of posts: whose is due, what stands in it, and what goes out in one list because it was too much."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from council.posts import EVERYTHING, FLOOD_QUIET, FLOOD_SPAN, Headline, PostState, link
from council.subscriptions import Rhythm
from storage.members import as_person
from storage.store import Transaction
from storage.subscriptions import reached, rhythm_in
from storage.tables import bundles, news_channels, people, post_topics, posts, subscription_topics, subscriptions

LISTABLE = sa.and_(
    posts.c.retracted_at.is_(None), posts.c.continues.is_(None), posts.c.state != PostState.GATHERING.value
)
"""The condition on `posts` under which one can stand in a list."""


@dataclass(frozen=True, slots=True)
class Due:
    """Someone whose list falls due at `at`: what came after the post `told_to`, since `told_at`."""

    person: Person
    rhythm: Rhythm
    at: datetime
    told_to: int
    told_at: datetime
    paused_until: datetime | None
    reached: bool


async def due(tx: Transaction, now: datetime, limit: int) -> list[Due]:
    """Up to `limit` people whose list is due, longest due first."""
    query = (
        sa.select(
            people, *(column for column in subscriptions.c if column.name != "language"), reached().label("reached")
        )
        .join(subscriptions, subscriptions.c.person_id == people.c.id)
        .where(subscriptions.c.active, subscriptions.c.digest_at <= now)
        .order_by(subscriptions.c.digest_at, subscriptions.c.person_id)
        .limit(limit)
    )
    return [
        Due(
            as_person(row), rhythm_in(row), row["digest_at"], row["told_to"], row["told_at"], row["paused_until"],
            bool(row["reached"]),
        )
        for row in await tx.rows(query)
    ]  # fmt: skip


async def next_due(tx: Transaction, after: datetime) -> datetime | None:
    """The earliest instant later than `after` at which somebody's list falls due."""
    query = sa.select(sa.func.min(subscriptions.c.digest_at))
    return await tx.value(query.where(subscriptions.c.active, subscriptions.c.digest_at > after))


def _matching(*conditions: sa.ColumnElement[bool]) -> sa.FromClause:
    """Posts and those who follow them, a row for each topic by which they do."""
    joined = sa.select(subscriptions.c.person_id, posts.c.id.label("post_id"))
    return (
        joined.select_from(subscriptions)
        .join(subscription_topics, subscription_topics.c.person_id == subscriptions.c.person_id)
        .join(post_topics, post_topics.c.topic == subscription_topics.c.topic)
        .join(posts, posts.c.id == post_topics.c.post_id)
        .where(LISTABLE, sa.or_(posts.c.language == "", posts.c.language == subscriptions.c.language), *conditions)
        .distinct()
        .subquery()
    )


async def tell(tx: Transaction, whom: Collection[int], upto: int) -> set[int]:
    """Who of these has something to be told up to this post; each post is counted as listed for them."""
    if not whom:
        return set()
    found = _matching(
        subscriptions.c.person_id.in_(list(whom)), posts.c.id > subscriptions.c.told_to, posts.c.id <= upto
    )
    told = set(await tx.values(sa.select(found.c.person_id).distinct()))
    await _count(tx, found, None)
    return told


async def _count(tx: Transaction, found: sa.FromClause, whom: Collection[int] | None) -> None:
    query = sa.select(found.c.post_id, sa.func.count().label("n")).group_by(found.c.post_id)
    if whom is not None:
        query = query.where(found.c.person_id.in_(list(whom)))
    rows = await tx.rows(query)
    if rows:
        counted = (
            sa.update(posts).where(posts.c.id == sa.bindparam("post")).values(listed=posts.c.listed + sa.bindparam("n"))
        )
        await tx.write(counted, [{"post": row["post_id"], "n": row["n"]} for row in rows])


async def postpone(tx: Transaction, one: Due, at: datetime | None) -> bool:
    """Have the list fall due at `at`, untold as it is; False when something was changed meanwhile."""
    return await _set(tx, one, {"digest_at": at})


async def told(tx: Transaction, one: Due, at: datetime | None, upto: int, now: datetime, *, anything: bool) -> bool:
    """Everything up to this post is told; the next list falls due at `at`. False when something was changed meanwhile."""
    return await _set(tx, one, {"digest_at": at, "told_to": upto, **({"told_at": now} if anything else {})})


async def _set(tx: Transaction, one: Due, values: Mapping[str, object]) -> bool:
    here = sa.update(subscriptions).where(
        subscriptions.c.person_id == one.person.id, subscriptions.c.digest_at == one.at
    )
    return bool(await tx.write(here.values(**values)))


# -- what stands in a list


async def headlines(
    tx: Transaction,
    person: int,
    *,
    after: int = 0,
    upto: int | None = None,
    bundle: int | None = None,
    limit: int = 500,
    newest: bool = False,
) -> list[Headline]:
    """The posts that someone follows, by id: after one, up to one, of one bundle; the newest ones, if asked, and then
    newest first."""
    conditions = [subscriptions.c.person_id == person, posts.c.id > after]
    if upto is not None:
        conditions.append(posts.c.id <= upto)
    if bundle is not None:
        conditions.append(posts.c.bundle_id == bundle)
    found = _matching(*conditions)
    return await _headlines(tx, sa.select(found.c.post_id), limit, newest=newest)


async def latest(tx: Transaction, language: str, limit: int) -> list[Headline]:
    """The last posts in a language and for all languages, newest first, for someone who follows nothing."""
    query = sa.select(posts.c.id).where(LISTABLE, posts.c.language.in_([language, ""]))
    return await _headlines(tx, query, limit, newest=True)


async def count_since(tx: Transaction, person: int, after: int) -> int:
    """How many posts that someone follows came after this one."""
    found = _matching(subscriptions.c.person_id == person, posts.c.id > after)
    return await tx.value(sa.select(sa.func.count()).select_from(found)) or 0


async def _headlines(tx: Transaction, ids: sa.Select[int], limit: int, *, newest: bool) -> list[Headline]:
    order = posts.c.id.desc() if newest else posts.c.id
    query = (
        sa.select(posts, news_channels.c.username)
        .outerjoin(news_channels, news_channels.c.channel_id == posts.c.channel_id)
        .where(posts.c.id.in_(ids))
        .order_by(order)
        .limit(limit)
    )
    rows = await tx.rows(query)
    about: dict[int, list[str]] = {row["id"]: [] for row in rows}
    for one in await tx.rows(
        sa.select(post_topics)
        .where(post_topics.c.post_id.in_(list(about)), post_topics.c.topic != EVERYTHING)
        .order_by(post_topics.c.topic)
    ):
        about[one["post_id"]].append(one["topic"])
    return [
        Headline(
            row["id"], row["title"], row["kind"], link(row["channel_id"], row["username"] or "", row["message_id"]),
            row["posted_at"], tuple(about[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip


# -- too many at once


@dataclass(frozen=True, slots=True)
class Bundle:
    """Posts that go out in one list, to those who get every post at once: those of people up to `written_to` are written.
    `since`: when the first of them came."""

    id: int
    state: PostState
    written_to: int
    since: datetime

    @property
    def subject(self) -> str:
        """What its deliveries call it."""
        return f"bundle:{self.id}"


@dataclass(frozen=True, slots=True)
class Held:
    """What was held back in one language: when the first and the last of it came."""

    language: str
    first: datetime
    last: datetime


async def all_held(tx: Transaction) -> list[Held]:
    """What waits to go out in one list, by language."""
    first, last = sa.func.min(posts.c.came_at).label("first"), sa.func.max(posts.c.came_at).label("last")
    query = sa.select(posts.c.language, first, last).where(posts.c.state == PostState.HELD.value)
    rows = await tx.rows(query.group_by(posts.c.language).order_by(posts.c.language))
    return [Held(row["language"], row["first"], row["last"]) for row in rows]


async def bundle(tx: Transaction, held: Held, now: datetime) -> Bundle:
    """Put what was held back into one list, on its way from now on."""
    state = PostState.FREEZING.value
    id_ = await tx.insert(sa.insert(bundles).values(state=state, since=held.first, made_at=now))
    waits = sa.update(posts).where(posts.c.state == PostState.HELD.value, posts.c.language == held.language)
    await tx.write(waits.values(state=PostState.FROZEN.value, bundle_id=id_))
    return Bundle(id_, PostState.FREEZING, 0, held.first)


def _bundle(row: sa.RowMapping) -> Bundle:
    return Bundle(row["id"], PostState(row["state"]), row["written_to"], row["since"])


async def get_bundle(tx: Transaction, id_: int) -> Bundle | None:
    row = await tx.row(sa.select(bundles).where(bundles.c.id == id_))
    return _bundle(row) if row else None


async def next_bundle(tx: Transaction) -> Bundle | None:
    """The oldest list whose rows are not all written."""
    query = sa.select(bundles).where(bundles.c.state == PostState.FREEZING.value).order_by(bundles.c.id).limit(1)
    row = await tx.row(query)
    return _bundle(row) if row else None


def in_bundle(id_: int) -> sa.ColumnElement[bool]:
    """The condition on `subscriptions` under which someone follows anything in this list."""
    follows = (
        sa.select(sa.literal(1))
        .select_from(posts)
        .join(post_topics, post_topics.c.post_id == posts.c.id)
        .join(subscription_topics, subscription_topics.c.topic == post_topics.c.topic)
        .where(
            posts.c.bundle_id == id_,
            LISTABLE,
            subscription_topics.c.person_id == subscriptions.c.person_id,
            sa.or_(posts.c.language == "", posts.c.language == subscriptions.c.language),
        )
    )
    return sa.and_(subscriptions.c.active, sa.exists(follows))


async def advance_bundle(
    tx: Transaction, found: Bundle, written_to: int, state: PostState, whom: Collection[int]
) -> bool:
    """Note that rows up to this person are written, these among them; False when somebody else has got further."""
    here = sa.update(bundles).where(
        bundles.c.id == found.id, bundles.c.state == found.state.value, bundles.c.written_to == found.written_to
    )
    if not await tx.write(here.values(written_to=written_to, state=state.value)):
        return False
    if whom:
        await _count(tx, _matching(posts.c.bundle_id == found.id, subscriptions.c.person_id.in_(list(whom))), None)
    return True


async def next_bundle_due(tx: Transaction, after: datetime) -> datetime | None:
    """When, later than `after`, something that was held back goes out as a list."""
    instants = (
        at for held in await all_held(tx) for at in (held.last + FLOOD_QUIET, held.first + FLOOD_SPAN) if at > after
    )
    return min(instants, default=None)
