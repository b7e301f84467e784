"""Interests declared in recommendations, on both engines."""

import pytest

from council.people import Role
from council.rounds import Position
from council.rules import Choice, Terms
from storage import electorates, members, personal_cards, positions, recommendations, recusals, rounds
from storage.erasure import personal_data
from storage.store import Store
from tests.storage.recommendations import DEADLINE, NOW, draft, opened, seated


async def test_kept_once_and_taken_back(store: Store) -> None:
    async with store.begin() as tx:
        chair = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [chair])
        about = round_.recommendation
        assert await recusals.add(tx, about, chair, "Words", NOW)
        assert not await recusals.add(tx, about, chair, "Other words", NOW)
        assert await recusals.of(tx, about) == {chair: "Words"}
        assert await recusals.of_many(tx, []) == {}
        assert await recusals.drop(tx, about, chair)
        assert not await recusals.drop(tx, about, chair)


@pytest.mark.parametrize("detached", [False, True])
async def test_it_is_known_whether_anything_was_taken(store: Store, detached: bool) -> None:
    async with store.begin() as tx:
        chair = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [chair])
        assert not await recusals.is_anything_taken(tx, round_.id)
        if detached:
            assert await positions.vote(tx, round_.id, chair, Choice.SUPPORT)
        else:
            await positions.take(tx, round_.id, Position(chair, Choice.SUPPORT, "", NOW))
            await positions.drop(tx, round_.id, chair)  # what was taken back was taken
        assert await recusals.is_anything_taken(tx, round_.id)


async def test_whoever_is_out_counts_nowhere_whatever_their_seats(store: Store) -> None:
    async with store.begin() as tx:
        people = [await seated(tx, n, "B", Role.MEMBER) for n in range(1, 5)]
        made = await rounds.add(tx, draft(), people[0], 2026, Terms(), people, NOW)
        await rounds.withdraw(tx, made.id, NOW)
        about = (await recommendations.many(tx, [made.recommendation]))[made.recommendation]
        terms, out = Terms(), {people[1]: "Words"}
        round_ = await rounds.open_(tx, about, "B", terms, None, DEADLINE, people[0], people, NOW, out)
        await recusals.take_out(tx, round_.id, people[2], "", NOW)
    async with store.read() as tx:
        found = await electorates.electorate(tx, round_, NOW)
        assert {e.person.id: (e.counts, e.recused, e.interest) for e in found} == {
            people[0]: (True, False, ""), people[1]: (False, True, "Words"), people[2]: (False, True, ""),
            people[3]: (True, False, ""),
        }  # fmt: skip
        person = await members.find(tx, people[1])
        assert person is not None
        personal = await personal_cards.find(tx, round_.id, person, "card", NOW, tally=True)
        assert personal is not None
        assert (personal.asked, personal.own is not None and personal.own.recused) == (2, True)
        assert await rounds.waiting_for(tx, people[1], NOW) == []
        assert len(await rounds.waiting_for(tx, people[0], NOW)) == 1
        assert await electorates.ended(tx, NOW, 10) == []


async def test_words_are_forgotten_with_their_person(store: Store) -> None:
    async with store.begin() as tx:
        chair = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [chair])
        await recusals.add(tx, round_.recommendation, chair, "Words", NOW)
        await recusals.take_out(tx, round_.id, chair, "Words", NOW)
        person = await members.find(tx, chair)
        assert person is not None
        await personal_data.forget(tx, person, NOW)
    async with store.read() as tx:
        assert await recusals.of(tx, round_.recommendation) == {}
        [elector] = await electorates.electorate(tx, round_, NOW)
        assert (elector.recused, elector.interest) == (True, "")
