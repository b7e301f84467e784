"""Tasks of the secretariat about the channels: those in which the bot cannot do its work."""

from council.chats import lacks_in_channel
from handlers.channels.presses import Page, ShowPage
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import channels


async def lacking(visit: Visit) -> Task | None:
    """Channels of the news that the bot is not in, or in which it may not post."""
    rights = [(one, await channels.rights_in(visit.tx, one)) for one in await channels.followed(visit.tx)]
    found = [one for one, able in rights if able is not None and lacks_in_channel(able)]
    told = visit.t.plural("I lack rights in {n} news channel.",
                          "I lack rights in {n} news channels.", len(found))  # fmt: skip
    ways = [button(visit.t("Channels"), ShowPage(Page.CHANNELS))]
    return Task(told, len(found), [one.title for one in found], ways) if found else None


TASKS = (lacking,)
