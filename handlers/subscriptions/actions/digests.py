"""The only writers of lists: a day's or a week's news for one reader, and what was too much to go out one by one."""

from datetime import datetime

from council.errors import UnknownZone
from council.posts import FLOOD_QUIET, FLOOD_SPAN, PostState
from handlers.framework.work import UnitOfWork
from handlers.subscriptions.views.lists import due_at
from storage import digests, outbox, posts, subscriptions
from storage.digests import Due
from storage.outbox import Lane, Order

DIGEST, BUNDLE = "news.digest", "news.bundle"
"""Kinds of deliveries."""

AFTER, UPTO, SINCE = "after", "upto", "since"
"""In a list's data: the posts that it is of, and since when."""

CHUNK = 200
"""How many people's lists are looked after in one transaction."""


async def tell_some(work: UnitOfWork) -> bool:
    """Order the lists of up to `CHUNK` people whose list is due; False when none is. Who has nothing new gets none.

    What somebody misses, because they have paused or blocked the bot, stands in the list that follows.
    """
    due = await digests.due(work.tx, work.now, CHUNK)
    upto = await posts.last_id(work.tx)
    going = [one for one in due if one.reached and not _paused(one, work.now)]
    told = await digests.tell(work.tx, [one.person.id for one in going], upto)
    orders: list[Order] = []
    for one in due:
        # A list that fell due while the program was off comes once, and the next one at its time.
        at = _next(work, one, max(work.now, one.paused_until or work.now))
        if one not in going:
            await digests.postpone(work.tx, one, at)
        elif await digests.told(work.tx, one, at, upto, work.now, anything=one.person.id in told):
            orders += _order(one, upto) if one.person.id in told else []
    await outbox.queue(work.tx, orders, work.now)
    return bool(due)


def _paused(one: Due, now: datetime) -> bool:
    return one.paused_until is not None and now < one.paused_until


def _next(work: UnitOfWork, one: Due, after: datetime) -> datetime | None:
    try:
        return one.rhythm.next_due(one.person.zone, after)
    except UnknownZone:  # one that the database of time zones no longer has
        return one.rhythm.next_due(work.council.zone, after)


def _order(one: Due, upto: int) -> list[Order]:
    if one.person.telegram_id is None:
        return []
    data: dict[str, int | str] = {AFTER: one.told_to, UPTO: upto, SINCE: one.told_at.isoformat()}
    subject = f"digest:{one.person.id}"
    key = f"{subject}:{one.at.isoformat()}"
    return [Order(key, DIGEST, subject, Lane.NEWS, one.person.telegram_id, one.person.id, data)]


# -- too many at once


async def bundle_some(work: UnitOfWork) -> bool:
    """Put what was held back in one language into one list, once no more comes or it has waited long; whether there was any."""
    for held in await digests.all_held(work.tx):
        if work.now - held.last >= FLOOD_QUIET or work.now - held.first >= FLOOD_SPAN:
            await digests.bundle(work.tx, held, work.now)
            return True
    return False


async def fan_out_some(work: UnitOfWork) -> bool:
    """Write the rows of one chunk of those who get such a list; False when there is nothing to write."""
    found = await digests.next_bundle(work.tx)
    if found is None:
        return False
    people = await subscriptions.at_once(work.tx, digests.in_bundle(found.id), work.now, found.written_to, CHUNK)
    state = PostState.FROZEN if len(people) < CHUNK else PostState.FREEZING
    last = people[-1].id if people else found.written_to
    if await digests.advance_bundle(work.tx, found, last, state, [person.id for person in people]):
        orders = [
            Order(
                f"{found.subject}:{person.id}", BUNDLE, found.subject, Lane.NEWS, person.telegram_id, person.id,
                due_at=due_at(work.council, person, work.now),
            )
            for person in people
            if person.telegram_id is not None
        ]  # fmt: skip
        await outbox.queue(work.tx, orders, work.now)
    return True
