"""The roster at hand, roles that turn by the clock, and files that are staged and written."""

import asyncio
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from time import process_time

import pytest
from openpyxl import Workbook

from council.attendance import Answer, Reply
from council.config import Council
from council.errors import ChangedMeanwhile, Refused, Stale
from council.meetings import MeetingDraft
from council.people import OPERATOR, SYSTEM, Role
from council.roster import UNHEARD, YEAR, By, selected
from council.roster_rows import Entry
from council.roster_tables import Reading, read
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from handlers.roster.actions import imports
from handlers.roster.actions.entries import Links, make_links
from handlers.roster.actions.roles import turn_some
from handlers.roster.views.spreadsheets import vocabulary
from storage import (
    attendance,
    audit,
    chats,
    invitations,
    join_requests,
    meetings,
    members,
    outbox,
    roster,
    roster_imports,
    subscriptions,
)
from storage.roster_imports import Import, ImportState, RowKind
from storage.store import Store
from storage.transaction import Transaction
from tests.due import due
from tests.roster_tables import read_rows
from tests.storage.people import DAY, HOUR, NOW, SECOND, somebody


def work(tx: Transaction, council: Council) -> UnitOfWork:
    return unit_of_work(tx, council, OPERATOR, NOW)


def entries(n: int, role: Role = Role.MEMBER) -> list[Entry]:
    return [Entry(at + 2, f"Expert {at:05}", {"B": role}, "Ministry", "Kazakhstan", "ru") for at in range(n)]


async def receive(store: Store, council: Council, told: Sequence[Entry]) -> Import:
    async with store.begin() as tx:
        return await imports.receive(work(tx, council), "roster.xlsx", Reading(told, ()))


async def confirm(store: Store, council: Council, found: Import) -> None:
    async with store.begin() as tx:
        await imports.confirm(work(tx, council), found.id)


async def write(store: Store, council: Council) -> int:
    """Write what is confirmed, as the beat does; in how many transactions."""
    for n in range(10_000):
        async with store.begin() as tx:
            if not await imports.write_some(work(tx, council)):
                return n
    raise AssertionError("it never ends")


async def on_roster(store: Store) -> dict[str, dict[str, Role]]:
    async with store.read() as tx:
        return {line.person.name: {s.group: s.role for s in line.seats} for line in await roster.lines(tx, NOW)}


async def test_lines_are_everyone_with_a_seat_that_lasts(store: Store) -> None:
    held, planned, idle, gone, stranger = [await somebody(store, n) for n in range(1, 6)]
    async with store.begin() as tx:
        await members.seat(tx, held.id, "B", Role.CHAIR, NOW)
        await members.seat(tx, held.id, "A", Role.OBSERVER, NOW)
        await members.seat(tx, planned.id, "B", Role.MEMBER, NOW, NOW + DAY)
        await members.seat(tx, idle.id, "B", Role.MEMBER, NOW)
        await members.suspend(tx, idle.id, "B", NOW)
        await members.seat(tx, gone.id, "B", Role.MEMBER, NOW - DAY, until=NOW)
        await chats.suspend(tx, 3, "bot was blocked by the user", NOW)
    async with store.read() as tx:
        lines = await roster.lines(tx, NOW)
        assert [line.person.id for line in lines] == [held.id, planned.id, idle.id]
        assert [seat.group for seat in lines[0].seats] == ["A", "B"]
        assert [line.blocked for line in lines] == [False, False, True]
        assert [line.person.id for line in await roster.lines(tx, NOW, only=[idle.id])] == [idle.id]
        assert await roster.lines(tx, NOW, only=[gone.id]) == []
        known = {one.person.id: len(one.seats) for one in await roster.known(tx, NOW)}
        assert known == {held.id: 2, planned.id: 1, idle.id: 1, gone.id: 0}, "nobody who never had a seat"
        assert [one.person.id for one in await roster.known(tx, NOW, [gone.id, stranger.id])] == [gone.id]


