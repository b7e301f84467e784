"""Meetings, who was invited to them, and which chats have their card. Reminders are in `storage.meeting_reminders`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.meetings import MOST_DURATION, Meeting, MeetingDraft, MeetingState
from council.people import Person
from storage.chat_links import Link, LinkState, find as find_link
from storage.due_times import NOW, Now, earliest, now_if
from storage.members import as_person, held
from storage.tables import invitees, links, meeting_chats, meeting_groups, meetings, people, seats
from storage.transaction import Transaction
from storage.upserts import insert_new


def _meeting(row: sa.RowMapping, groups: tuple[str, ...]) -> Meeting:
    draft = MeetingDraft(
        row["title"], groups, row["starts"], row["zone"], row["link"], row["agenda"], row["duration"], row["place"],
        row["notes"], as_offsets(row["offsets"]), row["second"],
    )  # fmt: skip
    state = MeetingState(row["state"])
    return Meeting(row["id"], draft, row["starts_at"], state, row["schedule"], row["series_id"], row["nth"])


def in_minutes(offsets: tuple[timedelta, ...] | None) -> list[int] | None:
    """Offsets as they are kept."""
    return None if offsets is None else [offset // timedelta(minutes=1) for offset in offsets]


def as_offsets(kept: list[int] | None) -> tuple[timedelta, ...] | None:
    """What `in_minutes` made."""
    return None if kept is None else tuple(timedelta(minutes=minutes) for minutes in kept)


async def _list(tx: Transaction, query: sa.Executable) -> list[Meeting]:
    """The meetings in the rows of this query, in its order; their groups are read in one query for all."""
    rows = await tx.rows(query)
    codes: dict[int, list[str]] = {row["id"]: [] for row in rows}
    listed = sa.select(meeting_groups).where(meeting_groups.c.meeting_id.in_(list(codes)))
    for row in await tx.rows(listed.order_by(meeting_groups.c.group_code)) if rows else ():
        codes[row["meeting_id"]].append(row["group_code"])
    return [_meeting(row, tuple(codes[row["id"]])) for row in rows]


def is_ahead(now: Now) -> sa.ColumnElement[bool]:
    """The condition under which a meeting is still to begin: the same as `Meeting.ahead`."""
    return sa.and_(meetings.c.state == MeetingState.PUBLISHED.value, meetings.c.starts_at > now)


def _of_groups(groups: Collection[str]) -> sa.ColumnElement[bool]:
    return meetings.c.id.in_(sa.select(meeting_groups.c.meeting_id).where(meeting_groups.c.group_code.in_(list(groups))))


async def find(tx: Transaction, id_: int) -> Meeting | None:
    """The meeting; None where there is none."""
    return (await many(tx, [id_])).get(id_)


async def many(tx: Transaction, ids: Iterable[int]) -> dict[int, Meeting]:
    """These meetings by id, in the order of `ids`; those that are not there are left out."""
    wanted = list(dict.fromkeys(ids))
    found = {one.id: one for one in await _list(tx, sa.select(meetings).where(meetings.c.id.in_(wanted)))}
    return {id_: found[id_] for id_ in wanted if id_ in found}


async def ahead(tx: Transaction, groups: Collection[str] | None, now: datetime) -> list[Meeting]:
    """The meetings of any of `groups` (None: of all) that are still to begin, the next one first."""
    query = sa.select(meetings).where(is_ahead(now)).order_by(meetings.c.starts_at, meetings.c.id)
    if groups is not None:
        query = query.where(_of_groups(groups))
    return await _list(tx, query)


async def next_for(tx: Transaction, groups: Collection[str], now: datetime) -> Meeting | None:
    """The next meeting of any of `groups`."""
    return next(iter(await ahead(tx, groups, now)), None)


async def overlapping(
    tx: Transaction, groups: Collection[str], spans: Sequence[tuple[datetime, datetime]], but: int | None = None
) -> list[Meeting]:
    """The meetings of any of `groups`, without the one called `but`, that go on at some time within any of these spans
    (start, end), the first one first. It is one query, however many spans there are."""
    query = (
        sa.select(meetings)
        .where(
            meetings.c.state == MeetingState.PUBLISHED.value,
            meetings.c.starts_at < max(end for _, end in spans),
            meetings.c.starts_at > min(start for start, _ in spans) - timedelta(minutes=MOST_DURATION),
            _of_groups(groups),
        )
        .order_by(meetings.c.starts_at, meetings.c.id)
    )

    def overlaps(one: Meeting) -> bool:
        return any(one.starts_at < end and start < one.ends_at for start, end in spans)

    return [one for one in await _list(tx, query) if one.id != but and overlaps(one)]


async def add(
    tx: Transaction, draft: MeetingDraft, starts_at: datetime, by: int | None, now: datetime,
    series: int | None = None, nth: int = 0, tell_at: datetime | None = None,
) -> Meeting:  # fmt: skip
    """Keep a new meeting, or the nth of a series. `tell_at`: when its people get its card; None: at once."""
    id_ = await tx.insert(
        sa.insert(meetings).values(
            **_columns(draft), starts_at=starts_at, state=MeetingState.PUBLISHED.value, schedule=1, made_by=by,
            made_at=now, series_id=series, nth=nth, tell_at=tell_at, looked_at=now,
        )
    )  # fmt: skip
    await tx.write(sa.insert(meeting_groups), [{"meeting_id": id_, "group_code": code} for code in draft.groups])
    return Meeting(id_, draft, starts_at, MeetingState.PUBLISHED, 1, series, nth)


def _columns(draft: MeetingDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "starts": draft.starts,
        "zone": draft.zone,
        "second": draft.second,
        "duration": draft.duration,
        "link": draft.link,
        "place": draft.place,
        "agenda": draft.agenda,
        "notes": draft.notes,
        "offsets": in_minutes(draft.reminders),
    }


async def put(tx: Transaction, was: Meeting, new: Meeting, now: datetime) -> bool:
    """Keep a changed meeting in the place of what it was; False when somebody else moved or cancelled it first.

    Calendars learn by its `sequence` that it changed.
    """
    return bool(
        await tx.write(
            sa.update(meetings)
            .where(meetings.c.id == was.id, meetings.c.schedule == was.schedule, meetings.c.state == was.state.value)
            .values(
                **_columns(new.draft), starts_at=new.starts_at, state=new.state.value, schedule=new.schedule,
                series_id=new.series, nth=new.nth, looked_at=now, sequence=meetings.c.sequence + 1, changed_at=now,
            )
        )
    )  # fmt: skip


async def following(tx: Transaction, series: int, nth: int, now: datetime) -> list[Meeting]:
    """The meetings of a series that are still to begin, from the nth on, in their order."""
    query = sa.select(meetings).where(meetings.c.series_id == series, meetings.c.nth >= nth, is_ahead(now))
    return await _list(tx, query.order_by(meetings.c.nth))


async def earlier(tx: Transaction, limit: int) -> list[Meeting]:
    """The meetings that were set last, whatever became of them: what a new one can be copied from."""
    first = sa.select(sa.func.min(meetings.c.id)).group_by(sa.func.coalesce(meetings.c.series_id, -meetings.c.id))
    return await _list(tx, sa.select(meetings).where(meetings.c.id.in_(first)).order_by(meetings.c.id.desc()).limit(limit))


async def find_unchecked(tx: Transaction, since: datetime, now: datetime) -> Meeting | None:
    """A meeting ahead whose instant was last derived from its wall-clock time at or before `since`."""
    query = sa.select(meetings).where(is_ahead(now), meetings.c.looked_at <= since).order_by(meetings.c.looked_at)
    return next(iter(await _list(tx, query.limit(1))), None)


LONGEST_UNCHECKED = earliest(meetings.c.looked_at, is_ahead(NOW))
"""When the instant of a meeting ahead was derived that was not for longest."""


async def put_instant(tx: Transaction, meeting: int, starts_at: datetime, now: datetime) -> None:
    """Keep the instant that was derived again from a meeting's wall-clock time, and that this was done at `now`."""
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(looked_at=now))
    changed = {"starts_at": starts_at, "sequence": meetings.c.sequence + 1, "changed_at": now}
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting, meetings.c.starts_at != starts_at).values(changed))


