"""Answers, attendance, other times, agendas, minutes and topics, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from council.agenda import Agenda
from council.attendance import Answer, Presence, Reply
from council.config import Council
from council.errors import Empty, Forbidden, MovedSince, NotAhead, NotBegun, NotNow, QuestionClosed, Stale
from council.meetings import MeetingDraft
from council.people import SYSTEM, Actor, Person, Role
from handlers.attendance import actions, updates
from handlers.attendance.presses import Extent, Take
from handlers.common.operations import Say
from handlers.common.texts import Catalogs
from handlers.framework.context import Incoming, Visit
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions
from handlers.minutes.actions import sending
from handlers.reactions import unit_of_work
from storage import agendas, attendance, cards, chat_links, meeting_reminders, meetings, members, minutes, outbox, proposed_times
from storage.cards import Card
from storage.store import Store
from storage.transaction import Transaction
from tests.due import due
from tests.storage.meetings import queued, seated, secretary, send
from tests.storage.people import DAY, HOUR, MINUTE, NOW

DRAFT = MeetingDraft("Schooling", ("B", "D"), datetime(2026, 12, 3, 15), "Asia/Tashkent")
START = datetime(2026, 12, 3, 10, tzinfo=UTC)


async def of(tx: Transaction, work: UnitOfWork, person: Person, now: datetime = NOW) -> UnitOfWork:
    """The same for this person."""
    return replace(work, tx=tx, actor=Actor("person", person, await members.seats_of(tx, person.id, now)), now=now)


async def test_an_answer_counts_for_the_time_that_it_was_given_for(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        both = await seated(tx, 10, "B", Role.CHAIR)
        await members.seat(tx, both.id, "D", Role.OBSERVER, NOW)
        one, other = await seated(tx, 11, "B"), await seated(tx, 12, "D")
        absent = await seated(tx, None, "D")
        outside = await seated(tx, 13, "A")
        made = await meetings_actions.publish(work, DRAFT)
        assert await attendance.waiting_for(tx, one.id, NOW) == [made.id]
        for person in (both, one):
            await actions.answer(await of(tx, work, person), made.id, 1, Answer.IN_PERSON)
        await actions.answer(await of(tx, work, other), made.id, 1, Answer.SOMEONE, " A  deputy ")
        assert await attendance.waiting_for(tx, one.id, NOW) == []
        assert (await attendance.replies_to(tx, made.id))[other.id] == Reply(Answer.SOMEONE, "A deputy")
        standing = await attendance.tally(tx, made, 66, NOW)
        assert [(t.group, t.coming, t.of, t.quorum) for t in standing.turnouts] == [("B", 2, 2, 2), ("D", 0, 2, 2)]
        assert (standing.others, standing.someone, standing.silent) == (0, 1, 1)
        with pytest.raises(Empty):
            await actions.answer(await of(tx, work, other), made.id, 1, Answer.SOMEONE, " ")
        for who, at, refusal in ((outside, NOW, Forbidden), (one, START, NotAhead)):
            with pytest.raises(refusal):
                await actions.answer(await of(tx, work, who, at), made.id, 1, Answer.NO)
        moved, _ = await meetings_actions.move(work, made.id, 1, DRAFT.starts + DAY, DRAFT.zone)
        with pytest.raises(MovedSince):
            await actions.answer(await of(tx, work, one), made.id, 1, Answer.NO)
        assert await attendance.replies_to(tx, moved.id) == {}
        assert await attendance.waiting_for(tx, one.id, NOW) == [made.id]
        told = await meetings.invited(tx, made.id, NOW)
        assert absent.id not in {person.id for person in told}
        await actions.answer(await of(tx, work, one), made.id, 2, Answer.LATER)
        assert {person.id for person in await attendance.silent(tx, moved, told)} == {both.id, other.id}
        await meeting_reminders.set_times(tx, made.id, None, NOW, None)
        assert await meeting_reminders.nudge_due(tx, NOW) == made.id
        assert await due(tx, NOW - MINUTE, meeting_reminders.NUDGE_DUE) == NOW


async def test_who_was_there_is_written_down_by_themselves_or_the_secretariat(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        here, gone, late = await seated(tx, 10, "B"), await seated(tx, 11, "B"), await seated(tx, 14, "A")
        made = await meetings_actions.publish(work, replace(DRAFT, groups=("B",)))
        await cards.remember(tx, Card(made.subject, meetings_actions.CARD.name, 11, 5, gone.id))
        with pytest.raises(NotNow):
            await actions.check_in(await of(tx, work, here), made.id, Presence.HERE)
        with pytest.raises(NotBegun):
            await actions.mark(work, made.id, here.id, Presence.HERE)
        with pytest.raises(NotBegun):
            await actions.export(work, Extent.MEETING, made.id)
        with pytest.raises(Stale):
            await actions.check_in(await of(tx, work, here, START), made.id, Presence.ABSENT)
        await actions.check_in(await of(tx, work, here, START), made.id, Presence.ONLINE)
        # Whoever joins or leaves afterwards changes nothing about who belonged to it.
        await members.unseat(tx, gone.id, "B", START + HOUR)
        await members.seat(tx, late.id, "B", Role.MEMBER, START + HOUR)
        later = replace(work, now=START + DAY)
        await actions.mark(later, made.id, gone.id, Presence.SOMEONE)
        with pytest.raises(Forbidden):
            await actions.mark(later, made.id, late.id, Presence.HERE)
        _, sittings = await attendance.sittings(tx, made, later.now)
        assert [(one.person, one.presence, one.by_secretariat) for one in sittings] == [
            (here.id, Presence.ONLINE, False), (gone.id, Presence.SOMEONE, True),
        ]  # fmt: skip
        assert await attendance.held_between(tx, None, START, START + DAY) == [made.id]
        assert await attendance.held_between(tx, ["A"], START, START + DAY) == []
        assert await attendance.held_between(tx, ["B"], START + MINUTE, START + DAY) == []
        for link, file in (("", ""), ("https://example.org/m", "f")):
            with pytest.raises(Empty):
                await sending.send_minutes(later, made.id, link=link, file_id=file)
        with pytest.raises(NotBegun):
            await sending.send_minutes(work, made.id, link="https://example.org/m")
        for version in (1, 2):
            _, people = await sending.send_minutes(later, made.id, link="example.org/m")
            found = await minutes.latest_sent(tx, made.id)
            assert found is not None
            assert (found.version, found.link) == (version, "https://example.org/m")
            assert people == 1, "whose seat ended is no longer told"
        assert await queued(tx, sending.MINUTES.name) == [10]


async def test_other_times_are_asked_for_once_and_closed_by_a_move(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        chair, one = await seated(tx, 10, "B", Role.CHAIR), await seated(tx, 11, "B")
        watches = await seated(tx, 12, "B", Role.OBSERVER)
        made = await meetings_actions.publish(work, replace(DRAFT, groups=("B",)))
        _, proposal, asked = await actions.propose(await of(tx, work, chair), made.id, 1)
        assert (asked, len(proposal.times)) == (2, 4)
        assert (await actions.propose(work, made.id, 1))[1:] == (proposal, 0)
        assert await proposed_times.add(tx, made, proposal.times, None, NOW) is None
        assert await queued(tx, actions.TIMES.name) == [10, 11]
        assert await queued(tx, actions.TIMES_RESULT.name) == [1, 10]
        assert (await actions.could(await of(tx, work, one), proposal.id, 2))[2] == 4
        assert (await actions.could(await of(tx, work, one), proposal.id, 0))[2] == 5
        assert (await actions.could(await of(tx, work, one), proposal.id, 2))[2] == 1
        assert (await actions.could(await of(tx, work, chair), proposal.id, -1))[2] == 0
        assert await proposed_times.masks(tx, proposal.id) == {one.id: 1, chair.id: 0}
        for place in (-2, 4):
            with pytest.raises(Stale):
                await actions.could(await of(tx, work, one), proposal.id, place)
        with pytest.raises(Forbidden):
            await actions.could(await of(tx, work, watches), proposal.id, 0)
        with pytest.raises(Forbidden):
            await actions.take(await of(tx, work, chair), proposal.id, 0)
        moved, _, _ = await actions.take(work, proposal.id, 0)
        assert (moved.schedule, moved.draft.starts) == (2, proposal.times[0])
        with pytest.raises(QuestionClosed):
            await actions.could(await of(tx, work, one), proposal.id, 0)
        with pytest.raises(MovedSince):
            await actions.propose(work, made.id, 1)
        again = (await actions.propose(work, made.id, 2))[1]
        assert [found.id for found in await proposed_times.all_of(tx, made.id)] == [proposal.id, again.id]


async def test_chats_are_told_once_and_only_of_what_they_know(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        made = await meetings_actions.publish(work, DRAFT)
        for chat, group in ((-100, "B"), (-100, "D"), (-200, "D"), (-300, "A")):
            offer = await chat_links.offer(tx, chat, None, "Chat", work.person.id, NOW)
            await chat_links.keep(tx, offer, group, NOW)
        system = unit_of_work(tx, council, SYSTEM, NOW)
        assert [await meetings_actions.post_in_chats(system) for _ in range(2)] == [True, False]
        assert sorted(await queued(tx, meetings_actions.CARD.name)) == [-200, -100]
        _, people = await meetings_actions.move(work, made.id, 1, DRAFT.starts + DAY, DRAFT.zone)
        assert people == 0
        assert await queued(tx, meetings_actions.MOVED.name) == [], "the card that waits says it"
    await send(store, NOW)
    async with store.begin() as tx:
        work = replace(work, tx=tx)
        await meetings_actions.move(work, made.id, 2, DRAFT.starts + 2 * DAY, DRAFT.zone)
        await meetings_actions.move(work, made.id, 3, DRAFT.starts + 3 * DAY, DRAFT.zone)
        unheard = await outbox.waiting_in_chats(tx, made.subject, meetings_actions.MOVED.name)
        assert {chat: data["was"] for chat, data in unheard.items()} == {
            -100: (START + DAY).isoformat(), -200: (START + DAY).isoformat(),
        }  # fmt: skip
        link = (await chat_links.of_chat(tx, -200))[0]
        await chat_links.set_state(tx, link, chat_links.LinkState.ENDED)
        await meetings_actions.cancel(work, made.id)
        assert await queued(tx, meetings_actions.CANCELLED.name) == [-100]


async def test_agendas_are_kept_version_by_version(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        made = await meetings_actions.publish(await secretary(tx, council), DRAFT)
        assert await agendas.latest(tx, made.id) is None
        for at, agenda in enumerate((Agenda(items=("a", "б")), Agenda(file_id="f", file_name="n", note="why")), start=1):
            kept = await agendas.add(tx, made.id, agenda, None, NOW)
            assert kept == replace(agenda, version=at)
            assert await agendas.latest(tx, made.id) == kept
        assert (await agendas.of_many(tx, [made.id]))[made.id][0] == Agenda(1, items=("a", "б"))
        assert len((await agendas.of_many(tx, [made.id]))[made.id]) == 2


def visit(work: UnitOfWork, now: datetime = NOW) -> Visit:
    """Something that the one who acts sends at this instant."""
    return Visit(Incoming(1, 1, True), replace(work, now=now), Catalogs(["en"]), "bot")


async def test_how_many_were_asked_is_told_to_whoever_takes_a_time_as_in_the_message_before(
    store: Store, council: Council
) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        people = [await seated(tx, number, "B") for number in (10, 11, 12)]
        made = await meetings_actions.publish(work, replace(DRAFT, groups=("B",)))
        _, proposal, asked = await actions.propose(work, made.id, 1)
        await actions.could(await of(tx, work, people[0]), proposal.id, 0)
        pressed = visit(work)
        pressed.sure = True
        await updates.take(pressed, Take(proposal.id, 0))
        shown = pressed.answers[-1]
        assert isinstance(shown, Say)
        assert asked == 3
        assert "1 of 3 answered" in shown.html


async def test_attendance_is_listed_on_29_february_too(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await meetings_actions.publish(work, DRAFT)
        asks = visit(work, datetime(2028, 2, 29, 9, tzinfo=UTC))
        await updates.attendance_of(asks)
        assert [answer.html for answer in asks.answers if isinstance(answer, Say)] == ["No meeting has taken place yet."]
