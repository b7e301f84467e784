"""Requests to join: one is open at a time, and the first to decide decides."""

import asyncio

import pytest

from council.errors import AlreadyAsked, AlreadyDecided
from storage import join_requests
from storage.store import Store
from tests.due import due
from tests.storage.people import DAY, NOW, SECOND, somebody


async def test_a_person_has_one_open_request(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        first = await join_requests.add(tx, person.id, ("A", "B"), NOW)
        with pytest.raises(AlreadyDecided):
            await join_requests.add(tx, person.id, ("C",), NOW)
        second = await join_requests.add(tx, other.id, ("C",), NOW)
        assert [r.id for r in await join_requests.list_open(tx)] == [first, second]
        [mine] = await join_requests.list_open(tx, person.id)
        assert (mine.groups, mine.state, mine.made_at, mine.subject) == (("A", "B"), "open", NOW, f"request:{first}")
        await join_requests.decide(tx, first, "declined", other.id, NOW)
        third = await join_requests.add(tx, person.id, ("C",), NOW)
        assert [r.id for r in await join_requests.list_open(tx)] == [second, third]
        assert await join_requests.find(tx, 999) is None


async def test_the_first_decides(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        request = await join_requests.add(tx, person.id, ("A",), NOW)

    async def decide(state: str) -> str:
        try:
            async with store.begin() as tx:
                await join_requests.decide(tx, request, state, person.id, NOW)
        except AlreadyDecided:
            return "late"
        return state

    told = await asyncio.gather(*(decide("approved" if n % 2 else "declined") for n in range(8)))
    assert told.count("late") == 7
    async with store.read() as tx:
        decided = await join_requests.find(tx, request)
        assert decided is not None
        assert decided.state in told


async def test_requests_made_at_the_same_time_are_one(store: Store) -> None:
    person = await somebody(store, 1)

    async def ask() -> bool:
        try:
            async with store.begin() as tx:
                await join_requests.add(tx, person.id, ("A",), NOW)
        except AlreadyDecided:
            return False
        return True

    assert sum(await asyncio.gather(*(ask() for _ in range(8)))) == 1


async def test_one_question_at_a_time(store: Store) -> None:
    person, secretary = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        request = await join_requests.add(tx, person.id, ("A",), NOW)
        first = await join_requests.ask(tx, request, secretary.id, "Who?", NOW)
        with pytest.raises(AlreadyAsked):
            await join_requests.ask(tx, request, secretary.id, "And why?", NOW)
        assert await join_requests.answer(tx, first, "Somebody", NOW + SECOND)
        assert not await join_requests.answer(tx, first, "Somebody else", NOW + SECOND)
        second = await join_requests.ask(tx, request, secretary.id, "And why?", NOW + 2 * SECOND)
        asked = await join_requests.questions_of(tx, request)
        assert [(q.id, q.question, q.answer) for q in asked] == [(first, "Who?", "Somebody"), (second, "And why?", None)]
        assert await join_requests.find_question(tx, second) == asked[1]


async def test_a_request_comes_to_mind_once(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        first = await join_requests.add(tx, person.id, ("A",), NOW)
        second = await join_requests.add(tx, other.id, ("A",), NOW + DAY)
        assert await due(tx, NOW, join_requests.OLDEST_WAITING) == NOW
        assert await join_requests.next_waiting(tx, NOW - SECOND) is None
        found = await join_requests.next_waiting(tx, NOW + DAY)
        assert found is not None
        assert found.id == first
        await join_requests.mark_reminded(tx, first, NOW)
        await join_requests.decide(tx, second, "declined", None, NOW, "Why not")
        assert await join_requests.next_waiting(tx, NOW + DAY) is None
        assert await due(tx, NOW, join_requests.OLDEST_WAITING) is None
        declined = await join_requests.find(tx, second)
        assert declined is not None
        assert declined.reason == "Why not"
