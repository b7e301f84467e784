"""What is kept until it is done with: half-finished forms, updates and their answers, and the books."""

import asyncio
from dataclasses import replace

from storage import audit, forms, updates
from storage.forms import Asked, FormRow
from storage.store import Store
from tests.storage.people import MINUTE, NOW, SECOND, somebody

ANSWERS: list[dict[str, object]] = [{"do": "say", "chat": 5, "html": "<b>Ваша страна?</b>", "keys": [[{"text": "✓"}]]}]


async def test_a_person_has_one_form_and_it_comes_back_as_it_was(store: Store) -> None:
    person = await somebody(store, 1)
    data: dict[str, object] = {"name": "Эксперт 😀", "groups": ["A", "B"], "!ticked": [], "n": 5, "none": None}
    row = FormRow(person.id, "register", "country", 17, data)
    async with store.begin() as tx:
        assert await forms.load(tx, person.id) is None
        await forms.save(tx, row, NOW)
    async with store.begin() as tx:
        assert await forms.load(tx, person.id) == row
        await forms.save(tx, replace(row, step="!preview", kind="join"), NOW)
        found = await forms.load(tx, person.id)
        assert found is not None
        assert (found.kind, found.step) == ("join", "!preview")
        await forms.note_asked(tx, [Asked(1, 17, "!preview", 40), Asked(1, 17, "country", 41), Asked(2, 17, "!preview", 42)])
        found = await forms.load(tx, person.id)
        assert found is not None
        assert found.asked == 40, "a question that was answered meanwhile is not the one that is asked"
        assert await forms.drop(tx, person.id)
        assert not await forms.drop(tx, person.id)
        assert await forms.load(tx, person.id) is None


async def test_an_update_has_its_effect_once(store: Store) -> None:
    async with store.begin() as tx:
        assert await updates.begin(tx, 7, NOW)
        assert not await updates.begin(tx, 7, NOW)
    async with store.begin() as tx:
        assert not await updates.begin(tx, 7, NOW)
        assert await updates.begin(tx, 2**53, NOW)


async def test_an_update_that_comes_many_times_at_once_has_its_effect_once(store: Store) -> None:
    async def take() -> bool:
        async with store.begin() as tx:
            first = await updates.begin(tx, 7, NOW)
            if first:
                await audit.record(tx, NOW, "person:1", "effect")
            return first

    assert sum(await asyncio.gather(*(take() for _ in range(10)))) == 1
    async with store.read() as tx:
        assert len(await audit.entries(tx)) == 1


async def test_answers_are_kept_until_they_were_given(store: Store) -> None:
    async with store.begin() as tx:
        await updates.begin(tx, 7, NOW)
        await updates.begin(tx, 8, NOW)
        assert await updates.unanswered(tx, 7) == []
        await updates.leave_answers(tx, 7, ANSWERS)
        await updates.leave_answers(tx, 8, ANSWERS)
    async with store.begin() as tx:
        assert await updates.unanswered(tx, 7) == ANSWERS
        await updates.answered(tx, [7])
        assert await updates.unanswered(tx, 7) == []
        assert await updates.unanswered(tx, 8) == ANSWERS
        assert await updates.unanswered(tx, 9) == []
        assert not await updates.begin(tx, 7, NOW), "answered, and still not to be had again"


async def test_an_update_that_was_set_aside_is_not_tried_again(store: Store) -> None:
    async with store.begin() as tx:
        await updates.set_aside(tx, 7, "ValueError", NOW)
        await updates.set_aside(tx, 7, "ValueError", NOW)
        assert await updates.aside(tx) == 1
        assert not await updates.begin(tx, 7, NOW)


async def test_updates_that_cannot_come_again_are_forgotten(store: Store) -> None:
    async with store.begin() as tx:
        await updates.begin(tx, 7, NOW)
        await updates.begin(tx, 8, NOW + MINUTE)
        assert await updates.prune(tx, NOW + updates.KEPT) == 0
        assert await updates.prune(tx, NOW + updates.KEPT + SECOND) == 1
        assert not await updates.begin(tx, 8, NOW)
        assert await updates.begin(tx, 7, NOW)


async def test_the_books_are_in_order_and_hold_what_they_were_told(store: Store) -> None:
    async with store.begin() as tx:
        await audit.record(tx, NOW, "operator", "invitation made", "invitation:1", {"groups": ["A"], "role": "member"})
        await audit.record(tx, NOW, "person:1", "joined", "invitation:1")
        await audit.record(tx, NOW, "person:2", "refused: invite")
        assert await audit.entries(tx) == [
            ("operator", "invitation made", "invitation:1"),
            ("person:1", "joined", "invitation:1"),
            ("person:2", "refused: invite", ""),
        ]
        assert await audit.entries(tx, "joined") == [("person:1", "joined", "invitation:1")]
