"""Rate limits: overall, per chat and per group, and halts."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from bot.delivery.pacer import GROUP_SPACING, PRIVATE_SPACING, TICK_SECONDS, WINDOW_SECONDS, Pacer
from storage.chats import EVERYONE
from tests.bot.clocks import FakeClock

A_HAIR = 1e-6


class Street:
    """Records the time of everything that leaves."""

    def __init__(self, per_second: int = 25, paid: int = 0) -> None:
        self.clock = FakeClock()
        self.start = self.clock.monotonic()
        self.pacer = Pacer(self.clock, per_second, paid)
        self.left: list[tuple[float, int]] = []

    async def go(self, chat: int, *, answer: bool = False, after: float = 0.0) -> None:
        await self.clock.sleep(after)
        await self.pacer.slot(chat, answer=answer)
        self.left.append((self.clock.monotonic() - self.start, chat))

    async def pay(self, chat: int) -> None:
        """As deliveries leave."""
        while True:
            if wait := self.pacer.seconds_until_open(chat):
                await self.clock.sleep(wait)
            else:
                async with self.pacer.slots(1, paid=True) as free:
                    if free and not self.pacer.leave(chat):
                        break
        self.left.append((self.clock.monotonic() - self.start, chat))

    async def depart(self, number: int) -> None:
        """So many, to as many chats, as many at a time as may."""
        while number:
            async with self.pacer.slots(number, paid=True) as together:
                number -= together
                self.left += [(self.clock.monotonic() - self.start, 0)] * together

    def times(self, chat: int | None = None) -> list[float]:
        return [at for at, to in self.left if chat in (None, to)]


def closest(times: Iterable[float]) -> float:
    listed = sorted(times)
    return min((b - a for a, b in pairwise(listed)), default=float("inf"))


def most_in_a_second(times: list[float]) -> int:
    return max(sum(1 for other in times if at <= other < at + 1 - A_HAIR) for at in times)


@pytest.mark.parametrize("per_second", [1, 10, 25, 30])
async def test_never_more_than_allowed_in_any_second_not_even_in_the_first(per_second: int) -> None:
    street = Street(per_second)
    await street.clock.run(*(street.go(chat) for chat in range(1, 101)))
    assert len(street.left) == 100
    assert most_in_a_second(street.times()) <= per_second
    assert max(street.times()) == pytest.approx(99 / per_second * WINDOW_SECONDS), "and no slower than that"


@pytest.mark.parametrize(("per_second", "paid"), [(25, 0), (30, 200)])
async def test_whoever_leaves_late_is_not_followed_too_closely(per_second: int, paid: int) -> None:
    """The program is busy for a while now and then: those whose slots passed meanwhile leave together."""
    street = Street(per_second, paid)
    street.clock.delays = lambda number: 0.3 if number % 7 == 0 else 0.02
    await street.clock.run(*(street.pay(chat) for chat in range(1, 601)))
    assert len(street.left) == 600
    assert most_in_a_second(street.times()) <= max(per_second, paid)


async def test_a_quiet_time_saves_nothing_up() -> None:
    street = Street(10)
    await street.clock.run(street.go(1))
    await street.clock.run(street.clock.sleep(60))
    await street.clock.run(*(street.go(chat) for chat in range(2, 32)))
    assert most_in_a_second(street.times()) <= 10


@pytest.mark.parametrize(("chat", "spacing"), [(5, PRIVATE_SPACING), (-100500, GROUP_SPACING)])
async def test_one_chat_has_its_own_pace(chat: int, spacing: float) -> None:
    street = Street()
    await street.clock.run(*(street.go(chat) for _ in range(5)))
    assert street.times() == pytest.approx([n * spacing for n in range(5)])


async def test_a_crowded_chat_does_not_keep_the_others() -> None:
    street = Street(25)
    await street.clock.run(*(street.go(1) for _ in range(10)), *(street.go(chat) for chat in range(2, 22)))
    assert max(at for at, chat in street.left if chat != 1) < 1


async def test_the_chats_second_counts_from_when_a_message_really_left() -> None:
    """A message held back by the overall rate does not bring the next one of its chat closer."""
    street = Street(2)
    await street.clock.run(street.go(1), street.go(2), street.go(3), street.go(4), street.go(4, after=1.4))
    assert closest(street.times(4)) >= PRIVATE_SPACING - A_HAIR


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.booleans(), st.floats(0, 5, allow_nan=False)), max_size=40),
    st.sampled_from([2, 10, 30]),
)
async def test_whatever_comes_no_limit_is_broken(coming: list[tuple[int, bool, float]], per_second: int) -> None:
    street = Street(per_second)
    await street.clock.run(*(street.go(chat, answer=answer, after=after) for chat, answer, after in coming))
    assert len(street.left) == len(coming), "everyone leaves"
    if coming:
        assert most_in_a_second(street.times()) <= per_second
    for chat in (-1, -2):
        assert closest(street.times(chat)) >= GROUP_SPACING - A_HAIR
    unasked: dict[int, list[float]] = defaultdict(list)
    if not any(answer for _, answer, _ in coming):
        for at, chat in street.left:
            unasked[chat].append(at)
        assert all(closest(times) >= PRIVATE_SPACING - A_HAIR for chat, times in unasked.items() if chat > 0)


async def test_answers_do_not_wait_for_their_chats_second() -> None:
    street = Street(25)
    await street.clock.run(street.go(1), street.go(1, answer=True), street.go(1, answer=True), street.go(1))
    first, second, third, last = street.times()
    assert third - first < 0.1
    assert last - second >= PRIVATE_SPACING - A_HAIR, "what was not asked for waits a second after an answer"


async def test_in_groups_answers_wait_too() -> None:
    street = Street(25)
    await street.clock.run(*(street.go(-5, answer=True) for _ in range(3)))
    assert closest(street.times()) >= GROUP_SPACING - A_HAIR


async def test_a_chat_that_was_told_to_wait_waits_alone() -> None:
    street = Street(25)
    street.pacer.halt(1, 30)
    assert street.pacer.busy() == [1]
    assert not street.pacer.halted
    await street.clock.run(street.go(1), street.go(1, answer=True), street.go(2))
    assert all(at < 1 for at in street.times(2))
    assert all(at >= 30 for at in street.times(1)), "not even an answer goes there"


async def test_a_halt_reaches_those_who_wait_already() -> None:
    street = Street(1)

    async def storm() -> None:
        await street.clock.sleep(0.5)
        for chat in (101, 102, 103):
            street.pacer.halt(chat, 60)

    await street.clock.run(*(street.go(chat) for chat in range(1, 7)), storm())
    assert street.times()[0] == 0
    assert all(at >= 60.5 for at in street.times()[1:])
    assert most_in_a_second(street.times()) == 1, "and afterwards they do not all go at once"


async def test_several_chats_that_are_told_to_wait_halt_everyone() -> None:
    street = Street(25)
    for chat in (1, 2):
        street.pacer.halt(chat, 30)
    street.pacer.halt(1, 30)
    assert not street.pacer.halted, "two chats, however often, are not everyone"
    street.pacer.halt(3, 20)
    assert street.pacer.halted
    await street.clock.run(street.go(9))
    assert street.times(9) == pytest.approx([20])
    assert not street.pacer.halted


async def test_told_one_after_the_other_over_a_long_time_they_do_not() -> None:
    street = Street(25)
    for chat in range(1, 9):
        street.pacer.halt(chat, 3)
        await street.clock.run(street.clock.sleep(3))
        assert not street.pacer.halted


async def test_a_shorter_halt_does_not_end_a_longer_one() -> None:
    street = Street(25)
    street.pacer.halt(1, 60)
    street.pacer.halt(1, 1)
    await street.clock.run(street.go(1))
    assert street.times() == pytest.approx([60])


async def test_busy_are_those_in_which_nothing_may_be_sent_now() -> None:
    street = Street(25)
    await street.clock.run(street.go(1), street.go(-5))
    assert sorted(street.pacer.busy()) == [-5, 1]
    await street.clock.run(street.clock.sleep(PRIVATE_SPACING))
    assert street.pacer.busy() == [-5]
    await street.clock.run(street.clock.sleep(GROUP_SPACING))
    assert street.pacer.busy() == []


async def test_when_the_first_busy_chat_is_free() -> None:
    street = Street(25)
    assert street.pacer.seconds_until_free() == float("inf")
    street.pacer.halt(7, 20)
    await street.clock.run(street.go(1))
    assert street.pacer.seconds_until_free() == pytest.approx(PRIVATE_SPACING)
    await street.clock.run(street.clock.sleep(PRIVATE_SPACING))
    assert street.pacer.seconds_until_free() == pytest.approx(20 - PRIVATE_SPACING)


async def test_chats_of_long_ago_are_forgotten() -> None:
    street = Street(30)
    await street.clock.run(*(street.go(chat) for chat in range(1, 301)))
    await street.clock.run(street.clock.sleep(10))
    street.pacer.busy()
    held = [value for value in vars(street.pacer).values() if isinstance(value, dict)]
    assert len(held) == 3
    assert not any(held)


# -- paid messages


@pytest.mark.parametrize("paid", [31, 100, 1000])
async def test_what_is_paid_for_is_faster_and_everything_else_is_not(paid: int) -> None:
    street = Street(30, paid)
    free, dear = range(1, 301), range(1001, 3001)
    await street.clock.run(*(street.go(chat) for chat in free), *(street.pay(chat) for chat in dear))
    assert most_in_a_second(sorted(street.times())[:400]) <= paid, "with all the rest counted in"
    assert most_in_a_second([at for at, chat in street.left if chat in free]) <= 30
    if paid == 1000:
        assert max(at for at, chat in street.left if chat in dear) < 2.5


async def test_nothing_is_faster_where_nothing_more_is_allowed() -> None:
    street = Street(25, 25)
    await street.clock.run(*(street.pay(chat) for chat in range(1, 101)))
    assert most_in_a_second(street.times()) <= 25


async def test_what_is_paid_for_waits_for_its_chats_second_and_for_halts_too() -> None:
    street = Street(30, 1000)
    street.pacer.halt(2, 20)
    await street.clock.run(*(street.pay(1) for _ in range(3)), street.pay(2))
    assert closest(street.times(1)) >= PRIVATE_SPACING - A_HAIR
    assert street.times(2) == pytest.approx([20])


async def test_how_many_may_leave_soon() -> None:
    street = Street(10)
    assert street.pacer.room(0.25) == 3
    await street.clock.run(*(street.go(chat) for chat in range(1, 3)))
    await street.clock.run(street.clock.sleep(0.01))
    assert street.pacer.room(0.25) == 2
    assert street.pacer.room(0.05) == 0
    assert Street(30, 1000).pacer.room(0.2, paid=True) >= 185
    assert Street(30, 1000).pacer.room(0.2) <= 7


@pytest.mark.parametrize("rate", [50, 300, 1000])
async def test_those_of_a_tick_leave_together(rate: int) -> None:
    """A waking for each tick, not for each message; and no window of a second has more of them for that."""
    street = Street(30, rate)
    await street.clock.run(street.depart(3 * rate))
    assert len(street.left) == 3 * rate
    assert most_in_a_second(street.times()) <= rate
    assert max(street.times()) < 3.2
    assert len(set(street.times())) <= min(3.2 / TICK_SECONDS, 3 * rate)


@pytest.mark.parametrize("rate", [25, 1000])
async def test_late_ones_that_leave_together_keep_the_window(rate: int) -> None:
    street = Street(min(rate, 30), rate)
    street.clock.delays = lambda number: 0.3 if number % 7 == 0 else 0.02
    await street.clock.run(street.depart(3 * rate))
    assert most_in_a_second(street.times()) <= rate


async def test_at_high_rates_little_is_lost_when_each_waking_is_late() -> None:
    street = Street(30, 1000)
    street.clock.delays = lambda _: 0.004
    await street.clock.run(street.depart(5000))
    assert most_in_a_second(street.times()) <= 1000
    assert max(street.times()) < 5 * WINDOW_SECONDS * 1.05


async def test_slots_taken_before_everyone_was_halted_are_not_used() -> None:
    street, given = Street(1), list[int]()

    async def take() -> None:
        for _ in range(2):
            async with street.pacer.slots(1) as free:
                given.append(free)

    async def halt() -> None:
        await street.clock.sleep(0.5)
        street.pacer.halt(EVERYONE, 60)

    await street.clock.run(take(), halt())
    assert given == [1, 0]


# -- halts that survive a restart


async def test_halts_are_to_be_written_down_until_they_were() -> None:
    street = Street(25)
    start = street.clock.monotonic()
    for chat in (1, 2):
        street.pacer.halt(chat, 30)
    first = street.pacer.unsaved_halts()
    assert first == {1: start + 30, 2: start + 30}
    street.pacer.halt(2, 60)
    street.pacer.halt(3, 5)
    street.pacer.mark_saved(first)
    assert street.pacer.unsaved_halts() == {2: start + 60, 3: start + 5, EVERYONE: start + 5}, "3 chats: everyone is told"
    street.pacer.mark_saved(street.pacer.unsaved_halts())
    assert street.pacer.unsaved_halts() == {}


async def test_what_an_earlier_run_was_told_holds() -> None:
    street = Street(25)
    street.pacer.restore_halt(1, 30)
    street.pacer.restore_halt(EVERYONE, 10)
    assert street.pacer.halted
    assert street.pacer.unsaved_halts() == {}, "it is written down already"
    await street.clock.run(street.go(1), street.go(2))
    assert [*street.times(1), *street.times(2)] == pytest.approx([30, 10])


async def test_edits_and_messages_in_a_group_share_its_twenty_a_minute() -> None:
    """The pacer does not distinguish them: the messenger takes a slot for either."""
    street = Street(25)
    await street.clock.run(*(street.go(-5) for _ in range(45)))
    assert max(sum(1 for at in street.times() if begin <= at < begin + 60) for begin in street.times()) == 20
