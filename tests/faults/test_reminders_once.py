"""Whatever is created, moved or cancelled, and however the program is killed or the clock jumps: each person gets each
due reminder once, and no stale one."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from council.config import Council
from council.errors import NoSeries, Refused
from council.meetings import Meeting, MeetingDraft, MeetingState
from council.people import Role
from council.series import Every, Pattern
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions, series
from storage import meetings, members
from storage.tables import meetings as rows
from tests.databases import prepare
from tests.rounds import rounds
from tests.secretariat import Desk, sqlite

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEATS = ("meetings of series", "tell of meetings", "reminders of meetings")

spans = st.timedeltas(min_value=MINUTE, max_value=9 * DAY)
own = st.one_of(st.none(), st.lists(st.sampled_from([2 * DAY, 5 * HOUR, 10 * MINUTE]), max_size=3).map(tuple))
which = st.integers(0, 30)
steps = st.one_of(
    st.tuples(st.just("wait"), spans, which),
    st.tuples(st.just("wait"), spans, which),
    st.tuples(st.just("jump"), st.timedeltas(min_value=MINUTE, max_value=30 * DAY), which),
    st.tuples(st.just("outage"), spans, which),
    st.tuples(st.just("kill"), spans, st.integers(0, 16)),
    st.tuples(st.just("make"), spans, own),
    st.tuples(st.just("series"), spans, own),
    st.tuples(st.sampled_from(["move", "move on", "cancel", "cancel on"]), spans, which),
    st.tuples(st.just("join"), spans, which),
)


@dataclass
class Model:
    """The expected behaviour, written independently: for each meeting's present time, the reminders that are still to
    come."""

    waiting: dict[tuple[int, int], tuple[datetime, list[timedelta]]] = field(default_factory=dict)
    queued: list[tuple[int, int, int, timedelta]] = field(default_factory=list)
    wanted: Counter[tuple[int, int, int, timedelta]] = field(default_factory=Counter)
    gone: set[tuple[int, int]] = field(default_factory=set)
    people: list[int] = field(default_factory=list)

    def see(self, found: Sequence[Meeting], usual: Sequence[timedelta], now: datetime) -> None:
        """Take over meetings that are new, moved or cancelled."""
        for meeting in found:
            key = (meeting.id, meeting.schedule)
            if key not in self.waiting and meeting.state is MeetingState.PUBLISHED and meeting.starts_at > now:
                offsets = usual if meeting.draft.reminders is None else meeting.draft.reminders
                self.waiting[key] = (meeting.starts_at, [one for one in offsets if meeting.starts_at - one > now])
            for other in [key for key in self.waiting if key[0] == meeting.id]:
                if other[1] != meeting.schedule or meeting.state is MeetingState.CANCELLED:
                    self.waiting[other] = (self.waiting[other][0], [])
                    self.gone.add(other)

    def queue(self, now: datetime) -> None:
        """Of those that fell due, the nearest to the start is expected for everyone, if the meeting has not begun."""
        for (id_, schedule), (starts_at, offsets) in self.waiting.items():
            due = [one for one in offsets if starts_at - one <= now]
            self.waiting[id_, schedule] = (starts_at, [one for one in offsets if one not in due])
            if due and now < starts_at:
                self.queued += [(person, id_, schedule, min(due)) for person in self.people]

    def deliver(self, now: datetime) -> None:
        """What was queued is sent, unless the meeting was moved or cancelled, or has begun."""
        for person, id_, schedule, offset in self.queued:
            if (id_, schedule) not in self.gone and now < self.waiting[id_, schedule][0]:
                self.wanted[person, id_, schedule, offset] += 1
        self.queued = []


class Trial:
    """One sequence on a database of its own."""

    def __init__(self, council: Council, folder: Path) -> None:
        self.council = replace(council, quiet=None)
        self.desk = Desk(sqlite(folder), self.council, NOW, BEATS)
        self.model = Model()
        self.away = False  # whether Telegram is down

    async def run(self, sequence: Sequence[tuple[str, timedelta, object]]) -> None:
        for number in range(2):
            await self.join(number)
        for what, span, more in sequence:
            await self.do(what, span, more)
        self.away = False
        await self.go(40 * DAY)
        await self.desk.store.close()

    async def all_meetings(self) -> list[Meeting]:
        async with self.desk.store.read() as tx:
            found = [await meetings.find(tx, id_) for id_ in await tx.values(rows.select().with_only_columns(rows.c.id))]
        return [meeting for meeting in found if meeting is not None]

    async def note(self) -> None:
        self.model.see(await self.all_meetings(), self.council.reminders, self.desk.now)

    async def go(self, span: timedelta) -> None:
        """As `Desk.wait` does, from one due instant to the next, in step with the model."""
        beat = self.desk.beat

        async def both() -> None:
            await self.desk.queue()
            await self.note()
            self.model.queue(self.desk.now)
            if not self.away:
                await self.desk.deliver()
                self.model.deliver(self.desk.now)

        self.desk.beat = both  # type: ignore[method-assign]  # the model runs in step
        await self.desk.wait(span)
        self.desk.beat = beat  # type: ignore[method-assign]

    async def join(self, number: int) -> None:
        async with self.desk.store.begin() as tx:
            person = await members.add(tx, 100 + number, "en", "UTC", self.desk.now)
            await members.seat(tx, person.id, "B", Role.MEMBER, self.desk.now)
        self.model.people.append(person.id)

    async def do(self, what: str, span: timedelta, more: object) -> None:
        desk = self.desk
        starts = (desk.now + span + 2 * MINUTE).replace(second=0, microsecond=0, tzinfo=None)
        self.away = self.away and what not in {"wait", "jump", "kill"}
        match what:
            case "wait":
                await self.go(span)
            case "outage":
                self.away = True
                await self.go(span)
            case "jump":
                desk.now += span
                await self.go(MINUTE)
            case "kill":
                assert isinstance(more, int)
                self.away = True
                await self.go(span)
                self.away = False
                await desk.killed_and_started(more)
                await desk.deliver()
                self.model.deliver(desk.now)
                await self.go(MINUTE)
            case "join":
                await self.join(len(self.model.people))
                await self.go(MINUTE)
            case _:
                try:
                    async with desk.store.begin() as tx:
                        await self.change(desk.work(tx), what, starts, more)
                except (Refused, NoSeries):
                    return
                await self.note()

    async def change(self, work: UnitOfWork, what: str, starts: datetime, more: object) -> None:
        if what in {"make", "series"}:
            assert more is None or isinstance(more, tuple)
            draft = MeetingDraft("Schooling", ("B",), starts, "UTC", reminders=more)
            if what == "make":
                await meetings_actions.publish(work, draft)
            else:
                await series.publish(work, draft, Pattern(Every.WEEKS, 1, starts.date(), 5))
            return
        found = await meetings.ahead(work.tx, None, work.now)
        if not found or not isinstance(more, int):
            return
        one = found[more % len(found)]
        match what:
            case "move":
                await meetings_actions.move(work, one.id, one.schedule, starts, "UTC")
            case "move on":
                await series.move_following(work, one.id, one.schedule, starts, "UTC")
            case "cancel":
                await meetings_actions.cancel(work, one.id)
            case "cancel on":
                await series.cancel_following(work, one.id)


def proved(council: Council, sequence: Sequence[tuple[str, timedelta, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder) / "majlis.db")
        trial = Trial(council, Path(folder))
        asyncio.run(trial.run(sequence))
    sent = trial.desk.reminders()
    got = Counter((one.person, one.meeting, one.schedule, one.offset) for one in sent)
    assert set(got) == set(trial.model.wanted)
    assert sum(got.values()) - len(got) <= trial.desk.doubtful
    for one in sent:
        starts_at, _ = trial.model.waiting[one.meeting, one.schedule]
        assert one.at < starts_at
    assert max(trial.model.wanted.values(), default=1) == 1


BEGUN: list[tuple[str, timedelta, object]] = [("make", 8 * DAY, None), ("series", 3 * DAY, None)]
CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.mark.long
@settings(max_examples=4, suppress_health_check=CHECKS)
@given(st.lists(steps, min_size=3, max_size=8).map(lambda more: BEGUN + more))
@example([*BEGUN, ("outage", 2.5 * DAY, 0), ("move", 5 * DAY, 0), ("move", 6 * DAY, 1)])
@example([*BEGUN, ("move on", 4 * DAY, 0), ("kill", 3 * DAY, 2), ("cancel on", DAY, 2), ("join", DAY, 0)])
@example([*BEGUN, ("outage", 2.5 * DAY, 0), ("cancel", DAY, 0), ("jump", 9 * DAY, 0), ("move", 30 * DAY, 1)])
def test_each_gets_each_due_reminder_once_and_none_that_is_stale(
    council: Council, sequence: list[tuple[str, timedelta, object]]
) -> None:
    proved(council, sequence)


@pytest.mark.long
@settings(max_examples=rounds(25, 5), suppress_health_check=CHECKS)
@given(st.lists(steps, min_size=6, max_size=18).map(lambda more: BEGUN + more))
def test_and_so_over_long_sequences(council: Council, sequence: list[tuple[str, timedelta, object]]) -> None:
    proved(council, sequence)
