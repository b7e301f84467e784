"""Subscriptions to the news: who follows what, in which language, how often."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from council.people import Person
from council.posts import EVERYTHING
from council.subscriptions import Pace, Rhythm, Subscription
from storage.members import as_person
from storage.tables import chats, news_days, people, posts, subscription_topics, subscriptions
from storage.transaction import Transaction
from storage.upserts import insert_new


async def is_subscribed(tx: Transaction, person: int) -> bool:
    query = sa.select(sa.func.count()).where(subscriptions.c.person_id == person, subscriptions.c.active)
    return bool(await tx.value(query))


async def find(tx: Transaction, person: int) -> Subscription | None:
    """What someone follows, or is choosing to follow."""
    return (await many(tx, [person])).get(person)


async def many(tx: Transaction, whom: Collection[int]) -> dict[int, Subscription]:
    """What each of these people follows, or is choosing to follow, by the person's id."""
    rows = await tx.rows(sa.select(subscriptions).where(subscriptions.c.person_id.in_(list(whom))))
    topics: dict[int, list[str]] = {row["person_id"]: [] for row in rows}
    chosen = sa.select(subscription_topics).where(subscription_topics.c.person_id.in_(list(topics)))
    for one in await tx.rows(chosen.order_by(subscription_topics.c.topic)):
        topics[one["person_id"]].append(one["topic"])
    return {
        id_: Subscription(
            id_, row["language"], tuple(topics[id_]), rhythm_in(row), row["active"], row["paused_until"],
            row["here_to"], row["here_at"],
        )
        for row in rows
        for id_ in [row["person_id"]]
    }  # fmt: skip


def rhythm_in(row: sa.RowMapping) -> Rhythm:
    """The rhythm in a row that holds the columns of `subscriptions`."""
    return Rhythm(Pace(row["pace"]), time.fromisoformat(row["at"]), row["weekday"])


async def subscribe(tx: Transaction, person: int, now: datetime, language: str = "en") -> bool:
    """Have each post sent to this person at once; False when they follow something already."""
    if not await begin(tx, person, language, now):
        return False
    await set_topics(tx, person, [EVERYTHING])
    return await activate(tx, person, Rhythm(Pace.NOW), None, now)


async def begin(tx: Transaction, person: int, language: str, now: datetime) -> bool:
    """Keep that this person is choosing what to follow; False, and nothing changes, when they follow or choose already."""
    row = {"person_id": person, "language": language, "active": False, "since": now, "told_at": now}
    return bool(await insert_new(tx, subscriptions, [row]))


async def activate(tx: Transaction, person: int, rhythm: Rhythm, due: datetime | None, now: datetime) -> bool:
    """What was chosen is followed from now on, without earlier posts; False when it was followed before."""
    last = sa.select(sa.func.coalesce(sa.func.max(posts.c.id), 0)).scalar_subquery()
    choosing = sa.update(subscriptions).where(subscriptions.c.person_id == person, subscriptions.c.active.is_(False))
    begins = {"active": True, "told_to": last, "here_to": last, "told_at": now, "here_at": now, "since": now}
    return bool(await tx.write(choosing.values(**_rhythm(rhythm, due), **begins)))


async def set_rhythm(tx: Transaction, person: int, rhythm: Rhythm, due: datetime | None, now: datetime) -> None:
    """Set how often from now on. For someone who got each post at once, the first list begins with what comes now."""
    last = sa.select(sa.func.coalesce(sa.func.max(posts.c.id), 0)).scalar_subquery()
    mine = subscriptions.c.person_id == person
    if rhythm.pace is not Pace.NOW:
        was = sa.update(subscriptions).where(mine, subscriptions.c.pace == Pace.NOW.value)
        await tx.write(was.values(told_to=last, told_at=now))
    await tx.write(sa.update(subscriptions).where(mine).values(**_rhythm(rhythm, due)))


def _rhythm(rhythm: Rhythm, due: datetime | None) -> dict[str, object]:
    return {
        "pace": rhythm.pace.value, "at": f"{rhythm.at:%H:%M}", "weekday": rhythm.weekday, "digest_at": due,
    }  # fmt: skip


async def set_language(tx: Transaction, person: int, language: str) -> None:
    await tx.write(sa.update(subscriptions).where(subscriptions.c.person_id == person).values(language=language))


async def set_topics(tx: Transaction, person: int, topics: Collection[str]) -> None:
    """Follow these, and no others."""
    await tx.write(sa.delete(subscription_topics).where(subscription_topics.c.person_id == person))
    await insert_new(tx, subscription_topics, [{"person_id": person, "topic": topic} for topic in topics])


async def pause(tx: Transaction, person: int, until: datetime | None) -> None:
    """Send nothing until then; None: go on."""
    await tx.write(sa.update(subscriptions).where(subscriptions.c.person_id == person).values(paused_until=until))


async def mark_read(tx: Transaction, person: int, to: int, now: datetime) -> None:
    """Note that /latest has shown them the news up to this post."""
    mine = sa.update(subscriptions).where(subscriptions.c.person_id == person)
    await tx.write(mine.values(here_to=to, here_at=now))


async def unsubscribe(tx: Transaction, person: int) -> bool:
    """Erase what this person follows or was choosing; whether they followed anything."""
    followed = await is_subscribed(tx, person)
    for table in (subscription_topics, subscriptions):
        await tx.write(sa.delete(table).where(table.c.person_id == person))
    return followed


