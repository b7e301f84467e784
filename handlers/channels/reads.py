"""What is loaded of channels and topics to be shown or to be chosen from."""

from council.authority import Action, demand, require_there
from council.config import Council
from handlers.common.topics import Topics
from handlers.framework.work import UnitOfWork
from storage import channels, topics
from storage.transaction import Transaction


async def get_topics(tx: Transaction, council: Council) -> Topics:
    """What can be followed."""
    return Topics(council, await topics.offered(tx))


async def visible_channel(work: UnitOfWork, channel_id: int) -> channels.Channel:
    """A channel, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    subject = f"channel:{channel_id}"
    demand(work.actor, Action.MANAGE_NEWS, subject=subject)
    return require_there(await channels.find(work.tx, channel_id), Action.MANAGE_NEWS, subject)


async def list_channels(tx: Transaction, council: Council) -> list[tuple[channels.Channel, str]]:
    """The channels of the news, each with its language; of one for all languages, the council's first."""
    return [(one, one.language or council.languages[0]) for one in await channels.followed(tx)]
