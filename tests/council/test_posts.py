"""Which channels are the council's, topics of posts, how edits reach copies, and when lists fall due."""

from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from bot.council_file import load_council
from council.communiques import public_decision, public_meeting
from council.config import Channel, Council
from council.errors import Stale, TagsTaken
from council.meetings import Meeting, MeetingDraft, MeetingState
from council.posts import (
    CAPTION_LIMIT,
    EVERYTHING,
    GENERAL,
    TITLE_LIMIT,
    Change,
    CopyKind,
    Headline,
    Topic,
    by_topic,
    change_of,
    check_free,
    hashtags,
    link,
    named_by_file,
    read_tags,
    title_of,
    topics_of,
)
from council.subscriptions import Pace, PauseTooLong, Rhythm, Subscription, check_pause, toggled
from council.text_rules import bare, length
from tests.council.records import a_record
from tests.lexicons import lexicon
from tests.root import ROOT

COUNCIL = load_council(ROOT / "council.toml")
LEXICON = lexicon()
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
CHILD = Topic(2, {"ru": "Ребёнок"}, ("ребёнок",))
SCHOOLING = Topic(1, {"en": "Schooling", "ru": "Обучение"}, ("schooling", "обучение"))


@pytest.mark.parametrize(
    ("named", "channel", "username", "expected"),
    [
        ("@rec_news", -100, "Rec_News", True),
        ("rec_news", -100, "rec_news", True),
        ("@rec_news", -100, "rec_news2", False),
        ("@rec_news", -100, "", False),
        (-100, -100, "", True),
        (-100, -200, "rec_news", False),
    ],
)
def test_the_councils_own_channels(council: Council, named: str | int, channel: int, username: str, expected: bool) -> None:
    channels = (Channel("@else"), Channel(named, "ru"))
    found = named_by_file(replace(council, news_channels=channels), channel, username)
    assert (found is not None and found.language == "ru") is expected


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Words", (GENERAL,)),
        ("#B", ("B",)),
        ("#В", ("B",)),  # the Russian letter
        ("Of #group_b and #группаD", ("B", "D")),
        ("#группа_С", ("C",)),
        ("#EC #Schooling", ("EC", "t1")),
        ("#ОБУЧЕНИЕ", ("t1",)),
        ("#РЕБЁНОК", ("t2",)),
        ("#ребенок", ("t2",)),
        ("a#B b&#66; http://x/#B ##B", (GENERAL,)),
        ("#" + "x" * 5000 + " #B", ("B",)),
        ("#B@channel", ("B",)),
        ("#1 #123", (GENERAL,)),
    ],
)
def test_what_a_post_is_about(text: str, about: tuple[str, ...]) -> None:
    assert topics_of(text, COUNCIL, [SCHOOLING, CHILD], LEXICON) == about


def test_a_hashtag_with_and_without_dots_is_one() -> None:
    assert read_tags("#ребёнок, #ребенок", COUNCIL, LEXICON) == ("ребенок",)
    for tag in ("ребёнок", "ребенок"):
        with pytest.raises(TagsTaken):
            check_free([tag], COUNCIL, [CHILD], LEXICON)


@given(st.text(max_size=300))
def test_every_post_is_about_something_and_its_title_fits(text: str) -> None:
    about = topics_of(text, COUNCIL, [SCHOOLING], LEXICON)
    assert about
    assert len(set(about)) == len(about)
    title = title_of(text)
    assert length(title) <= TITLE_LIMIT
    assert "\n" not in title
    assert all(len(tag) <= 64 for tag in hashtags(text))


def test_titles() -> None:
    assert title_of("#B\n\n  Handbook,  second edition #schooling\nMore") == "Handbook, second edition"
    assert title_of("#B #C\nНовость про #группа_B и #hash") == "Новость про #группа_B и #hash"
    assert title_of("About #group_B: what is new. #B, #schooling") == "About #group_B: what is new."
    assert title_of("x" * 200) == "x" * (TITLE_LIMIT - 1) + "…"
    assert title_of("#B #C") == title_of("\u202e") == ""
    assert bare("<b>a</b> &amp; <a href='x'>b</a>") == "a & b"


def test_links() -> None:
    assert link(-1001234567890, "rec_news", 5) == "https://t.me/rec_news/5"
    assert link(-1001234567890, "", 5) == "https://t.me/c/1234567890/5"


