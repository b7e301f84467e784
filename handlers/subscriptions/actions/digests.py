"""The only writers of lists: a day's or a week's posts for one reader, and bundles of posts that were too many at once."""

from datetime import datetime

from council.errors import UnknownZone
from council.people import Person
from council.posts import FLOOD_QUIET, FLOOD_SPAN, PostState
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import digests, outbox, posts, subscriptions
from storage.digests import Due
from storage.outbox import Lane, Order

DIGEST = Kind("news.digest", Lane.NEWS)
BUNDLE = Kind("news.bundle", Lane.NEWS)

AFTER, UPTO, SINCE = "after", "upto", "since"
"""In a digest's data: after which post, up to which one, and since when."""

CHUNK = 200
"""How many people's lists are queued in one transaction."""


def after_quiet_hours(work: UnitOfWork, person: Person) -> datetime:
    """Now or, within the person's quiet hours, when these end (UTC). Who has a zone that is known no longer has none."""
    try:
        return work.after_quiet_hours(person)
    except UnknownZone:
        return work.now


# -- digests


async def queue_digests(work: UnitOfWork) -> bool:
    """Queue the digests of up to `CHUNK` people whose digest is due; False when none is. Who has nothing new gets none.

    What somebody misses, because they have paused or blocked the bot, stands in the digest that follows.
    """
    due = await digests.due(work.tx, work.now, CHUNK)
    upto = await posts.last_id(work.tx)
    going = {one.person.id for one in due if one.reached and not _paused(one, work.now)}
    having = await digests.count_new(work.tx, going, upto)
    orders: list[Order] = []
    for one in due:
        id_ = one.person.id
        # A digest that fell due while the program was off comes once, and the next one at its time.
        at = _next(work, one, max(work.now, one.paused_until or work.now))
        if id_ not in going:
            await digests.postpone(work.tx, one, at)
        elif await digests.mark_told(work.tx, one, at, upto, work.now, anything=id_ in having) and id_ in having:
            orders += _orders(one, upto)
    await outbox.queue(work.tx, orders, work.now)
    return bool(due)


def _paused(one: Due, now: datetime) -> bool:
    return one.paused_until is not None and now < one.paused_until


def _next(work: UnitOfWork, one: Due, after: datetime) -> datetime | None:
    try:
        return one.rhythm.next_due(one.person.zone, after)
    except UnknownZone:  # one that the database of time zones no longer has
        return one.rhythm.next_due(work.council.zone, after)


def _orders(one: Due, upto: int) -> list[Order]:
    """Each person's digest has a subject and data of its own, and all are queued at once: not `work.tell`."""
    person = one.person
    if person.telegram_id is None:
        return []
    subject = f"digest:{person.id}"
    data: dict[str, int | str] = {AFTER: one.told_to, UPTO: upto, SINCE: one.told_at.isoformat()}
    key = f"{subject}:{one.at.isoformat()}"
    return [Order(key, DIGEST.name, subject, DIGEST.lane, person.telegram_id, person.id, data)]


# -- bundles


async def make_bundle(work: UnitOfWork) -> bool:
    """Put what was held back in one language into a bundle, once no more comes or it has waited long; whether there was any."""
    for held in await digests.all_held(work.tx):
        if work.now - held.last >= FLOOD_QUIET or work.now - held.first >= FLOOD_SPAN:
            await digests.bundle(work.tx, held, work.now)
            return True
    return False


async def queue_bundle(work: UnitOfWork) -> bool:
    """Queue a bundle to one chunk of those who get it; False when all are queued."""
    found = await digests.next_bundle(work.tx)
    if found is None:
        return False
    people = await subscriptions.at_once(work.tx, digests.in_bundle(found.id), work.now, found.written_to, CHUNK)
    state = PostState.FROZEN if len(people) < CHUNK else PostState.FREEZING
    last = people[-1].id if people else found.written_to
    if await digests.advance_bundle(work.tx, found, last, state, [person.id for person in people]):
        await work.tell(people, BUNDLE, found.subject, due=lambda person: after_quiet_hours(work, person))
    return True
