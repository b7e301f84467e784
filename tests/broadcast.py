"""A large announcement that is ready to leave, written straight into the books."""

from dataclasses import replace
from datetime import datetime

from council.audiences import Audience, AudienceKind
from council.config import Council
from council.people import SYSTEM, WHOLE_COUNCIL, Actor, Role
from handlers.announcements.actions import sending
from handlers.reactions import unit_of_work
from storage import members
from storage.store import Store
from tests.announcing import publish
from tests.crowd import seat_in_b

FIRST = 10_001
"""The Telegram id of the first of its readers; the others' follow."""

TEXT = "<b>Visit of 12 December</b>\n\nThe delegation arrives at nine; please bring your papers."


async def ready_to_leave(store: Store, council: Council, number: int, now: datetime) -> None:
    """Have an announcement to `number` members of group B published and listed: its copies only wait to be sent, whatever the
    hour of the day is."""
    council = replace(council, quiet=None)
    await seat_in_b(store, range(FIRST, FIRST + number), now)
    async with store.begin() as tx:
        person = await members.add(tx, 1, "en", council.zone, now)
        await members.seat(tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, now)
        secretary = Actor("person", person, await members.seats_of(tx, person.id, now))
        group_b = Audience(AudienceKind.GROUPS, ("B",))
        await publish(unit_of_work(tx, council, secretary, now), group_b, TEXT)
    listing = True
    while listing:
        async with store.begin() as tx:
            listing = await sending.freeze_some(unit_of_work(tx, council, SYSTEM, now))
