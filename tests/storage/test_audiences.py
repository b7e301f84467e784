"""Audiences as SQL say exactly what the rules say, on both engines."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from council.attendance import Answer, Reply
from council.audiences import Known, Whom, belongs
from council.meetings import MeetingDraft
from council.openness import Openness
from council.people import Role, Seat
from council.rounds import Position, RecommendationDraft
from council.rules import Choice, Terms
from storage import attendance, audiences, chats, meetings, members, positions, rounds as rounds_store, subscriptions
from storage.audiences import Stretch
from storage.store import Store
from storage.tables import electors, people, rounds
from storage.transaction import Transaction
from tests.audiences import COUNTRIES, LANGUAGES, SINCE, audiences as any_audience

SEATS = ((), (Seat("A", Role.MEMBER, SINCE),), (Seat("B", Role.OBSERVER, SINCE), Seat("EC", Role.CHAIR, SINCE)))


def many_audiences() -> list[Whom]:
    found: list[Whom] = []

    @settings(max_examples=150, derandomize=True, database=None)
    @given(any_audience)
    def keep(whom: Whom) -> None:
        found.append(whom)

    keep()
    return found


FOLLOWED = (frozenset({"*"}), frozenset({"A"}), frozenset({"B", "-"}))
STANCES = (None, "silent", "supports", "supported an earlier text", "objected to an earlier text", "struck", "voted")
REPLIES = (None, "unanswered", Answer.ONLINE, Answer.LATER, Answer.NO, "for an earlier time")


async def asked(tx: Transaction, person: int, stance: str | None, said: Answer | str | None) -> dict[str, frozenset[str]]:
    """Have someone asked in round 1 (and, detached, in 2) and to meeting 1; what is then known of them."""
    if stance is not None:
        for round_id in (1, 2):
            await tx.write(sa.insert(electors).values(round_id=round_id, person_id=person))
        if stance == "struck":
            await tx.write(sa.update(electors).where(electors.c.person_id == person).values(struck_at=SINCE))
        choice = {"objected to an earlier text": Choice.OBJECT}.get(stance, Choice.SUPPORT)
        if "supp" in stance or "obj" in stance:
            version = 1 if "earlier" in stance else 2
            await positions.take(tx, 1, Position(person, choice, "because", SINCE, version=version))
    if said is not None:
        await meetings.tell(tx, 1, person, SINCE)
        meeting = await meetings.find(tx, 1)
        assert meeting is not None
        if said == "for an earlier time":
            await attendance.reply(tx, replace(meeting, schedule=0), person, Reply(Answer.IN_PERSON), SINCE)
        elif isinstance(said, Answer):
            await attendance.reply(tx, meeting, person, Reply(said), SINCE)
    first, none = frozenset({"1"}), frozenset[str]()
    return {
        "silent": first if stance in {"silent", "supported an earlier text", "voted"} else none,
        "coming": first if said is Answer.ONLINE else none,
        "unanswered": first if said in {"unanswered", Answer.LATER, "for an earlier time"} else none,
    }


async def to_answer(tx: Transaction) -> None:
    """A round with names at its second text, a detached one, and a meeting."""
    author = await members.add(tx, None, "en", "UTC", SINCE)
    for terms in (Terms(), Terms(openness=Openness.DETACHED)):
        draft = RecommendationDraft("B", "Schooling", "A text", "", SINCE + timedelta(days=9))
        made = await rounds_store.add(tx, draft, author.id, 2026, terms, [author.id], SINCE)
        await tx.write(sa.update(rounds).where(rounds.c.id == made.id).values(version=2))
    starts = SINCE + timedelta(days=9)
    await meetings.add(tx, MeetingDraft("Meeting", ("B",), starts.replace(tzinfo=None), "UTC"), starts, None, SINCE)


async def crowd(tx: Transaction) -> list[Known]:
    """One person of every kind."""
    await to_answer(tx)
    kinds = product(SEATS, COUNTRIES, LANGUAGES, (True, False), (True, False))
    there = []
    for number, (seats, country, language, subscribed, reached) in enumerate(kinds, start=1):
        person = await members.add(tx, 100 + number, language, "UTC", SINCE)
        await tx.write(sa.update(people).where(people.c.id == person.id).values(country=country))
        for seat in seats:
            await members.seat(tx, person.id, seat.group, seat.role, SINCE)
        topics = FOLLOWED[number % len(FOLLOWED)] if subscribed else frozenset()
        if subscribed:
            await subscriptions.subscribe(tx, person.id, SINCE)
            await subscriptions.set_topics(tx, person.id, topics)
        if not reached:
            await chats.suspend(tx, 100 + number, "bot was blocked by the user", SINCE)
        more = await asked(tx, person.id, STANCES[number % len(STANCES)], REPLIES[number % len(REPLIES)])
        there.append(Known(person.id, seats, country, language, subscribed, reached, **more, topics=topics))
    return there


@pytest.mark.long
async def test_they_find_whom_the_rules_name(store: Store) -> None:
    wanted = many_audiences()
    async with store.begin() as tx:
        there = await crowd(tx)
        sizes = set()
        for whom in wanted:
            expected = [person for person in there if belongs(whom, person)]
            sizes.add(len(expected))
            found = await audiences.inside(tx, whom, SINCE, Stretch(0, 1000))
            assert [person.id for person in found] == [person.id for person in expected], whom
            assert await audiences.count(tx, whom, SINCE) == len(expected)
            middle = await audiences.stretch(tx, there[9].id, 20)
            assert middle is not None
            assert (middle.after, middle.upto) == (there[9].id, there[29].id)
            inside = [person.id for person in await audiences.inside(tx, whom, SINCE, middle)]
            assert inside == [person.id for person in expected if middle.after < person.id <= middle.upto]
            assert await audiences.by_language(tx, whom, SINCE) == Counter(person.language for person in expected)
            some = [person.id for person in there[::3]]
            assert await audiences.included(tx, whom, some, SINCE) == {each.id for each in expected} & set(some)
    assert len(wanted) > 50
    assert len(sizes) > 10, "audiences of many sizes were looked at"


async def test_countries_that_are_chosen_from_are_those_of_people_with_seats(store: Store) -> None:
    async with store.begin() as tx:
        await crowd(tx)
        assert sorted(await audiences.countries(tx, SINCE)) == ["Kazakhstan", "Uzbekistan"]
