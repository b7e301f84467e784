"""The throttle: one notice a minute, and a window of their own for everyone."""

from bot.updates.throttle import MOST, SECONDS, Pace, Throttle


def send(throttle: Throttle, who: int, many: int, at: float) -> list[Pace]:
    paces = []
    for _ in range(many):
        paces.append(throttle.pace(who, at))
        throttle.count(who, at)
    return paces


def test_what_is_too_much_is_told_once_and_a_minute_later_again() -> None:
    throttle = Throttle()
    for minute in range(3):
        paces = send(throttle, 7, MOST + 5, minute * SECONDS)
        assert paces == [Pace.FINE] * MOST + [Pace.FIRST_TOO_MANY] + [Pace.TOO_MANY] * 4


def test_nobody_else_notices() -> None:
    throttle = Throttle()
    send(throttle, 7, MOST * 3, 10.0)
    assert throttle.pace(8, 10.0) is Pace.FINE


def test_to_look_is_not_to_count() -> None:
    throttle = Throttle()
    assert {throttle.pace(7, 0.0) for _ in range(MOST * 2)} == {Pace.FINE}


def test_those_of_long_ago_are_forgotten() -> None:
    throttle = Throttle()
    for who in range(1000):
        throttle.count(who, float(who))
    assert len(throttle._windows) <= 2 * SECONDS + 1
