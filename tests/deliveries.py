"""Deliveries drawn as the dispatcher draws them, without sending."""

from datetime import datetime

from council.config import Council
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from handlers.framework.deliveries import Drop, Sendable, begin_reading
from storage.outbox import Delivery
from storage.transaction import Transaction

DELIVERS = {one.kind.name: one for one in DELIVERIES}


async def drawn(tx: Transaction, council: Council, now: datetime, delivery: Delivery, bot: str = "") -> Sendable | str:
    """What is sent for this delivery, as things are now; the reason, where nothing is. `bot`: its username, for links."""
    read = await begin_reading(tx, council, Catalogs(council.languages), now, bot, [delivery])
    delivers = DELIVERS[delivery.kind]
    try:
        return delivers.drawn(await delivers.load(read, [delivery]), delivery, read.reader(delivery))
    except Drop as drop:
        return drop.reason
