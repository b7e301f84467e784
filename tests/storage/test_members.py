"""People and the seats that they hold at an instant."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from council.people import WHOLE_COUNCIL, Role
from storage import members
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.people import DAY, NOW, SECOND, somebody


async def roles(tx: Transaction, person: int, at: object = NOW) -> dict[str, Role]:
    return {seat.group: seat.role for seat in await members.seats_of(tx, person, at)}  # type: ignore[arg-type]


async def test_someone_new_is_found_by_id_and_by_telegram_id(store: Store) -> None:
    person = await somebody(store, 2**40)
    async with store.begin() as tx:
        assert await members.find(tx, person.id) == person
        assert await members.by_telegram(tx, 2**40) == person
        assert await members.find(tx, person.id + 1) is None
        assert await members.by_telegram(tx, 5) is None
        await members.change(tx, person.id, name="Expert, Uzbekistan", language="ru", language_chosen=True)
        changed = await members.find(tx, person.id)
        assert changed is not None
        assert (changed.name, changed.language, changed.language_chosen) == ("Expert, Uzbekistan", "ru", True)
        assert await members.many(tx, [person.id, 99]) == {person.id: changed}
        assert await members.many(tx, []) == {}


async def test_a_telegram_account_is_one_person(store: Store) -> None:
    await somebody(store, 5)
    with pytest.raises(IntegrityError):
        await somebody(store, 5)
    await somebody(store, None)
    await somebody(store, None)


async def test_seats_at_instants(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await members.seat(tx, person.id, "A", Role.OBSERVER, NOW)
        await members.seat(tx, person.id, "B", Role.CHAIR, NOW + DAY)
        await members.unseat(tx, person.id, "A", NOW + DAY)
        assert await roles(tx, person.id, NOW - SECOND) == {}
        assert await roles(tx, person.id, NOW) == {"A": Role.OBSERVER, "B": Role.MEMBER}
        assert await roles(tx, person.id, NOW + DAY - SECOND) == {"A": Role.OBSERVER, "B": Role.MEMBER}
        assert await roles(tx, person.id, NOW + DAY) == {"B": Role.CHAIR}
        for at in (NOW - SECOND, NOW, NOW + DAY - SECOND, NOW + DAY, NOW + 2 * DAY):
            for seat in await members.seats_of(tx, person.id, at):
                assert seat.held(at), "the query and the rule of the council agree"


async def test_two_changes_at_one_instant_leave_the_last(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        for role in (Role.MEMBER, Role.CHAIR, Role.OBSERVER):
            await members.seat(tx, person.id, "B", role, NOW)
        assert await roles(tx, person.id) == {"B": Role.OBSERVER}
        await members.unseat(tx, person.id, "B", NOW)
        assert await roles(tx, person.id) == {}
        await members.unseat(tx, person.id, "B", NOW)
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        assert await roles(tx, person.id) == {"B": Role.MEMBER}


async def test_holders(store: Store) -> None:
    chair, member, gone, secretary = [await somebody(store, n) for n in range(1, 5)]
    async with store.begin() as tx:
        await members.seat(tx, chair.id, "A", Role.MEMBER, NOW)
        await members.seat(tx, chair.id, "B", Role.CHAIR, NOW)
        await members.seat(tx, member.id, "B", Role.MEMBER, NOW)
        await members.seat(tx, gone.id, "B", Role.MEMBER, NOW)
        await members.unseat(tx, gone.id, "B", NOW + SECOND)
        await members.seat(tx, secretary.id, WHOLE_COUNCIL, Role.SECRETARIAT, NOW)
        later = NOW + SECOND
        assert await members.holders(tx, ["A", "B"], later) == [chair, member]
        assert await members.holders(tx, ["B"], later, {Role.MEMBER}) == [member]
        assert await members.holders(tx, ["A", "B"], NOW) == [chair, member, gone]
        assert await members.holders(tx, ["A", "B"], NOW - SECOND) == []
        assert await members.holders(tx, ["B"], later, set()) == []
        assert await members.holders(tx, [], later) == []
        assert await members.secretariat(tx, later) == [secretary]


async def test_a_term_begins_and_ends_by_itself(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await members.seat(tx, person.id, "B", Role.CHAIR, NOW, NOW + DAY, NOW + 2 * DAY)
        assert await roles(tx, person.id, NOW + DAY - SECOND) == {"B": Role.MEMBER}
        assert await roles(tx, person.id, NOW + DAY) == {"B": Role.CHAIR}
        assert await roles(tx, person.id, NOW + 2 * DAY) == {}
        ended = await members.end_seat(tx, person.id, "B", NOW + 3 * DAY, NOW)
        assert ended is not None
        assert (ended.role, ended.until) == (Role.MEMBER, NOW + DAY), "the chair follows, and keeps its beginning"
        await members.end_seat(tx, person.id, "B", None, NOW + DAY)
        assert await roles(tx, person.id, NOW + 9 * DAY) == {"B": Role.CHAIR}
        await members.unseat(tx, person.id, "B", NOW)
        assert await roles(tx, person.id, NOW + DAY) == {}, "what was still to begin never does"
        assert await members.end_seat(tx, person.id, "B", None, NOW + DAY) is None


async def test_a_suspended_role_is_on_the_roster_and_out_of_force(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        assert await members.suspend(tx, person.id, "B", NOW) is None
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW, until=NOW + 9 * DAY)
        assert await members.lift(tx, person.id, "B", NOW) is None
        await members.suspend(tx, person.id, "B", NOW + DAY)
        assert await members.suspend(tx, person.id, "B", NOW + DAY) is None
        assert await roles(tx, person.id, NOW + DAY - SECOND) == {"B": Role.MEMBER}
        assert await roles(tx, person.id, NOW + DAY) == {}
        assert await members.holders(tx, ["B"], NOW + DAY) == []
        lifted = await members.lift(tx, person.id, "B", NOW + 2 * DAY)
        assert lifted is not None
        assert lifted.until == NOW + 9 * DAY
        assert await roles(tx, person.id, NOW + 2 * DAY) == {"B": Role.MEMBER}
        assert await roles(tx, person.id, NOW + 2 * DAY - SECOND) == {}
        assert await roles(tx, person.id, NOW + 9 * DAY) == {}


async def test_roles_given_at_the_same_time_leave_one(store: Store) -> None:
    person = await somebody(store, 5)

    async def give(role: Role) -> None:
        async with store.begin() as tx:
            await members.seat(tx, person.id, "B", role, NOW, until=NOW + DAY)

    await asyncio.gather(*(give(role) for role in (Role.MEMBER, Role.CHAIR, Role.OBSERVER) * 3))
    async with store.read() as tx:
        assert len(await members.seats_of(tx, person.id, NOW)) == 1
