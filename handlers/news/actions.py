"""The only writers of subscriptions and posts."""

from datetime import datetime

from council.audiences import Audience, AudienceKind
from council.news import PostState, is_news
from handlers.context import UnitOfWork
from storage import audiences, audit, news, outbox
from storage.outbox import Lane, Order

POST = "news.post"
"""The kind of delivery."""

CHUNK = 200
"""How many subscribers' rows are written in one transaction, so that no other writer waits long."""


async def subscribe(work: UnitOfWork) -> bool:
    """Have the news sent to the one who acts; False when it is already. Anyone may."""
    done = await news.subscribe(work.tx, work.person.id, work.now)
    if done:
        await audit.record(work.tx, work.now, work.actor.label, "subscribed", f"person:{work.person.id}")
    return done


async def unsubscribe(work: UnitOfWork) -> bool:
    """Send the one who acts no more news; False when none was sent."""
    done = await news.unsubscribe(work.tx, work.person.id)
    if done:
        await audit.record(work.tx, work.now, work.actor.label, "unsubscribed", f"person:{work.person.id}")
    return done


async def record(work: UnitOfWork, channel: int, username: str, message: int, posted_at: datetime) -> bool:
    """Keep a post of a channel (its id, its username or ""), to be fanned out. However old it is: news waits for no one.

    False, and nothing changed, for another channel than the council's, and for a post that is kept already.
    """
    return is_news(work.council, channel, username) and await news.add_post(work.tx, channel, message, posted_at)


async def fan_out_some(work: UnitOfWork) -> bool:
    """Write the rows of one chunk of subscribers; False when there is nothing to write."""
    freezing = await news.next_freezing(work.tx)
    if freezing is None:
        return False
    post = freezing.post
    people = await audiences.chunk(work.tx, Audience(AudienceKind.SUBSCRIBERS), work.now, freezing.written_to, CHUNK)
    state = PostState.FROZEN if len(people) < CHUNK else PostState.FREEZING
    if not await news.advance(work.tx, freezing, people[-1].id if people else freezing.written_to, state):
        return True
    orders = [
        Order(f"{post.subject}:{person.id}", POST, post.subject, Lane.NEWS, person.telegram_id, person.id)
        for person in people
        if person.telegram_id is not None
    ]
    await outbox.queue(work.tx, orders, work.now)
    return True
