"""Requests to take a recommendation up again, on both engines."""

from datetime import timedelta

import pytest

from council.openness import Openness
from council.people import Role
from council.reopening import ReopeningState
from council.rounds import Position, Round
from council.rules import Choice, Ground, Outcome, Terms
from storage import electorates, opinions, positions, reopenings, rounds
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, draft, seated


async def closed(tx: Transaction, choice: Choice, openness: Openness = Openness.NAMED) -> tuple[Round, int]:
    """A round that adopted something, in which one of two took this position."""
    one, other = [await seated(tx, None, "B", Role.MEMBER) for _ in range(2)]
    round_ = await rounds.add(tx, draft(), one, 2026, Terms(openness=openness), [one, other], NOW)
    if openness is Openness.DETACHED:
        await positions.vote(tx, round_.id, one, choice)
    else:
        await positions.take(tx, round_.id, Position(one, choice, "", NOW))
    await rounds.close(tx, round_.id, Outcome.ADOPTED, Ground.CONSENSUS, DEADLINE)
    return await rounds.get(tx, round_.id), one


@pytest.mark.parametrize("openness", Openness)
@pytest.mark.parametrize("choice", [Choice.SUPPORT, Choice.ASIDE, Choice.RESERVATIONS, Choice.OBJECT])
async def test_what_somebody_did_not_agree_with_is_contested(store: Store, openness: Openness, choice: Choice) -> None:
    async with store.begin() as tx:
        round_, one = await closed(tx, choice, openness)
        about = round_.recommendation
        against = choice in {Choice.RESERVATIONS, Choice.OBJECT}
        assert (about in await reopenings.contested(tx, [about])) is against
        assert await reopenings.contested(tx, []) == set()
        if openness is not Openness.DETACHED:
            await electorates.strike(tx, round_.id, one, NOW)
            assert await reopenings.contested(tx, [about]) == set()
            await opinions.hand_in(tx, round_.id, one, "An opinion", NOW)
            assert await reopenings.contested(tx, [about]) == {about}


async def test_one_at_a_time_and_the_committee_after_a_refusal(store: Store) -> None:
    async with store.begin() as tx:
        round_, one = await closed(tx, Choice.OBJECT)
        about = round_.recommendation
        assert await reopenings.add(tx, about, round_.id, "B", one, "What", NOW)
        assert not await reopenings.add(tx, about, round_.id, "B", one, "What else", NOW)
        found = (await reopenings.last_of(tx, [about]))[about]
        assert (found.what, found.undecided) == ("What", True)
        assert await reopenings.undecided_in(tx, ["D"]) == []
        assert await reopenings.undecided_in(tx, ["B"]) == await reopenings.undecided_in(tx, None) == [found]
        await reopenings.decide(tx, found.id, ReopeningState.REFUSED, one, Role.CHAIR, "Why", NOW)
        assert await reopenings.undecided_on(tx, round_.id) is None
        await reopenings.appeal(tx, found.id, "E")
        assert [one_.group for one_ in await reopenings.undecided_in(tx, ["E"])] == ["E"]
        assert await reopenings.follows(tx, about, NOW) == ""
        await reopenings.decide(tx, found.id, ReopeningState.TAKEN_UP, one, Role.CHAIR, "", NOW + timedelta(days=1))
        assert await reopenings.follows(tx, about, NOW + timedelta(days=2)) == "", "its round has no record here"
