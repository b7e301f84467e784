"""Rules of meetings: when reminders are due, and what happens to them when a meeting is moved or cancelled."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, strategies as st

from council.errors import BadDuration, BadLink, Empty, InThePast, NoSuchTime, NotAhead, TooFar, Unchanged, UnknownZone
from council.meetings import (
    Meeting,
    MeetingDraft,
    MeetingState,
    Part,
    Reminder,
    cancelled,
    changed,
    check_start,
    cleaned,
    due_instants,
    moved,
    plan,
    to_send,
    told_lead,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFSETS = (7 * DAY, DAY, HOUR)
DRAFT = MeetingDraft("Schooling", ("B",), datetime(2026, 12, 3, 15), "Asia/Tashkent")

offsets = st.lists(st.timedeltas(min_value=timedelta(minutes=1), max_value=30 * DAY), max_size=6)
ahead = st.timedeltas(min_value=timedelta(minutes=1), max_value=40 * DAY)


def meeting(draft: MeetingDraft = DRAFT) -> Meeting:
    return Meeting(1, draft, draft.starts_at, MeetingState.PUBLISHED, 1)


@given(ahead, offsets)
def test_every_reminder_lies_ahead_and_before_the_start(lead: timedelta, chosen: list[timedelta]) -> None:
    start = NOW + lead
    dues = due_instants(start, chosen, NOW)
    assert all(NOW < due < start and due == start - offset for offset, due in dues)
    assert [due for _, due in dues] == sorted({due for _, due in dues})
    assert {offset for offset, _ in dues} == {offset for offset in chosen if offset < lead}


def test_six_hours_ahead_only_the_last_reminder_is_to_come() -> None:
    assert due_instants(NOW + 6 * HOUR, OFFSETS, NOW) == [(HOUR, NOW + 5 * HOUR)]


def test_of_reminders_missed_only_the_nearest_is_sent() -> None:
    found = meeting()
    waiting = plan(found, OFFSETS, NOW - 30 * DAY)
    assert to_send(found, waiting, found.starts_at - 8 * DAY) is None
    for late, offset in ((6 * DAY, 7 * DAY), (2 * HOUR, DAY), (HOUR, HOUR), (timedelta(minutes=1), HOUR)):
        sent = to_send(found, waiting, found.starts_at - late)
        assert sent is not None
        assert sent.offset == offset
    assert to_send(found, waiting, found.starts_at) is None


@dataclass
class Told:
    """The rows as `storage.meeting_reminders` keeps them, and what was sent: (schedule, offset, when)."""

    rows: list[Reminder] = field(default_factory=list)
    sent: list[tuple[int, timedelta, datetime]] = field(default_factory=list)

    def beat(self, found: Meeting, now: datetime) -> None:
        due = to_send(found, self.rows, now)
        self.rows = [row for row in self.rows if row.due_at > now]
        if due:
            self.sent.append((due.schedule, due.offset, now))


steps = st.lists(
    st.tuples(
        st.sampled_from(["wait", "wait", "wait", "move", "cancel"]),
        st.timedeltas(min_value=timedelta(minutes=1), max_value=12 * DAY),
    ),
    max_size=12,
)


@given(ahead, steps)
@example(2 * DAY, [("move", 12 * DAY), ("wait", DAY + HOUR)])
@example(2 * DAY, [("cancel", HOUR), ("wait", DAY + HOUR)])
@example(DAY, [("move", DAY), ("wait", HOUR)])
def test_whatever_is_done_reminders_come_once_and_never_of_a_time_that_is_gone(
    lead: timedelta, done: list[tuple[str, timedelta]]
) -> None:
    now = NOW
    start = (now + lead).replace(second=0, microsecond=0) + timedelta(minutes=1)
    found = meeting(replace(DRAFT, starts=start.replace(tzinfo=None), zone="UTC"))
    starts = {1: found.starts_at}
    ended: dict[int, datetime] = {}
    told = Told(plan(found, OFFSETS, now))
    for what, span in done:
        if what == "wait":
            now += span
            told.beat(found, now)
            continue
        if not found.ahead(now):
            with pytest.raises(NotAhead):
                cancelled(found, now)
            continue
        if what == "cancel":
            ended[found.schedule] = now
            found = cancelled(found, now)
            continue
        later = (now + span).replace(second=0, microsecond=0) + timedelta(minutes=1)
        if later.replace(tzinfo=None) == found.draft.starts:
            continue
        ended[found.schedule] = now
        found = moved(found, later.replace(tzinfo=None), "UTC", now)
        starts[found.schedule] = found.starts_at
        told.rows += plan(found, OFFSETS, now)  # the old ones stay, and none of them may be sent
    assert len({(schedule, offset) for schedule, offset, _ in told.sent}) == len(told.sent)
    for schedule, offset, at in told.sent:
        assert starts[schedule] - offset <= at < starts[schedule]
        assert schedule not in ended or at <= ended[schedule]


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=30 * DAY), ahead)
def test_a_reminder_never_says_an_hour_when_it_is_another_time(offset: timedelta, left: timedelta) -> None:
    assert abs(told_lead(offset, left) - left) <= offset / 10


@pytest.mark.parametrize(
    ("starts", "zone", "refusal"),
    [
        (datetime(2026, 11, 24, 14), "Asia/Tashkent", InThePast),
        (datetime(1, 1, 1), "Asia/Tashkent", InThePast),
        (datetime(2032, 1, 1), "Asia/Tashkent", TooFar),
        (datetime(9999, 12, 31, 23, 59), "America/Lima", TooFar),
        (datetime(2027, 3, 28, 2, 30), "Europe/Vienna", NoSuchTime),
        (datetime(2027, 3, 28, 2, 30), "Europe/Vien", UnknownZone),
    ],
)
def test_starts_that_cannot_be_set(starts: datetime, zone: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_start(starts, zone, NOW)


def test_a_start_is_wall_clock_time() -> None:
    assert check_start(DRAFT.starts, "Asia/Tashkent", NOW) == datetime(2026, 12, 3, 10, tzinfo=UTC)
    assert check_start(DRAFT.starts, "Europe/Vienna", NOW) == datetime(2026, 12, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (replace(DRAFT, title=" \u200b"), Empty),
        (replace(DRAFT, link="ftp://x"), BadLink),
        (replace(DRAFT, agenda="here"), BadLink),
        (replace(DRAFT, duration=4), BadDuration),
        (replace(DRAFT, duration=721), BadDuration),
    ],
)
def test_drafts_that_cannot_be_kept(draft: MeetingDraft, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        cleaned(draft)


def test_a_move_begins_a_new_schedule_and_a_change_does_not() -> None:
    found = meeting()
    elsewhere = moved(found, DRAFT.starts, "Europe/Vienna", NOW)
    assert (elsewhere.schedule, elsewhere.starts_at - found.starts_at) == (2, 4 * HOUR)
    renamed = changed(found, Part.TITLE, " New  title ", NOW)
    assert (renamed.schedule, renamed.draft.title) == (1, "New title")
    with_link = changed(found, Part.LINK, "example.org/b", NOW)
    assert with_link.draft.link == "https://example.org/b"
    assert changed(with_link, Part.LINK, "", NOW) == found
    for own in ((), (7 * DAY, HOUR)):
        reminded = changed(found, Part.REMINDERS, replace(found.draft, reminders=own).part(Part.REMINDERS), NOW)
        assert reminded.draft.reminders == own
        assert changed(reminded, Part.REMINDERS, found.draft.part(Part.REMINDERS), NOW) == found
    with pytest.raises(Unchanged):
        changed(found, Part.TITLE, DRAFT.title, NOW)
    with pytest.raises(Unchanged):
        moved(found, DRAFT.starts, DRAFT.zone, NOW)
    with pytest.raises(Empty):
        changed(found, Part.TITLE, "", NOW)


def test_nothing_is_changed_of_a_meeting_that_is_over() -> None:
    found = meeting()
    for gone, now in ((cancelled(found, NOW), NOW), (found, found.starts_at)):
        with pytest.raises(NotAhead):
            cancelled(gone, now)
        with pytest.raises(NotAhead):
            moved(gone, datetime(2027, 1, 1), "UTC", now)
        with pytest.raises(NotAhead):
            changed(gone, Part.TITLE, "x", now)
