"""Records on both engines: written once, chained, checked, and what the database itself refuses."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from council.chain import GENESIS, Head
from council.meetings import MeetingDraft
from council.openness import Openness
from council.opinions import OpinionsRecord, SealedOpinion
from council.people import Role
from council.records import Kind
from council.rounds import Position, Way
from council.rules import Choice, Ground, Outcome, Rule, Terms
from storage import electorates, meetings, members, positions, records, rounds
from storage.erasure import personal_data
from storage.record_builder import Marks
from storage.records import Fault, FaultKind
from storage.store import Store
from storage.tables import record_names, records as table
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, draft, opened, seated
from tests.storage.records import LATER, closed


async def faults(store: Store) -> tuple[Fault, ...]:
    async with store.read() as tx:
        return (await records.verify(tx)).faults


async def test_a_record_says_how_it_came_out_and_each_follows_from_the_one_before(store: Store) -> None:
    async with store.begin() as tx:
        assert await records.head(tx) == GENESIS
        first, _, other = await closed(tx)
        second, _, _ = await closed(tx)
    async with store.read() as tx:
        one, two = await records.of_round(tx, first.id), await records.of_round(tx, second.id)
        assert await records.of_round(tx, 99) is None
        found = await records.verify(tx)
        register = await records.listed(tx)
        assert await records.head(tx) == found.head == Head(2, register[1].hash)
    assert one is not None
    assert two is not None
    assert (one.previous, two.previous) == (GENESIS.hash, one.hash)
    assert (found.count, found.head, found.faults) == (2, Head(2, two.hash), ())
    assert [(line.record.number, line.hash) for line in register] == [
        ("B-2026-01", one.hash), ("B-2026-02", two.hash),
    ]  # fmt: skip
    record = one.record
    assert (record.outcome, record.ground, record.counts.objections) == ("not adopted", "objection", 1)
    [objection] = record.objections
    assert one.names[objection.who] == "Сарапшы Ғ. қ, B тобы"
    assert (objection.harm, objection.remedy) == ("harm", "remedy")
    [answer] = objection.answers
    assert (answer.text, one.names[answer.by]) == ("An answer", "Председатель, группа B")
    assert len({*one.names} & {*two.names}) == 0, "the same person has another mark in every record"
    assert str(other) not in {*one.names}


async def test_nothing_changes_a_record(store: Store) -> None:
    async with store.begin() as tx:
        await closed(tx)
    for statement in (
        sa.update(table).values(content="{}"),
        sa.update(table).values(made_at=NOW),
        sa.delete(table).where(table.c.id == 1),
    ):
        with pytest.raises(DBAPIError, match="only added to"):
            async with store.begin() as tx:
                await tx.write(statement)
    assert await faults(store) == ()


async def without_guards(tx: Transaction) -> None:
    """As someone would who owns the database."""
    if tx.dialect == "sqlite":
        await tx.write(sa.text("DROP TRIGGER records_not_changed"))
        await tx.write(sa.text("DROP TRIGGER records_not_deleted"))
    else:
        await tx.write(sa.text("SET LOCAL session_replication_role = replica"))


@pytest.mark.parametrize("changed", ["content", "names", "taken out"])
async def test_what_was_changed_all_the_same_is_found(store: Store, changed: str) -> None:
    async with store.begin() as tx:
        first, _, _ = await closed(tx)
        await closed(tx)
    async with store.begin() as tx:
        if changed == "names":
            await tx.write(sa.update(record_names).where(record_names.c.record_id == 1).values(name="Somebody else"))
        else:
            await without_guards(tx)
        if changed == "content":
            await tx.write(
                sa.update(table)
                .where(table.c.id == 1)
                .values(content=sa.func.replace(table.c.content, '"objections":1', '"objections":0'))
            )
        if changed == "taken out":
            await tx.write(sa.delete(record_names).where(record_names.c.record_id == 2))
            await tx.write(sa.delete(table).where(table.c.id == 2))
    found = await faults(store)
    if changed == "content":
        assert Fault("record 1", FaultKind.CHAIN) in found
    elif changed == "names":
        assert found == (Fault("record 1", FaultKind.NAMES),)
    else:
        assert found == (Fault(f"round {first.id + 1}", FaultKind.MISSING),)


async def test_whoever_is_forgotten_is_gone_from_the_names_and_the_chain_holds(store: Store) -> None:
    async with store.begin() as tx:
        round_, _, other = await closed(tx)
        before = await records.head(tx)
        leaving = await members.find(tx, other)
        assert leaving is not None
        await personal_data.forget(tx, leaving, LATER)
        assert await records.forget(tx, other) == 0
    async with store.read() as tx:
        assert await records.head(tx) == before
        kept = await records.of_round(tx, round_.id)
        rows = await tx.rows(sa.select(record_names))
    assert kept is not None
    assert set(kept.names.values()) == {None, "Председатель, группа B"}
    assert "Ғ" not in repr([dict(row) for row in rows])
    assert await faults(store) == ()


async def appended(tx: Transaction, person: int, *, round_id: int | None = None, meeting_id: int | None = None) -> str:
    """A record of another kind, in which one person stands."""
    given, who = Marks(), await members.find(tx, person)
    assert who is not None
    opinions = (SealedOpinion(given.of(who), NOW, "Сарапшы қ"),)
    record = OpinionsRecord(await records.next_serial(tx), "B-2026-01", "Title", "ab" * 32, opinions)
    return await records.append(tx, Kind.OPINIONS, record, given, LATER, round_id=round_id, meeting_id=meeting_id)


async def test_records_of_every_kind_are_one_chain(store: Store) -> None:
    async with store.begin() as tx:
        first, author, _ = await closed(tx)
        before = await records.of_round(tx, first.id)
        of_opinions = await appended(tx, author, round_id=first.id)
        meeting = await meetings.add(
            tx, MeetingDraft("Meeting", ("B",), DEADLINE.replace(tzinfo=None), "UTC"), DEADLINE, None, NOW
        )
        of_meeting = [await appended(tx, author, meeting_id=meeting.id) for _ in range(2)]
        second, _, _ = await closed(tx)
    async with store.read() as tx:
        found = await records.verify(tx)
        assert (found.count, found.faults) == (5, ())
        assert [line.round_id for line in await records.listed(tx)] == [first.id, second.id], "the register is of rounds"
        assert await records.of_round(tx, first.id) == before
        last = await records.of_round(tx, second.id)
        assert last is not None
        assert (last.record.serial, last.previous) == (5, of_meeting[1])
    written = {(hash_, subject) for hash_, subject, _ in found.closings}
    assert {(of_opinions, f"round:{first.id}"), (of_meeting[0], f"meeting:{meeting.id}")} <= written
    with pytest.raises(DBAPIError):
        async with store.begin() as tx:
            await appended(tx, author, round_id=first.id)


async def test_a_record_is_about_one_thing_and_follows_the_last(store: Store) -> None:
    async with store.begin() as tx:
        round_, author, _ = await closed(tx)
        with pytest.raises(ValueError, match="one thing"):
            await appended(tx, author)
        record = OpinionsRecord(7, "B-2026-01", "Title", "ab" * 32, ())
        with pytest.raises(ValueError, match="does not follow"):
            await records.append(tx, Kind.OPINIONS, record, Marks(), LATER, round_id=round_.id)


@pytest.mark.parametrize("kind", ["round", "of no kind"])
async def test_a_record_that_is_given_another_kind_is_found(store: Store, kind: str) -> None:
    async with store.begin() as tx:
        first, author, _ = await closed(tx)
        await appended(tx, author, round_id=first.id)
    async with store.begin() as tx:
        await without_guards(tx)
        await tx.write(sa.update(table).where(table.c.id == 1).values(kind="another"))
        await tx.write(sa.update(table).where(table.c.id == 2).values(kind=kind))
    assert Fault("record 2", FaultKind.UNREADABLE) in await faults(store)


async def test_a_round_that_is_open_has_no_record(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, None, "B", Role.CHAIR)
        round_ = await opened(tx, [author])
        with pytest.raises(ValueError, match="not closed"):
            await records.keep(tx, round_.id, datetime(2026, 12, 1, tzinfo=UTC))


async def test_a_head_that_was_printed_still_stands(store: Store) -> None:
    async with store.begin() as tx:
        await closed(tx)
        printed = await records.head(tx)
        await closed(tx)
    async with store.read() as tx:
        assert (await records.verify(tx, printed)).faults == ()
        other = Head(printed.number, "ab" * 32)
        assert (await records.verify(tx, other)).faults == (Fault("record 1", FaultKind.CHAIN),)
        assert (await records.verify(tx, Head(7, printed.hash))).faults == (Fault("record 7", FaultKind.CHAIN),)


async def test_a_detached_round_leaves_totals_and_nobodys_choice(store: Store) -> None:
    terms = Terms(openness=Openness.DETACHED)
    async with store.begin() as tx:
        people = [await seated(tx, None, "B", Role.MEMBER) for _ in range(5)]
        round_ = await rounds.add(tx, draft(), people[0], 2026, terms, people, NOW)
        for person, choice in zip(people, (Choice.SUPPORT, Choice.SUPPORT, Choice.OBJECT), strict=False):
            assert await positions.vote(tx, round_.id, person, choice)
        await rounds.close(tx, round_.id, Outcome.NO_DECISION, Ground.QUORUM, DEADLINE)
        await records.keep(tx, round_.id, LATER)
    async with store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        assert (await records.verify(tx)).faults == ()
    assert kept is not None
    record = kept.record
    assert (record.counts.electorate, record.counts.support, record.counts.objections) == (5, 2, 1)
    assert (record.stands, record.objections, record.changes) == ((), (), ())
    assert len(record.electorate) == 5, "who was asked, voters and others alike"
    assert set(kept.names) == {*record.electorate, record.author}


async def test_what_happened_while_it_was_open_is_recorded(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, None, "B", Role.CHAIR)
        silent, gone, phoned = [await seated(tx, None, "B", Role.MEMBER) for _ in range(3)]
        await members.change(tx, silent, name="Silent")
        terms = Terms(Rule.CONSENSUS_MINUS, dissent=2)
        asked = [author, silent, gone, phoned]
        round_ = await rounds.add(tx, draft(), author, 2026, terms, asked, NOW)
        await positions.take(
            tx, round_.id, Position(phoned, Choice.SUPPORT, "", NOW, way=Way.PHONE, entered_by=author)
        )  # fmt: skip
        await electorates.strike(tx, round_.id, gone, NOW + timedelta(hours=1))
        person = await members.find(tx, silent)
        assert person is not None
        await rounds.close(tx, round_.id, Outcome.ADOPTED, Ground.CONSENSUS, DEADLINE)
        await records.keep(tx, round_.id, LATER, [person])
    async with store.read() as tx:
        kept = await records.of_round(tx, round_.id)
    assert kept is not None
    told = [(change.kind, kept.names[change.who], change.note) for change in kept.record.changes]
    assert [(kind, note) for kind, _, note in told] == [("entered", "phone"), ("struck", ""), ("not reached", "")]
    assert told[2][1] == "Silent"
    assert kept.record.setting("dissent") == "2"
    [stand] = kept.record.stands
    assert (stand.how, kept.author) == ("phone", author)
    assert stand.by == kept.record.author
