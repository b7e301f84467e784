"""The roster, and the roles that begin or end by the clock."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from council.folding import name_key
from council.meetings import MeetingState
from council.openness import Reader, tells_who_answered
from council.people import Person, Seat
from council.roster import UNHEARD, YEAR, Line, Reach
from council.roster_diff import Known
from council.rounds import RoundState
from storage import meetings, personal_reminders, rounds as rounds_store
from storage.due_times import earliest
from storage.members import as_person, as_seat, lasting
from storage.outbox import State
from storage.tables import (
    chats,
    electors,
    invitations,
    invitees,
    meeting_groups,
    meetings as meetings_,
    outbox,
    people,
    positions,
    replies,
    rounds,
    seats,
)
from storage.transaction import Transaction

T = TypeVar("T", int, str)


async def lines(
    tx: Transaction, now: datetime, only: Collection[int] | None = None, groups: Sequence[str] | None = None
) -> list[Line]:
    """Everyone with a seat on the roster at `now` (or of these people `only`), by id. `groups`: for a chair of these, who
    learns of no other group's rounds and meetings whether somebody was heard since; None: for the secretariat."""
    mine = _among(people.c.id, only)
    had = await _seats(tx, lasting(now), *_among(seats.c.person_id, only))
    query = sa.select(people, chats.c.suspended_at).outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
    rows = await tx.rows(query.where(people.c.id.in_(_seated(now)), *mine).order_by(people.c.id))
    unheard = await _unheard(tx, now, *mine, groups=groups)
    answered = {id_ for query in _answered(now, groups) for id_ in await tx.values(query)}
    return [
        Line(as_person(row), had[row["id"]], row["suspended_at"] is not None, unheard[row["id"]], row["id"] in answered)
        for row in rows
    ]


async def find_line(tx: Transaction, person: int, now: datetime) -> Line | None:
    """This person's line, if they have a seat on the roster at `now`."""
    return next(iter(await lines(tx, now, [person])), None)


async def _unheard(
    tx: Transaction, now: datetime, *where: sa.ColumnElement[bool], groups: Sequence[str] | None = None
) -> Counter[int]:
    """By person, how many rounds and meetings are over that they were asked about since they were last heard, as far as
    a chair of these groups, or (None) the secretariat, may learn who has answered."""
    heard = sa.func.coalesce(people.c.heard_at, people.c.created_at)
    asked = (
        sa.select(people.c.id, sa.func.count().label("n"))
        .join(electors, electors.c.person_id == people.c.id)
        .join(rounds, rounds.c.id == electors.c.round_id)
        .where(rounds.c.state == RoundState.CLOSED.value, rounds.c.asked_at > heard, *_tell_who(groups))
    )
    invited = (
        sa.select(people.c.id, sa.func.count().label("n"))
        .join(invitees, invitees.c.person_id == people.c.id)
        .join(meetings_, meetings_.c.id == invitees.c.meeting_id)
        .where(
            meetings_.c.state != MeetingState.CANCELLED.value,
            meetings_.c.starts_at <= now,
            invitees.c.told_at > heard,
            *([] if groups is None else [invitees.c.meeting_id.in_(_meetings_of(groups))]),
        )
    )
    found: Counter[int] = Counter()
    for query in (asked, invited):
        for row in await tx.rows(query.where(people.c.telegram_id.is_not(None), *where).group_by(people.c.id)):
            found[row["id"]] += row["n"]
    return found


def _answered(now: datetime, groups: Sequence[str] | None = None) -> list[sa.Select[int]]:
    """The ids of those who have taken a position, and of those who have answered a meeting, within `YEAR`, as far as a
    chair of these groups, or (None) the secretariat, may learn that."""
    taken = sa.select(positions.c.person_id).join(rounds).where(positions.c.taken_at > now - YEAR, *_tell_who(groups))
    came = sa.select(replies.c.person_id).where(replies.c.answered_at > now - YEAR)
    return [taken, came.where(*([] if groups is None else [replies.c.meeting_id.in_(_meetings_of(groups))]))]


def _tell_who(groups: Sequence[str] | None) -> list[sa.ColumnElement[bool]]:
    """On `rounds`: those of which a chair of these groups, or (None) the secretariat, may learn who has answered."""
    opennesses = tells_who_answered(Reader.SECRETARIAT if groups is None else Reader.CHAIR)
    return [rounds.c.openness.in_([one.value for one in opennesses]), *_among(rounds.c.group_code, groups)]


def _meetings_of(groups: Sequence[str] | None) -> sa.Select[int]:
    return sa.select(meeting_groups.c.meeting_id).where(*_among(meeting_groups.c.group_code, groups))


async def known(tx: Transaction, now: datetime, only: Collection[int] | None = None) -> list[Known]:
    """Everyone who has, or once had, a seat (or of these people `only`), with the seats that they have on the roster."""
    had = await _seats(tx, lasting(now), *_among(seats.c.person_id, only))
    once = people.c.id.in_(sa.select(seats.c.person_id))
    query = sa.select(people).where(once, people.c.forgotten_at.is_(None), *_among(people.c.id, only))
    return [Known(as_person(row), had.get(row["id"], ())) for row in await tx.rows(query.order_by(people.c.id))]


async def _seats(tx: Transaction, *where: sa.ColumnElement[bool]) -> Mapping[int, Sequence[Seat]]:
    query = sa.select(seats).where(*where).order_by(seats.c.group_code, seats.c.since)
    found: dict[int, list[Seat]] = defaultdict(list)
    for row in await tx.rows(query):
        found[row["person_id"]].append(as_seat(row))
    return found