async def test_roles_turn_once_each(store: Store, council: Council) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await members.seat(tx, person.id, "B", Role.CHAIR, NOW, NOW + DAY, NOW + 2 * DAY)
        await members.seat(tx, person.id, "A", Role.MEMBER, NOW, until=NOW + 3 * DAY)
        await members.unseat(tx, person.id, "A", NOW)

    async def turns(at: int) -> tuple[int, list[str]]:
        n = 0
        while True:
            async with store.begin() as tx:
                if not await turn_some(unit_of_work(tx, council, SYSTEM, NOW + at * HOUR)):
                    return n, [action for _, action, _ in await audit.entries(tx)]
            n += 1

    async with store.read() as tx:
        assert await due(tx, NOW, roster.DUE) == NOW + DAY
    assert await turns(0) == (0, [])
    # The member's seat ends, and the chair's begins, at the same instant.
    assert await turns(24) == (2, ["role ended by its term", "role began"])
    assert (await turns(24))[0] == 0
    async with store.read() as tx:
        assert await due(tx, NOW + DAY, roster.DUE) == NOW + 2 * DAY
        assert await outbox.next_due(tx, NOW) is not None, "its holder is told"
    assert (await turns(48))[1][-1] == "role ended by its term"
    async with store.read() as tx:
        assert await due(tx, NOW, roster.DUE) is None


async def test_a_file_is_staged_confirmed_and_written(store: Store, council: Council) -> None:
    found = await receive(store, council, entries(450))
    assert (found.state, found.counts[RowKind.NEW], found.to_write) == (ImportState.STAGED, 450, 450)
    assert await on_roster(store) == {}
    assert await write(store, council) == 0, "nothing is written that was not confirmed"
    await confirm(store, council, found)
    assert await write(store, council) == 3
    assert await on_roster(store) == {f"Expert {n:05}": {"B": Role.MEMBER} for n in range(450)}
    async with store.read() as tx:
        done = await roster_imports.find(tx, found.id)
        assert done is not None
        assert (done.state, done.written) == (ImportState.DONE, 450)
        assert await roster_imports.staged(tx, found.id, list(RowKind)) == [], "what was staged is kept no longer"
        assert [one.person.telegram_id for one in await roster.known(tx, NOW)] == [None] * 450
    again = await receive(store, council, list(reversed(entries(450))))
    assert (again.to_write, again.counts[RowKind.SAME]) == (0, 450)


async def test_what_is_changed_is_written_and_nothing_else(store: Store, council: Council) -> None:
    await confirm(store, council, await receive(store, council, entries(3)))
    await write(store, council)
    told = entries(3)
    told[1] = replace(told[1], seats={"B": Role.CHAIR, "D": Role.OBSERVER}, country="Uzbekistan")
    found = await receive(store, council, told)
    assert (found.counts[RowKind.CHANGED], found.counts[RowKind.SAME]) == (1, 2)
    await confirm(store, council, found)
    await write(store, council)
    assert await on_roster(store) == {
        "Expert 00000": {"B": Role.MEMBER},
        "Expert 00001": {"B": Role.CHAIR, "D": Role.OBSERVER},
        "Expert 00002": {"B": Role.MEMBER},
    }
    async with store.read() as tx:
        assert [one.person.country for one in await roster.known(tx, NOW)] == ["Kazakhstan", "Uzbekistan", "Kazakhstan"]
        changed = [action for _, action, _ in await audit.entries(tx)].count("changed from a file")
    assert changed == 1


async def test_writing_goes_on_where_it_was_interrupted(store: Store, council: Council) -> None:
    found = await receive(store, council, entries(500))
    await confirm(store, council, found)
    async with store.begin() as tx:
        await imports.write_some(work(tx, council))
    try:
        async with store.begin() as tx:
            await imports.write_some(work(tx, council))
            raise TimeoutError
    except TimeoutError:
        pass
    assert len(await on_roster(store)) == imports.CHUNK
    # Two who write beside each other, as a bot and a command do.
    await asyncio.gather(write(store, council), write(store, council))
    assert len(await on_roster(store)) == 500
    async with store.read() as tx:
        assert len(await roster.known(tx, NOW)) == 500, "nobody is there twice"


