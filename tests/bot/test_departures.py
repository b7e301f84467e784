"""In what order deliveries leave, and what becomes of those whose chats are halted or have just had something."""

from bot.delivery.departures import PATIENCE, Departures
from bot.delivery.pacer import PRIVATE_SPACING, Pacer
from bot.delivery.results import InFlight
from handlers.common.operations import Membership, Operation, Say
from storage.outbox import Delivery, Lane
from tests.bot.clocks import FakeClock


class Station:
    """Notes who has left, and when, and what was put back."""

    def __init__(self, rate: int = 25, paid: int = 0) -> None:
        self.clock = FakeClock()
        self.start = self.clock.monotonic()
        self.pacer = Pacer(self.clock, rate, paid)
        self.left: list[tuple[int, float]] = []
        self.back: dict[int, float] = {}
        self.departures = Departures(self.pacer, self.clock, self.note, self.put_back, paid=paid > 0)

    def note(self, flight: InFlight) -> None:
        self.left.append((flight.delivery.chat, self.clock.monotonic() - self.start))

    def put_back(self, flight: InFlight, seconds: float) -> None:
        self.back[flight.delivery.chat] = seconds

    def add(self, chat: int, lane: Lane = Lane.ANNOUNCEMENTS, operation: Operation | None = None) -> None:
        said = Delivery(chat, str(chat), "note", "meeting:1", lane, chat, None, {}, 1)
        self.departures.let_leave(InFlight(said, operation=operation or Say(chat=chat, html="x")))

    async def wait(self, seconds: float) -> None:
        await self.clock.run(self.clock.sleep(seconds))

    @property
    def chats(self) -> list[int]:
        return [chat for chat, _ in self.left]


async def test_the_highest_lane_goes_first_although_it_came_last() -> None:
    station = Station()
    for chat in range(1, 11):
        station.add(chat)
    await station.wait(0.1)
    station.add(99, Lane.REMINDERS)
    await station.wait(1)
    assert station.chats == [1, 2, 3, 99, *range(4, 11)]


async def test_those_of_a_tick_leave_together() -> None:
    station = Station(30, 1000)
    for chat in range(1, 101):
        station.add(chat)
    await station.wait(1)
    assert station.chats == list(range(1, 101))
    assert len({at for _, at in station.left}) <= 12


async def test_a_chat_that_has_just_had_something_keeps_no_other() -> None:
    station = Station()
    for chat in (1, 1, 2, 3):
        station.add(chat)
    await station.wait(3)
    assert station.chats == [1, 2, 3, 1]
    assert station.left[-1][1] >= PRIVATE_SPACING


async def test_whatever_is_halted_for_long_goes_back() -> None:
    station = Station()
    station.pacer.halt(1, PATIENCE / 2)
    station.pacer.halt(2, 3600)
    for chat in (1, 2, 3):
        station.add(chat)
    await station.wait(1)
    assert station.chats == [3, 1]
    assert list(station.back) == [2]
    assert 3599 < station.back[2] <= 3600


async def test_when_everyone_is_halted_all_go_back_even_those_that_wait_already() -> None:
    station = Station(1)
    for chat in (1, 2, 3):
        station.add(chat)
    await station.wait(0.5)
    for chat in (7, 8, 9):
        station.pacer.halt(chat, 60)
    await station.wait(2)
    assert (station.chats, sorted(station.back)) == ([1], [2, 3])
    station.add(4)
    await station.wait(1)
    assert 4 in station.back


async def test_who_is_let_in_uses_up_no_chats_limit() -> None:
    station = Station()
    for _ in range(3):
        station.add(-5, operation=Membership(do="admit", chat=-5, user=1))
    await station.wait(0.2)
    assert station.chats == [-5] * 3


async def test_what_has_not_left_when_it_stops_does_not_leave() -> None:
    station = Station(1)
    for chat in (1, 1, 2, 3):
        station.add(chat)
    await station.wait(0.5)
    await station.departures.stop()
    await station.wait(5)
    assert station.chats == [1]
