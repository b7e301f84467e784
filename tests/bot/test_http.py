"""Who guesses at secret addresses, and whose request it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http import MISS_SECONDS, MOST_ADDRESSES, MOST_MISSES, Guesses, caller


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),  # anyone can say anything
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("::1", "192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", "10.0.0.1, 192.0.2.1", "192.0.2.1"),  # what stood there before is the caller's own word
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        (None, "", "?"),
    ],
)
def test_whose_request_it_is(peer: str | None, forwarded: str, expected: str) -> None:
    assert caller(peer, {"X-Forwarded-For": forwarded} if forwarded else {}) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 50)), max_size=80))
def test_nobody_tries_more_than_so_many_within_the_time(tries: list[tuple[str, float]]) -> None:
    guesses, at = Guesses(), 0.0
    heard: dict[str, list[float]] = {"a": [], "b": []}
    for who, after in tries:
        at += after
        if not guesses.wait(who, at):
            guesses.miss(who, at)
            heard[who].append(at)
    for times in heard.values():
        for one in times:  # a window may be straddled once: twice as many at the very most
            assert sum(one <= other < one + MISS_SECONDS for other in times) <= 2 * MOST_MISSES


def test_who_waited_is_listened_to_again_and_others_are_all_along() -> None:
    guesses = Guesses()
    for _ in range(MOST_MISSES):
        assert not guesses.wait("a", 0.0)
        guesses.miss("a", 0.0)
    assert guesses.wait("a", 1.0) == pytest.approx(MISS_SECONDS - 1)
    assert not guesses.wait("b", 1.0)
    assert not guesses.wait("a", MISS_SECONDS)
    guesses.miss("a", MISS_SECONDS)
    assert not guesses.wait("a", MISS_SECONDS + 1)


def test_a_flood_of_addresses_takes_no_more_room_than_there_is() -> None:
    guesses = Guesses()
    for n in range(MOST_ADDRESSES + 50):
        guesses.miss(str(n), 0.0)
    assert len(guesses._misses) == MOST_ADDRESSES
