"""Findings on objections: one for each that stands, with words where they are needed, whatever is given."""

import pytest
from hypothesis import given, strategies as st

from council.errors import TooLong
from council.findings import NEEDS_WORDS, OFFERED, WORDS_LIMIT, Finding, FindingWanted, Found, check_findings

ids = st.integers(1, 6)
some = st.dictionaries(ids, st.builds(Found, st.sampled_from(Finding), st.sampled_from(["", " ", "Why"])))


def fits(found: Found | None) -> bool:
    return found is not None and found.finding in OFFERED and (found.finding not in NEEDS_WORDS or bool(found.words.strip()))


@given(st.sets(ids), some)
def test_each_that_stands_needs_one_that_fits_and_no_other_is_kept(standing: set[int], given_: dict[int, Found]) -> None:
    if all(fits(given_.get(id_)) for id_ in standing):
        kept = check_findings(standing, given_)
        assert set(kept) == standing
        assert all(bool(one.words) == (one.finding in NEEDS_WORDS) for one in kept.values())
    else:
        with pytest.raises(FindingWanted):
            check_findings(standing, given_)


def test_only_its_owner_withdraws_one() -> None:
    with pytest.raises(FindingWanted):
        check_findings([1], {1: Found(Finding.WITHDRAWN, "They told me")})


def test_words_have_a_limit() -> None:
    check_findings([1], {1: Found(Finding.OUTWEIGHED, "a" * WORDS_LIMIT)})
    with pytest.raises(TooLong):
        check_findings([1], {1: Found(Finding.OUTWEIGHED, "a" * (WORDS_LIMIT + 1))})
