"""Quick questions: what can be asked, and how answers are counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.errors import InThePast, Refused, TooFar, TooSoon
from council.questions import (
    LEAST_UNNAMED,
    MOST_OPTIONS,
    OPTION_LIMIT,
    OptionEmpty,
    OptionTooLong,
    OptionTwice,
    TooFewToBeUnnamed,
    WrongNumberOfOptions,
    bar,
    check_closing,
    check_unnamed,
    in_mask,
    read_options,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_options_are_lines() -> None:
    assert read_options(" Tashkent \n\n  Алматы\nDushanbe, in  spring") == ("Tashkent", "Алматы", "Dushanbe, in spring")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", WrongNumberOfOptions),
        ("one", WrongNumberOfOptions),
        ("\n".join(f"option {n}" for n in range(20)), WrongNumberOfOptions),
        ("yes\nYES", OptionTwice),
        ("yes\n" + "x" * (OPTION_LIMIT + 1), OptionTooLong),
        ("yes\n\u2800", OptionEmpty),
    ],
)
def test_what_is_refused(typed: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        read_options(typed)


def test_a_closing_time_can_be_kept() -> None:
    check_closing(NOW + timedelta(minutes=5), NOW)
    for delta, refusal in ((0, InThePast), (-5, InThePast), (4, TooSoon), (91 * 1440, TooFar)):
        with pytest.raises(refusal):
            check_closing(NOW + timedelta(minutes=delta), NOW)


def test_so_few_cannot_be_unnamed() -> None:
    check_unnamed(named=True, can_answer=1)
    check_unnamed(named=False, can_answer=LEAST_UNNAMED)
    with pytest.raises(TooFewToBeUnnamed):
        check_unnamed(named=False, can_answer=LEAST_UNNAMED - 1)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_bar_is_as_wide_as_any(n: int, more: int) -> None:
    drawn = bar(n, n + more)
    assert len(drawn) == 10
    assert ("▓" in drawn) is (n > 0)
    assert ("░" not in drawn) is (n > 0 and more == 0)


@given(st.integers(-(2**62), 2**62), st.integers(0, MOST_OPTIONS))
def test_a_mask_never_names_an_option_that_is_not_there(mask: int, n: int) -> None:
    assert set(in_mask(mask, ["x"] * n)) <= set(range(n))
