"""What waits for people, whom things reach, and what is posted in channels: the same on every engine."""

from dataclasses import replace
from datetime import timedelta

from council.announcements import Content, Option
from council.audiences import Audience, AudienceKind
from council.config import Council
from council.people import Role
from handlers.announcements.actions import access, drafts, kinds, sending
from storage import (
    announced_posts,
    announcement_holders,
    announcements_to_confirm,
    attendance,
    audiences,
    cards,
    chats,
    members,
    outbox,
    personal_reminders,
)
from storage.cards import Card
from storage.outbox import Settled, State
from storage.store import Store
from tests.storage.meetings import seated, secretary
from tests.storage.people import NOW

GROUP_B = Audience(AudienceKind.GROUPS, ("B",))


async def test_what_waits_and_whom_it_reaches(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        reader, away = await seated(tx, 10, "B"), await seated(tx, 11, "B")
        absent = await members.add(tx, None, "en", "UTC", NOW)
        await members.seat(tx, absent.id, "B", Role.MEMBER, NOW)
        await chats.suspend(tx, away.telegram_id or 0, "bot was blocked by the user", NOW)
        assert await audiences.unreached(tx, GROUP_B, NOW) == (1, 1)
        reach = await work.reach([reader, away, absent], ["B"])
        assert (reach.people, reach.not_joined, reach.unreachable, reach.chats) == (1, 1, 1, 0)

        made = await drafts.begin(work)
        await drafts.write(work, made.id, Content("en", html="hello"))
        aimed = await drafts.aim(work, made.id, GROUP_B)
        await drafts.flip(work, made.id, Option.CONFIRM)
        await drafts.hand_in(work, made.id, await access.count_people(work, aimed))
        while await sending.freeze_some(work):
            pass
        rows = [row for row in await outbox.claim(tx, NOW, "run", 99) if row.kind == kinds.TEXT.name]
        await outbox.settle(tx, [Settled(row.id, State.SENT, message=row.id) for row in rows], NOW)
        assert await announcements_to_confirm.of_many(tx, [], NOW) == {}
        waiting = await announcements_to_confirm.of_many(tx, [reader.id, absent.id], NOW)
        assert waiting == {reader.id: [(made.id, NOW)]}
        assert await announcement_holders.who_have(tx, made.id, [reader.id, absent.id]) == {reader.id}
        card = Card(made.subject, kinds.TEXT.name, reader.telegram_id or 0, 5, reader.id)
        assert await cards.remember(tx, card) is None
        assert await cards.remember(tx, replace(card, message=6)) == (5, {})
        [held] = await announcement_holders.next_held(tx, made.id, 0, 9)
        assert (held.person, held.language) == (reader.id, "en")
        assert await announcement_holders.unconfirm(tx, made.id, [reader.id], NOW) == []
        assert await announced_posts.unrecorded(tx) is None
        assert await attendance.waiting_for_many(tx, [reader.id], NOW, later=False) == {reader.id: []}


async def test_reminders_of_a_person_are_known_by_the_person(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        one, other = await seated(tx, 10, "B"), await seated(tx, 11, "B")
        assert await work.remind([one, other]) == 2
        assert await work.remind([one, other]) == 0
        found = await personal_reminders.of_many(tx, [one.id, other.id], NOW - timedelta(hours=20))
        [(row, at)] = found[one.id].waiting
        assert at == NOW
        await personal_reminders.advance(tx, row, NOW - timedelta(hours=1))
        await outbox.settle(tx, [Settled(row, State.SENT)], NOW)
        found = await personal_reminders.of_many(tx, [one.id], NOW - timedelta(hours=20))
        assert found[one.id].told == ((row, NOW),)
        assert await work.remind([one], NOW + timedelta(hours=30)) == 1
        # What would come too late with a reminder that waits has that one come earlier.
        until = NOW + timedelta(hours=28)
        assert await work.remind([one], NOW + timedelta(hours=25), until) == 0
        found = await personal_reminders.of_many(tx, [one.id], NOW - timedelta(hours=20))
        assert [at for _, at in found[one.id].waiting] == [NOW + timedelta(hours=25)]