async def test_one_file_at_a_time(store: Store, council: Council) -> None:
    first, second = await receive(store, council, entries(3)), await receive(store, council, entries(4))

    async def tried(found: Import) -> type[Refused] | None:
        try:
            await confirm(store, council, found)
        except Refused as refused:
            return type(refused)
        return None

    assert await tried(first) is Stale, "the later file took its place"
    assert sorted(map(str, await asyncio.gather(*(tried(second) for _ in range(4))))) == sorted([str(None), *[str(Stale)] * 3])
    assert await _refusal(receive(store, council, entries(1))) is Stale, "not while one is being written"
    await write(store, council)
    assert len(await on_roster(store)) == 4


async def test_a_roster_that_has_changed_since_is_compared_anew(store: Store, council: Council) -> None:
    await confirm(store, council, await receive(store, council, entries(1)))
    await write(store, council)
    found = await receive(store, council, entries(1, Role.CHAIR))
    async with store.begin() as tx:
        [known] = await roster.known(tx, NOW)
        await members.seat(tx, known.person.id, "B", Role.OBSERVER, NOW)
    assert await _refusal(confirm(store, council, found)) is ChangedMeanwhile
    assert await on_roster(store) == {"Expert 00000": {"B": Role.OBSERVER}}


async def _refusal(awaited: object) -> type[Refused] | None:
    try:
        await awaited  # type: ignore[misc]  # a coroutine
    except Refused as refused:
        return type(refused)
    return None


@pytest.mark.long
async def test_five_thousand_rows_are_as_quick_each_as_five_hundred(store: Store, council: Council) -> None:
    """By the number of transactions, and of statements in each: time is the machine's."""
    statements = 0
    execute = Transaction._in_database

    def counted(tx: Transaction) -> object:
        nonlocal statements
        statements += 1
        return execute(tx)

    Transaction._in_database = counted  # type: ignore[method-assign, assignment]
    try:
        spent = []
        for n in (500, 5000):
            async with store.begin() as tx:  # of those who came before nobody is there any more
                for known in await roster.known(tx, NOW):
                    await members.unseat(tx, known.person.id, "B", NOW)
                    await members.change(tx, known.person.id, name=f"Former {known.person.id}")
            statements = 0
            await confirm(store, council, await receive(store, council, entries(n)))
            assert await write(store, council) <= n // imports.CHUNK + 1
            spent.append(statements / n)
    finally:
        Transaction._in_database = execute  # type: ignore[method-assign]
    assert spent[1] <= spent[0] * 1.2
    assert spent[1] < 4, "a person, an entry in the log, and a share of what a chunk costs"


@pytest.mark.long
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_five_thousand_rows_take_seconds_and_little_memory(store: Store, council: Council) -> None:
    """From the file's bytes to the roster, and the same file again. Memory is measured where all rows are in hand at once."""
    book, out = Workbook(write_only=True), BytesIO()
    made = book.create_sheet()
    made.append(["Name", "Groups", "Organisation", "Country", "Language", "E-mail"])
    for n in range(5000):
        made.append([f"Expert {n:05}", "B member; D observer", f"Ministry {n % 40}", "Kazakhstan", "ru", f"e{n}@example.org"])
    book.save(out)
    content, began = out.getvalue(), process_time()
    found = await receive(store, council, read(read_rows("roster.xlsx", content), vocabulary(council)).entries)
    await confirm(store, council, found)
    assert await write(store, council) == 5000 // imports.CHUNK + 1
    assert process_time() - began < 20, "seconds, of this process alone"
    tracemalloc.start()
    try:
        again = await receive(store, council, read(read_rows("roster.xlsx", content), vocabulary(council)).entries)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert (again.to_write, again.counts[RowKind.SAME]) == (0, 5000)
    assert 1 < peak < 64, f"{peak:.0f} MB"


