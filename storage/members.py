"""People and their seats."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.people import WHOLE_COUNCIL, Person, Role, Seat, ending
from storage.due_times import Now
from storage.sets import among
from storage.tables import Instant, cards, chats, join_requests, outbox, people, seats, subscription_topics, subscriptions
from storage.transaction import Transaction

HEARD_EVERY = timedelta(hours=1)


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
        unwanted=tuple(row["unwanted"]),
        forgotten=row["forgotten_at"] is not None,
        second_language=row["second_language"],
        script=row["script"],
    )


def held(now: Now) -> sa.ColumnElement[bool]:
    """The condition under which a seat is held at `now`, as `Seat.held` has it."""
    return sa.and_(seats.c.since <= now, lasting(now), sa.or_(seats.c.suspended_at.is_(None), seats.c.suspended_at > now))


def lasting(now: Now) -> sa.ColumnElement[bool]:
    """The condition under which a seat is on the roster at `now`, as `Seat.lasts` has it."""
    return sa.or_(seats.c.until.is_(None), seats.c.until > now)


def as_seat(row: sa.RowMapping) -> Seat:
    """The seat in a row that holds the columns of `seats`."""
    return Seat(row["group_code"], Role(row["role"]), row["since"], row["until"], row["suspended_at"])


async def find(tx: Transaction, person: int) -> Person | None:
    row = await tx.row(sa.select(people).where(people.c.id == person))
    return as_person(row) if row else None


async def by_telegram(tx: Transaction, telegram_id: int) -> Person | None:
    row = await tx.row(sa.select(people).where(people.c.telegram_id == telegram_id))
    return as_person(row) if row else None


async def add(tx: Transaction, telegram_id: int | None, language: str, zone: str, now: datetime) -> Person:
    """Someone new, of whom nothing is known but how to reach them."""
    key = await tx.insert(sa.insert(people).values(telegram_id=telegram_id, language=language, zone=zone, created_at=now))
    return Person(key, telegram_id, "", "", "", language, zone)


async def change(tx: Transaction, person: int, **fields: str | bool | list[int]) -> None:
    """Set columns of `people` that people themselves give: name, language, zone, quiet and so on."""
    await tx.write(sa.update(people).where(people.c.id == person).values(**fields))


async def seats_of(tx: Transaction, person: int, now: datetime) -> tuple[Seat, ...]:
    """The seats that a person holds at `now`."""
    query = sa.select(seats).where(seats.c.person_id == person, held(now)).order_by(seats.c.group_code)
    return tuple(as_seat(row) for row in await tx.rows(query))


async def seats_of_many(tx: Transaction, ids: Collection[int], now: datetime) -> dict[int, tuple[Seat, ...]]:
    """The seats that these people hold at `now`, by person; those who hold none are left out."""
    query = sa.select(seats).where(seats.c.person_id.in_(list(ids)), held(now)).order_by(seats.c.group_code)
    found: dict[int, list[Seat]] = {}
    for row in await tx.rows(query):
        found.setdefault(row["person_id"], []).append(as_seat(row))
    return {person: tuple(held_now) for person, held_now in found.items()}


async def seat(
    tx: Transaction,
    person: int,
    group: str,
    role: Role,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Give a seat from `since` (`now`, if not given) until `until`. Others that they have in the group end then."""
    had = await _locked(tx, person, group)
    new = Seat(group, role, since or now, until)
    await _put(tx, had, [was.cut(new.since) for was in had.values()], now)
    await _add(tx, person, new, now)


async def tie(tx: Transaction, person: int, telegram_id: int, instead_of: int | None = None) -> bool:
    """Make this Telegram account that of an entry of the roster. What the account had before goes with it: its language,
    zone, subscription, requests and cards; the row that stood for it stays behind, empty, for what the log says of it.

    False, and nothing is changed, when the entry has another account than `instead_of` (None: has one), or the account
    has had a seat of its own.
    """
    entry = await tx.row(sa.select(people).where(people.c.id == person).with_for_update())
    came = await tx.row(sa.select(people).where(people.c.telegram_id == telegram_id).with_for_update())
    if entry is None or entry["telegram_id"] != instead_of:
        return False
    values: dict[str, object] = {"telegram_id": telegram_id}
    if came is not None:
        if await tx.value(sa.select(seats.c.id).where(seats.c.person_id == came["id"]).limit(1)) is not None:
            return False
        if came["language_chosen"]:
            values |= {name: came[name] for name in ("language", "language_chosen", "second_language", "script")}
        if instead_of is None:
            values |= {name: came[name] for name in ("zone", "quiet", "reminded", "unwanted")}
        values["heard_at"] = came["heard_at"]
        nobody = {"telegram_id": None, "name": "", "organisation": "", "country": "", "email": ""}
        await tx.write(sa.update(people).where(people.c.id == came["id"]).values(**nobody))
        await _hand_over(tx, came["id"], person)
    await tx.write(sa.update(people).where(people.c.id == person).values(**values))
    return True


