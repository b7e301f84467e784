"""A round's schedule: the time left on its cards, their redraws, and the nudges."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.errors import InThePast, OnlyLater, TooSoon
from council.round_terms import DAY, LAST_DAY, at_most_left, check_extension, next_nudge, next_redraw
from council.rounds import Round, RoundState
from council.rules import Terms

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LEFT = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=60))


@given(LEFT)
def test_what_a_card_says_of_the_time_stays_true_until_it_is_drawn_anew(left: timedelta) -> None:
    deadline = NOW + left
    said = at_most_left(deadline, NOW)
    assert left <= said
    assert said in LAST_DAY or said % DAY == timedelta(0)
    after = next_redraw(deadline, NOW)
    until = (after or deadline) - timedelta(microseconds=1)
    assert at_most_left(deadline, until) == said


@given(LEFT)
def test_cards_are_drawn_anew_a_few_times_a_day_at_most(left: timedelta) -> None:
    deadline, at, times = NOW + left, NOW, 0
    while (after := next_redraw(deadline, at)) is not None:
        assert at < after < deadline
        at, times = after, times + 1
    assert times <= left // DAY + len(LAST_DAY)
    if left > timedelta(hours=1):
        assert at == deadline - timedelta(hours=1)  # the last one


@given(LEFT)
def test_the_silent_are_asked_at_half_time_and_a_day_before(left: timedelta) -> None:
    deadline, at, asked = NOW + left, NOW, []
    while (after := next_nudge(NOW, deadline, at)) is not None:
        asked.append(after)
        at = after
    assert set(asked) == {NOW + left / 2, *([deadline - DAY] if left > DAY else [])}


def test_a_deadline_is_moved_to_a_later_time_only() -> None:
    deadline = NOW + timedelta(days=3)
    round_ = Round(1, "B-2026-01", 1, "B", "T", "Text", "", 1, Terms(), NOW, deadline, RoundState.OPEN)
    check_extension(round_, deadline + timedelta(microseconds=1), NOW)
    for earlier in (deadline, NOW + timedelta(days=1)):
        with pytest.raises(OnlyLater):
            check_extension(round_, earlier, NOW)
    with pytest.raises(InThePast):
        check_extension(round_, NOW, NOW)
    with pytest.raises(TooSoon):  # the deadline of a silence that awaits its chair has passed
        check_extension(round_, deadline + timedelta(minutes=29), deadline)
