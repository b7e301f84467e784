"""Minutes: action items as they are typed, approval by silence, and what a record of them is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.agenda import MOST_ITEMS
from council.chain import GENESIS, check, seal
from council.errors import Empty, TooManyItems
from council.minutes import (
    MOST_ACTIONS,
    ActionItem,
    ActionsTooMany,
    Ground,
    Item,
    MinutesRecord,
    SealedAction,
    SealedItem,
    Silence,
    by_silence,
    changed_items,
    cleaned,
    code_of,
    number_of,
    read_actions,
    reminded_at,
    silent_until,
)
from council.minutes_document import Label, Part, read_document
from council.records import content, written
from council.task_lines import WrongLine, WrongLines
from handlers.common.dates import typed_words
from handlers.common.texts import lexicon_of
from storage.records import read_any

LANGUAGES = ("en", "ru")
NOW = datetime(2026, 12, 4, 10, tzinfo=UTC)
PEOPLE = {7: "Expert, Kazakhstan, group B", 8: "Chair, group B", 9: "Same", 10: "same"}
GROUND = Ground(typed_words(LANGUAGES, lexicon_of(LANGUAGES)), NOW.date(), date(2026, 12, 3), PEOPLE)
LABELS = {Label.SAID: {"What was said"}, Label.AGREED: {"Agreed", "Решили"}, Label.ACTIONS: {"To do"}, Label.OTHER: {"Present"}}
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
hours = st.integers(1, 400)
lines = st.text("abc ", min_size=1, max_size=20).filter(str.strip).map(str.strip)
items = st.builds(Item, lines, st.text("xy", max_size=5), st.text("xy", max_size=5))


@given(moments, hours, st.integers(-1000, 100_000), st.integers(0, 5), st.booleans())
def test_silence_approves_only_when_the_time_is_over_and_nothing_is_open(
    sent: datetime, time: int, minutes: int, open_: int, pending: bool
) -> None:
    due, at = silent_until(sent, time), sent + timedelta(minutes=minutes)
    assert sent < reminded_at(sent, due) < due
    found = by_silence(due, at, open_, pending=pending)
    assert (found is Silence.WAITS) == (at - sent < timedelta(hours=time))
    if found is Silence.APPROVES:
        assert at - sent >= timedelta(hours=time)
        assert open_ == 0
        assert not pending
    assert by_silence(None, at, open_, pending=pending) is Silence.WAITS
    # More time never makes an approval or a failure undone.
    later = by_silence(due, at + timedelta(hours=1), open_, pending=pending)
    assert later is found or found is Silence.WAITS


@given(moments, hours, st.lists(st.integers(0, 10_000), max_size=5))
def test_every_change_gives_the_whole_time_again_and_takes_none(sent: datetime, time: int, after: list[int]) -> None:
    due, now = silent_until(sent, time), sent
    for minutes in after:
        now += timedelta(minutes=minutes)
        was, due = due, silent_until(now, time, due)
        assert due >= was
        assert due - now >= timedelta(hours=time)
        assert by_silence(due, now + timedelta(hours=time) - timedelta(minutes=1), 0) is Silence.WAITS


@given(
    lines,
    st.sampled_from(["Chair, group B", "chair, GROUP b", "Ministry", "Same"]),
    st.sampled_from(["31 March 2027", "31.03.2027"]),
)
def test_an_action_item_is_read_by_its_three_parts(what: str, who: str, when: str) -> None:
    [read] = read_actions(f"\n{what} ; {who};{when}.\n", GROUND)
    assert (read.what, read.due) == (" ".join(what.split()), date(2027, 3, 31))
    assert (read.person, read.who) == ((8, "") if who.lower().startswith("chair") else (None, who))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Send it", WrongLine.NO_DAY), ("Send it; 31 March 2027", WrongLine.NO_WHO), ("; b; 31 March", WrongLine.EMPTY),
        ("a; \u200b; 31 March", WrongLine.NO_WHO), ("a; b;", WrongLine.NO_DAY), ("a; b; soon", WrongLine.UNREADABLE),
        ("a; b; 2 December 2026", WrongLine.BEFORE_MEETING), ("a; b; 1 May 2062", WrongLine.FAR),
        (f"{'a' * 201}; b; 31 March 2027", WrongLine.LONG),
    ],
)  # fmt: skip
def test_wrong_lines_are_told_with_their_numbers(line: str, why: WrongLine) -> None:
    with pytest.raises(WrongLines) as refused:
        read_actions(f"Good; Ministry; 31 March 2027\n\n{line}\n{line}", GROUND)
    assert [(number, told) for number, told, _ in refused.value.lines] == [(3, why), (4, why)]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(Empty):
        read_actions(" \n ", GROUND)
    with pytest.raises(ActionsTooMany):
        read_actions("\n".join(["a; b; 31 March 2027"] * (MOST_ACTIONS + 1)), GROUND)
    with pytest.raises(TooManyItems):
        cleaned([Item("a")] * (MOST_ITEMS + 1))
    with pytest.raises(Empty):
        cleaned([])
    with pytest.raises(Empty):
        cleaned([Item(" ")])


@given(st.lists(items, max_size=6), st.lists(items, max_size=6))
def test_what_changed_leads_from_one_version_to_the_next(was: list[Item], now: list[Item]) -> None:
    places = changed_items(was, now)
    made = list(was[: len(now)])
    for place in places:
        made[place - 1 : place] = [now[place - 1]]
    assert made == now
    assert changed_items(now, now) == ()


def test_numbers() -> None:
    assert number_of(code_of({"B"}, ["A", "B", "EC"]), 2026, 3) == "M-B-2026-03"
    assert number_of(code_of({"EC", "B"}, ["A", "B", "EC"]), 2027, 12) == "M-B+EC-2027-12"
    assert code_of({"X", "B"}, ["B"]) == "B+X"


def test_a_document_is_read_by_its_headings() -> None:
    parts = [
        Part("Present", ("Chair, group B",)),
        Part("1. Opening", ("The chair opened.", "It was short.")),
        Part("2) Schooling", (
            "Figures.", "Решили: a letter is sent.", "And an answer.", "To do:", "- Send it; Chair, group B; 31 March 2027",
        )),
        Part("Other", ((("Agreed", "Nothing."),), (("What", "Who", "By when"), ("Ask", "Ministry", "Q1 2027"), ("", "", "")))),
        Part("", ("lost",)),
    ]  # fmt: skip
    assert read_document(parts, LABELS, GROUND) == (
        Item("Opening", "The chair opened.\n\nIt was short."),
        Item("Schooling", "Figures.", "a letter is sent.\n\nAnd an answer.", (ActionItem("Send it", date(2027, 3, 31), 8),)),
        Item("Other", "", "Nothing.", (ActionItem("Ask", date(2027, 3, 31), None, "Ministry"),)),
    )
    with pytest.raises(WrongLines) as refused:
        read_document([*parts, Part("Last", ("To do: something",))], LABELS, GROUND)
    assert refused.value.lines == [(3, WrongLine.NO_DAY, "something")]
    with pytest.raises(Empty):
        read_document([], LABELS, GROUND)


@given(
    st.lists(st.builds(SealedItem, lines, lines, lines, st.just((SealedAction("a", "m1", "2027-03-31"),))), max_size=3), moments
)
def test_a_record_is_read_as_it_was_written_and_links_the_chain(sealed: list[SealedItem], at: datetime) -> None:
    record = MinutesRecord(
        1, "M-B-2026-01", "Title", ("B",), at, 2, ("m2",), ("m3",), tuple(sealed), "chair", "m4", 3, 1, at
    )  # fmt: skip
    assert read_any("minutes", written(record)) == record
    link = seal(GENESIS, content(record))
    assert check([link]).fault is None
    assert record.marks == {"m2", "m3", "m4"} | ({"m1"} if sealed else set())