async def _hand_over(tx: Transaction, came: int, person: int) -> None:
    """What is kept of one person becomes another's. Of what there is one for each person, the other's own stays."""
    following = sa.select(subscriptions.c.person_id).where(subscriptions.c.person_id == person)
    if await tx.value(following) is not None:
        for table in (subscription_topics, subscriptions):
            await tx.write(sa.delete(table).where(table.c.person_id == came))
    asking = sa.and_(join_requests.c.state == "open", join_requests.c.person_id == person)
    if await tx.value(sa.select(join_requests.c.id).where(asking)) is not None:
        twice = sa.update(join_requests).where(join_requests.c.state == "open", join_requests.c.person_id == came)
        await tx.write(twice.values(state="withdrawn"))
    for table in (subscriptions, subscription_topics, join_requests, cards, outbox):
        await tx.write(sa.update(table).where(table.c.person_id == came).values(person_id=person))


_STALE = sa.or_(people.c.heard_at.is_(None), people.c.heard_at <= sa.bindparam("stale", type_=Instant))
_HEARD = (
    sa.update(people).where(people.c.id == sa.bindparam("person"), _STALE).values(heard_at=sa.bindparam("now", type_=Instant))
)


async def heard(tx: Transaction, person: int, now: datetime) -> None:
    """Someone wrote or pressed. Noted once an hour: often enough to know who is there, and no trace of each press."""
    await tx.write(_HEARD, [{"person": person, "stale": now - HEARD_EVERY, "now": now}])


async def unseat(tx: Transaction, person: int, group: str, now: datetime) -> None:
    """End whatever a person has in a group (or in the whole council): in force, suspended, or still to begin."""
    had = await _locked(tx, person, group)
    await _put(tx, had, [was.cut(now) for was in had.values()], now)


async def end_seat(tx: Transaction, person: int, group: str, until: datetime | None, now: datetime) -> Seat | None:
    """Give the present seat, or else the next one, another end (None: none); the seat, or None when there is none."""
    had = await _locked(tx, person, group)
    present = _present(had.values(), now)
    if present is None:
        return None
    new = ending(present, until, had.values())
    await _put(tx, had, [new if was is present else was for was in had.values()], now)
    return new


async def suspend(tx: Transaction, person: int, group: str, now: datetime) -> Seat | None:
    """Put the seat that a person holds in a group out of force; the seat, or None when they hold none."""
    had = await _locked(tx, person, group)
    present = next((was for was in had.values() if was.held(now)), None)
    if present is not None:
        await _put(tx, had, [replace(was, suspended_at=now) if was is present else was for was in had.values()], now)
    return present


async def lift(tx: Transaction, person: int, group: str, now: datetime) -> Seat | None:
    """Put the suspended seat of a person in a group into force again; it, or None when none is suspended."""
    had = await _locked(tx, person, group)
    present = next((was for was in had.values() if was.suspended(now)), None)
    if present is None:
        return None
    over, new = present.lifted(now)
    await _put(tx, had, [over if was is present else was for was in had.values()], now)
    await _add(tx, person, new, now)
    return new


async def suspended_in(tx: Transaction, person: int, now: datetime) -> list[str]:
    """The groups in which a person's seat is suspended."""
    query = sa.select(seats).where(seats.c.person_id == person, seats.c.suspended_at.is_not(None))
    found = [as_seat(row) for row in await tx.rows(query.order_by(seats.c.group_code))]
    return list(dict.fromkeys(seat.group for seat in found if seat.suspended(now)))


def _present(had: Iterable[Seat], now: datetime) -> Seat | None:
    return next(iter(sorted((was for was in had if was.lasts(now)), key=lambda was: was.since)), None)


async def _locked(tx: Transaction, person: int, group: str) -> dict[int, Seat]:
    """The seats that a person had and has in a group, by id. Whoever changes the same person's waits for our end."""
    await tx.row(sa.select(people.c.id).where(people.c.id == person).with_for_update())
    query = sa.select(seats).where(seats.c.person_id == person, seats.c.group_code == group).order_by(seats.c.id)
    return {row["id"]: as_seat(row) for row in await tx.rows(query)}