async def test_links_are_for_those_without_and_fresh_ones_end_the_earlier(store: Store, council: Council) -> None:
    await confirm(store, council, await receive(store, council, entries(5)))
    await write(store, council)
    async with store.begin() as tx:
        first = await make_links(work(tx, council), 3)
        assert [line.person.name for line, _ in first.made] == [f"Expert {n:05}" for n in range(3)]
        assert (first.left, first.kept) == (2, 0)
        second = await make_links(work(tx, council), 3)
        assert [line.person.name for line, _ in second.made] == ["Expert 00003", "Expert 00004"]
        assert (second.left, second.kept) == (0, 3)
        assert await make_links(work(tx, council), 3) == Links([], 0, 5)
        afresh = await make_links(work(tx, council), 3, afresh=True)
        assert (len(afresh.made), afresh.left, afresh.kept) == (3, 2, 0)
        for was, holds in ((first, False), (second, False), (afresh, True)):
            for line, token in was.made:
                found = await invitations.find(tx, invitations.token_hash(token))
                assert found is not None
                assert (found.person, found.usable(NOW)) == (line.person.id, holds)
        await make_links(work(tx, council), 3)
        assert await roster.invited(tx, NOW) == {
            line.person.id for line in selected(await roster.lines(tx, NOW), By.ALL) if not line.joined
        }


async def test_an_account_is_tied_with_what_it_had(store: Store, council: Council) -> None:
    await confirm(store, council, await receive(store, council, entries(2)))
    await write(store, council)
    stranger = await somebody(store, 7)
    async with store.begin() as tx:
        first, second = [one.person.id for one in await roster.known(tx, NOW)]
        await members.change(tx, stranger.id, language="en", language_chosen=True, zone="Europe/Vienna", name="Whoever")
        await subscriptions.subscribe(tx, stranger.id, NOW)
        request = await join_requests.add(tx, stranger.id, ("A",), NOW)
        assert await members.tie(tx, first, 7)
        tied, left = await members.by_telegram(tx, 7), await members.find(tx, stranger.id)
        assert tied is not None
        assert (tied.id, tied.name, tied.language, tied.zone) == (first, "Expert 00000", "en", "Europe/Vienna")
        assert left is not None
        assert (left.telegram_id, left.name) == (None, "")
        assert await subscriptions.is_subscribed(tx, first)
        assert [found.person for found in await join_requests.list_open(tx)] == [first]
        assert request
        assert not await members.tie(tx, first, 8), "the entry has an account"
        assert not await members.tie(tx, second, 7), "the account has an entry"
        assert await members.tie(tx, second, 9), "nobody had this account"

    async def tie(telegram_id: int, person: int) -> bool:
        async with store.begin() as tx:
            return await members.tie(tx, person, telegram_id)

    await confirm(store, council, await receive(store, council, entries(3)))
    await write(store, council)
    async with store.read() as tx:
        third = max(one.person.id for one in await roster.known(tx, NOW))
    assert sum(await asyncio.gather(*(tie(n, third) for n in range(100, 108)))) == 1


async def test_reach(store: Store) -> None:
    person = await somebody(store, 5)
    async with store.begin() as tx:
        assert await roster.reach(tx, person) == await roster.reach(tx, replace(person, id=99))
        order = outbox.Order("k", "kind", "person:1", outbox.Lane.RECEIPTS, 5, person.id)
        await outbox.queue(tx, [order], NOW)
        [claimed] = await outbox.claim(tx, NOW, "run", 1)
        assert (await roster.reach(tx, person)).delivered_at is None
        await outbox.settle(tx, [outbox.Settled(claimed.id, outbox.State.SENT)], NOW + SECOND)
        assert (await roster.reach(tx, person)).delivered_at == NOW + SECOND


