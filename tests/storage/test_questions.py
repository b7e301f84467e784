"""Questions and answers on both engines; above all, that without names nothing joins people to what they chose."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from council.people import Role
from council.questions import Place, Question, QuestionDraft
from storage import questions
from storage.store import Store
from storage.tables import audit, forms, outbox, question_answers, question_options, question_voters, updates
from storage.transaction import Transaction
from tests.due import due
from tests.storage.recommendations import seated

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CLOSES = NOW + timedelta(hours=1)


async def asked(tx: Transaction, *, named: bool, several: bool = False, people: int = 5) -> tuple[Question, list[int]]:
    ids = [await seated(tx, None, "B", Role.MEMBER) for _ in range(people)]
    draft = QuestionDraft("B", "Where?", ("Here", "There", "Nowhere"), several, named, Place.PRIVATE, CLOSES)
    return await questions.add(tx, draft, ids[0], NOW), ids


async def test_a_question_comes_back_and_closes_once(store: Store) -> None:
    async with store.begin() as tx:
        question, _ = await asked(tx, named=True)
        assert await due(tx, NOW, questions.CLOSE_DUE) == CLOSES
        assert await questions.due(tx, NOW) is None
        found = await questions.due(tx, CLOSES)
        assert found == question == await questions.find(tx, question.id)
        assert await questions.find(tx, 99) is None
        assert await questions.close(tx, question.id, CLOSES)
        assert not await questions.close(tx, question.id, CLOSES)
        assert await questions.due(tx, CLOSES) is None
        assert await due(tx, NOW, questions.CLOSE_DUE) is None


@pytest.mark.parametrize("several", [True, False])
async def test_named_answers_are_replaced(store: Store, several: bool) -> None:
    async with store.begin() as tx:
        question, people = await asked(tx, named=True, several=several)
        await questions.choose(tx, question.id, people[0], {0, 1})
        await questions.choose(tx, question.id, people[0], {2})
        await questions.choose(tx, question.id, people[1], {2})
    async with store.read() as tx:
        counted = await questions.counted(tx, question, NOW)
        assert await questions.chosen_by(tx, question.id, people[0]) == (2,)
    assert (counted.answered, counted.asked, counted.chosen) == (2, 5, (0, 0, 2))


async def test_many_answers_at_once_are_each_counted_once(store: Store) -> None:
    async with store.begin() as tx:
        question, people = await asked(tx, named=False, people=8)

    async def press(person: int, place: int) -> bool:
        async with store.begin() as tx:
            return await questions.count_unnamed(tx, question.id, person, {place})

    counted = await asyncio.gather(*(press(person, place % 3) for place, person in enumerate([*people, *people])))
    assert sum(counted) == 8
    async with store.read() as tx:
        found = await questions.counted(tx, question, NOW)
        assert await questions.answered_among(tx, question.id, [people[0], 999]) == {people[0]}
    assert (found.answered, sum(found.chosen), found.names) == (8, 8, ())


async def test_nothing_joins_people_to_what_they_chose_without_names(store: Store) -> None:
    """Whoever has the database sees the same, whoever of two people chose which of two options."""
    seen: list[str] = []
    for order in ((0, 1), (1, 0)):
        async with store.begin() as tx:
            question, people = await asked(tx, named=False)
            for person, place in zip(people[:2], order, strict=True):
                assert await questions.count_unnamed(tx, question.id, person, {place})
            kept = sa.select(question_options.c.place, question_options.c.text, question_options.c.chosen)
            mine = kept.where(question_options.c.question_id == question.id).order_by(question_options.c.place)
            seen.append(repr([tuple(row.values()) for row in await tx.rows(mine)]))
            for table in (question_answers, audit, outbox, updates, forms):
                assert await tx.rows(sa.select(table)) == [], table.name
    assert seen[0] == seen[1]
    assert {column.name for column in question_voters.c} == {"question_id", "person_id"}
    if store.engine.dialect.name == "sqlite":
        async with store.read() as tx:
            with pytest.raises(sa.exc.OperationalError, match="rowid"):
                await tx.rows(sa.text("SELECT rowid FROM question_voters"))


async def test_every_counter_is_written_by_every_answer(store: Store) -> None:
    """PostgreSQL marks each row with the transaction that wrote it last: it must be the same one for all."""
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps no such mark")
    async with store.begin() as tx:
        question, people = await asked(tx, named=False)
    for place, person in enumerate(people[:3]):
        async with store.begin() as tx:
            await questions.count_unnamed(tx, question.id, person, {place})
        async with store.read() as tx:
            marks = await tx.rows(sa.text("SELECT DISTINCT xmin FROM question_options"))
        assert len(marks) == 1
