"""Deliveries drawn as the dispatcher draws them, without sending."""

from collections.abc import Sequence
from datetime import datetime

from council.config import Council
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from handlers.framework.deliveries import Drop, Sendable, begin_reading
from storage.outbox import Delivery
from storage.transaction import Transaction

DELIVERS = {one.kind.name: one for one in DELIVERIES}


async def drawn_all(
    tx: Transaction, council: Council, now: datetime, deliveries: Sequence[Delivery], bot: str = ""
) -> dict[int, Sendable | str]:
    """What is sent for each of these deliveries, by id, as things are now; the reason, where nothing is. `bot`: its username, for
    links."""
    found: dict[int, Sendable | str] = {}
    for name in dict.fromkeys(delivery.kind for delivery in deliveries):
        of_kind, delivers = [delivery for delivery in deliveries if delivery.kind == name], DELIVERS[name]
        read = await begin_reading(tx, council, Catalogs(council.languages), now, bot, of_kind)
        try:
            loaded = await delivers.load(read, of_kind)
        except Drop as drop:  # as the dispatcher does: each is tried alone
            if len(of_kind) == 1:
                found[of_kind[0].id] = drop.reason
                continue
            for delivery in of_kind:
                found |= await drawn_all(tx, council, now, [delivery], bot)
            continue
        for delivery in of_kind:
            try:
                found[delivery.id] = delivers.drawn(loaded, delivery, read.reader(delivery))
            except Drop as drop:
                found[delivery.id] = drop.reason
    return found


async def drawn(tx: Transaction, council: Council, now: datetime, delivery: Delivery, bot: str = "") -> Sendable | str:
    """The same for one."""
    return (await drawn_all(tx, council, now, [delivery], bot))[delivery.id]