async def _put(tx: Transaction, had: Mapping[int, Seat], have: Iterable[Seat], now: datetime) -> None:
    for (id_, was), new in zip(had.items(), have, strict=True):
        if new != was:
            values = {"until": new.until, "suspended_at": new.suspended_at, "turns_at": new.turns(now)}
            await tx.write(sa.update(seats).where(seats.c.id == id_).values(**values))


async def _add(tx: Transaction, person: int, new: Seat, now: datetime) -> None:
    await tx.insert(
        sa.insert(seats).values(
            person_id=person, group_code=new.group, role=new.role.value, since=new.since, until=new.until,
            turns_at=new.turns(now),
        )
    )  # fmt: skip


async def holders(tx: Transaction, groups: Iterable[str], now: datetime, roles: Collection[Role] | None = None) -> list[Person]:
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


async def secretariat(tx: Transaction, now: datetime, *, lock: bool = False) -> list[Person]:
    """Everyone who holds the secretariat's seat at `now`. With `lock`, none of them is changed until this transaction ends."""
    if lock:
        found = [person.id for person in await secretariat(tx, now)]
        await tx.rows(sa.select(people.c.id).where(people.c.id.in_(found)).order_by(people.c.id).with_for_update())
    return await holders(tx, [WHOLE_COUNCIL], now, {Role.SECRETARIAT})


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Person]:
    """These people by id."""
    rows = await tx.rows(sa.select(people).where(people.c.id.in_(list(ids))))
    return {row["id"]: as_person(row) for row in rows}


_WITH_SEATS = (
    sa.select(people, seats.c.group_code, seats.c.role, seats.c.since, seats.c.until, seats.c.suspended_at)
    .outerjoin(seats, sa.and_(seats.c.person_id == people.c.id, held(sa.bindparam("now", type_=Instant))))
    .where(among(people.c.id, "ids"))
    .order_by(seats.c.group_code)
)


async def many_with_seats(tx: Transaction, ids: Collection[int], now: datetime) -> dict[int, tuple[Person, tuple[Seat, ...]]]:
    """These people by id, each with the seats that they hold at `now`."""
    found: dict[int, tuple[Person, tuple[Seat, ...]]] = {}
    for row in await tx.rows(_WITH_SEATS, {"ids": list(ids), "now": now}):
        person, held_now = found.get(row["id"]) or (as_person(row), ())
        found[row["id"]] = person, held_now + ((as_seat(row),) if row["group_code"] is not None else ())
    return found


async def seated(tx: Transaction, now: datetime) -> list[tuple[Person, tuple[Seat, ...]]]:
    """Everyone with a seat at `now`, by id, with their seats."""
    ids = await tx.values(sa.select(seats.c.person_id).where(held(now)).distinct().order_by(seats.c.person_id))
    found = await many_with_seats(tx, ids, now)
    return [found[id_] for id_ in ids]


async def menus(tx: Transaction) -> dict[int, str]:
    """Which menu of commands Telegram was last told for each person, by their Telegram id; those with one of their own."""
    query = sa.select(people.c.telegram_id, people.c.menu).where(people.c.menu != "", people.c.telegram_id.is_not(None))
    return {row["telegram_id"]: row["menu"] for row in await tx.rows(query)}


async def keep_menus(tx: Transaction, told: Mapping[int, str]) -> None:
    """Note which menu Telegram was told for people, by Telegram id; "" for none of their own."""
    if told:
        key: sa.BindParameter[int] = sa.bindparam("telegram")
        statement = sa.update(people).where(people.c.telegram_id == key).values(menu=sa.bindparam("told"))
        await tx.write(statement, [{"telegram": chat, "told": menu} for chat, menu in told.items()])


async def many_by_telegram(tx: Transaction, telegram_ids: Collection[int]) -> dict[int, Person]:
    """The people with these Telegram ids, by those."""
    rows = await tx.rows(sa.select(people).where(people.c.telegram_id.in_(list(telegram_ids))))
    return {row["telegram_id"]: as_person(row) for row in rows}


async def unreachable(tx: Transaction, now: datetime) -> list[Person]:
    """Those who hold a seat at `now` and in whose chats nothing is tried any more, by id."""
    query = (
        sa.select(people)
        .join(chats, chats.c.chat_id == people.c.telegram_id)
        .where(chats.c.suspended_at.is_not(None), people.c.id.in_(sa.select(seats.c.person_id).where(held(now))))
        .order_by(people.c.id)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def named(tx: Transaction) -> list[Person]:
    """Everyone who has given a name, by it."""
    query = sa.select(people).where(people.c.name != "").order_by(people.c.name, people.c.id)
    return [as_person(row) for row in await tx.rows(query)]
