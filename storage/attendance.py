"""Who answered whether they come to a meeting, and who was there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from council.attendance import Answer, Presence, Reply, Sitting, Standing, standing as counted
from council.meetings import Meeting, MeetingState
from council.people import POSITION_TAKING, Person, Role
from storage.members import as_person, held
from storage.tables import meeting_groups, meetings, people, presences, replies, seats
from storage.transaction import Transaction
from storage.upserts import upsert

# -- answers


async def reply(tx: Transaction, meeting: Meeting, person: int, given: Reply, now: datetime) -> None:
    """Keep someone's answer for the meeting's present schedule in the place of an earlier one."""
    await upsert(
        tx,
        replies,
        ["meeting_id", "person_id"],
        {
            "meeting_id": meeting.id,
            "person_id": person,
            "schedule": meeting.schedule,
            "answer": given.answer.value,
            "substitute": given.substitute,
            "again_at": given.again_at,
            "answered_at": now,
        },
    )


async def replies_of_many(tx: Transaction, ids: Collection[int]) -> dict[int, dict[int, Reply]]:
    """The answers that count for these meetings, by meeting and person: those for each one's present schedule."""
    query = (
        sa.select(replies)
        .join(meetings, sa.and_(meetings.c.id == replies.c.meeting_id, meetings.c.schedule == replies.c.schedule))
        .where(replies.c.meeting_id.in_(list(ids)))
    )
    found: dict[int, dict[int, Reply]] = {id_: {} for id_ in ids}
    for row in await tx.rows(query):
        found[row["meeting_id"]][row["person_id"]] = Reply(Answer(row["answer"]), row["substitute"], row["again_at"])
    return found


async def replies_to(tx: Transaction, meeting: int) -> dict[int, Reply]:
    """The same for one meeting, by person."""
    return (await replies_of_many(tx, [meeting]))[meeting]


async def waiting_for(tx: Transaction, person: int, now: datetime) -> list[int]:
    """The meetings ahead of someone's groups to which they have not said whether they come, the next one first."""
    return (await waiting_for_many(tx, [person], now))[person]


