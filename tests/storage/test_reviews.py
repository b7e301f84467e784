"""What waits for those who lead rounds, the counts as they are drawn without names, and reviews; on both engines."""

from datetime import date, timedelta

from council.openness import Openness
from council.people import Role
from council.reviews import ReviewState
from council.rounds import Position, Round
from council.rules import Choice, Ground, Outcome, Tally, Terms
from storage import drawn_counts, electorates, objections, positions, reviews, round_tasks, rounds
from storage.round_tasks import Waits
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, draft, seated

DAY = date(2026, 12, 20)
SOON = NOW + timedelta(days=1)


async def group(tx: Transaction, openness: Openness = Openness.NAMED) -> tuple[Round, list[int]]:
    ids = [await seated(tx, 100 + at, "B", Role.MEMBER) for at in range(5)]
    return await rounds.add(tx, draft(), ids[0], 2026, Terms(openness=openness), ids, NOW), ids


async def taken(tx: Transaction, round_: Round, person: int, choice: Choice) -> Position:
    position = Position(person, choice, "Why", NOW)
    await positions.take(tx, round_.id, position)
    return position


async def test_what_waits_for_those_who_lead(store: Store) -> None:
    async with store.begin() as tx:
        round_, ids = await group(tx)
        for id_ in ids[1:]:
            await taken(tx, round_, id_, Choice.SUPPORT)
        assert not await round_tasks.is_complete(tx, round_.id)
        assert not any((await round_tasks.leading_in(tx, ["B"], SOON)).values())
        _, raised = await objections.raise_(tx, round_.id, await taken(tx, round_, ids[0], Choice.OBJECT))
        assert await round_tasks.is_complete(tx, round_.id)
        waits = await round_tasks.leading_in(tx, None, SOON)
        assert [why for why in Waits if waits[why]] == [Waits.OBJECTED]
        assert not any((await round_tasks.leading_in(tx, ["A"], SOON)).values())
        await objections.answer(tx, raised, "Answer", ids[1], NOW)
        waits = await round_tasks.leading_in(tx, ["B"], SOON)
        assert [why for why in Waits if waits[why]] == [Waits.COMPLETE]
        await rounds.wait_for_chair(tx, round_.id, SOON)
        waits = await round_tasks.leading_in(tx, ["B"], DEADLINE)
        assert [why for why in Waits if waits[why]] == [Waits.UNDECIDED]


async def test_counts_are_drawn_with_who_answered_since(store: Store) -> None:
    async with store.begin() as tx:
        named, _ = await group(tx)
        round_, ids = await group_of(tx)
        for id_, choice in zip(ids, (Choice.SUPPORT, Choice.ASIDE), strict=False):
            await taken(tx, round_, id_, choice)
        await taken(tx, round_, ids[0], Choice.ASIDE)
        assert await drawn_counts.answered_since(tx, round_.id) == 2
        electors = await electorates.of_rounds(tx, [named, round_], NOW)
        found = await drawn_counts.of_rounds(tx, [named, round_], electors)
        assert found.keys() == {round_.id}
        assert (found[round_.id].tally, found[round_.id].since) == (Tally(5), frozenset(ids[:2]))
        await drawn_counts.draw(tx, round_.id, Tally(5, aside=2))
        assert await drawn_counts.answered_since(tx, round_.id) == 0
        await taken(tx, round_, ids[4], Choice.SUPPORT)
        found = await drawn_counts.of_rounds(tx, [round_], electors)
        assert (found[round_.id].tally, found[round_.id].since) == (Tally(5, aside=2), frozenset({ids[4]}))


async def group_of(tx: Transaction) -> tuple[Round, list[int]]:
    ids = [await seated(tx, 200 + at, "B", Role.MEMBER) for at in range(5)]
    return await rounds.add(tx, draft(), ids[0], 2026, Terms(openness=Openness.CONFIDENTIAL), ids, NOW), ids


async def test_a_review_is_due_until_it_is_decided(store: Store) -> None:
    async with store.begin() as tx:
        round_, ids = await group(tx)
        await rounds.close(tx, round_.id, Outcome.ADOPTED, Ground.CONSENT, DEADLINE, spoken_by=Role.SECRETARIAT)
        assert (await rounds.get(tx, round_.id)).spoken_by is Role.SECRETARIAT
        id_ = await reviews.add(tx, round_.id, DAY, SOON)
        assert await reviews.next_due(tx, NOW) is None
        due = await reviews.next_due(tx, SOON)
        assert due is not None
        assert (due.id, due.day, due.state) == (id_, DAY, ReviewState.OPEN)
        await reviews.wait(tx, id_, None)
        assert await reviews.next_due(tx, DEADLINE) is None
        assert await reviews.due_by(tx, None, DAY - timedelta(days=1)) == []
        for groups in (None, ["B"]):
            assert [one.id for one in await reviews.due_by(tx, groups, DAY)] == [id_]
        assert await reviews.due_by(tx, ["A"], DAY) == []
        await reviews.move(tx, id_, ReviewState.ENDING, NOW, due_at=SOON, note="Why", by=ids[0], role=Role.CHAIR)
        assert await reviews.note_of(tx, id_) == ("Why", Role.CHAIR)
        await reviews.supersede(tx, round_.recommendation, round_.id)
        assert await reviews.undecided_on(tx, round_.id) is not None, "not by the round itself"
        await reviews.supersede(tx, round_.recommendation, round_.id + 1)
        assert await reviews.undecided_on(tx, round_.id) is None
