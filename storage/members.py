"""People and their seats."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from council.people import WHOLE_COUNCIL, Person, Role, Seat
from storage.store import Transaction
from storage.tables import chats, people, seats


def as_person(row: sa.RowMapping) -> Person:
    """The person in a row that holds the columns of `people`."""
    return Person(
        id=row["id"],
        telegram_id=row["telegram_id"],
        name=row["name"],
        organisation=row["organisation"],
        country=row["country"],
        language=row["language"],
        zone=row["zone"],
        language_chosen=row["language_chosen"],
        email=row["email"],
        quiet=row["quiet"],
        reminded=row["reminded"],
    )


def held(now: datetime) -> sa.ColumnElement[bool]:
    """The condition under which a seat is held at `now`, as `Seat.held` has it."""
    return sa.and_(seats.c.since <= now, sa.or_(seats.c.until.is_(None), seats.c.until > now))


async def get(tx: Transaction, person: int) -> Person | None:
    row = await tx.row(sa.select(people).where(people.c.id == person))
    return as_person(row) if row else None


async def by_telegram(tx: Transaction, telegram_id: int) -> Person | None:
    row = await tx.row(sa.select(people).where(people.c.telegram_id == telegram_id))
    return as_person(row) if row else None


async def add(tx: Transaction, telegram_id: int | None, language: str, zone: str, now: datetime) -> Person:
    """Someone new, of whom nothing is known but how to reach them."""
    key = await tx.insert(
        sa.insert(people).values(telegram_id=telegram_id, language=language, zone=zone, created_at=now)
    )
    return Person(key, telegram_id, "", "", "", language, zone)


async def change(tx: Transaction, person: int, **fields: str | bool) -> None:
    """Set columns of `people` that people themselves give: name, language, zone, quiet and so on."""
    await tx.write(sa.update(people).where(people.c.id == person).values(**fields))


async def seats_of(tx: Transaction, person: int, now: datetime) -> tuple[Seat, ...]:
    """The seats that a person holds at `now`."""
    query = sa.select(seats).where(seats.c.person_id == person, held(now)).order_by(seats.c.group_code)
    return tuple(Seat(row["group_code"], Role(row["role"]), row["since"], row["until"]) for row in await tx.rows(query))


async def seat(tx: Transaction, person: int, group: str, role: Role, now: datetime) -> None:
    """Give a seat from `now` on. One they hold in the same group with another role ends at the same instant."""
    await tx.write(
        sa.update(seats)
        .where(seats.c.person_id == person, seats.c.group_code == group, seats.c.until.is_(None))
        .values(until=now)
    )
    await tx.insert(sa.insert(seats).values(person_id=person, group_code=group, role=role.value, since=now))


async def unseat(tx: Transaction, person: int, group: str, now: datetime) -> None:
    """End the seat that a person holds in a group (or in the whole council)."""
    await tx.write(
        sa.update(seats).where(seats.c.person_id == person, seats.c.group_code == group, held(now)).values(until=now)
    )


async def holders(
    tx: Transaction, groups: Iterable[str], now: datetime, roles: Collection[Role] | None = None
) -> list[Person]:
    """The distinct people with a seat in any of `groups` at `now`, by id; of these roles only, if given."""
    query = (
        sa.select(people)
        .where(
            people.c.id.in_(
                sa.select(seats.c.person_id).where(
                    seats.c.group_code.in_(list(groups)),
                    held(now),
                    *([seats.c.role.in_([role.value for role in roles])] if roles is not None else []),
                )
            )
        )
        .order_by(people.c.id)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def secretariat(tx: Transaction, now: datetime) -> list[Person]:
    """Everyone who holds the secretariat's seat at `now`."""
    return await holders(tx, [WHOLE_COUNCIL], now, {Role.SECRETARIAT})


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Person]:
    """These people by id."""
    rows = await tx.rows(sa.select(people).where(people.c.id.in_(list(ids))))
    return {row["id"]: as_person(row) for row in rows}


async def unreachable(tx: Transaction, now: datetime) -> list[Person]:
    """Those who hold a seat at `now` and in whose chats nothing is tried any more, by id."""
    query = (
        sa.select(people)
        .join(chats, chats.c.chat_id == people.c.telegram_id)
        .where(chats.c.suspended_at.is_not(None), people.c.id.in_(sa.select(seats.c.person_id).where(held(now))))
        .order_by(people.c.id)
    )
    return [as_person(row) for row in await tx.rows(query)]
