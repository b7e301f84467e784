"""Ways in: the first to decide decides, and a link is used once."""

import asyncio

import pytest

from council.errors import AlreadyAsked, AlreadyDecided
from council.people import Role
from council.throttle import Tries
from storage import admissions
from storage.store import Store
from tests.storage.people import DAY, NOW, SECOND, somebody


async def invitation(store: Store, token_hash: str = "hash") -> int:
    async with store.begin() as tx:
        return await admissions.add_invitation(tx, token_hash, ("A", "B"), Role.MEMBER, NOW + DAY, None, NOW)


async def test_a_person_has_one_open_request(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        first = await admissions.add_request(tx, person.id, ("A", "B"), NOW)
        with pytest.raises(AlreadyDecided):
            await admissions.add_request(tx, person.id, ("C",), NOW)
        second = await admissions.add_request(tx, other.id, ("C",), NOW)
        assert [r.id for r in await admissions.open_requests(tx)] == [first, second]
        [mine] = await admissions.open_requests(tx, person.id)
        assert (mine.groups, mine.state, mine.made_at, mine.subject) == (("A", "B"), "open", NOW, f"request:{first}")
        await admissions.decide(tx, first, "declined", other.id, NOW)
        third = await admissions.add_request(tx, person.id, ("C",), NOW)
        assert [r.id for r in await admissions.open_requests(tx)] == [second, third]
        assert await admissions.request(tx, 999) is None


async def test_the_first_decides(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        request = await admissions.add_request(tx, person.id, ("A",), NOW)

    async def decide(state: str) -> str:
        try:
            async with store.begin() as tx:
                await admissions.decide(tx, request, state, person.id, NOW)
        except AlreadyDecided:
            return "late"
        return state

    told = await asyncio.gather(*(decide("approved" if n % 2 else "declined") for n in range(8)))
    assert told.count("late") == 7
    async with store.read() as tx:
        decided = await admissions.request(tx, request)
        assert decided is not None
        assert decided.state in told


async def test_requests_made_at_the_same_time_are_one(store: Store) -> None:
    person = await somebody(store, 1)

    async def ask() -> bool:
        try:
            async with store.begin() as tx:
                await admissions.add_request(tx, person.id, ("A",), NOW)
        except AlreadyDecided:
            return False
        return True

    assert sum(await asyncio.gather(*(ask() for _ in range(8)))) == 1


async def test_an_invitation_is_used_once_however_many_come_at_once(store: Store) -> None:
    id_ = await invitation(store)

    async def use() -> bool:
        async with store.begin() as tx:
            return await admissions.use(tx, id_)

    assert sum(await asyncio.gather(*(use() for _ in range(12)))) == 1
    async with store.begin() as tx:
        found = await admissions.invitation(tx, "hash")
        assert found is not None
        assert not found.usable(NOW)
        assert not await admissions.revoke(tx, id_, NOW), "used up: nothing to revoke"


async def test_what_makes_an_invitation_unusable(store: Store) -> None:
    id_ = await invitation(store)
    async with store.begin() as tx:
        found = await admissions.invitation(tx, "hash")
        assert found is not None
        assert (found.groups, found.role) == (("A", "B"), Role.MEMBER)
        assert found.usable(NOW + DAY - SECOND)
        assert not found.usable(NOW + DAY)
        assert await admissions.invitation(tx, "another") is None
        assert await admissions.revoke(tx, id_, NOW)
        assert not await admissions.revoke(tx, id_, NOW)
        found = await admissions.invitation(tx, "hash")
        assert found is not None
        assert not found.usable(NOW)


async def test_one_question_at_a_time(store: Store) -> None:
    person, secretary = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        request = await admissions.add_request(tx, person.id, ("A",), NOW)
        first = await admissions.ask(tx, request, secretary.id, "Who?", NOW)
        with pytest.raises(AlreadyAsked):
            await admissions.ask(tx, request, secretary.id, "And why?", NOW)
        assert await admissions.answer(tx, first, "Somebody", NOW + SECOND)
        assert not await admissions.answer(tx, first, "Somebody else", NOW + SECOND)
        second = await admissions.ask(tx, request, secretary.id, "And why?", NOW + 2 * SECOND)
        asked = await admissions.questions(tx, request)
        assert [(q.id, q.question, q.answer) for q in asked] == [
            (first, "Who?", "Somebody"),
            (second, "And why?", None),
        ]
        assert await admissions.question(tx, second) == asked[1]


async def test_a_request_comes_to_mind_once(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        first = await admissions.add_request(tx, person.id, ("A",), NOW)
        second = await admissions.add_request(tx, other.id, ("A",), NOW + DAY)
        assert await admissions.next_made(tx, NOW) == NOW + DAY
        assert await admissions.next_waiting(tx, NOW - SECOND) is None
        found = await admissions.next_waiting(tx, NOW + DAY)
        assert found is not None
        assert found.id == first
        await admissions.reminded(tx, first, NOW)
        await admissions.decide(tx, second, "declined", None, NOW, "Why not")
        assert await admissions.next_waiting(tx, NOW + DAY) is None
        assert await admissions.next_made(tx, NOW - DAY) is None
        declined = await admissions.request(tx, second)
        assert declined is not None
        assert declined.reason == "Why not"


async def test_invitations_that_can_be_used(store: Store) -> None:
    entry = await somebody(store, 1)
    async with store.begin() as tx:
        ids = [
            await admissions.add_invitation(tx, f"h{n}", ("A",), Role.MEMBER, expires, None, NOW, person, uses)
            for n, (expires, person, uses) in enumerate(
                (
                    (NOW + DAY, None, 2),
                    (NOW, None, 1),
                    (NOW + DAY, entry.id, 1),
                    (NOW + DAY, None, 1),
                    (NOW + DAY, None, 1),
                )
            )
        ]
        assert await admissions.revoke(tx, ids[3], NOW)
        assert await admissions.use(tx, ids[0])
        found, n = await admissions.usable(tx, NOW, 10)
        assert [each.id for each in found] == [ids[4], ids[0], ids[2]], "those for one entry come last"
        assert (n, found[1].uses, found[1].uses_left) == (3, 2, 1)
        assert [each.id for each in (await admissions.usable(tx, NOW, 1, 1))[0]] == [ids[0]]


async def test_tries_are_counted(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        assert await admissions.tries(tx, person.id) == Tries()
        for n in range(3):
            await admissions.tried(tx, person.id, NOW + n * SECOND)
        assert await admissions.tries(tx, person.id) == Tries(3, NOW + 2 * SECOND)
