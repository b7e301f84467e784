"""Asking for pictures: what is asked for is drawn and sent by the outbox, for the one who asked."""

from council.authority import Action, demand
from council.errors import Stale
from handlers.common.topics import all_topics
from handlers.framework.work import UnitOfWork
from storage import channels as newsroom
from storage import outbox
from storage.outbox import Lane, Order

CODE, GROWTH = "news.code", "news.growth"
"""Kinds of deliveries."""

TOPIC = "topic"
"""In a delivery's data: of which topic ("": all news)."""


async def code(work: UnitOfWork, topic: str, serial: int) -> None:
    """Have the QR code of a topic's link sent to the one who acts; a link carries no right, so anyone may. Raises `Stale`."""
    if topic not in {"", *all_topics(work.council, await newsroom.topics(work.tx))}:
        raise Stale
    await _order(work, CODE, {TOPIC: topic}, serial)


async def growth(work: UnitOfWork, serial: int) -> None:
    """Have the picture of growth and reach sent to the one who acts. Raises `Forbidden`."""
    demand(work.actor, Action.MANAGE_NEWS)
    await _order(work, GROWTH, {}, serial)


async def _order(work: UnitOfWork, kind: str, data: dict[str, int | str], serial: int) -> None:
    person = work.person
    if person.telegram_id is not None:
        order = Order(
            f"{kind}:{person.id}:{serial}", kind, "news:0", Lane.RECEIPTS, person.telegram_id, person.id, data
        )
        await outbox.queue(work.tx, [order], work.now)