async def count_day(tx: Transaction, day: str, *, came: int = 0, went: int = 0) -> None:
    """Add to how many came and went on a day (of the council's zone, "2026-11-24")."""
    await insert_new(tx, news_days, [{"day": day}])
    changed = {"came": news_days.c.came + came, "went": news_days.c.went + went}
    await tx.write(sa.update(news_days).where(news_days.c.day == day).values(**changed))


# -- who wants a post


def reached() -> sa.ColumnElement[bool]:
    """The condition on `people` that Telegram reaches them."""
    out = sa.select(chats.c.chat_id).where(chats.c.suspended_at.is_not(None), chats.c.chat_id > 0)
    return sa.and_(people.c.telegram_id.is_not(None), people.c.telegram_id.not_in(out))


def unpaused(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(subscriptions.c.paused_until.is_(None), subscriptions.c.paused_until <= now)


def wanting(language: str, topics: Collection[str]) -> sa.ColumnElement[bool]:
    """The condition on `subscriptions` that a post in this language about these topics is followed; the same rule as
    `council.subscriptions.wants`."""
    follows = sa.select(sa.literal(1)).where(
        subscription_topics.c.person_id == subscriptions.c.person_id, subscription_topics.c.topic.in_([EVERYTHING, *topics])
    )
    spoken = [] if language == "" else [subscriptions.c.language == language]
    return sa.and_(subscriptions.c.active, *spoken, sa.exists(follows))


async def at_once(tx: Transaction, wants: sa.ColumnElement[bool], now: datetime, after: int, limit: int) -> list[Person]:
    """The next `limit` people, by id, with ids above `after`: whose subscription fulfils `wants`, who get each post at once,
    have not paused, and are reached."""
    query = (
        sa.select(people)
        .join(subscriptions, subscriptions.c.person_id == people.c.id)
        .where(subscriptions.c.person_id > after, subscriptions.c.pace == Pace.NOW.value, unpaused(now), reached(), wants)
        .order_by(subscriptions.c.person_id)
        .limit(limit)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def followers(tx: Transaction, language: str, topics: Collection[str]) -> int:
    """How many follow a post in this language about these topics, at whatever pace, paused or not."""
    query = sa.select(sa.func.count()).select_from(subscriptions).where(wanting(language, topics))
    return await tx.value(query) or 0


# -- how many there are


@dataclass(frozen=True, slots=True)
class Census:
    """How many follow the news: in all; by language, pace and topic (who follows several is counted in each); how many have
    paused, and how many Telegram does not reach."""

    people: int
    languages: Mapping[str, int]
    paces: Mapping[str, int]
    topics: Mapping[str, int]
    paused: int
    unreached: int


async def census(tx: Transaction, now: datetime) -> Census:
    """Count the subscribers. Nobody is named."""
    joined = sa.select(subscriptions.c.person_id).join(people, people.c.id == subscriptions.c.person_id)
    here = joined.where(subscriptions.c.active)
    return Census(
        await tx.value(sa.select(sa.func.count()).select_from(here.subquery())) or 0,
        await _by(tx, subscriptions.c.language),
        await _by(tx, subscriptions.c.pace),
        await _by(tx, subscription_topics.c.topic),
        await tx.value(sa.select(sa.func.count()).select_from(here.where(sa.not_(unpaused(now))).subquery())) or 0,
        await tx.value(sa.select(sa.func.count()).select_from(here.where(sa.not_(reached())).subquery())) or 0,
    )


async def _by(tx: Transaction, column: sa.Column[str]) -> dict[str, int]:
    number = sa.func.count().label("n")
    query = sa.select(column.label("what"), number).select_from(subscriptions).where(subscriptions.c.active)
    if column.table is subscription_topics:
        query = query.join(subscription_topics, subscription_topics.c.person_id == subscriptions.c.person_id)
    rows = await tx.rows(query.group_by(column).order_by(number.desc(), column))
    return {row["what"]: row["n"] for row in rows}


async def following_only(tx: Transaction, topic: str) -> tuple[int, int]:
    """How many follow a topic, and how many of them nothing else."""
    own = sa.select(subscription_topics.c.person_id).where(subscription_topics.c.topic == topic)
    other = sa.select(subscription_topics.c.person_id).where(subscription_topics.c.topic != topic)
    counted = sa.select(sa.func.count()).where(subscription_topics.c.topic == topic)
    alone = sa.select(sa.func.count()).where(
        subscription_topics.c.person_id.in_(own), subscription_topics.c.topic == topic,
        subscription_topics.c.person_id.not_in(other),
    )  # fmt: skip
    return await tx.value(counted) or 0, await tx.value(alone) or 0


async def drop_topic(tx: Transaction, topic: str) -> None:
    """Have nobody follow this topic any more."""
    await tx.write(sa.delete(subscription_topics).where(subscription_topics.c.topic == topic))


@dataclass(frozen=True, slots=True)
class Day:
    """How many came and went on a day ("2026-11-24", of the council's zone)."""

    day: str
    came: int
    went: int


async def days(tx: Transaction, since: str) -> list[Day]:
    """The days from `since` on, on which anyone came or went, in order."""
    rows = await tx.rows(sa.select(news_days).where(news_days.c.day >= since).order_by(news_days.c.day))
    return [Day(row["day"], row["came"], row["went"]) for row in rows]
