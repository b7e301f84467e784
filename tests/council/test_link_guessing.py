"""Guessing links is slowed down."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from council.link_guessing import FIRST, FORGOTTEN, FREE, LONGEST, Tries

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GAPS = st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=40)


def tried(gaps: list[timedelta]) -> tuple[Tries, datetime]:
    tries, at = Tries(), NOW
    for gap in gaps:
        at += gap
        tries = tries.another(at)
    return tries, at


@given(GAPS)
def test_nobody_waits_longer_than_the_longest_and_a_day_forgets_all(gaps: list[timedelta]) -> None:
    tries, at = tried(gaps)
    until = tries.waits_until(at)
    assert until is None or at < until <= at + LONGEST
    assert tries.waits_until(at + LONGEST) is None
    assert tries.another(at + FORGOTTEN).count == 1


@given(st.integers(0, 60))
def test_a_few_are_free_and_then_each_waits_at_least_as_long_as_the_one_before(n: int) -> None:
    tries, at = tried([timedelta(0)] * n)
    until, after = tries.waits_until(at), tries.another(at).waits_until(at)
    if n <= FREE:
        assert until is None
    else:
        assert until is not None
        assert after is not None
        assert FIRST <= until - at <= after - at


def test_whoever_waits_each_time_makes_few_tries_in_a_day() -> None:
    tries, at, made = Tries(), NOW, 0
    while at < NOW + timedelta(days=1):
        tries, made = tries.another(at), made + 1
        at = tries.waits_until(at) or at
    assert made < 40, "of 2**128"
