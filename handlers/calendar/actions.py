"""The only writers of calendar feeds; and what has pictures and files sent."""

from datetime import timedelta

from council.calendar import EnoughFeeds, Page
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.reads import visible_groups, visible_meeting
from storage import calendar_feeds
from storage.calendar_feeds import Feed
from storage.invitations import new_token, token_hash

PICTURE, FILE = Kind("calendar.picture"), Kind("calendar.file")
"""Both go to the private chat of the one who asks, wherever they pressed."""

MOST_FEEDS = 5
"""Working addresses that one person can have: one for each of their machines."""

WAIT = timedelta(minutes=10)
"""How long somebody waits for what they asked for."""


async def queue_page(work: UnitOfWork, page: Page, once: str, *, replaces: int = 0, feed: bool = False) -> None:
    """Have a page of the calendar drawn, in the place of the message `replaces`, if given. Raises `Forbidden`. `once`
    tells this wish from others; `feed`: whether a feed is offered below it."""
    visible_groups(work)
    data = {"year": page.year, "month": page.month, "span": page.span.value, "replaces": replaces, "feed": int(feed)}
    await work.tell([work.person], PICTURE, f"person:{work.person.id}", once, data, expires_at=work.now + WAIT)


async def queue_file(work: UnitOfWork, meeting_id: int, once: str) -> None:
    """Have a meeting sent as a file for a calendar. Raises `Forbidden`, alike for one that is not there."""
    meeting = await visible_meeting(work, meeting_id)
    await work.tell([work.person], FILE, meeting.subject, once, expires_at=work.now + WAIT)


async def make_feed(work: UnitOfWork) -> tuple[Feed, str]:
    """A new secret address of one's own meetings, and its secret, of which only the hash is kept. Raises `Forbidden`
    for someone who may see no meetings, and `EnoughFeeds`."""
    visible_groups(work)
    if len(await calendar_feeds.of(work.tx, work.person.id)) >= MOST_FEEDS:
        raise EnoughFeeds(MOST_FEEDS)
    token = new_token()
    made = await calendar_feeds.add(work.tx, work.person.id, token_hash(token), work.now)
    await work.record("calendar address made", f"feed:{made.id}")
    return made, token


async def revoke_feed(work: UnitOfWork, feed_id: int) -> bool:
    """Make one of one's own addresses unusable; False when it was so already, or is nobody's of theirs."""
    done = await calendar_feeds.revoke(work.tx, feed_id, work.person.id, work.now)
    if done:
        await work.record("calendar address revoked", f"feed:{feed_id}")
    return done
