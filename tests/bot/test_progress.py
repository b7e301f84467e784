"""How often the cards are redrawn that show how far deliveries are."""

from bot.delivery.results import PROGRESS_SHARE, InFlight, Results
from handlers.framework.deliveries import Kind
from storage.outbox import Delivery, Lane, Settled, State
from tests.bot.clocks import FakeClock

COPY, CARD = Kind("copy", progress="card"), Kind("card")
SUBJECT = "announcement:1"


def sent(results: Results) -> None:
    delivery = Delivery(1, "1", COPY.name, SUBJECT, Lane.ANNOUNCEMENTS, 1, 1, {}, 1)
    results.waiting.append((InFlight(delivery), Settled(1, State.SENT)))


async def test_a_card_that_takes_long_to_draw_is_drawn_less_often() -> None:
    """It counts a million rows: otherwise it would take more of the processor than sending."""
    clock = FakeClock()
    results = Results({kind.name: kind for kind in (COPY, CARD)}, clock)

    async def seconds_until_due() -> float:
        sent(results)
        results.written(results.due_progress(at_once=True))
        sent(results)
        began = clock.monotonic()
        while not results.due_progress(at_once=False):
            await clock.run(clock.sleep(0.5))
        return clock.monotonic() - began

    assert await seconds_until_due() == 1
    results.drawn(COPY.name, 9.0)
    assert await seconds_until_due() == 1, "how long others take does not matter"
    results.drawn(CARD.name, 0.6)
    assert await seconds_until_due() == 0.6 / PROGRESS_SHARE
    results.drawn(CARD.name, 0.001)
    assert await seconds_until_due() == 1
