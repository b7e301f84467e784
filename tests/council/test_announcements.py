"""Rules of announcements and news that depend on nothing else."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.announcement_counts import BLOCKS, blocks, percent
from council.announcement_times import reminders
from council.announcements import first_words
from council.quiet_hours import QuietHours


@given(st.text(), st.integers(2, 60))
def test_first_words_fit_one_line_and_are_the_beginning(text: str, most: int) -> None:
    words = first_words(text, most)
    assert len(words) <= most
    assert "\n" not in words
    whole = " ".join(text.split())
    assert whole.startswith(words.removesuffix("…")) if words != whole else True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Visit of 12 December", "Visit of 12 December"),
        ("  two\n lines ", "two lines"),
        ("The council meets on 12 December at noon in the great hall", "The council meets on 12 December at…"),
        ("x" * 50, "x" * 39 + "…"),
    ],
)
def test_first_words(text: str, words: str) -> None:
    assert first_words(text) == words


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_bar_is_full_only_at_the_end(settled: int, more: int) -> None:
    total = settled + more
    assert (blocks(settled, total) == BLOCKS) == (more == 0)
    assert (percent(settled, total) == 100) == (more == 0)
    assert 0 <= blocks(settled, total) <= BLOCKS


@given(
    st.sets(st.integers(1, 200), min_size=1, max_size=5),
    st.sampled_from(["Asia/Tashkent", "Europe/Vienna", "Pacific/Honolulu"]),
    st.sampled_from([None, QuietHours(time(22), time(8)), QuietHours(time(12), time(13))]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
)
def test_reminders_are_counted_from_ones_own_copy_and_never_in_quiet_hours(
    hours: set[int], zone: str, hush: QuietHours | None, taken: datetime
) -> None:
    made = reminders(hours, zone, hush, taken)
    assert made
    for one, following in pairwise([*made, None]):
        assert one is not None
        # The longest night here has ten hours, and one more when the clocks go back in it.
        assert taken + timedelta(hours=one.hours) <= one.due <= taken + timedelta(hours=one.hours + 11)
        assert hush is None or not hush.holds(one.due.astimezone(ZoneInfo(zone)).time())
        assert one.until == (following.due if following else None)
        assert one.until is None or one.due < one.until
    if hush is None:
        assert {one.hours for one in made} == hours
