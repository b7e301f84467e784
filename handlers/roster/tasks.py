"""What of the roster waits for the secretariat."""

from handlers.common.deliveries import Desk
from handlers.common.names import called
from handlers.common.tasks import Task
from storage import members


async def unreachable(desk: Desk) -> Task | None:
    """Those who have a seat, and to whom nothing can be sent any more."""
    gone = await members.unreachable(desk.tx, desk.now)
    if not gone:
        return None
    return Task(
        desk.t.plural("{n} person cannot be reached: they blocked the bot or left Telegram.",
                      "{n} people cannot be reached: they blocked the bot or left Telegram.", len(gone)),
        len(gone), [called(person, desk.t) for person in gone],
    )  # fmt: skip


TASKS = (unreachable,)
