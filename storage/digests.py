"""Lists of posts: whose digest is due, what a list names, and bundles of posts that were too many to send one by one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from council.posts import EVERYTHING, FLOOD_QUIET, FLOOD_SPAN, Headline, PostState, link
from council.subscriptions import Rhythm
from storage.due_times import DueTime, earliest, now_if
from storage.members import as_person
from storage.subscriptions import reached, rhythm_in
from storage.tables import bundles, news_channels, people, post_topics, posts, subscription_topics, subscriptions
from storage.transaction import Transaction

LISTABLE = sa.and_(posts.c.retracted_at.is_(None), posts.c.continues.is_(None), posts.c.state != PostState.GATHERING.value)
"""The condition on `posts` that a list may name one."""


@dataclass(frozen=True, slots=True)
class Due:
    """Someone whose digest falls due at `at` (UTC): of what came after the post `told_to`, since `told_at`. `reached`: whether
    Telegram reaches them."""

    person: Person
    rhythm: Rhythm
    at: datetime
    told_to: int
    told_at: datetime
    paused_until: datetime | None
    reached: bool

    def paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent at `now` (UTC)."""
        return self.paused_until is not None and now < self.paused_until


async def due(tx: Transaction, now: datetime, limit: int) -> list[Due]:
    """Up to `limit` people whose digest is due, the longest due first."""
    query = (
        sa.select(people, *(column for column in subscriptions.c if column.name != "language"), reached().label("reached"))
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


DUE = earliest(subscriptions.c.digest_at, subscriptions.c.active)
"""When a digest falls due."""


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


async def count_new(tx: Transaction, whom: Collection[int], upto: int) -> set[int]:
    """Those of these people for whom there is something new up to this post; each such post is counted as listed for them."""
    if not whom:
        return set()
    found = _matching(subscriptions.c.person_id.in_(list(whom)), posts.c.id > subscriptions.c.told_to, posts.c.id <= upto)
    having = set(await tx.values(sa.select(found.c.person_id).distinct()))
    await _count(tx, found)
    return having


async def _count(tx: Transaction, found: sa.FromClause) -> None:
    rows = await tx.rows(sa.select(found.c.post_id, sa.func.count().label("n")).group_by(found.c.post_id))
    if rows:
        counted = sa.update(posts).where(posts.c.id == sa.bindparam("post")).values(listed=posts.c.listed + sa.bindparam("n"))
        await tx.write(counted, [{"post": row["post_id"], "n": row["n"]} for row in rows])


async def postpone(tx: Transaction, one: Due, at: datetime | None) -> bool:
    """Have the digest fall due at `at` with what it has now; False when its time was changed meanwhile."""
    return await _set(tx, one, {"digest_at": at})


async def mark_told(tx: Transaction, one: Due, at: datetime | None, upto: int, now: datetime, *, anything: bool) -> bool:
    """Note that everything up to this post was listed (`anything`: whether there was any), and that the next digest falls due
    at `at`. False when its time was changed meanwhile."""
    return await _set(tx, one, {"digest_at": at, "told_to": upto, **({"told_at": now} if anything else {})})


async def _set(tx: Transaction, one: Due, values: Mapping[str, object]) -> bool:
    here = sa.update(subscriptions).where(subscriptions.c.person_id == one.person.id, subscriptions.c.digest_at == one.at)
    return bool(await tx.write(here.values(**values)))


# -- what a list names


LONGEST = 500
"""How many posts a list is given at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """The posts of a person's list from `after` (exclusive) to `upto` (inclusive), by id; or those of one `bundle`."""

    after: int = 0
    upto: int | None = None
    bundle: int | None = None

    def condition(self) -> sa.ColumnElement[bool]:
        """On `posts`, that one is in the span."""
        if self.bundle is not None:
            return posts.c.bundle_id == self.bundle
        return sa.and_(posts.c.id > self.after, sa.true() if self.upto is None else posts.c.id <= self.upto)


ALL = Span()


async def headlines(
    tx: Transaction, person: int, span: Span = ALL, limit: int = LONGEST, *, newest: bool = False
) -> list[Headline]:
    """At most `limit` posts in the span that someone follows, by id; with `newest`, the newest ones, newest first."""
    found = _matching(subscriptions.c.person_id == person, span.condition())
    return await _headlines(tx, sa.select(found.c.post_id), limit, newest=newest)


async def headlines_of_many(tx: Transaction, wanted: Mapping[int, Span], limit: int = LONGEST) -> dict[int, list[Headline]]:
    """The first `limit` posts in each person's span that they follow, by person and then by the post's id."""
    people_in: dict[Span, list[int]] = {}
    for person, span in wanted.items():
        people_in.setdefault(span, []).append(person)
    in_spans = [sa.and_(subscriptions.c.person_id.in_(ids), span.condition()) for span, ids in people_in.items()]
    if not in_spans:
        return {}
    found = _matching(subscriptions.c.person_id.in_(list(wanted)), sa.or_(*in_spans))
    ids: dict[int, list[int]] = {person: [] for person in wanted}
    for row in await tx.rows(sa.select(found).order_by(found.c.post_id)):
        ids[row["person_id"]].append(row["post_id"])
    listed = {one.id: one for one in await _headlines(tx, sa.select(found.c.post_id), None, newest=False)}
    return {person: [listed[id_] for id_ in some[:limit]] for person, some in ids.items()}


async def latest(tx: Transaction, language: str, limit: int) -> list[Headline]:
    """The last posts in this language or for all languages, newest first: for someone who follows nothing."""
    query = sa.select(posts.c.id).where(LISTABLE, posts.c.language.in_([language, ""]))
    return await _headlines(tx, query, limit, newest=True)


async def count_since(tx: Transaction, person: int, after: int) -> int:
    """How many posts that someone follows came after this one."""
    found = _matching(subscriptions.c.person_id == person, posts.c.id > after)
    return await tx.value(sa.select(sa.func.count()).select_from(found)) or 0


async def _headlines(tx: Transaction, ids: sa.Select[int], limit: int | None, *, newest: bool) -> list[Headline]:
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


# -- bundles


@dataclass(frozen=True, slots=True)
class Bundle:
    """Posts that were too many at once, sent in one list to those who get each post at once. Deliveries to people with ids
    up to `written_to` are written. `since`: when the first of the posts came (UTC)."""

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
    """What was held back in one language: when the first and the last of it came (UTC)."""

    language: str
    first: datetime
    last: datetime


async def all_held(tx: Transaction) -> list[Held]:
    """What waits to be sent in one list, by language."""
    first, last = sa.func.min(posts.c.came_at).label("first"), sa.func.max(posts.c.came_at).label("last")
    query = sa.select(posts.c.language, first, last).where(posts.c.state == PostState.HELD.value)
    rows = await tx.rows(query.group_by(posts.c.language).order_by(posts.c.language))
    return [Held(row["language"], row["first"], row["last"]) for row in rows]


_HELD = posts.c.state == PostState.HELD.value
_NEWEST_HELD = sa.select(sa.func.max(posts.c.came_at).label("at")).where(_HELD).group_by(posts.c.language).subquery()

BUNDLE_DUE = (DueTime(sa.select(sa.func.min(_NEWEST_HELD.c.at)), FLOOD_QUIET), earliest(posts.c.came_at, _HELD).plus(FLOOD_SPAN))
"""When what was held back in some language is put into a list: once no more comes, or it has waited long."""


async def bundle(tx: Transaction, held: Held, now: datetime) -> Bundle:
    """Put what was held back into one list, to be sent from now on."""
    state = PostState.FREEZING.value
    id_ = await tx.insert(sa.insert(bundles).values(state=state, since=held.first, made_at=now))
    waits = sa.update(posts).where(posts.c.state == PostState.HELD.value, posts.c.language == held.language)
    await tx.write(waits.values(state=PostState.FROZEN.value, bundle_id=id_))
    return Bundle(id_, PostState.FREEZING, 0, held.first)


def _bundle(row: sa.RowMapping) -> Bundle:
    return Bundle(row["id"], PostState(row["state"]), row["written_to"], row["since"])


async def bundles_of(tx: Transaction, ids: Collection[int]) -> dict[int, Bundle]:
    """Those of these bundles that there are, by id."""
    return {row["id"]: _bundle(row) for row in await tx.rows(sa.select(bundles).where(bundles.c.id.in_(list(ids))))}


_FREEZING = sa.select(bundles).where(bundles.c.state == PostState.FREEZING.value)

COPIES_DUE = now_if(_FREEZING)
"""When deliveries of bundles are to be written."""


async def next_bundle(tx: Transaction) -> Bundle | None:
    """The oldest bundle whose deliveries are not all written."""
    row = await tx.row(_FREEZING.order_by(bundles.c.id).limit(1))
    return _bundle(row) if row else None


def in_bundle(id_: int) -> sa.ColumnElement[bool]:
    """The condition on `subscriptions` that someone follows anything in this bundle."""
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


async def advance_bundle(tx: Transaction, found: Bundle, written_to: int, state: PostState, whom: Collection[int]) -> bool:
    """Note that deliveries up to this person are written, those of `whom` among them; False when another writer was first."""
    here = sa.update(bundles).where(
        bundles.c.id == found.id, bundles.c.state == found.state.value, bundles.c.written_to == found.written_to
    )
    if not await tx.write(here.values(written_to=written_to, state=state.value)):
        return False
    if whom:
        await _count(tx, _matching(posts.c.bundle_id == found.id, subscriptions.c.person_id.in_(list(whom))))
    return True
