"""What a card shows to one person is what the whole electorate, read at length, says of them; on both engines."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from council.people import Role
from council.rounds import Position
from council.rules import Choice
from storage import arrivals, cards, chats, electorates, forms, members, personal_cards, positions, rounds
from storage.cards import Card
from storage.store import Store
from storage.tables import seats
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, opened, seated

LATER = NOW + timedelta(days=2)


async def lived_through(tx: Transaction, chance: random.Random, person: int) -> None:
    """What may become of a seat while a round is open: it stays, ends, is suspended or lifted, is another's, comes back."""
    at = NOW + timedelta(hours=chance.choice([0, 0, 1, 24, 48, 72]))
    match chance.randrange(7):
        case 0:
            await members.unseat(tx, person, "B", at)
        case 1:
            await members.suspend(tx, person, "B", at)
        case 2:
            await members.suspend(tx, person, "B", at)
            await members.lift(tx, person, "B", at + timedelta(hours=chance.choice([0, 5])))
        case 3:
            await members.seat(tx, person, "B", chance.choice([Role.CHAIR, Role.MEMBER, Role.OBSERVER]), at)
        case 4:
            await members.unseat(tx, person, "B", at)
            await members.seat(tx, person, "B", Role.MEMBER, at + timedelta(hours=chance.choice([0, 5])))
        case _:
            pass


@pytest.mark.parametrize("seed", range(4))
async def test_it_says_what_the_electorate_says(store: Store, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    async with store.begin() as tx:
        ids = [await seated(tx, 100 + at, "B", Role.MEMBER) for at in range(24)]
        round_ = await opened(tx, ids)
        stranger = await seated(tx, 7, "B", Role.OBSERVER)
        for id_ in ids:
            version = chance.choice([1, 1, 2])
            if chance.random() < 0.7:
                taken = Position(id_, chance.choice(list(Choice)), "why", NOW + timedelta(hours=1), version=version)
                await positions.take(tx, round_.id, taken)
            await lived_through(tx, chance, id_)
    for at in (NOW + timedelta(hours=2), LATER, DEADLINE, DEADLINE + timedelta(days=1)):
        async with store.read() as tx:
            found = await electorates.electorate(tx, round_, at)
            tally = await positions.count(tx, round_, found)
            everyone = await members.many(tx, [*ids, stranger])
            some = await personal_cards.find_many(tx, round_, [*ids[:9], stranger], at, tally=True)
            assert some.own == {one.person.id: one for one in found if one.person.id in ids[:9]}
            assert (some.asked, some.tally) == (tally.electorate, tally), at
            for id_, person in everyone.items():
                personal = await personal_cards.find(tx, round_.id, person, "card", at, tally=True)
                assert personal is not None
                assert personal.round == round_
                assert personal.own == next((one for one in found if one.person.id == id_), None)
                assert (personal.asked, personal.tally) == (tally.electorate, tally), at
    assert any(not one.counts for one in found), "somebody was struck, or nothing was proven"


async def test_it_knows_the_card_and_the_objection_and_there_may_be_no_round(store: Store) -> None:
    async with store.begin() as tx:
        id_ = await seated(tx, 5, "B", Role.CHAIR)
        round_ = await opened(tx, [id_])
        person = (await members.many(tx, [id_]))[id_]
        before = await personal_cards.find(tx, round_.id, person, "card", NOW, lock=True)
        await cards.remember(tx, Card(round_.subject, "card", 5, 77, id_))
        await cards.remember(tx, Card(round_.subject, "card", 6, 78, None))
        after = await personal_cards.find(tx, round_.id, person, "card", NOW)
        assert await personal_cards.find(tx, 99, person, "card", NOW, lock=True) is None
    assert before is not None
    assert after is not None
    assert (before.card, after.card, after.objects, after.tally) == (None, 77, False, None)
    assert await rounds_of(store) == [round_.id]


async def rounds_of(store: Store) -> list[int]:
    async with store.read() as tx:
        return list(await rounds.many(tx, [1, 99]))


async def test_a_sender_is_known_in_one_statement(store: Store) -> None:
    async with store.begin() as tx:
        id_ = await seated(tx, 5, "B", Role.CHAIR)
        await members.seat(tx, id_, "A", Role.MEMBER, NOW)
        await members.seat(tx, id_, "C", Role.MEMBER, NOW, LATER)
        nobody = await arrivals.read(tx, 1, 6, 6, NOW)
        anonymous = await arrivals.read(tx, 1, None, -5, NOW)
        fresh = await arrivals.read(tx, 1, 5, 5, NOW)
        await members.heard(tx, id_, NOW)
        await chats.suspend(tx, 5, "blocked", NOW)
        await forms.save(tx, forms.FormRow(id_, "a form", "a step", 1, {}), NOW)
        known = await arrivals.read(tx, 1, 5, 5, NOW + members.HEARD_EVERY / 2)
        hour = await arrivals.read(tx, 1, 5, 5, NOW + members.HEARD_EVERY)
        person = await members.by_telegram(tx, 5)
        held = await members.seats_of(tx, id_, NOW)
        assert await tx.value(sa.select(sa.func.count()).select_from(seats)) == 3
    assert (nobody.person, anonymous.person, nobody.seats, nobody.unheard) == (None, None, (), False)
    assert (fresh.person, fresh.seats, fresh.unheard, fresh.suspended, fresh.has_form) == (person, held, True, False, False)
    assert (known.seats, known.unheard, known.suspended, known.has_form) == (held, False, True, True)
    assert hour.unheard