async def test_another_account_for_one_that_cannot_be_reached(store: Store) -> None:
    entry, came = await somebody(store, 1), await somebody(store, 2)
    async with store.begin() as tx:
        await members.seat(tx, entry.id, "B", Role.MEMBER, NOW)
        await members.change(tx, entry.id, zone="Asia/Almaty")
        for person in (entry, came):
            await subscriptions.subscribe(tx, person.id, NOW)
            await join_requests.add(tx, person.id, ("A",), NOW)
        assert not await members.tie(tx, entry.id, 2), "it has an account"
        assert not await members.tie(tx, entry.id, 2, instead_of=7), "and not this one"
        assert await members.tie(tx, entry.id, 2, instead_of=1)
        theirs = await members.by_telegram(tx, 2)
        assert theirs is not None
        assert (theirs.id, theirs.zone) == (entry.id, "Asia/Almaty")
        assert await members.by_telegram(tx, 1) is None
        assert [request.person for request in await join_requests.list_open(tx)] == [entry.id]


async def test_who_never_answers(store: Store) -> None:
    names = ("answers", "never answers", "not joined", "blocked", "no seat")
    people_ = {name: await somebody(store, None if name == "not joined" else n) for n, name in enumerate(names, start=1)}
    async with store.begin() as tx:
        for name, person in people_.items():
            if name != "no seat":
                await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await chats.suspend(tx, 4, "bot was blocked by the user", NOW)
        for n in range(UNHEARD):
            starts = NOW + (n + 1) * DAY
            draft = MeetingDraft("Meeting", ("B",), starts.replace(tzinfo=None), "UTC")
            meeting = await meetings.add(tx, draft, starts, None, NOW)
            for person in people_.values():
                await meetings.tell(tx, meeting.id, person.id, NOW + n * DAY + HOUR)
        asked = [(await roster.reach(tx, people_["answers"], groups)).meetings_asked for groups in (None, ["B"], ["A"])]
        assert asked == [UNHEARD, UNHEARD, 0]
        await members.heard(tx, people_["answers"].id, NOW + 2 * HOUR)
        wanted = [people_["never answers"].id]
        for after, silent in ((UNHEARD - 1, []), (UNHEARD, wanted)):
            now = NOW + after * DAY
            assert [person.id for person in await roster.silent(tx, now)] == silent
            assert [line.person.id for line in await roster.lines(tx, now) if line.silent] == silent
        await members.heard(tx, wanted[0], NOW + UNHEARD * DAY)
        assert await roster.silent(tx, NOW + 9 * DAY) == [], "a word, and it is forgotten"


async def test_who_has_answered_once_within_a_year_is_not_said_never_to_answer(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        for n in range(UNHEARD + 1):
            starts = NOW + (n + 1) * DAY
            draft = MeetingDraft("Meeting", ("B",), starts.replace(tzinfo=None), "UTC")
            meeting = await meetings.add(tx, draft, starts, None, NOW)
            await meetings.tell(tx, meeting.id, person.id, NOW + n * DAY + HOUR)
            if n == 0:
                await attendance.reply(tx, meeting, person.id, Reply(Answer.NO), NOW + HOUR)
                await members.heard(tx, person.id, NOW + HOUR)
        for after, silent in ((UNHEARD + 1, False), (YEAR // DAY + 1, True)):
            now = NOW + after * DAY
            assert [line.silent for line in await roster.lines(tx, now)] == [silent]
            assert [line.silent for line in await roster.lines(tx, now, groups=["B"])] == [silent]
            assert bool(await roster.silent(tx, now)) == silent


async def test_being_heard_is_noted_once_an_hour(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        for minutes, noted in ((0, 0), (59, 0), (61, 61), (62, 61)):
            await members.heard(tx, person.id, NOW + timedelta(minutes=minutes))
            assert (await roster.reach(tx, person)).heard_at == NOW + timedelta(minutes=noted)


async def test_who_has_no_way_in(store: Store) -> None:
    waiting, invited, joined = await somebody(store, None), await somebody(store, None), await somebody(store, 1)
    async with store.begin() as tx:
        for person in (waiting, invited, joined):
            await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
        await invitations.add(tx, "h", ("B",), Role.MEMBER, NOW + DAY, None, NOW, invited.id)
        assert [person.id for person in await roster.uninvited(tx, NOW)] == [waiting.id]
        assert [person.id for person in await roster.uninvited(tx, NOW + DAY)] == [waiting.id, invited.id]
