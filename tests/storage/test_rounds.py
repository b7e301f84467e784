"""Rounds and positions on both engines."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from council.config import Council
from council.openness import Openness
from council.people import WHOLE_COUNCIL, Actor, Role
from council.rounds import Position, RoundState
from council.rules import Choice, Ground, Outcome, Terms
from handlers.common.texts import Catalogs
from handlers.framework.context import Incoming, Visit
from handlers.reactions import unit_of_work
from handlers.rounds.actions import voting as voting_actions
from handlers.rounds.presses import Vote
from handlers.rounds.reads import CARD
from handlers.rounds.updates import rounds as voting
from storage import electorates, members, outbox, personal_cards, positions, rounds
from storage.outbox import Lane, Order, Settled, State
from storage.store import Store
from storage.transaction import Transaction
from tests.due import due
from tests.storage.recommendations import DEADLINE, NOW, draft, opened, seated


async def test_a_round_comes_back_as_it_was_opened(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [author])
    async with store.read() as tx:
        assert await rounds.find(tx, round_.id) == round_
        assert await rounds.find(tx, 99) is None
    assert round_.number == "B-2026-01"


async def test_numbers_run_within_group_and_year_and_are_never_given_twice(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)

    async def one(group: str, year: int) -> str:
        async with store.begin() as tx:
            made = await rounds.add(tx, draft(group), author, year, Terms(), [author], NOW)
        return made.number

    at_once = await asyncio.gather(*(one("B", 2026) for _ in range(6)))
    assert sorted(at_once) == [f"B-2026-0{serial}" for serial in range(1, 7)]
    assert await one("A", 2026) == "A-2026-01"
    assert await one("B", 2027) == "B-2027-01"


async def test_the_latest_position_counts_and_the_history_stays(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        other = await seated(tx, None, "B", Role.MEMBER)
        round_ = await opened(tx, [author, other])
        await positions.take(tx, round_.id, Position(author, Choice.OBJECT, "harm", NOW, "remedy"))
        later = Position(author, Choice.SUPPORT, "", NOW + timedelta(minutes=1))
        await positions.take(tx, round_.id, later)
    async with store.read() as tx:
        found = {e.person.id: e.position for e in await electorates.electorate(tx, round_, NOW)}
        assert found == {author: later, other: None}
        assert [p.remedy for p in await positions.history(tx, round_.id)] == ["remedy", ""]
        assert await electorates.elector(tx, round_, 99, NOW) is None
        assert await rounds.waiting_for(tx, author, NOW) == []
        assert [r.id for r in await rounds.waiting_for(tx, other, NOW)] == [round_.id]
        assert await rounds.waiting_for(tx, other, DEADLINE) == []


async def test_many_presses_at_once_leave_one_position(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [author])

    async def press(choice: Choice, minute: int) -> None:
        async with store.begin() as tx:
            locked = await rounds.find(tx, round_.id, lock=True)
            assert locked is not None
            await positions.take(tx, round_.id, Position(author, choice, "", NOW + timedelta(minutes=minute)))

    await asyncio.gather(*(press(choice, minute) for minute, choice in enumerate([*Choice, *Choice])))
    async with store.read() as tx:
        [elector] = await electorates.electorate(tx, round_, NOW)
        taken = await positions.history(tx, round_.id)
    assert len(taken) == 2 * len(Choice)
    assert elector.position == taken[-1]


async def test_a_position_and_the_closing_do_not_pass_each_other(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        round_ = await opened(tx, [author])
    seen: list[Choice | None] = []

    async def closing() -> None:
        async with store.begin() as tx:
            found = await rounds.due(tx, DEADLINE)
            assert found is not None
            seen.extend(e.position.choice if e.position else None for e in await electorates.electorate(tx, found, NOW))
            await rounds.close(tx, found.id, Outcome.ADOPTED, Ground.CONSENSUS, DEADLINE)

    async with store.begin() as tx:
        taking = await rounds.find(tx, round_.id, lock=True)
        assert taking is not None
        other = asyncio.create_task(closing())
        await asyncio.sleep(0.2)
        assert not other.done()
        await positions.take(tx, taking.id, Position(author, Choice.SUPPORT, "", NOW))
    await other
    assert seen == [Choice.SUPPORT]
    async with store.begin() as tx:
        after = await rounds.find(tx, round_.id, lock=True)
        assert after is not None
        assert not after.open(NOW)


async def test_a_role_that_ends_strikes_and_stays_struck(store: Store) -> None:
    ended = NOW + timedelta(days=1)
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        leaver = await seated(tx, 2, "B", Role.MEMBER)
        round_ = await opened(tx, [author, leaver])
        await members.unseat(tx, leaver, "B", ended)
    async with store.begin() as tx:
        assert await rounds.waiting_for(tx, leaver, ended) == []
        struck = {e.person.id: e.struck_at for e in await electorates.electorate(tx, round_, DEADLINE)}
        assert struck == {author: None, leaver: ended}
        await electorates.strike(tx, round_.id, leaver, ended)
        await rounds.close(tx, round_.id, Outcome.NO_DECISION, Ground.QUORUM, DEADLINE)
        await members.unseat(tx, author, "B", DEADLINE + timedelta(days=1))
    async with store.read() as tx:
        closed = await rounds.find(tx, round_.id)
        assert closed is not None
        # What happens to roles afterwards does not reach into a round that has ended.
        late = await electorates.electorate(tx, closed, DEADLINE + timedelta(days=2))
        assert {e.person.id: e.struck_at for e in late} == {author: None, leaver: ended}


async def test_what_is_due_is_closed_once(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        later = await opened(tx, [author])
        sooner = await opened(tx, [author], DEADLINE - timedelta(days=1), "A")
        assert await due(tx, NOW, rounds.DEADLINE_DUE) == sooner.deadline
        assert await rounds.due(tx, sooner.deadline - timedelta(seconds=1)) is None
        found = await rounds.due(tx, DEADLINE)
        assert found is not None
        assert found.id == sooner.id
        assert await rounds.close(tx, sooner.id, Outcome.ADOPTED, Ground.CONSENSUS, sooner.deadline)
        assert not await rounds.close(tx, sooner.id, Outcome.NOT_ADOPTED, Ground.FLOOR, DEADLINE)
        assert not await rounds.withdraw(tx, sooner.id, DEADLINE)
        assert await rounds.withdraw(tx, later.id, DEADLINE)
        assert await rounds.due(tx, DEADLINE) is None
        assert await due(tx, NOW, rounds.DEADLINE_DUE) is None
        closed = await rounds.find(tx, sooner.id)
        assert closed is not None
        assert (closed.outcome, closed.ground, closed.closed_at) == (
            Outcome.ADOPTED, Ground.CONSENSUS, sooner.deadline,
        )  # fmt: skip
        withdrawn = await rounds.find(tx, later.id)
        assert withdrawn is not None
        assert withdrawn.state is RoundState.WITHDRAWN


async def test_who_is_still_to_be_shown_a_round(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        observer = await seated(tx, 2, "B", Role.OBSERVER)
        await seated(tx, None, "B", Role.MEMBER)
        await seated(tx, 4, "A", Role.MEMBER)
        secretary = await seated(tx, 5, WHOLE_COUNCIL, Role.SECRETARIAT)
        await members.seat(tx, secretary, "B", Role.MEMBER, NOW)
        round_ = await opened(tx, [author])
        found = [(id_, person.id) for id_, person in await electorates.unshown(tx, NOW, 10)]
        assert found == [(round_.id, author), (round_.id, observer), (round_.id, secretary)]
        assert len(await electorates.unshown(tx, NOW, 2, round_.id)) == 2
        await electorates.mark_shown(tx, round_.id, [author, observer, author], NOW)
        assert [person.id for _, person in await electorates.unshown(tx, NOW, 10)] == [secretary]
        assert await electorates.unshown(tx, DEADLINE, 10) == []
        assert [person.id for person in await electorates.shown_to(tx, round_.id)] == [author, observer]


async def test_who_was_never_reached(store: Store) -> None:
    async with store.begin() as tx:
        ids = [await seated(tx, at, "B", Role.MEMBER) for at in (1, 2, 3)]
        round_ = await opened(tx, ids)
        orders = [Order(f"{at}", "card", round_.subject, Lane.ROUNDS, at, id_) for at, id_ in enumerate(ids, 1)]
        await outbox.queue(tx, orders, NOW)
        claimed = await outbox.claim(tx, NOW, "run", 10)
        states = {1: State.SENT, 2: State.DEAD, 3: State.DEAD}
        await outbox.settle(tx, [Settled(d.id, states[d.chat], "blocked") for d in claimed], NOW)
        again = Order("again", "card", round_.subject, Lane.ROUNDS, 3, ids[2])
        await outbox.queue(tx, [again], NOW)
        [delivery] = await outbox.claim(tx, NOW, "run", 10)
        await outbox.settle(tx, [Settled(delivery.id, State.SENT)], NOW)
        assert await electorates.unreached(tx, [round_], "card") == {round_.id: {ids[1]: "blocked"}}


async def test_several_rounds_are_read_as_each_of_them_is(store: Store) -> None:
    ended = NOW + timedelta(days=1)
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        both = await seated(tx, 2, "B", Role.MEMBER)
        await members.seat(tx, both, "A", Role.MEMBER, NOW)
        in_b = await opened(tx, [author, both])
        in_a = await opened(tx, [both], DEADLINE - timedelta(days=1), "A")
        await members.unseat(tx, both, "B", ended)
        await positions.take(tx, in_b.id, Position(author, Choice.OBJECT, "harm", NOW))
    async with store.read() as tx:
        found = await electorates.of_rounds(tx, [in_b, in_a], ended)
        assert found == {one.id: await electorates.electorate(tx, one, ended) for one in (in_b, in_a)}
        assert {e.person.id: e.struck_at for e in found[in_b.id]} == {author: None, both: ended}
        assert {e.person.id: e.struck_at for e in found[in_a.id]} == {both: None}
        assert await positions.count_many(tx, [in_b, in_a], found) == {
            one.id: await positions.count(tx, one, found[one.id]) for one in (in_b, in_a)
        }
        waiting = await rounds.waiting_for_many(tx, [author, both], NOW)
        assert {id_: [one.id for one in found] for id_, found in waiting.items()} == {both: [in_a.id, in_b.id]}
        assert [one.id for one in await rounds.waiting_for(tx, both, ended)] == [in_a.id]
        assert await rounds.many(tx, [in_a.id, in_b.id, 99]) == {in_a.id: in_a, in_b.id: in_b}


async def test_a_press_of_support_reads_its_round_and_electorate_once(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    for name in ("rows", "row"):
        ask = getattr(Transaction, name)

        async def noted(tx: Transaction, query: sa.Executable, *values: object, ask=ask) -> object:  # type: ignore[no-untyped-def]
            read.append(str(query))
            return await ask(tx, query, *values)

        monkeypatch.setattr(Transaction, name, noted)
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        member = await seated(tx, 2, "B", Role.MEMBER)
        round_ = await opened(tx, [author, member])
        person = await members.find(tx, member)
        actor = Actor("person", person, await members.seats_of(tx, member, NOW))
        press = Incoming(7, 2, private=True, message=5, press="v", press_id="p")
        visit = Visit(press, unit_of_work(tx, council, actor, NOW), Catalogs(council.languages), "bot")
        read.clear()
        await voting.vote(visit, Vote(round_.id, 1, Choice.SUPPORT))
        assert sum("FROM rounds JOIN recommendations" in query for query in read) == 1
        assert sum("JOIN electors" in query for query in read) == 1
    toast, card = visit.answers
    assert "Recorded: support" in str(toast)
    async with store.read() as tx:
        [own] = [e for e in await electorates.electorate(tx, round_, NOW) if e.position]
    assert own.person.id == member
    assert "You: support" in str(card)


@pytest.mark.parametrize("openness", [Openness.NAMED, Openness.DETACHED])
async def test_after_a_position_the_round_is_known_as_it_would_be_read(
    openness: Openness, store: Store, council: Council
) -> None:
    async with store.begin() as tx:
        asked = [await seated(tx, at, "B", Role.MEMBER) for at in range(1, 6)]
        round_ = await rounds.add(tx, draft(), asked[0], 2026, Terms(openness=openness), asked, NOW)
        for id_, choice in zip(asked, [Choice.SUPPORT, Choice.OBJECT, Choice.RESERVATIONS], strict=False):
            actor = Actor("person", await members.find(tx, id_), await members.seats_of(tx, id_, NOW))
            work = unit_of_work(tx, replace(council, show_counts=True), actor, NOW)
            cast = await voting_actions.cast(work, round_.id, choice, "why")
            fresh = await personal_cards.find(tx, round_.id, work.person, CARD.name, NOW, tally=True)
            assert fresh is not None
            assert replace(cast.personal, objects=fresh.objects) == fresh
