"""How long a meeting lasts, where its times are typed."""

import pytest

from council.durations import split_span
from tests.lexicons import lexicon


@pytest.mark.parametrize(
    ("typed", "rest", "minutes"),
    [
        ("3 December 15:00-16:30", "3 December 15:00", 90),
        ("3 December 15.00 – 16.30", "3 December 15.00", 90),
        ("3 December, 3 PM - 4 PM", "3 December, 15:00", 60),
        ("3 December 3-4:30 pm", "3 December 15:00", 90),
        ("3 December 11-1 pm", "3 December 11:00", 120),
        ("3 December 11:30 a.m. – 1 p.m.", "3 December 11:30", 90),
        ("3 December from 3 to 4 pm", "3 December 15:00", 60),
        ("3 декабря с 15:00 до 16:30", "3 декабря 15:00", 90),
        ("3 December 23:00-01:00", "3 December 23:00", 120),
        ("2026-12-03 15:00", "2026-12-03 15:00", 0),
        ("3-4 December 15:00", "3-4 December 15:00", 0),
        ("3 December 15", "3 December 15", 0),
        ("2026-12-03 15:00-16:00", "2026-12-03 15:00", 60),
        ("12 pm to 1 pm on 3 December", "12:00 on 3 December", 60),
    ],
)
def test_the_time_at_which_it_ends_gives_the_duration(typed: str, rest: str, minutes: int) -> None:
    assert split_span(typed, lexicon()) == (rest, minutes)


def test_a_day_may_stand_before_both_times() -> None:
    assert split_span("10.12.2026 15:00 - 10.12.2026 16:30", lexicon()) == ("10.12.2026 15:00", 90)
    assert split_span("10.12.2026 15:00 - 11.12.2026 16:30", lexicon()) == ("10.12.2026 15:00 - 11.12.2026 16:30", 0)
