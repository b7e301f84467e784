"""Audiences as SQL: who they are now, how many, and a chunk at a time by keyset."""

from datetime import datetime

import sqlalchemy as sa

from council.audiences import AllOf, AnyOf, Audience, AudienceKind, NotIn, Whom
from council.people import Person
from storage.members import as_person, held
from storage.store import Transaction
from storage.tables import chats, people, seats, subscriptions


def _condition(whom: Whom, now: datetime) -> sa.ColumnElement[bool]:
    """The condition on `people` under which someone belongs, as `council.audiences.belongs` has it."""
    match whom:
        case AllOf(parts):
            return sa.and_(*(_condition(part, now) for part in parts))
        case AnyOf(parts):
            return sa.or_(*(_condition(part, now) for part in parts))
        case NotIn(part):
            return sa.not_(_condition(part, now))
    return _rule(whom, now)


def _rule(rule: Audience, now: datetime) -> sa.ColumnElement[bool]:
    match rule.kind:
        case AudienceKind.MEMBERS:
            return _seated(now)
        case AudienceKind.GROUPS:
            return _seated(now, seats.c.group_code.in_(rule.of))
        case AudienceKind.ROLES:
            return _seated(now, seats.c.role.in_(rule.of))
        case AudienceKind.SUBSCRIBERS:
            return people.c.id.in_(sa.select(subscriptions.c.person_id).where(subscriptions.c.active))
        case AudienceKind.COUNTRIES:
            return people.c.country.in_(rule.of)
        case AudienceKind.LANGUAGES:
            return people.c.language.in_(rule.of)
        case AudienceKind.PEOPLE:
            return people.c.id.in_([int(id_) for id_ in rule.of])
        case AudienceKind.REACHED:
            return people.c.telegram_id.not_in(
                sa.select(chats.c.chat_id).where(chats.c.suspended_at.is_not(None), chats.c.chat_id > 0)
            )


def _seated(now: datetime, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return people.c.id.in_(sa.select(seats.c.person_id).where(held(now), *conditions))


def _people(whom: Whom, now: datetime) -> sa.Select[int]:
    """The ids of all who belong to it and have joined; a person who belongs twice is there once."""
    return sa.select(people.c.id).where(people.c.telegram_id.is_not(None), _condition(whom, now))


async def count(tx: Transaction, whom: Whom, now: datetime) -> int:
    """How many people it would reach at `now`."""
    return await tx.value(sa.select(sa.func.count()).select_from(_people(whom, now).subquery())) or 0


async def by_language(tx: Transaction, whom: Whom, now: datetime) -> dict[str, int]:
    """How many people of each language it would reach at `now`, most first."""
    number = sa.func.count().label("n")
    query = (
        sa.select(people.c.language, number)
        .where(people.c.id.in_(_people(whom, now)))
        .group_by(people.c.language)
        .order_by(number.desc(), people.c.language)
    )
    return {row["language"]: row["n"] for row in await tx.rows(query)}


async def countries(tx: Transaction, now: datetime) -> list[str]:
    """The countries that people with a seat have given, most frequent first."""
    query = (
        sa.select(people.c.country)
        .where(_seated(now), people.c.country != "")
        .group_by(people.c.country)
        .order_by(sa.func.count().desc(), people.c.country)
    )
    return await tx.values(query)


async def chunk(tx: Transaction, whom: Whom, now: datetime, after: int, limit: int) -> list[Person]:
    """The next `limit` people whose id is greater than `after`, by id."""
    query = (
        sa.select(people)
        .where(people.c.telegram_id.is_not(None), _condition(whom, now), people.c.id > after)
        .order_by(people.c.id)
        .limit(limit)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def includes(tx: Transaction, whom: Whom, person: int, now: datetime) -> bool:
    """Whether this person belongs to it at `now`."""
    query = _people(whom, now).where(people.c.id == person)
    return bool(await tx.value(sa.select(sa.func.count()).select_from(query.subquery())))
