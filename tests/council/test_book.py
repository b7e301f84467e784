"""Agenda books: when they are sent, what they take, and what every reader may see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.book import (
    MOST_PAPERS,
    PAPERS_SIZE,
    Paper,
    PapersTooLarge,
    PapersTooMany,
    book_at,
    check_papers,
    numbers_in,
    seen_by_all,
)
from council.recommendations import GIVEN, Recommendation, Stage
from council.rounds import number

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ABOUT = Recommendation(1, "B-2026-03", "B", "Title", 1, Stage.CONSULTATION, 1, "Text", "", None, NOW)
groups = st.sets(st.sampled_from(["A", "B", "C", "EC"]), min_size=1)


@given(st.integers(0, 10_000), st.integers(1, 200))
def test_it_is_sent_so_long_before_and_never_late(minutes: int, hours: int) -> None:
    starts = NOW + timedelta(minutes=minutes)
    at = book_at(starts, hours, NOW)
    assert at is None or (at > NOW and starts - at == timedelta(hours=hours))
    assert (at is None) == (starts - NOW <= timedelta(hours=hours))


@given(st.lists(st.integers(0, PAPERS_SIZE // 3), max_size=20))
def test_papers_never_exceed_what_can_be_sent(sizes: list[int]) -> None:
    had: list[Paper] = []
    for size in sizes:
        try:
            check_papers(had, size)
        except PapersTooMany:
            assert len(had) == MOST_PAPERS
        except PapersTooLarge:
            assert sum(paper.size for paper in had) + size > PAPERS_SIZE
        else:
            had.append(Paper(1, 1, "a.pdf", "f", 1, size))
    assert len(had) <= MOST_PAPERS
    assert sum(paper.size for paper in had) <= PAPERS_SIZE


@given(st.sampled_from(["A", "B", "EC"]), st.integers(2000, 2100), st.integers(1, 300), st.text(max_size=5))
def test_numbers_are_found_wherever_an_item_names_them(group: str, year: int, serial: int, around: str) -> None:
    name = number(group, year, serial)
    assert numbers_in([f"{around} ({name.lower()}), {name}.", name]) == [name]


@pytest.mark.parametrize("text", ["COVID-19", "2026-03-12", "B-26-03", "room B-2026", "xB-2026-03x"])
def test_other_things_are_no_numbers(text: str) -> None:
    assert "B-2026-03" not in numbers_in([text])


@given(groups, st.sampled_from(Stage), st.booleans())
def test_only_what_everyone_may_see_is_read_by_all(invited: set[str], stage: Stage, forwarded: bool) -> None:
    about = replace(ABOUT, stage=stage, forwarded=forwarded)
    seen = seen_by_all(about, invited, "EC")
    assert not (seen and invited & {"A", "C"})
    assert not (seen and stage is Stage.DRAFT)
    if "EC" in invited and seen:
        assert forwarded
        assert stage in GIVEN
    if invited == {"B"}:
        assert seen is (stage is not Stage.DRAFT)
    assert not (seen and "EC" in invited and not seen_by_all(about, {"EC"}, "EC"))
    assert not seen_by_all(about, {"EC"}, "")
