"""Announcements' rows, and the actions that write them in chunks, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from council.announcements import LEFT, STOPPED, AnnouncementState, Tally
from council.audiences import Audience, AudienceKind
from council.charter import Council
from council.errors import Forbidden, NobodyToAsk, Stale
from council.people import SYSTEM, WHOLE_COUNCIL, Actor, Person, Role
from handlers.announcements import actions
from handlers.announcements.deliveries import AnnouncementText, Progress, Report
from handlers.common.deliveries import Drop, Kind, desk
from handlers.common.texts import Catalogs
from handlers.common.view import View
from handlers.context import UnitOfWork
from storage import announcements, audiences, cards, chats, members, news, outbox
from storage.outbox import Delivery, Settled, State
from storage.store import Store, Transaction
from storage.tables import outbox as rows

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVERYONE = Audience(AudienceKind.MEMBERS)


async def seated(tx: Transaction, telegram_id: int, group: str, role: Role = Role.MEMBER) -> Person:
    person = await members.add(tx, telegram_id, "en", "UTC", NOW)
    await members.seat(tx, person.id, group, role, NOW)
    return person


async def secretariat(tx: Transaction, council: Council) -> UnitOfWork:
    person = await seated(tx, 1, WHOLE_COUNCIL, Role.SECRETARIAT)
    return UnitOfWork(tx, council, Actor("person", person, await members.seats_of(tx, person.id, NOW)), NOW)


async def keys(tx: Transaction, kind: str = actions.TEXT) -> list[str]:
    return await tx.values(sa.select(rows.c.key).where(rows.c.kind == kind).order_by(rows.c.id))


async def test_rows_are_written_in_chunks_and_resumed(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 3)
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 17):
            await seated(tx, number, "B")
        made = await actions.publish(work, EVERYONE, "hello")
        assert (made.total, made.state) == (8, AnnouncementState.FREEZING)
        assert await keys(tx) == []
    with pytest.raises(RuntimeError):
        await _freeze(store, council, fail=True)  # the program ends in the middle of a chunk
    states, counted = [], []
    while True:
        async with store.begin() as tx:
            if not await actions.freeze_some(UnitOfWork(tx, council, SYSTEM, NOW)):
                break
            found = await announcements.get(tx, made.id)
            states.append(found.state if found else None)
            counted.append(len(await keys(tx)))
    assert counted == [3, 6, 8]
    assert states == [AnnouncementState.FREEZING, AnnouncementState.FREEZING, AnnouncementState.FROZEN]
    async with store.read() as tx:
        assert len(set(await keys(tx))) == 8
        assert await announcements.recent(tx, 10) == await announcements.in_state(tx, AnnouncementState.FROZEN)


async def _freeze(store: Store, council: Council, *, fail: bool) -> None:
    async with store.begin() as tx:
        await actions.freeze_some(UnitOfWork(tx, council, SYSTEM, NOW))
        if fail:
            raise RuntimeError


async def test_two_at_the_same_chunk_write_it_once(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        made = await actions.publish(await secretariat(tx, council), EVERYONE, "hello")
        same = await announcements.next_freezing(tx)
        assert same is not None
        assert await announcements.advance(tx, same, 5)
        assert not await announcements.advance(tx, same, 5)
        assert await announcements.move(tx, made.id, [made.state], AnnouncementState.CANCELLED)
        again = await announcements.next_freezing(tx)
        assert again is None
        assert not await announcements.advance(tx, announcements.Freezing(made, 5), 9)


async def test_stopped_while_its_rows_are_written(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 14):
            await seated(tx, number, "B")
        made = await actions.publish(work, EVERYONE, "hello")
        await actions.freeze_some(work)
        await actions.stop(work, made.id)
        assert not await actions.freeze_some(work)
        assert not await actions.finish_some(work)
        assert await announcements.tally(tx, made.subject, actions.TEXT) == Tally(dropped={STOPPED: 2})
        with pytest.raises(Stale):
            await actions.stop(work, made.id)
        with pytest.raises(Stale):
            await actions.send_again(work, made.id)


async def test_done_when_nothing_waits_and_told_once(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        other = await seated(tx, 10, "B")
        made = await actions.publish(work, EVERYONE, "hello")
        assert not await actions.finish_some(work)
        while await actions.freeze_some(work):
            pass
        first, second = await _ids(tx, actions.TEXT)
        (card,) = await _ids(tx, actions.PROGRESS)
        await outbox.settle(tx, [Settled(first, State.SENT), Settled(card, State.SENT)], NOW)
        await outbox.settle(tx, [Settled(second, State.RETRY, "server error", due_at=NOW)], NOW)
        assert not await actions.finish_some(work)  # what is tried again is still waiting
        await outbox.settle(tx, [Settled(second, State.UNCERTAIN, "no answer")], NOW)
        await cards.remember(tx, made.subject, actions.PROGRESS, 1, 7, work.person.id)
        await outbox.redraw(tx, made.subject, NOW, actions.PROGRESS)
        assert await actions.finish_some(work)  # a redraw that waits does not hold it up
        assert not await actions.finish_some(work)
        assert await keys(tx, actions.REPORT) == [f"{made.subject}:report"]
        assert await outbox.uncertain(tx) == 1

        assert await actions.send_again(work, made.id) == 1
        assert await outbox.uncertain(tx) == 0
        with pytest.raises(Stale):
            await actions.send_again(work, made.id)
        assert (await outbox.counts(tx, made.subject, actions.TEXT))[State.PENDING, ""] == 1
        await outbox.settle(tx, [Settled(row, State.SENT) for row in (second, *await _ids(tx, actions.REPORT))], NOW)
        assert await actions.finish_some(work)
        assert len(await keys(tx, actions.REPORT)) == 1
        assert await announcements.tally(tx, made.subject, actions.TEXT) == Tally(delivered=2)
        assert other.id


async def _ids(tx: Transaction, kind: str) -> list[int]:
    return await tx.values(
        sa.select(rows.c.id).where(rows.c.kind == kind, rows.c.card_id.is_(None)).order_by(rows.c.id)
    )


async def test_the_tally_gives_a_suspended_chat_its_own_reason(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 14):
            await seated(tx, number, "B")
        made = await actions.publish(work, EVERYONE, "hello")
        await actions.freeze_some(work)
        ids = await _ids(tx, actions.TEXT)
        for chat, row, state, reason in (
            (1, ids[0], State.SENT, None),
            (10, ids[1], State.DEAD, outbox.SUSPENDED),
            (11, ids[2], State.DEAD, "bot was blocked by the user"),
            (12, ids[3], State.DEAD, outbox.SUSPENDED),
        ):
            if chat in {10, 11}:
                await chats.suspend(tx, chat, "bot was blocked by the user", NOW)
            await outbox.settle(tx, [Settled(row, state, reason)], NOW)
        tally = await announcements.tally(tx, made.subject, actions.TEXT)
        assert tally == Tally(1, 1, 0, {"bot was blocked by the user": 2, outbox.SUSPENDED: 1}, {})
        assert (tally.settled, tally.total) == (4, 5)


async def test_only_the_secretariat_and_only_to_someone(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        member = await seated(tx, 10, "B")
        seats = await members.seats_of(tx, member.id, NOW)
        with pytest.raises(Forbidden):
            await actions.publish(UnitOfWork(tx, council, Actor("person", member, seats), NOW), EVERYONE, "hello")
        with pytest.raises(NobodyToAsk):
            await actions.publish(work, Audience(AudienceKind.GROUPS, ("A",)), "hello")
        with pytest.raises(Forbidden):
            await actions.publish(work, Audience(AudienceKind.GROUPS, ("B", "?")), "hello")
        with pytest.raises(Forbidden):
            await actions.look(work, 1)
        assert await announcements.recent(tx, 10) == []


async def test_audiences_count_each_person_once_and_only_while_they_belong(store: Store) -> None:
    both, b = Audience(AudienceKind.GROUPS, ("B", "D")), Audience(AudienceKind.GROUPS, ("B",))
    subscribers = Audience(AudienceKind.SUBSCRIBERS)
    async with store.begin() as tx:
        twice = await seated(tx, 10, "B")
        await members.seat(tx, twice.id, "D", Role.OBSERVER, NOW)
        single = await seated(tx, 11, "D")
        outsider = await members.add(tx, 12, "en", "UTC", NOW)
        await members.add(tx, None, "en", "UTC", NOW)
        await news.subscribe(tx, outsider.id, NOW)
        later = NOW + timedelta(days=1)
        assert [await audiences.count(tx, a, NOW) for a in (both, b, EVERYONE, subscribers)] == [2, 1, 2, 1]
        assert [p.id for p in await audiences.chunk(tx, both, NOW, 0, 1)] == [twice.id]
        assert [p.id for p in await audiences.chunk(tx, both, NOW, twice.id, 9)] == [single.id]
        assert await audiences.includes(tx, b, twice.id, NOW)
        assert not await audiences.includes(tx, b, single.id, NOW)
        assert await audiences.includes(tx, subscribers, outsider.id, NOW)
        await members.unseat(tx, twice.id, "B", later)
        assert not await audiences.includes(tx, b, twice.id, later)
        assert await audiences.includes(tx, both, twice.id, later)
        await news.unsubscribe(tx, outsider.id)
        assert not await audiences.includes(tx, subscribers, outsider.id, NOW)


async def test_the_world_is_looked_at_again_before_sending(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        member = await seated(tx, 10, "B")
        made = await actions.publish(work, Audience(AudienceKind.GROUPS, ("B",)), "<b>hello</b>")
        await actions.freeze_some(work)
        claimed = await outbox.claim(tx, NOW, "run", 9)
        (text,) = [delivery for delivery in claimed if delivery.kind == actions.TEXT]
        (card,) = [delivery for delivery in claimed if delivery.kind == actions.PROGRESS]
        texts = Catalogs(council.languages)

        async def prepared(kind: Kind, delivery: Delivery, person: Person) -> object:
            return await kind.prepare(desk(tx, council, texts, NOW, person), delivery)

        assert await prepared(AnnouncementText(), text, member) == View(Markup("<b>hello</b>"))
        assert await prepared(AnnouncementText(), text, work.person) == Drop(LEFT)
        assert isinstance(await prepared(Progress(), card, work.person), View)
        assert isinstance(await prepared(Progress(), card, member), Drop)
        assert isinstance(await prepared(Report(), card, member), Drop)
        with pytest.raises(Stale):
            async with tx.savepoint():
                await actions.stop(work, made.id)  # the last one is on its way
        await announcements.move(tx, made.id, [AnnouncementState.FROZEN], AnnouncementState.CANCELLED)
        assert await prepared(AnnouncementText(), text, member) == Drop(STOPPED)
