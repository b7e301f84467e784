"""Minority opinions on both engines: one of each person, sealed once, in the chain of the rounds' records."""

import json
from datetime import timedelta

import sqlalchemy as sa

from council.chain import Head
from council.people import Person, Role
from council.records import Kind
from council.rounds import Position, Round
from council.rules import Choice, Ground, Outcome, Rule, Terms
from storage import members, opinions, positions, records, rounds
from storage.erasure import personal_data
from storage.records import Fault, FaultKind
from storage.store import Store
from storage.tables import opinions as table, records as records_table
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, draft, seated

UNTIL = DEADLINE + timedelta(days=7)


async def adopted(tx: Transaction) -> tuple[Round, int, int]:
    """A round that adopted something, with two who stood aside, until a week after."""
    chair, one, other = [await seated(tx, None, "B", Role.MEMBER) for _ in range(3)]
    for n, person in enumerate((one, other)):
        await members.change(tx, person, name=f"Expert {n}, group B")
    made = await rounds.add(tx, draft(), chair, 2026, Terms(Rule.CONSENSUS_MINUS, dissent=2), [chair, one, other], NOW)
    for person in (one, other):
        await positions.take(tx, made.id, Position(person, Choice.ASIDE, "", NOW))
    await rounds.close(tx, made.id, Outcome.ADOPTED, Ground.CONSENSUS, DEADLINE)
    await records.keep(tx, made.id, DEADLINE)
    await opinions.open_until(tx, made.id, UNTIL)
    return await rounds.get(tx, made.id), one, other


async def test_the_last_of_each_person_stays(store: Store) -> None:
    async with store.begin() as tx:
        round_, one, other = await adopted(tx)
        for person, text in ((one, "First"), (other, "Second"), (one, "Another in its place")):
            await opinions.hand_in(tx, round_.id, person, text, NOW)
        assert await opinions.own(tx, round_.id, one) == "Another in its place"
        assert {(o.name, o.text) for o in (await opinions.of_rounds(tx, [round_.id]))[round_.id]} == {
            ("Expert 0, group B", "Another in its place"), ("Expert 1, group B", "Second"),
        }  # fmt: skip
        assert await opinions.of_rounds(tx, []) == {}


async def test_they_are_sealed_once_and_name_the_rounds_record(store: Store) -> None:
    async with store.begin() as tx:
        round_, one, _ = await adopted(tx)
        empty, _, _ = await adopted(tx)
        await opinions.hand_in(tx, round_.id, one, "Сарапшы қ", NOW)
        assert await opinions.due(tx, UNTIL - timedelta(seconds=1)) is None
        due = await opinions.due(tx, UNTIL)
        assert due is not None
        assert due.id == round_.id
        hash_ = await records.seal_opinions(tx, due, UNTIL)
        assert await records.seal_opinions(tx, empty, UNTIL) is None
        assert await opinions.due(tx, UNTIL + timedelta(days=99)) is None
    async with store.read() as tx:
        found = await records.verify(tx)
        kept = await records.of_round(tx, round_.id)
        content = await tx.value(sa.select(records_table.c.content).where(records_table.c.kind == Kind.OPINIONS.value))
    assert (found.count, found.faults) == (3, ())
    assert kept is not None
    assert kept.sealed == Head(3, hash_ or "")
    sealed = json.loads(str(content))
    assert (sealed["about"], sealed["number"]) == (kept.hash, round_.number)
    [opinion] = sealed["opinions"]
    assert opinion["text"] == "Сарапшы қ"
    assert "Expert" not in str(content), "people are marks in it"


async def test_what_was_not_sealed_in_time_is_missed(store: Store) -> None:
    async with store.begin() as tx:
        round_, one, _ = await adopted(tx)
        await opinions.hand_in(tx, round_.id, one, "First", NOW)
        assert (await records.verify(tx)).faults == ()
        await opinions.open_until(tx, round_.id, None)
        assert (await records.verify(tx)).faults == (Fault(f"round {round_.id}", FaultKind.MISSING),)


async def test_whoever_is_forgotten_before_it_is_sealed_leaves_nothing_and_after_it_no_name(store: Store) -> None:
    async with store.begin() as tx:
        round_, one, other = await adopted(tx)
        for person in (one, other):
            await opinions.hand_in(tx, round_.id, person, f"The opinion of {person}", NOW)
        await personal_data.forget(tx, await known(tx, one), UNTIL)
        assert await tx.values(sa.select(table.c.person_id)) == [other]
        await records.seal_opinions(tx, round_, UNTIL)
        await personal_data.forget(tx, await known(tx, other), UNTIL)
    async with store.read() as tx:
        assert (await records.verify(tx)).faults == ()
        [opinion] = (await opinions.of_rounds(tx, [round_.id]))[round_.id]
        assert (opinion.name, opinion.text) == (None, f"The opinion of {other}")


async def known(tx: Transaction, person: int) -> Person:
    found = await members.find(tx, person)
    assert found is not None
    return found
