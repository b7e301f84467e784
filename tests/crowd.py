"""Many people at once: written straight into the books, and into the sandbox as those who have written to the bot."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from council.people import Role
from sandbox.model import Person
from sandbox.server import Server
from storage.store import Store
from storage.tables import people, seats

AT_ONCE = 20_000
"""How many are written in one transaction: a statement takes only so many values."""


async def seat_in_b(store: Store, ids: Sequence[int], now: datetime) -> None:
    """Members of group B, each known by their Telegram id."""
    fixed = {"language": "en", "language_chosen": True, "zone": "Asia/Tashkent", "created_at": now}
    seat = {"group_code": "B", "role": Role.MEMBER.value, "since": now}
    for first in range(0, len(ids), AT_ONCE):
        part = ids[first : first + AT_ONCE]
        async with store.begin() as tx:
            await tx.write(sa.insert(people), [{"telegram_id": id_, "name": f"Expert {id_}", **fixed} for id_ in part])
            kept = await tx.values(sa.select(people.c.id).where(people.c.telegram_id.in_(part)))
            await tx.write(sa.insert(seats), [{"person_id": id_, **seat} for id_ in kept])


def let_in(server: Server, ids: Iterable[int], blocked: Iterable[int] = ()) -> None:
    """They have all written to the bot; some have blocked it since, which it does not know."""
    out = set(blocked)
    for id_ in ids:
        server.world.add_person(Person(id_, f"Expert {id_}", started=True, blocked=id_ in out))