@pytest.mark.parametrize(
    ("how", "length", "other", "expected"),
    [
        (CopyKind.TEXT, 4096, False, Change.TEXT),
        (CopyKind.CAPTION, CAPTION_LIMIT, False, Change.CAPTION),
        (CopyKind.CAPTION, CAPTION_LIMIT + 1, False, Change.SAID),
        (CopyKind.CAPTION, 5, True, Change.SAID),
        (CopyKind.BARE, 0, False, Change.SAID),
        (CopyKind.LINK, 9, True, Change.LINK),
    ],
)
def test_how_a_change_reaches_the_copies(how: CopyKind, length: int, other: bool, expected: Change) -> None:
    assert change_of(how, length, other_media=other) is expected


def test_lists_name_each_post_once() -> None:
    found = [Headline(n, str(n), "text", "", NOW, topics) for n, topics in enumerate([("D", "B"), ("x",), ("D",)])]
    listed = by_topic(found, ("B", "D", GENERAL))
    assert [(topic, [one.id for one in posts]) for topic, posts in listed] == [("B", [0]), ("D", [2]), (GENERAL, [1])]


@given(st.lists(st.sampled_from([EVERYTHING, "B", "D", "t1", GENERAL]), max_size=12))
def test_everything_and_topics_exclude_each_other(presses: list[str]) -> None:
    chosen: tuple[str, ...] = ()
    for press in presses:
        chosen = toggled(chosen, press)
        assert EVERYTHING not in chosen or chosen == (EVERYTHING,)
        assert len(set(chosen)) == len(chosen)


ZONES = st.sampled_from(["UTC", "Asia/Tashkent", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe"])


@given(
    st.sampled_from([Pace.DAILY, Pace.WEEKLY]), st.times(), st.integers(0, 6), ZONES,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)  # fmt: skip
def test_a_list_falls_due_by_the_readers_own_clock(pace: Pace, at: time, weekday: int, zone: str, after: datetime) -> None:
    at, now = at.replace(second=0, microsecond=0, fold=0), after.replace(tzinfo=UTC)
    due = Rhythm(pace, at, weekday).next_due(zone, now)
    assert due is not None
    local = due.astimezone(ZoneInfo(zone))
    assert now < due <= now + timedelta(days=8 if pace is Pace.WEEKLY else 2)
    shifted = (local.replace(tzinfo=None) - datetime.combine(local.date(), at)) % timedelta(days=1)
    assert shifted in {timedelta(0), timedelta(hours=1)}  # an hour later if the zone skips that time
    if shifted == timedelta(0) and pace is Pace.WEEKLY:
        assert local.weekday() == weekday
    assert Rhythm(Pace.NOW).next_due(zone, now) is None


def test_pauses() -> None:
    assert check_pause(NOW + timedelta(days=366), NOW) == NOW + timedelta(days=366)
    with pytest.raises(PauseTooLong):
        check_pause(NOW + timedelta(days=367), NOW)
    paused = Subscription(1, "en", ("*",), Rhythm(Pace.NOW), paused_until=NOW)
    assert paused.paused(NOW - timedelta(seconds=1))
    assert not paused.paused(NOW)


def test_only_what_was_adopted_is_told_and_nobodys_name_or_reason() -> None:
    record = a_record(text="Children return to school.")
    told = public_decision(record, "7c1e")
    assert (told.number, told.title, told.text, told.hash) == (record.number, record.title, record.text, "7c1e")
    kept = {field.name for field in fields(told)}
    assert kept == {"number", "group", "title", "text", "link", "closed_at", "hash"}
    for outcome in ("not adopted", "no decision"):
        with pytest.raises(Stale):
            public_decision(a_record(outcome=outcome), "7c1e")


def test_a_meeting_is_told_once_it_has_begun() -> None:
    draft = MeetingDraft("Schooling", ("B",), datetime(2026, 11, 24, 12), "Asia/Tashkent", "https://example.org/room")
    held = Meeting(1, draft, NOW, MeetingState.PUBLISHED, 1)
    assert public_meeting(held, NOW).title == "Schooling"
    with pytest.raises(Stale):
        public_meeting(held, NOW - timedelta(seconds=1))
    with pytest.raises(Stale):
        public_meeting(replace(held, state=MeetingState.CANCELLED), NOW)
