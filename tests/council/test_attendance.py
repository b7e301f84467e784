"""Attendance: counting answers, asking again, redrawing cards, proposing times."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from council.agenda import MOST_ITEMS, Agenda, changes, read
from council.attendance import (
    CHECK_IN_AFTER,
    CHECK_IN_BEFORE,
    COMING,
    NUDGE_AHEAD,
    SETTLED,
    Answer,
    Reply,
    Standing,
    Turnout,
    ask_again_at,
    check_in_open,
    next_redraw,
    nudge_at,
    other_times,
    standing,
    winner,
)
from council.errors import BadLink, Empty, TooLong, TooManyItems
from council.meetings import Meeting, MeetingDraft, MeetingState, Reminder, plan
from council.quiet_hours import QuietHours
from council.reminder_times import CAN_WAIT, after_quiet, due_for
from council.rules import share

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DRAFT = MeetingDraft("Schooling", ("B",), datetime(2026, 12, 3, 15), "Asia/Tashkent")
MEETING = Meeting(1, DRAFT, DRAFT.starts_at, MeetingState.PUBLISHED, 1)
ZONES = st.sampled_from(["Asia/Tashkent", "Europe/Vienna", "America/Havana", "Pacific/Apia", "UTC"])

ids = st.sets(st.integers(1, 12))
replies = st.dictionaries(st.integers(1, 15), st.sampled_from(Answer).map(Reply))
ahead = st.timedeltas(min_value=timedelta(minutes=2), max_value=60 * DAY)


@given(ids, ids, ids, replies, st.integers(0, 100))
def test_everyone_is_counted_once_and_only_those_who_belong(
    a: set[int], b: set[int], observers: set[int], given_: dict[int, Reply], quorum: int
) -> None:
    counted = standing({"A": a, "B": b}, observers - a - b, given_, quorum)
    said = {person: reply.answer for person, reply in given_.items() if person in a | b | observers}
    for turnout, people in zip(counted.turnouts, (a, b), strict=True):
        assert (turnout.of, turnout.quorum) == (len(people), share(quorum, len(people)))
        assert turnout.coming == sum(said.get(person) in COMING for person in people)
        assert turnout.missed is (turnout.coming < turnout.quorum)
    # Computed independently of the quorum: of members alone.
    assert counted.silent == sum(said.get(person) not in SETTLED for person in a | b)
    assert counted.cannot == sum(said.get(person) is Answer.NO for person in a | b)
    for turnout, people in zip(counted.turnouts, (a, b), strict=True):
        assert turnout.coming + sum(said.get(person) not in COMING for person in people) == turnout.of


def test_an_empty_group_misses_no_quorum() -> None:
    assert not standing({"B": set()}, set(), {}, 66).missed
    assert Standing((Turnout("B", 7, 11, 8),)).missed
    assert not Standing((Turnout("B", 8, 11, 8),)).missed


@given(ahead)
def test_who_will_say_later_is_asked_again_in_time(lead: timedelta) -> None:
    again = ask_again_at(NOW + lead, NOW)
    assert NOW <= again < NOW + lead
    if lead > NUDGE_AHEAD:
        assert again <= NOW + lead - NUDGE_AHEAD


def test_the_silent_are_not_asked_of_a_meeting_that_is_nearer_than_that() -> None:
    assert nudge_at(NOW + 3 * DAY, NOW) == NOW + DAY
    assert nudge_at(NOW + 2 * DAY, NOW) is None
    assert nudge_at(NOW + 6 * HOUR, NOW) is None


@given(st.timedeltas(min_value=-20 * DAY, max_value=2 * DAY), ZONES)
def test_cards_are_drawn_anew_each_midnight_and_a_bounded_number_of_times(lead: timedelta, zone: str) -> None:
    at, drawn = MEETING.starts_at + lead, []
    while (at_next := next_redraw(MEETING, zone, at)) is not None:
        assert at_next > at
        drawn.append(at := at_next)
    assert len(drawn) <= 22
    within = MEETING.ends_at + CHECK_IN_AFTER > MEETING.starts_at + lead
    assert bool(drawn) is within
    if within:
        assert drawn[-1] == MEETING.ends_at + CHECK_IN_AFTER
    there, began = ZoneInfo(zone), MEETING.starts_at + lead
    days = {d.astimezone(there).date() for d in drawn if d < MEETING.starts_at}
    first = max(began, MEETING.starts_at - 14 * DAY).astimezone(there).date()
    last = MEETING.starts_at.astimezone(there).date()
    assert days >= {first + n * DAY for n in range(1, (last - first).days)}


def test_nothing_is_drawn_anew_of_a_meeting_that_is_cancelled() -> None:
    assert next_redraw(replace(MEETING, state=MeetingState.CANCELLED), "UTC", NOW) is None


def test_check_in_is_open_around_the_meeting() -> None:
    for at, is_open in (
        (MEETING.starts_at - CHECK_IN_BEFORE - HOUR / 60, False),
        (MEETING.starts_at - CHECK_IN_BEFORE, True),
        (MEETING.ends_at, True),
        (MEETING.ends_at + CHECK_IN_AFTER, False),
    ):
        assert check_in_open(MEETING, at) is is_open
        assert not check_in_open(replace(MEETING, state=MeetingState.CANCELLED), at)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)))
def test_other_times_are_later_on_working_days_at_the_same_hour(starts: datetime) -> None:
    times = other_times(starts)
    assert 3 <= len(times) <= 4
    assert list(times) == sorted(set(times))
    assert starts + timedelta(days=7) in times
    for one in times:
        assert starts < one <= starts + timedelta(days=7)
        assert one.time() == starts.time()
        assert one.weekday() < 5 or one == starts + timedelta(days=7)
    assert times[0] not in other_times(starts, taken=times[:1])


def test_the_winner_is_what_most_could_make() -> None:
    assert winner([1, 3, 3]) == 1
    assert winner([0, 0]) is None
    assert winner([]) is None


# -- quiet hours

times_of_day = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiet_hours = st.none() | st.builds(QuietHours, times_of_day, times_of_day)


@given(ahead, quiet_hours, ZONES)
def test_what_can_wait_comes_when_it_is_no_longer_quiet_and_never_after_the_start(
    lead: timedelta, hours: QuietHours | None, zone: str
) -> None:
    start = NOW + lead
    at = after_quiet(hours, zone, start, NOW)
    assert NOW <= at < start
    if lead < CAN_WAIT:
        assert at == NOW
    elif hours is not None and at > NOW:
        assert not hours.holds(at.astimezone(ZoneInfo(zone)).time())
        assert at - NOW <= timedelta(hours=25)  # a night on which clocks go back is longer


@given(
    st.lists(st.integers(1, 20 * 24), max_size=5),
    quiet_hours,
    ZONES,
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(minutes=5)),
)
def test_a_reminder_that_waits_is_left_out_when_a_nearer_one_is_due_by_then(
    offsets: list[int], hours: QuietHours | None, zone: str, late: timedelta
) -> None:
    start = NOW + 30 * DAY
    meeting = replace(MEETING, starts_at=start)
    planned = plan(meeting, [hour * HOUR for hour in offsets], NOW)
    sent: list[tuple[datetime, Reminder]] = []
    for reminder in planned:
        nearer = [other for other in planned if other.offset < reminder.offset]
        due = due_for(reminder, nearer, start, hours, zone, reminder.due_at + late)
        if due is None:
            assert reminder.offset >= CAN_WAIT
            continue
        assert reminder.due_at <= due < start
        if hours is not None and due > reminder.due_at + late:
            assert not hours.holds(due.astimezone(ZoneInfo(zone)).time())
        assert not [other for other in nearer if reminder.offset >= CAN_WAIT and other.due_at <= due]
        sent.append((due, reminder))
    assert [due for due, _ in sent] == sorted(due for due, _ in sent)
    assert not planned or sent, "some reminder comes"


def test_a_day_ahead_at_night_comes_in_the_morning() -> None:
    quiet = QuietHours(time(22), time(8))
    start = datetime(2026, 12, 3, 20, tzinfo=UTC)  # 1 in the morning in Tashkent
    reminder = Reminder(1, 1, DAY, start - DAY)
    assert due_for(reminder, [], start, quiet, "Asia/Tashkent", start - DAY) == datetime(2026, 12, 3, 3, tzinfo=UTC)
    nearer = Reminder(1, 1, 17 * HOUR, start - 17 * HOUR)
    assert due_for(reminder, [nearer], start, quiet, "Asia/Tashkent", start - DAY) is None
    seconds = start - DAY + timedelta(seconds=1)  # beats never come exactly on time
    assert due_for(reminder, [], start, quiet, "Asia/Tashkent", seconds) == datetime(2026, 12, 3, 3, tzinfo=UTC)
    hour = Reminder(1, 1, HOUR, start - HOUR)
    assert due_for(hour, [], start, quiet, "Asia/Tashkent", start - HOUR) == start - HOUR


# -- agendas


@pytest.mark.parametrize(
    ("typed", "agenda"),
    [
        ("example.org/a.pdf", Agenda(link="https://example.org/a.pdf")),
        ("https://example.org/a b", BadLink),
        ("ftp://x", BadLink),
        ("Opening", Agenda(items=("Opening",))),
        ("1. Opening\n\n2) See annex 1.2\n- Other business ", Agenda(items=("Opening", "See annex 1.2", "Other business"))),
        (" \n ", Empty),
        ("\u200b", Empty),
        ("\n".join(["x"] * (MOST_ITEMS + 1)), TooManyItems),
        ("\n".join(["x" * 150] * 20), TooLong),
    ],
)  # fmt: skip
def test_what_is_typed_as_an_agenda(typed: str, agenda: Agenda | type[Exception]) -> None:
    if isinstance(agenda, Agenda):
        assert read(typed) == agenda
        assert read(typed).given
        return
    with pytest.raises(agenda):
        read(typed)


def test_how_items_changed() -> None:
    was, now = Agenda(items=("a", "b", "c")), Agenda(items=("c", "a", "d"))
    found = changes(was, now)
    assert (found.added, found.removed, found.reordered) == (("d",), ("b",), True)
    assert not changes(was, replace(was, version=2)).reordered
    assert changes(Agenda(link="x"), now) == changes(was, Agenda()) == changes(was, was)
    assert was.same(replace(was, version=3, note="n"))
    assert not was.same(Agenda(link="x"))
    assert not Agenda().given
