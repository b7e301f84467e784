"""Rules of announcements and news that depend on nothing else."""

import pytest
from hypothesis import given, strategies as st

from council.announcement_counts import BLOCKS, blocks, percent
from council.announcements import first_words


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