def _seated(now: Now) -> sa.Select[int, int]:
    """Who is to know of which meeting, as pairs (meeting, person): all with a seat, in any role, whom Telegram reaches."""
    return (
        sa.select(meeting_groups.c.meeting_id, seats.c.person_id)
        .join(seats, seats.c.group_code == meeting_groups.c.group_code)
        .join(people, people.c.id == seats.c.person_id)
        .where(held(now), people.c.telegram_id.is_not(None))
        .distinct()
    )


def _is_told(now: Now) -> sa.ColumnElement[bool]:
    return sa.or_(meetings.c.tell_at.is_(None), meetings.c.tell_at <= now)


async def tell_from(tx: Transaction, meeting: int, at: datetime | None) -> None:
    """From when on people are to get its card; None: at once."""
    await tx.write(sa.update(meetings).where(meetings.c.id == meeting).values(tell_at=at))


def _untold(now: Now) -> sa.Select[int, int]:
    """Pairs (meeting ahead, person) of those who were not told of it yet."""
    wanted = _seated(now).subquery()
    told = sa.and_(invitees.c.meeting_id == wanted.c.meeting_id, invitees.c.person_id == wanted.c.person_id)
    return (
        sa.select(wanted.c.meeting_id, wanted.c.person_id)
        .join(meetings, meetings.c.id == wanted.c.meeting_id)
        .outerjoin(invitees, told)
        .where(is_ahead(now), _is_told(now), invitees.c.person_id.is_(None))
    )


async def untold(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, Person]]:
    """Up to `limit` people, each with a meeting ahead of a group of theirs of which they were not told yet."""
    wanted = _untold(now).subquery()
    query = sa.select(wanted.c.meeting_id, people).join(people, people.c.id == wanted.c.person_id)
    rows = await tx.rows(query.order_by(wanted.c.meeting_id, people.c.id).limit(limit))
    return [(row["meeting_id"], as_person(row)) for row in rows]


