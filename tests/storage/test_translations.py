"""Remarks about texts and corrected texts, on both engines."""

from datetime import timedelta

from storage import members, translations
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.people import NOW, somebody

LATER = NOW + timedelta(minutes=1)
SOURCE = "", "Nothing waits for you."


async def says(tx: Transaction) -> list[tuple[str, ...]]:
    return [tuple(one.forms) for one in await translations.valid(tx)]


async def test_a_text_has_one_correction_in_a_language(store: Store) -> None:
    async with store.begin() as tx:
        states = [await translations.state(tx)]
        first = await translations.put(tx, "ru", "k1", SOURCE, ["один"], None, NOW)
        states.append(await translations.state(tx))
        second = await translations.put(tx, "ru", "k1", SOURCE, ["два"], None, LATER)
        await translations.put(tx, "uz", "k1", SOURCE, ["uch", "toʻrt"], None, LATER)
        states.append(await translations.state(tx))
        assert await says(tx) == [("uch", "toʻrt"), ("два",)]
        assert await translations.valid(tx, "ru") == [second]
        ended = await translations.find(tx, first.id)
        assert ended is not None
        assert ended.ended_at == LATER
        assert not await translations.end(tx, first.id, LATER)
        assert (await translations.end(tx, second.id, LATER), await translations.end(tx, second.id, LATER)) == (True, False)
        states.append(await translations.state(tx))
        assert await says(tx) == [("uch", "toʻrt")]
        assert len(set(states)) == len(states), "each change is seen"


async def test_remarks_wait_until_they_are_decided_on(store: Store) -> None:
    one, other = (await somebody(store, 1)).id, (await somebody(store, 2)).id
    async with store.begin() as tx:
        mine = await translations.add_remark(tx, one, "ru", "k1", "Плохо", NOW)
        theirs = await translations.add_remark(tx, other, "ru", "k1", "Хуже", NOW)
        assert await translations.open_remarks(tx) == [mine, theirs]
        assert await translations.open_remarks(tx, one) == [mine]
        await translations.decide(tx, [mine.id], other, LATER, corrected=True)
        assert await translations.open_remarks(tx) == [theirs]
        found = await translations.find_remark(tx, mine.id, lock=True)
        assert found is not None
        assert (found.decided_at, found.corrected, found.words) == (LATER, True, "Плохо")


async def test_what_somebody_reads_is_kept(store: Store) -> None:
    id_ = (await somebody(store, 1)).id
    async with store.begin() as tx:
        await members.change(tx, id_, second_language="en", script="Cyrl")
        person = await members.find(tx, id_)
        assert person is not None
        assert (person.second_language, person.script) == ("en", "Cyrl")
