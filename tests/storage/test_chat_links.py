"""Linked chats, who waits at their doors, and whose role ended."""

from datetime import datetime

from council.chats import ChatRights, Right
from council.people import WHOLE_COUNCIL, Role
from storage import chat_links, chats, join_cases, members
from storage.chat_links import Link, LinkState
from storage.join_cases import CaseState, Cause, JoinCase
from storage.store import Store
from storage.transaction import Transaction
from tests.due import due
from tests.storage.people import DAY, HOUR, NOW, SECOND, somebody

CHAT, OTHER = -1001, -1002
FULL = ChatRights(True, True, frozenset(Right))


async def link(tx: Transaction, person: int, group: str = "B", chat: int = CHAT, thread: int | None = None) -> Link:
    return await chat_links.keep(tx, await chat_links.offer(tx, chat, thread, "A chat", person, NOW), group, NOW)


async def test_an_offer_is_confirmed_once_and_not_for_ever(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        first = await chat_links.offer(tx, CHAT, None, "A chat", person.id, NOW)
        second = await chat_links.offer(tx, CHAT, None, "A chat", person.id, NOW)
        third = await chat_links.offer(tx, CHAT, 7, "A chat", person.id, NOW)
        assert [offer.id for offer in await chat_links.offers_of(tx, person.id, NOW)] == [third.id, second.id]
        assert not await chat_links.close_offer(tx, first.id, "confirmed"), "a newer one took its place"
        assert await chat_links.close_offer(tx, second.id, "confirmed")
        assert not await chat_links.close_offer(tx, second.id, "dropped")
        assert await chat_links.offers_of(tx, person.id, NOW + chat_links.OFFERED_FOR) == []


async def test_a_link_is_kept_once_for_each_place_and_group(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        first = await link(tx, person.id)
        assert (await link(tx, person.id)).id == first.id
        topic = await link(tx, person.id, "D", thread=7)
        assert await chat_links.of_groups(tx, ["B", "D"]) == [first], "each chat once"
        assert await chat_links.of_groups(tx, ["D"]) == [topic]
        assert await chat_links.set_state(tx, first, LinkState.ENDED)
        assert not await chat_links.set_state(tx, first, LinkState.BROKEN), "it is no longer as it was read"
        assert await chat_links.of_groups(tx, ["B"]) == []
        assert await chat_links.of_chat(tx, CHAT) == [topic]
        assert (await link(tx, person.id)).state is LinkState.LINKED


async def test_how_the_bot_stands_is_kept_while_it_is_there(store: Store) -> None:
    async with store.begin() as tx:
        assert await chat_links.rights_in(tx, CHAT) is None
        for rights in (FULL, ChatRights(True, True, frozenset({Right.INVITE})), ChatRights(True, writes=False)):
            await chat_links.note_rights(tx, CHAT, rights, NOW)
            assert await chat_links.rights_in(tx, CHAT) == rights
        await chat_links.note_rights(tx, CHAT, ChatRights(False), NOW)
        assert await chat_links.rights_in(tx, CHAT) is None


async def test_what_is_kept_of_a_group_moves_with_it(store: Store) -> None:
    person = await somebody(store, 5)
    old, new = -9, -1009
    async with store.begin() as tx:
        kept = await link(tx, person.id, chat=old)
        await chat_links.note_rights(tx, old, FULL, NOW)
        await chat_links.note_rights(tx, new, ChatRights(True), NOW)
        await join_cases.note_presence(tx, old, 5, NOW, inside=True)
        await join_cases.note_presence(tx, new, 5, NOW, inside=False)
        await join_cases.add(tx, old, 6, "Six", Cause.ASKED, CaseState.OPEN, NOW)
        for _ in range(2):
            await chats.migrate(tx, old, new)
            [moved] = await chat_links.of_chat(tx, new)
            assert (moved.id, moved.chat) == (kept.id, new)
            assert await chat_links.rights_in(tx, new) == ChatRights(True), "what was heard of the new chat counts"
            assert await join_cases.was_inside(tx, new, 5) is False
            assert await join_cases.find_open(tx, new, 6)


async def test_one_waits_at_a_door_once(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        case = await join_cases.add(tx, CHAT, 6, "Six", Cause.ASKED, CaseState.OPEN, NOW)
        assert case is not None
        assert await join_cases.add(tx, CHAT, 6, "Six", Cause.CAME, CaseState.OPEN, NOW) is None
        assert not await join_cases.is_accepted(tx, CHAT, 6)
        assert await join_cases.decide(tx, case.id, CaseState.ADMITTED, person.id, NOW)
        assert not await join_cases.decide(tx, case.id, CaseState.DECLINED, person.id, NOW), "the first decides"
        assert await join_cases.is_accepted(tx, CHAT, 6)
        again = await join_cases.add(tx, CHAT, 6, "Six", Cause.CAME, CaseState.OPEN, NOW)
        assert again is not None
        assert await join_cases.decide(tx, again.id, CaseState.REMOVED, person.id, NOW)
        assert not await join_cases.is_accepted(tx, CHAT, 6), "the latest word counts"


# -- whose role ended


async def former(store: Store, now: datetime) -> int | None:
    async with store.read() as tx:
        found = await join_cases.next_former(tx, now)
    return found.telegram_id if found else None


async def test_someone_whose_role_ended_is_found_once(store: Store) -> None:
    person = await somebody(store, 5)
    later = NOW + DAY
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await link(tx, person.id)
    assert await former(store, later) is None
    async with store.begin() as tx:
        await members.unseat(tx, person.id, "B", later)
        assert await due(tx, later - SECOND, join_cases.FORMER_DUE) is None
        assert await due(tx, later, join_cases.FORMER_DUE) == later
    assert await former(store, later - SECOND) is None
    assert await former(store, later) == 5
    async with store.begin() as tx:
        case = await join_cases.add(tx, CHAT, 5, "Five", Cause.ENDED, CaseState.OPEN, later)
        assert isinstance(case, JoinCase)
    assert await former(store, later) is None
    async with store.begin() as tx:
        await join_cases.decide(tx, case.id, CaseState.KEPT, person.id, later)
    assert await former(store, later + HOUR) is None, "what was decided is not asked again"


async def test_who_was_seen_going_is_not_asked_about(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await link(tx, person.id)
        await join_cases.note_presence(tx, CHAT, 5, NOW, inside=False)
        await members.unseat(tx, person.id, "B", NOW + HOUR)
    assert await former(store, NOW + DAY) is None


async def test_who_has_another_seat_there_stays(store: Store) -> None:
    for number, seat in ((5, ("D", Role.OBSERVER)), (6, (WHOLE_COUNCIL, Role.SECRETARIAT))):
        person = await somebody(store, number)
        async with store.begin() as tx:
            await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
            await link(tx, person.id)
            await link(tx, person.id, "D", thread=7)
            await members.seat(tx, person.id, *seat, NOW)
            assert await join_cases.seated(tx, CHAT, number, NOW)
            await members.unseat(tx, person.id, "B", NOW + HOUR)
            assert await join_cases.seated(tx, CHAT, number, NOW + HOUR)
            assert not await join_cases.seated(tx, OTHER, number, NOW) or seat[1] is Role.SECRETARIAT
    assert await former(store, NOW + DAY) is None


async def test_a_role_that_ended_before_the_link_counts_only_for_who_was_seen(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW - DAY)
        await members.unseat(tx, person.id, "B", NOW - HOUR)
        await link(tx, person.id)
    assert await former(store, NOW) is None
    async with store.begin() as tx:
        await join_cases.note_presence(tx, CHAT, 5, NOW, inside=True)
    assert await former(store, NOW) == 5
