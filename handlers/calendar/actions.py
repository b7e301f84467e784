"""The only writers of calendar feeds; and the orders to send pictures and files."""

from datetime import timedelta

from council.authority import Action, anywhere, demand
from council.calendar import EnoughFeeds, Page
from council.errors import Forbidden
from handlers.framework.work import UnitOfWork
from storage import audit, calendar_feeds, meetings, outbox
from storage.calendar_feeds import Feed
from storage.invitations import new_token, token_hash
from storage.outbox import Lane, Order

PICTURE, FILE = "calendar.picture", "calendar.file"
"""Kinds of deliveries."""

MOST_FEEDS = 5
"""Working addresses that one person can have: one for each of their machines."""

WAIT = timedelta(minutes=10)
"""After so long nobody waits for a page any more that they turned to."""


async def show(work: UnitOfWork, page: Page, once: str, *, replaces: int = 0, feed: bool = False) -> None:
    """Have a page of the calendar drawn, in the place of the message `replaces`, if given. Raises `Forbidden`.

    `once` tells this wish from others; `feed`: whether a feed is offered below it.
    """
    if anywhere(work.actor, Action.SEE_MEETING) == ():
        raise Forbidden(Action.SEE_MEETING)
    data: dict[str, int | str] = {
        "year": page.year, "month": page.month, "span": page.span.value, "replaces": replaces, "feed": int(feed),
    }  # fmt: skip
    await _order(work, PICTURE, f"person:{work.person.id}", once, data)


async def give(work: UnitOfWork, meeting_id: int, once: str) -> None:
    """Have a meeting sent as a file for a calendar. Raises `Forbidden`, alike for one that is not there."""
    meeting = await meetings.get(work.tx, meeting_id)
    subject = f"meeting:{meeting_id}"
    demand(work.actor, Action.SEE_MEETING, meeting.draft.groups if meeting else (), subject)
    if meeting is None:
        raise Forbidden(Action.SEE_MEETING, subject)
    await _order(work, FILE, subject, once, {})


async def make_feed(work: UnitOfWork) -> tuple[Feed, str]:
    """A new secret address of one's own meetings, and its secret, of which only the hash is kept.

    Raises `Forbidden` for someone without a seat, and `EnoughFeeds`.
    """
    if anywhere(work.actor, Action.SEE_MEETING) == ():
        raise Forbidden(Action.SEE_MEETING)
    if len(await calendar_feeds.of(work.tx, work.person.id)) >= MOST_FEEDS:
        raise EnoughFeeds(MOST_FEEDS)
    token = new_token()
    made = await calendar_feeds.add(work.tx, work.person.id, token_hash(token), work.now)
    await audit.record(work.tx, work.now, work.actor.label, "calendar address made", f"feed:{made.id}")
    return made, token


async def revoke_feed(work: UnitOfWork, feed_id: int) -> bool:
    """Make one of one's own addresses unusable; False when it was so already, or is nobody's of theirs."""
    done = await calendar_feeds.revoke(work.tx, feed_id, work.person.id, work.now)
    if done:
        await audit.record(work.tx, work.now, work.actor.label, "calendar address revoked", f"feed:{feed_id}")
    return done


async def _order(work: UnitOfWork, kind: str, subject: str, once: str, data: dict[str, int | str]) -> None:
    """To the private chat of the one who acts, wherever they pressed."""
    chat = work.person.telegram_id
    if chat is not None:
        key = f"{kind}:{work.person.id}:{once}"
        order = Order(
            key, kind, subject, Lane.RECEIPTS, chat, work.person.id, data, expires_at=work.now + WAIT
        )  # fmt: skip
        await outbox.queue(work.tx, [order], work.now)
