"""One reminder a day of all that waits for an answer."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from council.reminder_times import APART, once_a_day

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
HOURS = st.integers(0, 100).map(lambda n: timedelta(hours=n))


@given(st.lists(st.tuples(HOURS, st.none() | HOURS), max_size=12))
def test_no_two_come_within_a_day_and_none_too_late(wishes: list[tuple[timedelta, timedelta | None]]) -> None:
    waiting: list[datetime] = []
    for ahead, left in wishes:
        wanted = NOW + ahead
        until = wanted + left if left is not None else None
        at = once_a_day(wanted, [], waiting, until)
        if at is None:
            told = [each for each in waiting if abs(each - wanted) < APART]
            assert told or until == wanted
            continue
        assert at >= wanted
        assert until is None or at < until
        waiting = [each for each in waiting if abs(each - at) >= APART] + [at]  # what would be late comes earlier


@given(HOURS, HOURS)
def test_after_one_that_was_told_it_waits_for_the_next_day(ago: timedelta, left: timedelta) -> None:
    told = NOW - ago
    at = once_a_day(NOW, [told], [], NOW + left)
    assert (at is None) == (max(NOW, told + APART) >= NOW + left)
    assert at is None or at in {NOW, told + APART}
