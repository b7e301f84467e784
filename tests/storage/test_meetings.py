"""Meetings' rows, and the actions that write them, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from council.agenda import Agenda
from council.config import Council
from council.errors import ChangedMeanwhile, Forbidden, NotAhead, Unchanged
from council.meetings import Meeting, MeetingDraft, Part
from council.people import SYSTEM, Actor, Role
from handlers.common.texts import Catalogs
from handlers.common.view import View
from handlers.framework.deliveries import begin_reading
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import agendas, meetings as meetings_actions, reminders
from handlers.meetings.reads import visible_meeting
from handlers.reactions import unit_of_work
from storage import agendas as versions, audit, meeting_reminders, meetings, members, outbox
from storage.store import Store
from tests.deliveries import DELIVERS
from tests.due import due
from tests.storage.meetings import queued, seated, secretary, send
from tests.storage.people import DAY, MINUTE, NOW

HOUR = timedelta(hours=1)
DRAFT = MeetingDraft("Schooling", ("B",), datetime(2026, 12, 3, 15), "Asia/Tashkent", agenda="https://example.org/a")
START = datetime(2026, 12, 3, 10, tzinfo=UTC)


async def beat(store: Store, council: Council, now: datetime) -> int:
    """Queue all that is due; how many meetings had something."""
    async with store.begin() as tx:
        done = 0
        while await reminders.queue_due(unit_of_work(tx, council, SYSTEM, now)):
            done += 1
        return done


async def test_publishing_and_joining_later_are_told_by_the_same_means_and_once(
    store: Store, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meetings_actions, "CHUNK", 2)
    async with store.begin() as tx:
        work = await secretary(tx, council)
        for number, group in ((10, "B"), (11, "B"), (12, "A"), (13, "B"), (14, "D")):
            await seated(tx, number, group, Role.OBSERVER if number == 13 else Role.MEMBER)
        both = await seated(tx, 15, "B")
        await members.seat(tx, both.id, "D", Role.CHAIR, NOW)
        await seated(tx, None, "B")  # not on Telegram: nobody to tell, and no stone in the way
        made = await meetings_actions.publish(work, replace(DRAFT, groups=("D", "B")))
        assert made.draft.groups == ("B", "D")
        assert await queued(tx, meetings_actions.CARD.name) == [10, 11]
        system = unit_of_work(tx, council, SYSTEM, NOW)
        assert [await meetings_actions.invite_some(system) for _ in range(3)] == [True, True, False]
        assert await queued(tx, meetings_actions.CARD.name) == [10, 11, 13, 14, 15]
        await seated(tx, 16, "D")
        assert await meetings_actions.invite_some(system)
        assert await queued(tx, meetings_actions.CARD.name) == [10, 11, 13, 14, 15, 16]
        assert [person.telegram_id for person in await meetings.invited(tx, made.id, NOW)] == [10, 11, 13, 14, 15, 16]
        assert await meetings.find(tx, made.id) == made
        assert await meetings.ahead(tx, ["D"], NOW) == [made]
        assert await meetings.ahead(tx, ["A"], NOW) == []
        assert await meetings.ahead(tx, None, START) == []
        assert not await meetings_actions.invite_some(unit_of_work(tx, council, SYSTEM, START))


async def test_reminders_are_queued_once_for_those_who_are_seated(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        stays, goes = await seated(tx, 10, "B"), await seated(tx, 11, "B")
        made = await meetings_actions.publish(work, DRAFT)
        assert await due(tx, NOW, meeting_reminders.DUE) == START - 7 * DAY
        assert await due(tx, START, meeting_reminders.DUE) is None
        await members.unseat(tx, goes.id, "B", NOW + MINUTE)
    assert await beat(store, council, START - 7 * DAY - MINUTE) == 0
    assert await beat(store, council, START - 7 * DAY) == 1
    async with store.read() as tx:
        assert await due(tx, START - 7 * DAY, meeting_reminders.DUE) == START - DAY
    assert await beat(store, council, START - 7 * DAY) == 0
    sent = [one for one in await send(store, START - 7 * DAY) if one.kind == reminders.REMINDER.name]
    assert [(one.key, one.chat) for one in sent] == [(f"meeting:{made.id}:meetings.reminder:{stays.id}:1:10080", 10)]
    # Away from a day and a half ahead until half an hour before: only the nearest is worth saying.
    assert await beat(store, council, START - HOUR / 2) == 1
    sent = [one for one in await send(store, START - HOUR / 2) if one.kind == reminders.REMINDER.name]
    assert [one.data["offset"] for one in sent] == [60]
    assert await beat(store, council, START + DAY) == 0


async def test_what_was_queued_expires_at_the_start(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        await seated(tx, 10, "B")
        await meetings_actions.publish(await secretary(tx, council), DRAFT)
    await send(store, NOW)
    assert await beat(store, council, START - HOUR) == 1
    assert [one.kind for one in await send(store, START)] == []


async def move(store: Store, work: UnitOfWork, made: Meeting, days: int) -> tuple[Meeting, int]:
    async with store.begin() as tx:
        found = await meetings.find(tx, made.id)
        assert found is not None
        return await meetings_actions.move(
            replace(work, tx=tx), made.id, found.schedule, DRAFT.starts + timedelta(days=days), DRAFT.zone
        )


async def test_who_has_not_heard_of_one_move_hears_of_both_in_one(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 10, "B")
        made = await meetings_actions.publish(work, DRAFT)
    assert (await move(store, work, made, 1))[1] == 0  # nobody has seen the first time yet
    await send(store, NOW)
    assert (await move(store, work, made, 2))[1] == 1
    assert (await move(store, work, made, 3))[1] == 1
    (told,) = [one for one in await send(store, NOW) if one.kind == meetings_actions.MOVED.name]
    assert told.data == {"schedule": 4, "was": (START + DAY).isoformat()}
    await move(store, work, made, 5)
    assert (await move(store, work, made, 3))[1] == 0  # and back before anyone heard
    assert [one for one in await send(store, NOW) if one.kind == meetings_actions.MOVED.name] == []


async def test_a_move_replaces_the_reminders_and_a_cancellation_ends_them(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 10, "B")
        made = await meetings_actions.publish(work, DRAFT)
    await send(store, NOW)
    await move(store, work, made, 10)
    await send(store, NOW)
    assert await beat(store, council, START - HOUR) == 0
    async with store.read() as tx:
        assert [one.schedule for one in await meeting_reminders.waiting(tx, made.id)] == [2, 2, 2]
    async with store.begin() as tx:
        _, people = await meetings_actions.cancel(replace(work, tx=tx), made.id)
        assert people == 1
        assert await due(tx, NOW, meeting_reminders.DUE) is None
        with pytest.raises(NotAhead):
            await meetings_actions.cancel(replace(work, tx=tx), made.id)
        done = [action for _, action, subject in await audit.entries(tx) if subject == made.subject]
        assert done == ["meeting published", "meeting moved", "meeting cancelled"]
    assert await beat(store, council, START + 9 * DAY) == 0
    assert [one.kind for one in await send(store, NOW)] == [meetings_actions.CANCELLED.name]


async def test_the_second_of_two_changes_at_once_is_refused(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made = await meetings_actions.publish(work, DRAFT)
        await meetings_actions.move(work, made.id, 1, DRAFT.starts + DAY, DRAFT.zone)
        with pytest.raises(ChangedMeanwhile):
            await meetings_actions.move(work, made.id, 1, DRAFT.starts + 2 * DAY, DRAFT.zone)
        assert not await meetings.put(tx, made, replace(made, schedule=2), NOW)  # as the database sees it, too
    async with store.read() as tx:
        found = await meetings.find(tx, made.id)
        assert found is not None
        assert (found.schedule, found.draft.starts) == (2, DRAFT.starts + DAY)


async def test_a_new_agenda_is_told_in_one_message_however_often_it_changes(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 10, "B")
        made = await meetings_actions.publish(work, DRAFT)
    await send(store, NOW)
    async with store.begin() as tx:
        for minute, value in enumerate(("example.org/1", "example.org/2", "example.org/1")):
            later = replace(work, tx=tx, now=NOW + minute * MINUTE)
            assert (await agendas.put(later, made.id, Agenda(link=value)))[2] == 1
        assert (await meetings_actions.change(later, made.id, Part.TITLE, "Another title"))[1] == 0
    (told,) = await send(store, NOW + HOUR)
    assert (told.kind, told.data) == (agendas.AGENDA.name, {"had": 1, "version": 4})
    async with store.begin() as tx:
        later = replace(work, tx=tx, now=NOW + HOUR)
        with pytest.raises(Unchanged):
            await agendas.put(later, made.id, Agenda(link="https://example.org/1", note="again"))
        assert (await agendas.put(later, made.id, Agenda()))[2] == 0
        assert await versions.missing(tx, START - 72 * HOUR, 72 * HOUR) == [made.id]
        assert await versions.missing(tx, START - 73 * HOUR, 72 * HOUR) == []
        assert (await agendas.put(later, made.id, Agenda(items=("One", "Two"))))[2] == 1
        assert await versions.missing(tx, START - HOUR, 72 * HOUR) == []
    assert [one.data["had"] for one in await send(store, NOW + HOUR)] == [5]


async def test_who_comes_back_is_told_again(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        person = await seated(tx, 10, "B")
        made = await meetings_actions.publish(work, DRAFT)
    await send(store, NOW)
    async with store.begin() as tx:
        later = replace(work, tx=tx, now=NOW + HOUR)
        await members.unseat(tx, person.id, "B", later.now)
        _, people = await meetings_actions.move(later, made.id, 1, DRAFT.starts + DAY, DRAFT.zone)
        assert people == 0
        assert not await meetings_actions.invite_some(later)
        again = replace(work, tx=tx, now=NOW + 2 * HOUR)
        await members.seat(tx, person.id, "B", Role.MEMBER, again.now)
        assert await meetings_actions.invite_some(again)
        assert await queued(tx, meetings_actions.CARD.name) == [10]


async def test_overlaps_are_of_the_same_group_and_the_same_time(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made = await meetings_actions.publish(work, replace(DRAFT, duration=720))
        await meetings_actions.publish(work, replace(DRAFT, groups=("A",)))
        off = await meetings_actions.publish(work, DRAFT)
        await meetings_actions.cancel(work, off.id)

        async def meet(start: datetime, end: datetime, but: int | None = None) -> list[int]:
            return [found.id for found in await meetings.overlapping(tx, ["B", "D"], [(start, end)], but)]

        end = START + 12 * HOUR
        assert await meet(START - HOUR, START) == []
        assert await meet(START - HOUR, START + MINUTE) == [made.id]
        assert await meet(end - MINUTE, end + HOUR) == [made.id]
        assert await meet(end, end + HOUR) == []
        assert await meet(START, end, but=made.id) == []


async def test_others_neither_set_nor_see_meetings(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made = await meetings_actions.publish(work, DRAFT)
        for group, role, sees in (("B", Role.CHAIR, True), ("B", Role.OBSERVER, True), ("A", Role.CHAIR, False)):
            person = await seated(tx, None, group, role)
            theirs = replace(work, actor=Actor("person", person, await members.seats_of(tx, person.id, NOW)))
            with pytest.raises(Forbidden):
                await meetings_actions.publish(theirs, DRAFT)
            with pytest.raises(Forbidden):
                await meetings_actions.cancel(theirs, made.id)
            if sees:
                assert await visible_meeting(theirs, made.id) == made
            for hidden in ([] if sees else [made.id]) + [99]:
                with pytest.raises(Forbidden):
                    await visible_meeting(theirs, hidden)
        for groups in ((), ("B", "Z")):
            with pytest.raises(Forbidden):
                await meetings_actions.publish(work, replace(DRAFT, groups=groups))


@contextmanager
def asking(store: Store) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    sa.event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(store.engine.sync_engine, "before_cursor_execute", note)


async def test_many_meetings_are_read_with_as_few_queries_as_one(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made = [await meetings_actions.publish(work, replace(DRAFT, groups=("B", "D"))) for _ in range(5)]
        spans = [(START + n * DAY, START + n * DAY + HOUR) for n in range(150)]
        with asking(store) as asked:
            assert [one.id for one in await meetings.ahead(tx, ["B"], NOW)] == [one.id for one in made]
        assert len(asked) == 2
        with asking(store) as asked:
            assert await meetings.overlapping(tx, ["D"], spans) == made
        assert len(asked) == 2
        with asking(store) as asked:
            assert list(await meetings.many(tx, [made[3].id, 99, made[1].id])) == [made[3].id, made[1].id]
        assert len(asked) == 2


async def test_many_cards_are_drawn_with_as_few_queries_as_one(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        for number in range(10, 16):
            await seated(tx, number, "B")
        for _ in range(3):
            await meetings_actions.publish(work, DRAFT)
        while await meetings_actions.invite_some(work):
            pass
    cards = DELIVERS[meetings_actions.CARD.name]
    async with store.begin() as tx:
        claimed = [one for _ in range(3) for one in await outbox.claim(tx, NOW, "run", 100)]
        assert len(claimed) == 18
        counts = []
        for some in (claimed[:1], claimed):
            with asking(store) as asked:
                read = await begin_reading(tx, council, Catalogs(["en"]), NOW, "bot", some)
                loaded = await cards.load(read, some)
            counts.append(len(asked))
            assert all(isinstance(cards.draw(loaded, one, read.reader(one)), View) for one in some)
        assert counts[0] == counts[1]
