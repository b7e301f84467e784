"""A flood: one word a minute, and its own minute for everyone."""

from bot.updates.throttle import MOST, SECONDS, Flood, Pace


def send(flood: Flood, who: int, many: int, at: float) -> list[Pace]:
    paces = []
    for _ in range(many):
        paces.append(flood.pace(who, at))
        flood.count(who, at)
    return paces


def test_what_is_too_much_is_told_once_and_a_minute_later_again() -> None:
    flood = Flood()
    for minute in range(3):
        paces = send(flood, 7, MOST + 5, minute * SECONDS)
        assert paces == [Pace.FINE] * MOST + [Pace.FIRST_TOO_MANY] + [Pace.TOO_MANY] * 4


def test_nobody_else_notices() -> None:
    flood = Flood()
    send(flood, 7, MOST * 3, 10.0)
    assert flood.pace(8, 10.0) is Pace.FINE


def test_to_look_is_not_to_count() -> None:
    flood = Flood()
    assert {flood.pace(7, 0.0) for _ in range(MOST * 2)} == {Pace.FINE}


def test_those_of_long_ago_are_forgotten() -> None:
    flood = Flood()
    for who in range(1000):
        flood.count(who, float(who))
    assert len(flood._minutes) <= 2 * SECONDS + 1
