"""Audiences as SQL say exactly what the rules say, on both engines."""

from collections import Counter
from itertools import product

import sqlalchemy as sa
from hypothesis import given, settings

from council.audiences import Known, Whom, belongs
from council.people import Role, Seat
from storage import audiences, chats, members, news
from storage.store import Store, Transaction
from storage.tables import people
from tests.audiences import COUNTRIES, LANGUAGES, SINCE
from tests.audiences import audiences as any_audience

SEATS = (
    (),
    (Seat("A", Role.MEMBER, SINCE),),
    (Seat("B", Role.OBSERVER, SINCE), Seat("EC", Role.CHAIR, SINCE)),
)


def many_audiences() -> list[Whom]:
    found: list[Whom] = []

    @settings(max_examples=150, derandomize=True, database=None)
    @given(any_audience)
    def keep(whom: Whom) -> None:
        found.append(whom)

    keep()
    return found


async def crowd(tx: Transaction) -> list[Known]:
    """One person of every kind."""
    kinds = product(SEATS, COUNTRIES, LANGUAGES, (True, False), (True, False))
    there = []
    for number, (seats, country, language, subscribed, reached) in enumerate(kinds, start=1):
        person = await members.add(tx, 100 + number, language, "UTC", SINCE)
        await tx.write(sa.update(people).where(people.c.id == person.id).values(country=country))
        for seat in seats:
            await members.seat(tx, person.id, seat.group, seat.role, SINCE)
        if subscribed:
            await news.subscribe(tx, person.id, SINCE)
        if not reached:
            await chats.suspend(tx, 100 + number, "bot was blocked by the user", SINCE)
        there.append(Known(person.id, seats, country, language, subscribed, reached))
    return there


async def test_they_find_whom_the_rules_name(store: Store) -> None:
    wanted = many_audiences()
    async with store.begin() as tx:
        there = await crowd(tx)
        sizes = set()
        for whom in wanted:
            expected = [person for person in there if belongs(whom, person)]
            sizes.add(len(expected))
            found = await audiences.chunk(tx, whom, SINCE, 0, 1000)
            assert [person.id for person in found] == [person.id for person in expected], whom
            assert await audiences.count(tx, whom, SINCE) == len(expected)
            assert await audiences.by_language(tx, whom, SINCE) == Counter(person.language for person in expected)
            for person in (there[0], there[-1]):
                assert await audiences.includes(tx, whom, person.id, SINCE) is (person in expected)
    assert len(wanted) > 50
    assert len(sizes) > 10, "audiences of many sizes were looked at"


async def test_countries_that_are_chosen_from_are_those_of_people_with_seats(store: Store) -> None:
    async with store.begin() as tx:
        await crowd(tx)
        assert sorted(await audiences.countries(tx, SINCE)) == ["Kazakhstan", "Uzbekistan"]