TELL_DUE = (now_if(_untold(NOW)), earliest(meetings.c.tell_at, is_ahead(NOW), meetings.c.tell_at > NOW))
"""When somebody is to be told of a meeting: now, and when a meeting of a series comes near."""


async def tell(tx: Transaction, meeting: int, person: int, now: datetime) -> bool:
    """Note that this person is told of the meeting; False when they were already."""
    row: dict[str, object] = {"meeting_id": meeting, "person_id": person, "told_at": now}
    return bool(await insert_new(tx, invitees, [row]))


async def invited(tx: Transaction, meeting: int, now: datetime) -> list[Person]:
    """Those who were told of the meeting and hold a seat in one of its groups at `now`, by id."""
    wanted = _seated(now).subquery()
    query = (
        sa.select(people)
        .join(invitees, invitees.c.person_id == people.c.id)
        .where(
            invitees.c.meeting_id == meeting, people.c.id.in_(sa.select(wanted.c.person_id).where(wanted.c.meeting_id == meeting))
        )
        .order_by(people.c.id)
    )
    return [as_person(row) for row in await tx.rows(query)]


async def invited_to_series(tx: Transaction, meeting: Meeting, now: datetime) -> list[Person]:
    """Those who were told of this meeting or of an earlier one of its series, and hold a seat in one of its groups at
    `now`, by id."""
    wanted = _seated(now).subquery()
    known = (
        sa.select(invitees.c.person_id)
        .join(meetings, meetings.c.id == invitees.c.meeting_id)
        .where(meetings.c.series_id == meeting.series, meetings.c.nth <= meeting.nth)
    )
    seated = sa.select(wanted.c.person_id).where(wanted.c.meeting_id == meeting.id)
    query = sa.select(people).where(people.c.id.in_(known), people.c.id.in_(seated)).order_by(people.c.id)
    return [as_person(row) for row in await tx.rows(query)]


async def forget_the_gone(tx: Transaction, meeting: int, now: datetime) -> None:
    """Forget having told those without a seat: they miss what changes now, and are told anew should they come back."""
    wanted = _seated(now).subquery()
    seated = sa.select(wanted.c.person_id).where(wanted.c.meeting_id == meeting)
    await tx.write(sa.delete(invitees).where(invitees.c.meeting_id == meeting, invitees.c.person_id.not_in(seated)))


async def between(
    tx: Transaction, groups: Collection[str] | None, start: datetime, end: datetime, states: Collection[MeetingState]
) -> list[Meeting]:
    """The meetings of any of `groups` (None: of all) that begin from `start` on and before `end`, the first one first."""
    query = sa.select(meetings).where(
        meetings.c.starts_at >= start, meetings.c.starts_at < end, meetings.c.state.in_([state.value for state in states])
    )
    if groups is not None:
        query = query.where(_of_groups(groups))
    return await _list(tx, query.order_by(meetings.c.starts_at, meetings.c.id))


# -- the groups' chats


def _untold_chats(now: Now) -> sa.Select[int, int]:
    return (
        sa.select(meeting_groups.c.meeting_id, sa.func.min(links.c.id).label("link_id"))
        .join(meetings, meetings.c.id == meeting_groups.c.meeting_id)
        .join(links, links.c.group_code == meeting_groups.c.group_code)
        .outerjoin(
            meeting_chats,
            sa.and_(meeting_chats.c.meeting_id == meeting_groups.c.meeting_id, meeting_chats.c.chat_id == links.c.chat_id),
        )
        .where(is_ahead(now), _is_told(now), links.c.state == LinkState.LINKED.value, meeting_chats.c.chat_id.is_(None))
        .group_by(meeting_groups.c.meeting_id, links.c.chat_id)
    )


async def untold_chats(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, Link]]:
    """Up to `limit` linked chats, each with a meeting ahead of its group of which it was not told yet."""
    query = _untold_chats(now).order_by(meeting_groups.c.meeting_id, links.c.chat_id).limit(limit)
    found = [(row["meeting_id"], await find_link(tx, row["link_id"])) for row in await tx.rows(query)]
    return [(meeting, link) for meeting, link in found if link is not None]


TELL_CHATS_DUE = now_if(_untold_chats(NOW))
"""When a chat is to be told of a meeting; at the times of `TELL_DUE`, too."""


async def tell_chat(tx: Transaction, meeting: int, chat: int, now: datetime) -> bool:
    """Note that this chat is told of the meeting; False when it was already."""
    row: dict[str, object] = {"meeting_id": meeting, "chat_id": chat, "told_at": now}
    return bool(await insert_new(tx, meeting_chats, [row]))


async def told_chats(tx: Transaction, meeting: int) -> set[int]:
    """The chats that were told of the meeting."""
    return set(await tx.values(sa.select(meeting_chats.c.chat_id).where(meeting_chats.c.meeting_id == meeting)))
