"""News' updates: subscribing, and posts of channels. In a channel the bot never answers."""

from handlers.context import Visit
from handlers.news import actions, views


async def subscribe(visit: Visit) -> None:
    """/subscribe: get the channel's news."""
    new = await actions.subscribe(visit.work)
    visit.show(views.subscribed(visit.council, visit.t, new=new))


async def unsubscribe(visit: Visit) -> None:
    """/unsubscribe: no longer get the channel's news."""
    was = await actions.unsubscribe(visit.work)
    visit.show(views.unsubscribed(visit.t, was=was))


async def post(visit: Visit) -> None:
    """A post in some channel: taken up when it is the council's, else nothing."""
    incoming = visit.incoming
    if incoming.message is not None:
        posted_at = incoming.posted_at or visit.now
        await actions.record(visit.work, incoming.chat, incoming.chat_username, incoming.message, posted_at)
