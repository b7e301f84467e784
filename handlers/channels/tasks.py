"""What of the news waits for the secretariat: channels in which the bot cannot do its work."""

from council.chats import lacks_in_channel
from handlers.common.view import button
from handlers.framework.deliveries import Desk
from handlers.framework.tasks import Task
from handlers.subscriptions.presses import Sheet, Show
from storage import channels as newsroom


async def lacking(desk: Desk) -> Task | None:
    """Channels of the news that the bot is not in, or in which it may not post."""
    found = [
        source
        for source in await newsroom.followed(desk.tx)
        if (standing := await newsroom.standing(desk.tx, source)) is not None and lacks_in_channel(standing)
    ]
    if not found:
        return None
    told = desk.t.plural(
        "In {n} channel of the news I lack a right that I need.",
        "In {n} channels of the news I lack a right that I need.",
        len(found),
    )
    return Task(
        told, len(found), [source.title for source in found], [button(desk.t("Channels"), Show(Sheet.CHANNELS))]
    )


TASKS = (lacking,)
