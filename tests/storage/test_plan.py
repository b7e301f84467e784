"""The work plan's rows and the actions that write them, calendar feeds, and what calendars know meetings by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from council.agenda import Agenda
from council.config import Council
from council.errors import Forbidden, Unchanged
from council.meetings import MeetingDraft, MeetingState, Part
from council.people import OPERATOR, SYSTEM, Actor, Person, Role
from council.plan import LinkKind, NoSuchThing, PlanDraft, PlanItem
from council.quiet_hours import QuietHours, after
from handlers.common.view import View
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import agendas, meetings as meeting_actions
from handlers.plan.actions import editing, imports
from handlers.reactions import unit_of_work
from storage import audit, calendar_feeds, meetings, members, plan
from storage.invitations import new_token, token_hash
from storage.outbox import Delivery, Lane
from storage.store import Store
from storage.tables import outbox as rows
from storage.transaction import Transaction
from tests.deliveries import drawn
from tests.due import due
from tests.storage.people import DAY, HOUR, NOW, somebody

DUE = date(2026, 12, 24)
DRAFT = PlanDraft("B", "Survey of schools", DUE)


async def seated(tx: Transaction, telegram_id: int | None, group: str, role: Role = Role.MEMBER) -> Person:
    person = await members.add(tx, telegram_id, "en", "Asia/Tashkent", NOW)
    await members.seat(tx, person.id, group, role, NOW)
    return person


async def at(tx: Transaction, council: Council, person: Person, now: datetime = NOW) -> UnitOfWork:
    return unit_of_work(tx, council, Actor("person", person, await members.seats_of(tx, person.id, now)), now)


async def queued(tx: Transaction, kind: str) -> list[tuple[int, datetime]]:
    query = sa.select(rows.c.chat_id, rows.c.due_at).where(rows.c.kind == kind).order_by(rows.c.id)
    return [(row["chat_id"], row["due_at"]) for row in await tx.rows(query)]


async def test_items_are_numbered_within_their_group_and_year(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = unit_of_work(tx, council, OPERATOR, NOW)
        made = [
            await editing.add(work, replace(DRAFT, group=group, due=due))
            for group, due in (("B", DUE), ("B", DUE - DAY), ("A", DUE), ("B", date(2027, 3, 1)))
        ]
    assert [(item.number, item.year) for item in made] == [("B.1", 2026), ("B.2", 2026), ("A.1", 2026), ("B.1", 2027)]
    async with store.begin() as tx:
        work = unit_of_work(tx, council, OPERATOR, NOW)
        await editing.drop(work, made[1].id)
        again = await editing.add(work, replace(DRAFT, what="Another"))
        assert again.number == "B.3", "a number is not given twice"
    async with store.read() as tx:
        assert [item.number for item in await plan.of(tx, ["B"], 2026)] == ["B.1", "B.3"]
        assert [item.id for item in await plan.of(tx, None)] == [made[0].id, made[2].id, again.id, made[3].id]
        assert await plan.years(tx, ["B"]) == [2026, 2027]
        assert await plan.years(tx, ["D"]) == []
        gone = await plan.find(tx, made[1].id)
        assert gone is not None
        assert gone.dropped_at == NOW


async def test_moves_and_links_are_kept(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = unit_of_work(tx, council, OPERATOR, NOW)
        item = await editing.add(work, DRAFT)
        for due in (DUE + DAY, DUE + 3 * DAY, DUE):
            item = await editing.move(work, item.id, due)
        with pytest.raises(Unchanged):
            await editing.move(work, item.id, DUE)
        meeting = await meeting_actions.publish(work, MeetingDraft("Schooling", ("B",), datetime(2026, 12, 3, 15), "UTC"))
        await editing.tie(work, item.id, f" #{meeting.id} ")
        with pytest.raises(Unchanged):
            await editing.tie(work, item.id, str(meeting.id))
        for number in ("0", "99", "B-2026-01", "9" * 30, "x"):
            with pytest.raises(NoSuchThing):
                await editing.tie(work, item.id, number)
    async with store.begin() as tx:
        assert [(one.was, one.now) for one in await plan.moves(tx, item.id)] == [
            (DUE, DUE + DAY), (DUE + DAY, DUE + 3 * DAY), (DUE + 3 * DAY, DUE),
        ]  # fmt: skip
        assert await plan.links(tx, [item.id]) == {item.id: [(LinkKind.MEETING, meeting.id)]}
        work = unit_of_work(tx, council, OPERATOR, NOW)
        await editing.untie(work, item.id, LinkKind.MEETING, meeting.id)
        with pytest.raises(Unchanged):
            await editing.untie(work, item.id, LinkKind.MEETING, meeting.id)
        assert await plan.links(tx, [item.id]) == {}
        kept = await plan.find(tx, item.id)
        assert kept is not None
        assert (kept.schedule, kept.planned, kept.draft.due) == (4, DUE, DUE)


async def test_rights_are_asked_and_the_responsible_sit_in_the_group(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        chair = await seated(tx, 1, "B", Role.CHAIR)
        member, elsewhere = await seated(tx, 2, "B"), await seated(tx, 3, "A", Role.CHAIR)
        work = await at(tx, council, chair)
        item = await editing.add(work, replace(DRAFT, person=member.id))
        for draft in (replace(DRAFT, person=elsewhere.id), replace(DRAFT, group="A"), replace(DRAFT, group="X")):
            with pytest.raises(Forbidden):
                await editing.add(work, draft)
        for person in (member, elsewhere):
            other = await at(tx, council, person)
            for deed in (editing.drop(other, item.id), editing.move(other, item.id, DUE + DAY), editing.tie(other, item.id, "1")):
                with pytest.raises(Forbidden):
                    await deed
        with pytest.raises(Forbidden):
            await editing.finish(await at(tx, council, elsewhere), item.id, done=True)
        done = await editing.finish(await at(tx, council, member), item.id, done=True)
        assert done.done_at == NOW
        with pytest.raises(Unchanged):
            await editing.move(work, item.id, DUE + DAY)
        with pytest.raises(Forbidden):
            await editing.visible_item(await at(tx, council, elsewhere), item.id)
        assert [entry[1] for entry in await audit.entries(tx) if entry[2] == item.subject] == ["planned", "plan done"]


async def test_a_reminder_waits_for_the_end_of_quiet_hours_and_is_queued_once(store: Store, council: Council) -> None:
    night = QuietHours(datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 11).time())
    council = replace(council, quiet=night)
    async with store.begin() as tx:
        chair, member = await seated(tx, 1, "B", Role.CHAIR), await seated(tx, 2, "B")
        work = await at(tx, council, chair)
        await editing.add(work, replace(DRAFT, person=member.id))
        await editing.add(work, replace(DRAFT, what="Nobody's"))
        soon = await editing.add(work, replace(DRAFT, what="Soon", due=date(2026, 11, 26)))
        assert [chat for chat, _ in await queued(tx, editing.YOURS.name)] == [2]
        assert await due(tx, NOW, plan.DUE) == datetime(2026, 11, 25, 4, tzinfo=UTC)  # 9:00 in Tashkent, a day before
    week = datetime(2026, 12, 17, 4, tzinfo=UTC)
    for now, expected in ((week - HOUR, [1]), (week, [1, 2, 1]), (week + DAY, [1, 2, 1]), (week + 6 * DAY, [1, 2, 1, 2, 1])):
        async with store.begin() as tx:
            while await editing.remind_due(unit_of_work(tx, council, SYSTEM, now)):
                pass
            found = await queued(tx, editing.REMINDER.name)
        if now == week - HOUR:
            assert found == [], f"{soon.number} was over by then"
            continue
        assert [chat for chat, _ in found] == expected[1:]
        assert all(due == after(night, "Asia/Tashkent", due) for _, due in found), "nobody is woken"


async def test_a_reminder_that_waited_looks_at_the_plan_again(store: Store, council: Council) -> None:
    week = datetime(2026, 12, 17, 4, tzinfo=UTC)

    async def said(tx: Transaction, item: PlanItem, person: Person, now: datetime) -> str:
        """Why nothing is said, or the first line of what is."""
        order = Delivery(1, "", editing.REMINDER.name, item.subject, Lane.REMINDERS, 1, person.id, {"schedule": 1}, 1)
        prepared = await drawn(tx, council, now, order)
        if isinstance(prepared, str):
            return prepared
        assert isinstance(prepared, View)
        return str(prepared.text).splitlines()[0]

    async with store.begin() as tx:
        chair, member = await seated(tx, 1, "B", Role.CHAIR), await seated(tx, 2, "B")
        work = await at(tx, council, chair)
        item = await editing.add(work, replace(DRAFT, person=member.id))
        assert await said(tx, item, member, week) == "<b>In 7 days: B.1, group B</b>"
        assert await said(tx, item, member, week + 2 * DAY) == "<b>In 5 days: B.1, group B</b>", "what is true by then"
        assert await said(tx, item, member, week + 7 * DAY) == "due already"
        assert await said(tx, item, chair, week) == "somebody else sees to it"
        await editing.finish(work, item.id, done=True)
        assert await said(tx, item, member, week) == "done or taken off the plan"
        await editing.finish(work, item.id, done=False)
        await members.unseat(tx, member.id, "B", NOW)
        assert await said(tx, item, member, week) == "no role any more"
        assert await said(tx, item, chair, week) == "<b>In 7 days: B.1, group B</b>"
        await editing.move(work, item.id, DUE + DAY)
        assert await said(tx, item, chair, week) == "moved"
        await editing.drop(work, item.id)
        assert await said(tx, item, chair, week) == "done or taken off the plan"


async def test_two_who_add_at_once_get_two_numbers(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        first = await plan.add(tx, DRAFT, None, NOW)
    async with store.begin() as tx:
        second = await plan.add(tx, DRAFT, None, NOW)
    assert (first.serial, second.serial) == (1, 2)


TABLE = [(1, ["Group", "What", "By when"]), (2, ["B", "Survey", "Q1 2027"]), (3, ["B", "Report", "soon"])]


async def test_a_file_is_confirmed_by_its_owner_alone_once_and_only_as_it_was_shown(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        chair, other = await seated(tx, 1, "B", Role.CHAIR), await seated(tx, 2, "B", Role.CHAIR)
        work = await at(tx, council, chair)
        first = await imports.receive(work, TABLE)
        checked = await imports.receive(work, TABLE)
        assert (len(checked.reading.rows), len(checked.reading.mistakes)) == (1, 1)
        assert await plan.of(tx, None) == [], "nothing is written before it is confirmed"
        assert await plan.staged(tx, first.id, chair.id) is None, "the later one takes its place"
        assert await plan.staged(tx, checked.id, other.id) is None
        assert (await imports.receive(work, TABLE[:1] + TABLE[2:])).id == 0
        assert await imports.confirm(work, checked.id) == 1
        assert [item.draft.what for item in await plan.of(tx, None)] == ["Survey"]
        assert await plan.staged(tx, checked.id, chair.id) is None


# -- feeds


async def test_feeds(store: Store) -> None:
    person, other = await somebody(store, 1), await somebody(store, 2)
    token = new_token()
    assert len(token) >= 22  # 128 bits
    async with store.begin() as tx:
        made = await calendar_feeds.add(tx, person.id, token_hash(token), NOW)
        assert await calendar_feeds.by_hash(tx, token_hash(token)) == made
        assert await calendar_feeds.by_hash(tx, token) is None
        assert calendar_feeds.is_to_be_noted(made, NOW)
        await calendar_feeds.note_read(tx, made.id, NOW)
        [listed] = await calendar_feeds.of(tx, person.id)
        assert listed.read_at == NOW
        assert not calendar_feeds.is_to_be_noted(listed, NOW + HOUR / 2)
        assert calendar_feeds.is_to_be_noted(listed, NOW + HOUR)
        assert not await calendar_feeds.revoke(tx, made.id, other.id, NOW)
        assert await calendar_feeds.revoke(tx, made.id, person.id, NOW)
        assert not await calendar_feeds.revoke(tx, made.id, person.id, NOW)
        assert await calendar_feeds.of(tx, person.id) == []
        gone = await calendar_feeds.by_hash(tx, token_hash(token))
        assert gone is not None
        assert gone.revoked_at == NOW


async def test_a_meeting_keeps_its_name_and_every_change_raises_its_sequence(store: Store, council: Council) -> None:
    both = (MeetingState.PUBLISHED, MeetingState.CANCELLED)
    async with store.begin() as tx:
        work = unit_of_work(tx, council, OPERATOR, NOW)
        made = await meeting_actions.publish(work, MeetingDraft("Schooling", ("B", "D"), datetime(2026, 12, 3, 15), "UTC"))
        other = await meeting_actions.publish(work, MeetingDraft("Other", ("A",), datetime(2026, 12, 4, 15), "UTC"))
        first = await calendar_feeds.marks(tx, [made.id, other.id])
        assert first[made.id][0] != first[other.id][0]
        assert first[made.id][1:] == (0, NOW)
    seen = [first[made.id]]
    for number, deed in enumerate(("move", "title", "agenda", "cancel"), start=1):
        async with store.begin() as tx:
            work = unit_of_work(tx, council, OPERATOR, NOW + number * HOUR)
            if deed == "move":
                await meeting_actions.move(work, made.id, 1, datetime(2026, 12, 5, 15), "UTC")
            elif deed == "cancel":
                await meeting_actions.cancel(work, made.id)
            elif deed == "agenda":
                await agendas.put(work, made.id, Agenda(items=("Opening",)))
            else:
                await meeting_actions.change(work, made.id, Part(deed), "https://example.org/2")
            seen.append((await calendar_feeds.marks(tx, [made.id]))[made.id])
    assert {uid for uid, _, _ in seen} == {seen[0][0]}
    numbers = [sequence for _, sequence, _ in seen]
    assert numbers[0] == 0
    assert numbers == sorted(set(numbers))
    assert [stamp for _, _, stamp in seen] == [NOW + n * HOUR for n in range(5)]
    async with store.read() as tx:
        span = (datetime(2026, 12, 4, tzinfo=UTC), datetime(2026, 12, 6, tzinfo=UTC))
        assert [one.id for one in await meetings.between(tx, None, *span, both)] == [other.id, made.id]
        assert [one.draft.groups for one in await meetings.between(tx, ["D"], *span, both)] == [("B", "D")]
        assert await meetings.between(tx, ["B"], *span, [MeetingState.PUBLISHED]) == []
        assert await meetings.between(tx, [], *span, both) == []
        assert await meetings.between(tx, None, span[0], span[0] + timedelta(hours=15), both) == [], "the end is not in it"
