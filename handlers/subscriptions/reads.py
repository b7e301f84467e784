"""What is loaded of subscriptions: one's own, and the languages in which news can be had."""

from council.errors import Stale
from council.subscriptions import Subscription
from handlers.framework.work import UnitOfWork
from storage import channels, subscriptions


async def list_languages(work: UnitOfWork) -> tuple[str, ...]:
    """The languages in which there is news, in the council's order; none where all of it is for every language."""
    spoken = {channel.language for channel in work.council.news_channels}
    spoken |= {channel.language for channel in await channels.followed(work.tx)}
    return tuple(language for language in work.council.languages if language in spoken)


async def get_language(work: UnitOfWork) -> str:
    """The language in which the one who acts gets news as long as they have chosen none."""
    offered = await list_languages(work)
    return work.person.language if work.person.language in offered or not offered else offered[0]


async def get_own(work: UnitOfWork) -> Subscription:
    """What the one who acts follows or is choosing. Raises `Stale` when that is nothing."""
    found = await subscriptions.find(work.tx, work.person.id)
    if found is None:
        raise Stale
    return found


async def find_active(work: UnitOfWork) -> Subscription | None:
    """What the one who acts follows; None while they follow nothing, or are still choosing."""
    found = await subscriptions.find(work.tx, work.person.id)
    return found if found is not None and found.active else None
