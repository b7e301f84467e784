"""iCalendar files, read back by another library."""

from datetime import UTC, datetime, timedelta

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from council.charter import Council
from council.errors import NoSuchTime
from council.meetings import Meeting, MeetingDraft, MeetingState
from handlers.common import ical
from handlers.common.texts import Catalogs

T = Catalogs(["en"]).texts("en")
STAMP = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONES = st.sampled_from(
    [
        "Asia/Tashkent",
        "Europe/Vienna",
        "America/New_York",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Africa/Casablanca",
        "UTC",
    ]
)
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=120)


def entry(id_: int, starts: datetime, zone: str, title: str = "Schooling") -> ical.Entry:
    draft = MeetingDraft(title, ("B",), starts, zone, "https://example.org/a;b,c")
    return ical.Entry(f"u-{id_}", id_, STAMP, Meeting(id_, draft, draft.starts_at, MeetingState.PUBLISHED, 1))


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(
        st.tuples(st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31)), ZONES), min_size=1, max_size=5
    )
)
def test_every_zone_is_there_and_gives_the_same_instants(starts: list[tuple[datetime, str]], council: Council) -> None:
    entries = []
    for id_, (local, zone) in enumerate(starts, start=1):
        try:
            entries.append(entry(id_, local.replace(second=0, microsecond=0, fold=0), zone))
        except NoSuchTime:
            continue
    if not entries:
        return
    read = vobject.readOne(ical.feed(entries, council, (), "UTC", T).decode())
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
    text = ical.one(ical.Entry("u", 0, STAMP, second), council, (), T).decode()
    assert vobject.readOne(text).vevent.dtstart.value.astimezone(UTC) == twice


@settings(max_examples=60, deadline=None)
@given(title=TEXTS)
def test_whatever_was_typed_comes_back(title: str, council: Council) -> None:
    content = ical.one(entry(1, datetime(2026, 12, 3, 15), "UTC", title), council, (timedelta(days=1),), T)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
    event = vobject.readOne(content.decode()).vevent
    assert event.summary.value == f"Group B: {title}"
    assert event.valarm.trigger.value == timedelta(days=-1)


def test_the_same_entries_make_the_same_bytes(council: Council) -> None:
    entries = [entry(n, datetime(2026, n, 3, 15), "Europe/Vienna") for n in range(1, 5)]
    assert ical.feed(entries, council, (), "UTC", T) == ical.feed(entries, council, (), "UTC", T)
    assert ical.feed([], council, (), "UTC", T).startswith(b"BEGIN:VCALENDAR")
