"""Audiences as SQL: who they are now, how many, and a chunk at a time by keyset."""

from datetime import datetime

import sqlalchemy as sa

from council.audiences import Audience, AudienceKind
from council.people import Person
from storage.members import as_person, held
from storage.store import Transaction
from storage.tables import people, seats, subscriptions


def _people(audience: Audience, now: datetime) -> sa.Select[int]:
    """The ids of all who belong to it; a person who belongs twice is there once."""
    if audience.kind is AudienceKind.SUBSCRIBERS:
        chosen = sa.select(subscriptions.c.person_id)
    elif audience.kind is AudienceKind.GROUPS:
        chosen = sa.select(seats.c.person_id).where(held(now), seats.c.group_code.in_(audience.groups))
    else:
        chosen = sa.select(seats.c.person_id).where(held(now))
    return sa.select(people.c.id).where(people.c.id.in_(chosen), people.c.telegram_id.is_not(None))


async def count(tx: Transaction, audience: Audience, now: datetime) -> int:
    """How many people it would reach at `now`."""
    return await tx.value(sa.select(sa.func.count()).select_from(_people(audience, now).subquery())) or 0


async def chunk(tx: Transaction, audience: Audience, now: datetime, after: int, limit: int) -> list[Person]:
    """The next `limit` people whose id is greater than `after`, by id."""
    query = (
        sa.select(people)
        .where(people.c.id.in_(_people(audience, now)), people.c.id > after)
        .order_by(people.c.id)
        .limit(limit)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def includes(tx: Transaction, audience: Audience, person: int, now: datetime) -> bool:
    """Whether this person belongs to it at `now`."""
    query = _people(audience, now).where(people.c.id == person)
    return bool(await tx.value(sa.select(sa.func.count()).select_from(query.subquery())))