async def reach(tx: Transaction, person: Person, groups: Sequence[str] | None = None) -> Reach:
    """When this person was last reached and heard, and what they have answered, for the secretariat; for a chair of these
    `groups` what they have answered there, and not when they were heard or reached: beside the counts of a confidential
    round that would tell whose answer it was, and beside an answer to an objection who objects. Reminders, and messages
    that follow what somebody does, do not count: in a detached round they would tell even the secretariat who voted."""
    sent = sa.select(sa.func.max(outbox.c.settled_at)).where(
        outbox.c.person_id == person.id, outbox.c.state == State.SENT.value, outbox.c.card_id.is_(None),
        outbox.c.kind.not_like(f"{personal_reminders.KIND}%"),
    )  # fmt: skip
    heard = sa.select(people.c.heard_at).where(people.c.id == person.id)
    named = sa.and_(*_tell_who(groups))
    asked = sa.select(sa.func.count()).select_from(electors.join(rounds)).where(electors.c.person_id == person.id, named)
    taken = sa.select(sa.func.count()).select_from(positions.join(rounds)).where(positions.c.person_id == person.id, named)
    theirs = _meetings_of(groups)
    told, replied = (
        sa.select(sa.func.count()).where(table.c.person_id == person.id, table.c.meeting_id.in_(theirs))
        for table in (invitees, replies)
    )
    return Reach(
        await tx.value(sent) if groups is None else None,
        await tx.value(heard) if groups is None else None,
        await tx.value(replied) or 0,
        await tx.value(told) or 0,
        await tx.value(taken) or 0,
        await tx.value(asked) or 0,
    )


def _among(column: sa.Column[T], values: Collection[T] | None) -> list[sa.ColumnElement[bool]]:
    return [] if values is None else [column.in_(list(values))]


async def shown_in(tx: Transaction, groups: Collection[str], now: datetime) -> list[str]:
    """The subjects of the cards that show who sits in any of these groups: rounds that are open, meetings ahead."""
    rounds = [round_.subject for round_ in await rounds_store.open_in(tx, groups, now)]
    return [*rounds, *(meeting.subject for meeting in await meetings.ahead(tx, groups, now))]


async def silent(tx: Transaction, now: datetime) -> list[Person]:
    """Those with a seat who have joined, can be written to, and never answer, by id."""
    unheard = [person for person, n in (await _unheard(tx, now)).items() if n >= UNHEARD]
    blocked = sa.select(chats.c.chat_id).where(chats.c.suspended_at.is_not(None))
    answered = (people.c.id.not_in(query) for query in _answered(now))
    query = sa.select(people).where(
        people.c.id.in_(unheard), people.c.telegram_id.not_in(blocked), people.c.id.in_(_seated(now)), *answered
    )
    return [as_person(row) for row in await tx.rows(query.order_by(people.c.id))]


async def uninvited(tx: Transaction, now: datetime) -> list[Person]:
    """Those with a seat who have not joined, and for whom there is no invitation that can be used, by id."""
    query = sa.select(people).where(
        people.c.telegram_id.is_(None), people.c.id.in_(_seated(now)), people.c.id.not_in(_invited(now))
    )
    return [as_person(row) for row in await tx.rows(query.order_by(people.c.id))]


async def namesakes(tx: Transaction, names: Collection[str], now: datetime) -> dict[str, list[Line]]:
    """By each of these names, the people with seats whose name is that or looks the same, however it is written, by id."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for name in filter(None, set(names)):
        wanted[name_key(name)].append(name)
    if not wanted:
        return {}
    seated = sa.select(people.c.id, people.c.name).where(people.c.id.in_(_seated(now)))
    ids = [row["id"] for row in await tx.rows(seated) if name_key(row["name"]) in wanted]
    found: dict[str, list[Line]] = defaultdict(list)
    for line in await lines(tx, now, ids) if ids else ():
        for name in wanted[name_key(line.person.name)]:
            found[name].append(line)
    return found


def _seated(now: datetime) -> sa.Select[int]:
    return sa.select(seats.c.person_id).where(lasting(now))


# -- roles that begin and end by the clock


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat that has begun or ended by the clock, and was not followed yet."""

    id: int
    person: int
    seat: Seat


async def next_turn(tx: Transaction, now: datetime) -> Turn | None:
    """The first such seat."""
    query = sa.select(seats).where(seats.c.turns_at <= now).order_by(seats.c.turns_at, seats.c.id).limit(1)
    row = await tx.row(query.with_for_update(skip_locked=True))
    return Turn(row["id"], row["person_id"], as_seat(row)) if row else None


async def mark_turned(tx: Transaction, turn: Turn, now: datetime) -> None:
    """Note that it was followed; the seat turns next when it ends, if it does."""
    await tx.write(sa.update(seats).where(seats.c.id == turn.id).values(turns_at=turn.seat.turns(now)))


DUE = earliest(seats.c.turns_at)
"""When a seat begins or ends."""


# -- invitations that are for entries of the roster


async def invited(tx: Transaction, now: datetime) -> set[int]:
    """The entries for which there is an invitation that can still be used."""
    return set(await tx.values(_invited(now)))


def _invited(now: datetime) -> sa.Select[int]:
    return sa.select(invitations.c.person_id).where(
        invitations.c.person_id.is_not(None),
        invitations.c.revoked_at.is_(None),
        invitations.c.uses_left > 0,
        invitations.c.expires_at > now,
    )


async def revoke_for(tx: Transaction, persons: Collection[int], now: datetime) -> None:
    """Make earlier invitations of these entries unusable."""
    await tx.write(
        sa.update(invitations)
        .where(invitations.c.person_id.in_(list(persons)), invitations.c.revoked_at.is_(None), invitations.c.uses_left > 0)
        .values(revoked_at=now)
    )
