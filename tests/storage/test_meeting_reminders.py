"""Reminders over long times: each due one reaches each person once, none is stale, whatever is done in between."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings, strategies as st

from council.config import Council
from council.meetings import Meeting, MeetingDraft
from council.people import SYSTEM, Role
from council.quiet_hours import QuietHours
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions, reminders
from handlers.reactions import unit_of_work
from storage import meeting_reminders, meetings, members, outbox
from storage.outbox import Delivery, State
from storage.store import Store
from storage.tables import outbox as rows
from tests.databases import prepare
from tests.deliveries import drawn
from tests.due import due
from tests.rounds import rounds
from tests.storage.people import DAY, HOUR, MINUTE, NOW

SECOND = timedelta(seconds=1)
ZONES = ("Asia/Tashkent", "Asia/Almaty", "Europe/Vienna", "America/New_York")


@dataclass
class Town:
    """The books, the clock, and a post office that takes everything that is due; with `looks`, it looks again at each
    reminder that leaves, as the dispatcher does."""

    store: Store
    council: Council
    now: datetime
    looks: bool = False
    beats: tuple[Callable[[UnitOfWork], Awaitable[bool]], ...] = (
        meetings_actions.invite_some,
        reminders.queue_due,
        reminders.nudge_due,
    )

    async def step(self, until: datetime) -> list[tuple[datetime, Delivery]]:
        """Move through every due instant; what was delivered on the way, and when."""
        sent: list[tuple[datetime, Delivery]] = []
        while True:
            await self.beat()
            sent += [(self.now, one) for one in await self.send()]
            async with self.store.read() as tx:
                dues = [
                    await due(tx, self.now, meeting_reminders.DUE),
                    await due(tx, self.now, meeting_reminders.NUDGE_DUE) if self.looks else None,
                    await outbox.next_due(tx, self.now),
                ]
            first = min((at for at in dues if at is not None), default=None)
            if first is None or first + SECOND > until:
                self.now = until
                return sent
            self.now = first + SECOND  # nothing is looked at on the dot

    async def beat(self) -> None:
        """Everything that is due is queued."""
        async with self.store.begin() as tx:
            work = unit_of_work(tx, self.council, SYSTEM, self.now)
            for beat in self.beats:
                while await beat(work):
                    pass

    async def send(self) -> list[Delivery]:
        """Everything that waits leaves."""
        sent: list[Delivery] = []
        while True:
            async with self.store.begin() as tx:
                taken = await outbox.claim(tx, self.now, "run", 500)
                ids = [one.id for one in taken]
                await tx.write(sa.update(rows).where(rows.c.id.in_(ids)).values(state=State.SENT.value))
            if not taken:
                return sent
            sent += [one for one in taken if await self.stands(one)]

    async def stands(self, delivery: Delivery) -> bool:
        """Whether the world is still such that this is to be delivered."""
        if not self.looks or delivery.kind != reminders.REMINDER.name:
            return True
        async with self.store.read() as tx:
            return not isinstance(await drawn(tx, self.council, self.now, delivery), str)


def told(sent: Iterable[tuple[datetime, Delivery]]) -> list[tuple[int, int, int, int, datetime]]:
    """The reminders: (meeting, schedule, minutes before, person, when)."""
    return [
        (one.subject_id, int(one.data["schedule"]), int(one.data["offset"]), one.person or 0, at.replace(microsecond=0))
        for at, one in sent
        if one.kind == reminders.REMINDER.name
    ]


# -- a year


@pytest.mark.long
async def test_a_year_of_weekly_meetings_every_reminder_accounted_for(tmp_path: Path, council: Council) -> None:
    """Five groups of forty: two hundred members in four zones, each with the council's quiet hours."""
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'year.db')}")
    quiet = QuietHours(time(22), time(8))
    council = replace(council, quiet=quiet)
    groups = council.codes
    assert len(groups) == 5
    town = Town(store, council, NOW, beats=(meetings_actions.invite_some, reminders.queue_due))
    zones: dict[int, tuple[str, str]] = {}
    async with store.begin() as tx:
        for at in range(200):
            zone = ZONES[at % 4]
            person = await members.add(tx, 1000 + at, "en", zone, NOW)
            await members.seat(tx, person.id, groups[at // 40], Role.MEMBER, NOW)
            zones[person.id] = (groups[at // 40], zone)
    made: list[Meeting] = []
    sent: list[tuple[datetime, Delivery]] = []
    weeks = rounds(52, 20)  # twenty have the change to summer time in them
    for week in range(weeks):
        for at, group in enumerate(groups):
            starts = datetime(2026, 12, 7, 9 + 3 * at) + timedelta(weeks=week, days=at)
            draft = MeetingDraft(f"Weekly {week}", (group,), starts, ZONES[at % 4])
            async with store.begin() as tx:
                made.append(await meetings_actions.publish(unit_of_work(tx, council, SYSTEM, town.now), draft))
        sent += await town.step(NOW + timedelta(weeks=week + 1))
    sent += await town.step(NOW + timedelta(weeks=weeks + 4))
    await store.close()

    wanted = Counter(
        (meeting.id, 1, offset // MINUTE, person, at)
        for meeting in made
        for person, (group, zone) in zones.items()
        if group in meeting.draft.groups
        for offset, at in wanted_of(meeting, council.reminders, zone)
    )
    had = Counter(told(sent))
    assert had == wanted
    assert len(made) == 5 * weeks
    assert len(had) > 480 * weeks
    cards = Counter((one.subject, one.person) for _, one in sent if one.kind == "meetings.card")
    assert set(cards.values()) == {1}
    assert len(cards) == 5 * weeks * 40


def wanted_of(meeting: Meeting, offsets: Iterable[timedelta], zone: str) -> list[tuple[timedelta, datetime]]:
    """What someone in this zone is to get, and when, written out as people would say it."""
    wanted = []
    for offset in offsets:
        at = meeting.starts_at - offset + SECOND
        if offset >= DAY:
            local = at.astimezone(ZoneInfo(zone))
            if local.hour >= 22 or local.hour < 8:
                day = local.date() + (timedelta(days=1) if local.hour >= 22 else timedelta(0))
                morning = datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(zone))
                at = morning.astimezone(at.tzinfo) + SECOND
            if any(meeting.starts_at - nearer < at for nearer in offsets if nearer < offset):
                continue
        wanted.append((offset, at))
    return wanted


# -- whatever is done

deeds = st.lists(
    st.tuples(st.sampled_from(["wait", "wait", "wait", "move", "cancel", "set", "restart", "join"]), st.integers(1, 12 * 24)),
    max_size=12,
)


@pytest.mark.long
@given(deeds)
@example([("wait", 49), ("move", 240), ("wait", 24)])  # moved while a reminder waits for the morning
@example([("wait", 49), ("cancel", 1), ("wait", 24)])
@example([("restart", 1), ("join", 1), ("move", 24), ("restart", 1), ("wait", 30)])
@settings(max_examples=12)
async def test_whatever_is_done_each_due_reminder_comes_once_and_none_is_stale(
    tmp_path_factory: pytest.TempPathFactory, council: Council, done: list[tuple[str, int]]
) -> None:
    path = prepare(tmp_path_factory.mktemp("deeds") / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{path}")
    town = Town(store, council, NOW, looks=True)
    ids: list[int] = []
    spans: dict[tuple[int, int], list[datetime]] = {}  # (meeting, schedule) -> begins, and since when it is no more
    seated = 11
    sent: list[tuple[datetime, Delivery]] = []

    async def join(number: int) -> None:
        async with store.begin() as tx:
            person = await members.add(tx, number, "en", ZONES[number % 4], town.now)
            await members.seat(tx, person.id, "B", Role.MEMBER, town.now)

    async def put(hours: int) -> None:
        starts = (town.now + hours * HOUR).replace(tzinfo=None, second=0, microsecond=0)
        async with store.begin() as tx:
            draft = MeetingDraft("Any", ("B",), starts, "UTC")
            meeting = await meetings_actions.publish(unit_of_work(tx, council, SYSTEM, town.now), draft)
        ids.append(meeting.id)
        spans[meeting.id, 1] = [meeting.starts_at]

    await join(10)
    await join(11)
    await put(9 * 24)
    for what, n in done:
        async with store.read() as tx:
            found = [await meetings.find(tx, id_) for id_ in ids]
        ahead = [meeting for meeting in found if meeting is not None and meeting.ahead(town.now)]
        match what:
            case "wait":
                sent += await town.step(town.now + n * HOUR)
            case "restart":
                await store.close()
                store = Store(f"sqlite+aiosqlite:///{path}")
                town = replace(town, store=store)
            case "set":
                await put(n)
            case "join":
                seated += 1
                await join(seated)
            case "move" if ahead:
                starts = (town.now + n * HOUR).replace(tzinfo=None, second=0, microsecond=0) + MINUTE
                if starts == ahead[0].draft.starts:
                    continue
                async with store.begin() as tx:
                    work = unit_of_work(tx, council, SYSTEM, town.now)
                    moved, _ = await meetings_actions.move(work, ahead[0].id, ahead[0].schedule, starts, "UTC")
                spans[moved.id, moved.schedule - 1].append(town.now)
                spans[moved.id, moved.schedule] = [moved.starts_at]
            case "cancel" if ahead:
                async with store.begin() as tx:
                    await meetings_actions.cancel(unit_of_work(tx, council, SYSTEM, town.now), ahead[0].id)
                spans[ahead[0].id, ahead[0].schedule].append(town.now)
    sent += await town.step(town.now + 30 * DAY)
    await store.close()

    had = told(sent)
    assert len({one[:4] for one in had}) == len(had), "none comes twice"
    for meeting, schedule, minutes, _, at in had:
        begins, *over = spans[meeting, schedule]
        assert begins - minutes * MINUTE <= at < begins, "none before its time, and none after the start"
        assert not over or at <= over[0], "none of a time that is gone"
    last = {id_: max(s for m, s in spans if m == id_) for id_ in ids}
    for (meeting, schedule), (begins, *over) in spans.items():
        if schedule == last[meeting] and not over:
            got = {person for m, s, minutes, person, _ in had if (m, s, minutes) == (meeting, schedule, 60)}
            known = {one.person for at, one in sent if one.subject == f"meeting:{meeting}" and at < begins - HOUR}
            set_at = min((at for at, one in sent if one.subject == f"meeting:{meeting}"), default=begins)
            assert set_at >= begins - HOUR or known <= got, "the last one comes to all who knew of it"
