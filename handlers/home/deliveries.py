"""The one reminder of all that waits for somebody's answer, redrawn as it is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council.reminder_times import APART
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable, of_former
from handlers.framework.work import WAITING
from handlers.home import reads
from handlers.home.views import entrance as views
from handlers.home.views.entrance import Waiting
from storage import personal_reminders
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Loaded:
    """What waits for each, and what reminders they got lately, by person."""

    waiting: Mapping[int, Waiting]
    lately: Mapping[int, personal_reminders.Reminded]


async def _load(read: Read, _claimed: Sequence[Delivery]) -> Loaded:
    waiting = await reads.waiting_for(read.tx, read.council, read.actors, read.now, later=False)
    return Loaded(waiting, await personal_reminders.of_many(read.tx, read.actors, read.now - APART))


def _draw(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    waiting = loaded.waiting.get(delivery.subject_id, Waiting())
    if delivery.card is None:
        if not waiting.n:
            raise Drop("answered meanwhile")
        if any(row < delivery.id for row, _ in loaded.lately[delivery.subject_id].told):
            raise Drop("reminded today")  # several waited for the end of an outage
    return views.reminder(reader.council, waiting, reader.now, reader.zone, reader.t)


DELIVERIES = (
    Delivers(WAITING, _load, _draw),
    # What waited when an earlier one was sent may be answered, or taken back.
    Delivers(WAITING.former, _load, lambda _, delivery, reader: of_former(delivery, views.reminded_again(reader.t))),
)
