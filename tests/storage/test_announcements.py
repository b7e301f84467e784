"""Announcements' rows, and the actions that write them in chunks, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from council.announcement_counts import Tally
from council.announcement_times import AGAIN
from council.announcements import (
    CONFIRMED,
    GONE,
    LEFT,
    STOPPED,
    AnnouncementState,
    Content,
    CountChanged,
    NothingToSay,
    Option,
    RemindedLately,
    Timing,
)
from council.audiences import Audience, AudienceKind
from council.config import Council
from council.errors import Forbidden, NobodyToAsk, Stale, Unchanged
from council.people import SYSTEM, WHOLE_COUNCIL, Actor, Person, Role
from handlers.announcements.actions import access, confirmations, corrections, drafts, kinds, sending
from handlers.common.view import View
from handlers.framework.deliveries import TakeBack
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from storage import (
    announcement_deliveries,
    announcements,
    audiences,
    cards,
    chats,
    members,
    outbox,
    outbox_pauses,
    redraws,
    subscriptions,
)
from storage.announcement_deliveries import Which
from storage.audiences import Stretch
from storage.cards import Card
from storage.outbox import Delivery, Settled, State
from storage.store import Store
from storage.tables import outbox as rows
from storage.transaction import Transaction
from tests.announcing import publish
from tests.deliveries import drawn
from tests.due import due

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVERYONE = Audience(AudienceKind.MEMBERS)


async def seated(tx: Transaction, telegram_id: int, group: str, role: Role = Role.MEMBER) -> Person:
    person = await members.add(tx, telegram_id, "en", "UTC", NOW)
    await members.seat(tx, person.id, group, role, NOW)
    return person


async def secretariat(tx: Transaction, council: Council) -> UnitOfWork:
    person = await seated(tx, 1, WHOLE_COUNCIL, Role.SECRETARIAT)
    return unit_of_work(tx, council, Actor("person", person, await members.seats_of(tx, person.id, NOW)), NOW)


async def keys(tx: Transaction, kind: str = kinds.TEXT.name) -> list[str]:
    return await tx.values(sa.select(rows.c.key).where(rows.c.kind == kind).order_by(rows.c.id))


async def test_rows_are_written_in_chunks_and_resumed(store: Store, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 3)
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 17):
            await seated(tx, number, "B")
        made = await publish(work, EVERYONE, "hello")
        assert (made.total, made.state) == (8, AnnouncementState.FREEZING)
        assert await keys(tx) == []
    with pytest.raises(RuntimeError):
        await _freeze(store, council, fail=True)  # the program ends in the middle of a chunk
    states, counted = [], []
    while True:
        async with store.begin() as tx:
            if not await sending.freeze_some(unit_of_work(tx, council, SYSTEM, NOW)):
                break
            found = await announcements.find(tx, made.id)
            states.append(found.state if found else None)
            counted.append(len(await keys(tx)))
    assert counted == [3, 6, 8, 8]
    assert states == [*[AnnouncementState.FREEZING] * 3, AnnouncementState.FROZEN]
    async with store.read() as tx:
        assert len(set(await keys(tx))) == 8
        assert await announcements.recent(tx, 10) == await announcements.in_state(tx, AnnouncementState.FROZEN)


async def _freeze(store: Store, council: Council, *, fail: bool) -> None:
    async with store.begin() as tx:
        await sending.freeze_some(unit_of_work(tx, council, SYSTEM, NOW))
        if fail:
            raise RuntimeError


async def test_two_at_the_same_chunk_write_it_once(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        made = await publish(await secretariat(tx, council), EVERYONE, "hello")
        same = await announcements.next_freezing(tx)
        assert same is not None
        assert await announcements.advance(tx, same, 5)
        assert not await announcements.advance(tx, same, 5)
        assert await announcements.move(tx, made.id, [made.state], AnnouncementState.CANCELLED)
        again = await announcements.next_freezing(tx)
        assert again is None
        assert not await announcements.advance(tx, announcements.Freezing(made, 5), 9)


async def test_stopped_while_its_rows_are_written(store: Store, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 2)
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 14):
            await seated(tx, number, "B")
        made = await publish(work, EVERYONE, "hello")
        await sending.freeze_some(work)
        await sending.stop(work, made.id)
        assert not await sending.freeze_some(work)
        assert not await sending.finish_some(work)
        claimed = await outbox.claim(tx, NOW, "run", 9)
        assert [each.kind for each in claimed] == [kinds.PROGRESS.name]  # nothing else, swept or not
        while await sending.sweep_some(work):
            pass
        assert await announcement_deliveries.tally(tx, made.id) == Tally(dropped={STOPPED: 2})
        assert await outbox_pauses.paused(tx) == []
        with pytest.raises(Stale):
            await sending.stop(work, made.id)
        with pytest.raises(Stale):
            await corrections.send_again(work, made.id)


async def test_done_when_nothing_waits_and_told_once(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        other = await seated(tx, 10, "B")
        made = await publish(work, EVERYONE, "hello")
        assert not await sending.finish_some(work)
        while await sending.freeze_some(work):
            pass
        first, second = await _ids(tx, kinds.TEXT.name)
        (card,) = await _ids(tx, kinds.PROGRESS.name)
        await outbox.settle(tx, [Settled(first, State.SENT), Settled(card, State.SENT)], NOW)
        await outbox.settle(tx, [Settled(second, State.RETRY, "server error", due_at=NOW)], NOW)
        assert not await sending.finish_some(work)  # what is tried again is still waiting
        await outbox.settle(tx, [Settled(second, State.UNCERTAIN, "no answer")], NOW)
        await cards.remember(tx, Card(made.subject, kinds.PROGRESS.name, 1, 7, work.person.id))
        await redraws.queue(tx, made.subject, NOW, kinds.PROGRESS.name)
        assert await sending.finish_some(work)  # a redraw that waits does not hold it up
        assert not await sending.finish_some(work)
        assert await keys(tx, kinds.REPORT.name) == [f"{made.subject}:{kinds.REPORT.name}:{work.person.id}"]
        assert await outbox.uncertain(tx) == 1

        assert await corrections.send_again(work, made.id) == 1
        assert await outbox.uncertain(tx) == 0
        with pytest.raises(Stale):
            await corrections.send_again(work, made.id)
        assert (await outbox.counts(tx, made.subject, kinds.TEXT.name))[State.PENDING, ""] == 1
        await outbox.settle(tx, [Settled(row, State.SENT) for row in (second, *await _ids(tx, kinds.REPORT.name))], NOW)
        assert await sending.finish_some(work)
        assert len(await keys(tx, kinds.REPORT.name)) == 1
        assert await announcement_deliveries.tally(tx, made.id) == Tally(delivered=2)
        assert other.id


async def _ids(tx: Transaction, kind: str) -> list[int]:
    return await tx.values(sa.select(rows.c.id).where(rows.c.kind == kind, rows.c.card_id.is_(None)).order_by(rows.c.id))


async def test_the_tally_gives_a_suspended_chat_its_own_reason(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 14):
            await seated(tx, number, "B")
        made = await publish(work, EVERYONE, "hello")
        await sending.freeze_some(work)
        ids = await _ids(tx, kinds.TEXT.name)
        for chat, row, state, reason in (
            (1, ids[0], State.SENT, None),
            (10, ids[1], State.DEAD, outbox.SUSPENDED),
            (11, ids[2], State.DEAD, "bot was blocked by the user"),
            (12, ids[3], State.DEAD, outbox.SUSPENDED),
        ):
            if chat in {10, 11}:
                await chats.suspend(tx, chat, "bot was blocked by the user", NOW)
            await outbox.settle(tx, [Settled(row, state, reason)], NOW)
        tally = await announcement_deliveries.tally(tx, made.id)
        assert tally == Tally(1, 1, 0, {"bot was blocked by the user": 2, outbox.SUSPENDED: 1}, {})
        assert (tally.settled, tally.total) == (4, 5)


async def test_only_the_secretariat_and_only_to_someone(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        member = await seated(tx, 10, "B")
        seats = await members.seats_of(tx, member.id, NOW)
        with pytest.raises(Forbidden):
            await publish(unit_of_work(tx, council, Actor("person", member, seats), NOW), EVERYONE, "hello")
        with pytest.raises(NobodyToAsk):
            await publish(work, Audience(AudienceKind.GROUPS, ("A",)), "hello")
        with pytest.raises(Forbidden):
            await publish(work, Audience(AudienceKind.GROUPS, ("B", "?")), "hello")
        with pytest.raises(Forbidden):
            await access.visible_announcement(work, 99)
        assert await announcements.recent(tx, 10) == []  # drafts are nobody's but their author's

        other = await seated(tx, 2, WHOLE_COUNCIL, Role.SECRETARIAT)
        theirs = unit_of_work(tx, council, Actor("person", other, await members.seats_of(tx, other.id, NOW)), NOW)
        draft = await drafts.begin(work)
        with pytest.raises(Forbidden):
            await access.visible_announcement(theirs, draft.id)
        with pytest.raises(NothingToSay):
            await drafts.hand_in(work, (await drafts.begin(work, fresh=True)).id, 1)
        made = await publish(work, EVERYONE, "hello")
        with pytest.raises(Stale):
            await drafts.hand_in(work, made.id, made.total)
        with pytest.raises(Stale):
            await drafts.write(work, made.id, Content("en", html="other"))
        assert (await access.visible_announcement(theirs, made.id)).id == made.id


async def test_two_at_once_send_it_once_and_to_whom_they_counted(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        made = await drafts.begin(work)
        await drafts.write(work, made.id, Content("en", html="hello"))
        await drafts.aim(work, made.id, EVERYONE)
        with pytest.raises(CountChanged) as changed:
            await drafts.hand_in(work, made.id, 7)
        assert changed.value.now == 1
        assert await announcements.move(tx, made.id, [AnnouncementState.DRAFT], AnnouncementState.FREEZING)
        assert not await sending.release(work, made, AnnouncementState.DRAFT)


async def test_paused_resumed_and_a_lost_file_is_tried_again(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 13):
            await seated(tx, number, "B")
        made = await publish(work, EVERYONE, "hello")
        while await sending.freeze_some(work):
            pass
        (first, *_) = await _ids(tx, kinds.TEXT.name)
        await sending.pause(work, made.id)
        with pytest.raises(Stale):
            await sending.pause(work, made.id)
        assert [each.kind for each in await outbox.claim(tx, NOW, "run", 9)] == [kinds.PROGRESS.name]
        while await sending.sweep_some(work):
            pass
        assert (await outbox.counts(tx, made.subject, kinds.TEXT.name)) == {(State.HELD, ""): 4}
        assert (await announcement_deliveries.tally(tx, made.id)).waiting == 4
        assert not await sending.finish_some(work)
        await sending.resume(work, made.id)
        while await sending.sweep_some(work):
            pass
        assert len([each for each in await outbox.claim(tx, NOW, "run", 9) if each.kind == kinds.TEXT.name]) == 4
        await outbox.settle(tx, [Settled(first, State.DEAD, GONE)], NOW)
        assert await sending.watch_some(work)
        assert not await sending.watch_some(work)
        await sending.resume(work, made.id)
        assert (await outbox.counts(tx, made.subject, kinds.TEXT.name))[State.PENDING, ""] == 1


async def test_who_confirmed_is_reminded_no_more(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        reader = await seated(tx, 10, "B")
        made = await drafts.begin(work)
        await drafts.write(work, made.id, Content("en", html="hello"))
        await drafts.aim(work, made.id, EVERYONE)
        await drafts.flip(work, made.id, Option.CONFIRM)
        await drafts.set_nudges(work, made.id, (24, 72))
        await drafts.hand_in(work, made.id, 2)
        while await sending.freeze_some(work):
            pass
        await outbox.settle(tx, [Settled(row, State.SENT) for row in await _ids(tx, kinds.TEXT.name)], NOW)
        mine = unit_of_work(tx, council, Actor("person", reader), NOW)
        assert await confirmations.confirm(mine, made.id)
        assert not await confirmations.confirm(mine, made.id)
        assert await announcement_deliveries.how_many(tx, made.id, Which.READ) == 1
        own = next(row for row in await outbox.claim(tx, NOW, "run", 99) if row.kind == kinds.PROGRESS.name)
        await outbox.settle(tx, [Settled(own.id, State.SENT)], NOW)
        for person in (reader, work.person):
            await cards.remember(tx, Card(made.subject, kinds.TEXT.name, person.telegram_id or 0, 1, person.id))
        assert not await sending.finish_some(work)  # before the reminders are ordered it is not done
        while await confirmations.remind_some(work):
            pass
        theirs = f"person:{work.person.id}:waiting:{work.person.id}:"
        dues = [f"{theirs}{NOW + timedelta(hours=hours):%Y%m%d%H%M%S}" for hours in (24, 72)]
        assert await keys(tx, "waiting") == dues
        assert await sending.finish_some(work)
        assert not await confirmations.nudge_some(work)
        for row in await outbox.claim(tx, NOW, "run", 99):
            await outbox.settle(tx, [Settled(row.id, State.SENT)], NOW)
        # An outage of a month: both are due, and one is sent.
        then, outcomes = NOW + timedelta(days=30), []
        for key in dues:
            [late] = [row for row in await outbox.claim(tx, then, "run", 99) if row.kind == "waiting"]
            assert late.key == key
            outcomes.append(await drawn(tx, council, then, late, "bot"))
            await outbox.settle(tx, [Settled(late.id, State.SENT)], then)
        assert [isinstance(outcome, str) for outcome in outcomes] == [False, True]
        assert outcomes[1] == "reminded today"
        assert await confirmations.nudge(work, made.id) == 1
        while await confirmations.nudge_some(work):
            pass
        assert len(await keys(tx, "waiting")) == 3
        with pytest.raises(RemindedLately):
            await confirmations.nudge(work, made.id)
        assert await confirmations.nudge(unit_of_work(tx, council, work.actor, NOW + AGAIN), made.id) == 1


async def test_who_confirms_what_may_not_have_arrived_evidently_has_it(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        reader, other = await seated(tx, 10, "B"), await seated(tx, 11, "B")
        made = await drafts.begin(work)
        await drafts.write(work, made.id, Content("en", html="hello"))
        await drafts.aim(work, made.id, Audience(AudienceKind.GROUPS, ("B",)))
        await drafts.flip(work, made.id, Option.CONFIRM)
        await drafts.hand_in(work, made.id, 2)
        while await sending.freeze_some(work):
            pass
        rows = await outbox.claim(tx, NOW, "run", 99)
        first, second = (next(row for row in rows if row.person == person.id) for person in (reader, other))
        await outbox.settle(tx, [Settled(first.id, State.UNCERTAIN, "no answer")], NOW)
        mine, theirs = (unit_of_work(tx, council, Actor("person", each), NOW) for each in (reader, other))
        assert await confirmations.confirm(mine, made.id, 77)
        assert await cards.message(tx, made.subject, kinds.TEXT.name, reader.telegram_id or 0) == 77
        assert await announcement_deliveries.can_be_sent_again(tx, made.id) == 0
        # Confirmed while the request was still on its way, whose answer is then lost.
        await confirmations.confirm(theirs, made.id)
        await outbox.settle(tx, [Settled(row.id, State.SENT) for row in rows if row not in (first, second)], NOW)
        await outbox.settle(tx, [Settled(second.id, State.UNCERTAIN, "no answer")], NOW)
        assert await sending.finish_some(work)
        assert await announcement_deliveries.tally(tx, made.id) == Tally(delivered=2)
        found = await announcement_deliveries.recipients(tx, made.id, Which.ALL, 9)
        assert {one.reason for one in found} == {CONFIRMED}


async def test_corrections_and_withdrawals_reach_every_copy_in_chunks(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "CHUNK", 2)
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number in range(10, 15):
            await seated(tx, number, "B")
        made = await publish(work, EVERYONE, "hello")
        while await sending.freeze_some(work):
            pass
        for row in await outbox.claim(tx, NOW, "run", 99):
            await outbox.settle(tx, [Settled(row.id, State.SENT, message=row.id)], NOW)
            if row.kind == kinds.TEXT.name and row.chat != 12:  # of one nobody knows
                await cards.remember(tx, Card(made.subject, row.kind, row.chat, row.id, row.person))
        with pytest.raises(Unchanged):
            await corrections.correct(work, made.id, {"en": "hello"})
        assert (await corrections.correct(work, made.id, {"en": "bye"}))[1]
        chunks = 0
        while await corrections.mend_some(work):
            chunks += 1
        assert chunks == 3  # two, two, and none: the secretary waits behind their own card
        assert await announcement_deliveries.redrawn(tx, made.id, NOW) == {("pending", ""): 4}
        redraw = next(each for each in await outbox.claim(tx, NOW, "run", 99) if each.kind == kinds.TEXT.name)
        copy = await drawn(tx, council, NOW, redraw)
        assert isinstance(copy, View)
        assert copy.text.startswith("bye\n\n<i>Corrected: ")
        # Whoever confirms has the same copy redrawn once more: it is one copy all the same.
        again = sa.select(*(c for c in rows.c if c.name not in {"id", "key"}), sa.literal("again").label("key"))
        await tx.write(sa.insert(rows).from_select([c.name for c in again.selected_columns], again.where(rows.c.id == redraw.id)))
        assert sum((await announcement_deliveries.redrawn(tx, made.id, NOW)).values()) == 4
        assert await announcement_deliveries.tally(tx, made.id) == Tally(delivered=5, waiting=1)
        await corrections.take_back(work, made.id)
        assert isinstance(await drawn(tx, council, NOW, redraw), TakeBack)
        with pytest.raises(Stale):
            await corrections.correct(work, made.id, {"en": "more"})


async def test_a_list_of_mornings_is_due_in_each_zone(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        for number, zone in ((10, "Asia/Almaty"), (11, "Europe/Vienna"), (12, "Pacific/Honolulu")):
            person = await seated(tx, number, "B")
            await members.change(tx, person.id, zone=zone)
        made = await drafts.begin(work)
        await drafts.write(work, made.id, Content("en", html="hello"))
        await drafts.aim(work, made.id, Audience(AudienceKind.GROUPS, ("B",)))
        await drafts.set_time(work, made.id, Timing.MORNING, day=date(2026, 11, 26))
        handed = await drafts.hand_in(work, made.id, 3)
        assert handed.state is AnnouncementState.SCHEDULED
        assert await due(tx, NOW, announcements.DUE) == datetime(2026, 11, 25, 19, tzinfo=UTC)
        begun = unit_of_work(tx, council, SYSTEM, datetime(2026, 11, 25, 19, tzinfo=UTC))
        assert await sending.due_some(begun)
        while await sending.freeze_some(begun):
            pass
        hours = await tx.values(sa.select(rows.c.due_at).where(rows.c.kind == kinds.TEXT.name).order_by(rows.c.id))
        assert [at.hour for at in hours] == [4, 8, 19]
        assert (await announcement_deliveries.tally(tx, made.id, begun.now)).later == 3


async def test_audiences_count_each_person_once_and_only_while_they_belong(store: Store) -> None:
    both, b = Audience(AudienceKind.GROUPS, ("B", "D")), Audience(AudienceKind.GROUPS, ("B",))
    subscribers = Audience(AudienceKind.SUBSCRIBERS)
    async with store.begin() as tx:
        twice = await seated(tx, 10, "B")
        await members.seat(tx, twice.id, "D", Role.OBSERVER, NOW)
        single = await seated(tx, 11, "D")
        outsider = await members.add(tx, 12, "en", "UTC", NOW)
        await members.add(tx, None, "en", "UTC", NOW)
        await subscriptions.subscribe(tx, outsider.id, NOW)
        later = NOW + timedelta(days=1)
        assert [await audiences.count(tx, a, NOW) for a in (both, b, EVERYONE, subscribers)] == [2, 1, 2, 1]
        everyone = [twice.id, single.id, outsider.id]
        assert [p.id for p in await audiences.inside(tx, both, NOW, Stretch(0, twice.id))] == [twice.id]
        assert [p.id for p in await audiences.inside(tx, both, NOW, Stretch(twice.id, outsider.id))] == [single.id]
        assert await audiences.included(tx, b, everyone, NOW) == {twice.id}
        assert await audiences.included(tx, subscribers, everyone, NOW) == {outsider.id}
        await members.unseat(tx, twice.id, "B", later)
        assert await audiences.included(tx, b, everyone, later) == set()
        assert await audiences.included(tx, both, everyone, later) == {twice.id, single.id}
        await subscriptions.unsubscribe(tx, outsider.id)
        assert await audiences.included(tx, subscribers, everyone, NOW) == set()


async def test_the_world_is_looked_at_again_before_sending(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretariat(tx, council)
        member = await seated(tx, 10, "B")
        made = await publish(work, Audience(AudienceKind.GROUPS, ("B",)), "<b>hello</b>")
        while await sending.freeze_some(work):
            pass
        claimed = await outbox.claim(tx, NOW, "run", 9)
        (text,) = [delivery for delivery in claimed if delivery.kind == kinds.TEXT.name]
        (card,) = [delivery for delivery in claimed if delivery.kind == kinds.PROGRESS.name]

        async def told(kind: str, delivery: Delivery, person: Person) -> object:
            return await drawn(tx, council, NOW, replace(delivery, kind=kind, person=person.id))

        assert await told(kinds.TEXT.name, text, member) == View(Markup("<b>hello</b>"))
        assert await told(kinds.TEXT.name, text, work.person) == LEFT
        assert isinstance(await told(kinds.PROGRESS.name, card, work.person), View)
        assert isinstance(await told(kinds.PROGRESS.name, card, member), str)
        assert isinstance(await told(kinds.REPORT.name, card, member), str)
        with pytest.raises(Stale):
            async with tx.savepoint():
                await sending.stop(work, made.id)  # the last one is on its way
        await announcements.move(tx, made.id, [AnnouncementState.FROZEN], AnnouncementState.CANCELLED)
        assert await told(kinds.TEXT.name, text, member) == STOPPED
