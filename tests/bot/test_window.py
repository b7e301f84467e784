"""The window: what is fetched again is not processed again, and nothing is confirmed before it is finished."""

from collections.abc import Sequence

from hypothesis import given, strategies as st

from bot.updates.window import Raw, Window, number_of

AT_ONCE = 5


def batch(*numbers: int) -> list[Raw]:
    return [{"update_id": number} for number in numbers]


def taken(window: Window, *numbers: int) -> list[int]:
    return [number_of(raw) for raw in window.take(batch(*numbers))]


def finish(window: Window, number: int) -> None:
    window.finish({"update_id": number})


def test_it_asks_from_the_lowest_unfinished_one_on() -> None:
    window = Window()
    assert taken(window, 5, 6, 7) == [5, 6, 7]
    finish(window, 6)
    assert window.offset == 5
    assert taken(window, 5, 6, 7, 8) == [8]
    finish(window, 5)
    assert window.offset == 7
    finish(window, 8)
    finish(window, 7)
    assert window.offset == 9
    assert taken(window) == []
    assert window.offset == 9


def test_what_could_not_be_had_is_new_when_it_comes_again() -> None:
    window = Window()
    taken(window, 5, 6)
    finish(window, 6)
    window.give_back({"update_id": 5})
    assert window.offset == 5
    assert taken(window, 5, 6) == [5]


def test_one_that_comes_twice_at_a_time_is_taken_once() -> None:
    assert taken(Window(), 5, 5) == [5]


def test_numbers_that_begin_anew_are_followed() -> None:
    window = Window()
    taken(window, 900)
    finish(window, 900)
    assert taken(window, 17) == [17]
    assert window.offset == 17
    finish(window, 17)
    assert window.offset == 18


class Telegram:
    """Keeps what is not confirmed."""

    def __init__(self, many: int) -> None:
        self.numbers = [100 + 3 * n for n in range(many)]  # ids may have gaps
        self.confirmed: list[int] = []

    def fetch(self, offset: int) -> Sequence[int]:
        self.confirmed += [number for number in self.numbers if number < offset]
        self.numbers = [number for number in self.numbers if number >= offset]
        return self.numbers[:AT_ONCE]


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 99), st.booleans())))
def test_whatever_order_they_end_in_each_is_had_once_before_it_is_confirmed(many: int, ends: Sequence[tuple[int, bool]]) -> None:
    telegram, window = Telegram(many), Window()
    everything = list(telegram.numbers)
    in_hand: list[int] = []
    had: list[int] = []
    for which, succeeds in [*ends, *((0, True) for _ in range(many))]:
        in_hand += taken(window, *telegram.fetch(window.offset))
        assert set(telegram.confirmed) <= set(had)
        assert len(in_hand) <= AT_ONCE
        if not in_hand:
            continue
        number = in_hand.pop(which % len(in_hand))
        if succeeds:
            had.append(number)
            finish(window, number)
        else:
            window.give_back({"update_id": number})
    while in_hand or telegram.fetch(window.offset):
        in_hand += taken(window, *telegram.fetch(window.offset))
        had += in_hand
        for number in in_hand:
            finish(window, number)
        in_hand.clear()
    assert sorted(had) == everything
    assert len(window._finished) <= AT_ONCE