async def waiting_for_many(
    tx: Transaction, persons: Collection[int], now: datetime, *, later: bool = True
) -> dict[int, list[int]]:
    """The same for several people, by person; not `later`: without those that they will answer later than now."""
    settled = replies.c.answer != Answer.LATER.value
    given = sa.exists().where(
        replies.c.meeting_id == meetings.c.id,
        replies.c.person_id == seats.c.person_id,
        replies.c.schedule == meetings.c.schedule,
        settled if later else sa.or_(settled, replies.c.again_at > now),
    )
    query = (
        sa.select(meetings.c.id, seats.c.person_id)
        .distinct()
        .add_columns(meetings.c.starts_at)
        .join(meeting_groups, meeting_groups.c.meeting_id == meetings.c.id)
        .join(seats, seats.c.group_code == meeting_groups.c.group_code)
        .where(
            meetings.c.state == MeetingState.PUBLISHED.value,
            meetings.c.starts_at > now,
            seats.c.person_id.in_(list(persons)),
            held(now),
            sa.not_(given.correlate(meetings, seats)),
        )
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    found: dict[int, list[int]] = {person: [] for person in persons}
    for row in await tx.rows(query):
        found[row["person_id"]].append(row["id"])
    return found


# -- who sits in the groups


@dataclass(slots=True)
class Roll:
    """Everyone who sat in a meeting's groups at some instant: those who take positions by group, and the others."""

    members: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    observers: set[int] = field(default_factory=set)
    people: dict[int, Person] = field(default_factory=dict)


async def roll(tx: Transaction, groups: Collection[str], at: datetime) -> Roll:
    """Who sits in these groups at this instant, whether or not they have joined, by name."""
    query = (
        sa.select(people, seats.c.group_code, seats.c.role)
        .join(seats, seats.c.person_id == people.c.id)
        .where(seats.c.group_code.in_(list(groups)), held(at))
        .order_by(people.c.name, people.c.id)
    )
    found = Roll({group: set() for group in groups})
    for row in await tx.rows(query):
        found.people[row["id"]] = as_person(row)
        if Role(row["role"]) in POSITION_TAKING:
            found.members[row["group_code"]].add(row["id"])
        else:
            found.observers.add(row["id"])
    voting = {person for group in found.members.values() for person in group}
    found.observers -= voting
    return found


def _as_of(meeting: Meeting, now: datetime) -> datetime:
    # Who belongs to a meeting that has begun was settled when it began.
    return min(now, meeting.starts_at)


async def roll_of(tx: Transaction, meeting: Meeting, now: datetime) -> Roll:
    """Who belongs to the meeting: those seated now, or when it began."""
    return await roll(tx, meeting.draft.groups, _as_of(meeting, now))


async def tallies(tx: Transaction, listed: Sequence[Meeting], quorum: int, now: datetime) -> dict[int, Standing]:
    """How many come to each of these meetings, by its id; `quorum`: the council's, in per cent."""
    given = await replies_of_many(tx, [meeting.id for meeting in listed])
    together: dict[datetime, list[Meeting]] = defaultdict(list)
    for meeting in listed:
        together[_as_of(meeting, now)].append(meeting)
    found = {}
    for at, these in together.items():
        groups = {group for meeting in these for group in meeting.draft.groups}
        query = sa.select(seats.c.person_id, seats.c.group_code, seats.c.role)
        rows = await tx.rows(query.where(seats.c.group_code.in_(groups), held(at)))
        for meeting in these:
            members: dict[str, set[int]] = {group: set() for group in meeting.draft.groups}
            others: set[int] = set()
            for row in rows:
                if row["group_code"] in members:
                    takes = Role(row["role"]) in POSITION_TAKING
                    (members[row["group_code"]] if takes else others).add(row["person_id"])
            found[meeting.id] = counted(members, others.difference(*members.values()), given[meeting.id], quorum)
    return found


async def tally(tx: Transaction, meeting: Meeting, quorum: int, now: datetime) -> Standing:
    """How many come to one meeting."""
    return (await tallies(tx, [meeting], quorum, now))[meeting.id]


async def silent(tx: Transaction, meeting: Meeting, people: Iterable[Person]) -> list[Person]:
    """Those of these people who have not answered at all for the meeting's present schedule."""
    given = await replies_to(tx, meeting.id)
    return [person for person in people if person.id not in given]


# -- who was there


async def note(tx: Transaction, meeting: int, person: int, presence: Presence, by: int | None, now: datetime) -> None:
    """Write down whether someone was there; `by` whom, None for themselves."""
    row = {"presence": presence.value, "entered_by": by, "entered_at": now}
    await upsert(tx, presences, ["meeting_id", "person_id"], {"meeting_id": meeting, "person_id": person, **row})


async def presences_of_many(
    tx: Transaction, ids: Collection[int], people: Collection[int] | None = None
) -> dict[int, dict[int, tuple[Presence, bool]]]:
    """What is written down at these meetings, of these people only if given: by meeting and person, the presence, and
    whether it was not the person who said so."""
    query = sa.select(presences).where(presences.c.meeting_id.in_(list(ids)))
    if people is not None:
        query = query.where(presences.c.person_id.in_(list(people)))
    found: dict[int, dict[int, tuple[Presence, bool]]] = {id_: {} for id_ in ids}
    for row in await tx.rows(query):
        found[row["meeting_id"]][row["person_id"]] = Presence(row["presence"]), row["entered_by"] is not None
    return found


async def presence_of(tx: Transaction, meeting: int, person: int) -> tuple[Presence, bool] | None:
    """The same of one person at one meeting; None: nothing is written down."""
    return (await presences_of_many(tx, [meeting], [person]))[meeting].get(person)


async def sittings(tx: Transaction, meeting: Meeting, now: datetime) -> tuple[Roll, list[Sitting]]:
    """Everyone who belongs to the meeting, or of whom something is written down, by name, and how it went with each."""
    found = await roll_of(tx, meeting, now)
    given = await replies_to(tx, meeting.id)
    noted = (await presences_of_many(tx, [meeting.id]))[meeting.id]
    guests = [id_ for id_ in noted if id_ not in found.people]
    for row in await tx.rows(sa.select(people).where(people.c.id.in_(guests))):
        found.people[row["id"]] = as_person(row)
        found.observers.add(row["id"])
    return found, [
        Sitting(id_, given.get(id_), *noted.get(id_, (None, False)))
        for id_ in sorted(found.people, key=lambda id_: (found.people[id_].name.casefold(), id_))
    ]


async def held_between(tx: Transaction, groups: Collection[str] | None, since: datetime, until: datetime) -> list[int]:
    """The meetings of any of `groups` (None: of all) that began from `since` until before `until`, the latest first."""
    query = sa.select(meetings.c.id).where(
        meetings.c.state == MeetingState.PUBLISHED.value, meetings.c.starts_at >= since, meetings.c.starts_at < until
    )
    if groups is not None:
        query = query.where(
            meetings.c.id.in_(sa.select(meeting_groups.c.meeting_id).where(meeting_groups.c.group_code.in_(list(groups))))
        )
    return await tx.values(query.order_by(meetings.c.starts_at.desc(), meetings.c.id.desc()))
