"""iCalendar files, read back by another library."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given, settings, strategies as st
from icalendar import Calendar

from council.agenda import Agenda
from council.config import Council
from council.errors import NoSuchTime
from council.meetings import Meeting, MeetingDraft, MeetingState
from handlers.common import ical
from handlers.common.texts import Catalogs

T = Catalogs(["en"]).texts("en")


def NONE(_offset: timedelta) -> bool:  # noqa: N802 - a value, for those who want no alarms
    return False


STAMP = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONES = st.sampled_from(
    ["Asia/Tashkent", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca", "UTC"]
)
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=120)


def entry(id_: int, starts: datetime, zone: str, title: str = "Schooling") -> ical.Entry:
    draft = MeetingDraft(title, ("B",), starts, zone, "https://example.org/a;b,c")
    return ical.Entry(f"u-{id_}", id_, STAMP, Meeting(id_, draft, draft.starts_at, MeetingState.PUBLISHED, 1))


@settings(max_examples=60)
@given(starts=st.lists(st.tuples(st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31)), ZONES), min_size=1, max_size=5))
def test_every_zone_is_there_and_gives_the_same_instants(starts: list[tuple[datetime, str]], council: Council) -> None:
    entries = []
    for id_, (local, zone) in enumerate(starts, start=1):
        try:
            entries.append(entry(id_, local.replace(second=0, microsecond=0, fold=0), zone))
        except NoSuchTime:
            continue
    if not entries:
        return
    read = vobject.readOne(ical.feed(entries, council, NONE, "UTC", T).decode())
    events = {event.uid.value: event for event in read.vevent_list}
    for one in entries:
        event = events[one.uid]
        # The zones are those of the file itself: the library knows them from its VTIMEZONE parts alone.
        assert event.dtstart.value.astimezone(UTC) == one.meeting.starts_at
        assert event.dtend.value.astimezone(UTC) == one.meeting.ends_at


def test_the_second_of_two_times_that_a_clock_shows_is_told_apart(council: Council) -> None:
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in Vienna for the second time
    made = entry(1, datetime(2026, 10, 25, 2, 30), "Europe/Vienna")
    second = Meeting(1, made.meeting.draft, twice, MeetingState.PUBLISHED, 1)
    text = ical.one(ical.Entry("u", 0, STAMP, second), council, NONE, T).decode()
    assert vobject.readOne(text).vevent.dtstart.value.astimezone(UTC) == twice


def test_an_end_within_the_doubled_hour_is_after_its_start(council: Council) -> None:
    made = entry(1, datetime(2026, 10, 25, 2, 30), "Europe/Vienna")  # an hour later it is 02:30 again
    made = replace(made, meeting=replace(made.meeting, draft=replace(made.meeting.draft, duration=60)))
    event = vobject.readOne(ical.one(made, council, NONE, T).decode()).vevent
    assert event.dtend.value.astimezone(UTC) - event.dtstart.value.astimezone(UTC) == timedelta(hours=1)


def test_a_cancelled_meeting_is_the_same_entry_told_off(council: Council) -> None:
    made = entry(1, datetime(2026, 12, 3, 15), "Asia/Tashkent")
    over = replace(made, sequence=2, meeting=replace(made.meeting, state=MeetingState.CANCELLED))
    was, now = (Calendar.from_ical(ical.one(one, council, lambda _: True, T)).walk("VEVENT")[0] for one in (made, over))
    assert now["uid"] == was["uid"]
    assert int(str(now["sequence"])) > int(str(was["sequence"]))
    assert [str(now[name]) for name in ("status", "transp", "summary")] == [
        "CANCELLED", "TRANSPARENT", "Cancelled: Group B: Schooling",
    ]  # fmt: skip
    assert not now.walk("VALARM")


@pytest.mark.parametrize("zone", ["Asia/Tashkent", "Europe/Vienna", "UTC"])
def test_an_empty_feed_is_a_valid_calendar(zone: str, council: Council) -> None:
    read = Calendar.from_ical(ical.feed([], council, NONE, zone, T))
    assert [part["tzid"] for part in read.walk("VTIMEZONE")] == [zone]
    vobject.readOne(read.to_ical().decode()).validate(raiseException=True)


def test_without_an_organizer_there_is_no_method(council: Council) -> None:
    made = entry(1, datetime(2026, 12, 3, 15), "UTC")
    for text in (ical.one(made, council, NONE, T), ical.feed([made], council, NONE, "UTC", T)):
        assert not {b"METHOD", b"ORGANIZER", b"ATTENDEE"} & {line.partition(b":")[0] for line in text.splitlines()}


@settings(max_examples=60)
@given(title=TEXTS)
def test_whatever_was_typed_comes_back(title: str, council: Council) -> None:
    content = ical.one(entry(1, datetime(2026, 12, 3, 15), "UTC", title), council, lambda offset: offset == timedelta(days=1), T)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
    event = vobject.readOne(content.decode()).vevent
    isolates = dict.fromkeys(map(ord, "\u2068\u2069"))  # what is written from right to left is set in them
    assert event.summary.value.translate(isolates) == f"Group B: {title}".translate(isolates)
    assert event.valarm.trigger.value == timedelta(days=-1)


def test_an_agenda_is_told_whatever_it_is(council: Council) -> None:
    made = entry(1, datetime(2026, 12, 3, 15), "UTC")
    for agenda, expected in (
        (Agenda(1, link="https://example.org/agenda"), "Agenda: https://example.org/agenda"),
        (Agenda(2, items=("Opening; words", "Any, other")), "Agenda:\n1. Opening; words\n2. Any, other"),
        (Agenda(3, file_id="x", file_name="a.pdf"), "The agenda is a file: /agenda in the chat with the bot."),
        (Agenda(4), ""),
    ):
        text = ical.one(replace(made, agenda=agenda), council, NONE, T).decode()
        described = vobject.readOne(text).vevent.description.value
        assert described == f"Online: https://example.org/a;b,c\n{expected}".strip()


def test_the_same_entries_make_the_same_bytes(council: Council) -> None:
    entries = [entry(n, datetime(2026, n, 3, 15), "Europe/Vienna") for n in range(1, 5)]
    assert ical.feed(entries, council, NONE, "UTC", T) == ical.feed(entries, council, NONE, "UTC", T)
    assert ical.feed([], council, NONE, "UTC", T).startswith(b"BEGIN:VCALENDAR")


def test_a_place_notes_and_alarms_of_ones_own(council: Council) -> None:
    made = entry(1, datetime(2026, 12, 3, 15), "UTC")
    own = (timedelta(hours=3), timedelta(hours=1))
    draft = replace(made.meeting.draft, place="Room 5, Tashkent", notes="Bring the texts.", reminders=own)
    text = ical.one(replace(made, meeting=replace(made.meeting, draft=draft)), council, lambda _: True, T).decode()
    event = vobject.readOne(text).vevent
    assert event.location.value == "Room 5, Tashkent"
    assert event.url.value == draft.link
    assert event.description.value.splitlines()[0] == "Place: Room 5, Tashkent"
    assert event.description.value.splitlines()[-1] == "Bring the texts."
    assert [alarm.trigger.value for alarm in event.valarm_list] == [-offset for offset in own]
