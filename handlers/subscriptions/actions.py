"""The only writers of subscriptions and of lists. Anyone may follow the news; of someone without a seat nothing else is kept."""

from collections.abc import Collection
from datetime import datetime, time

from council.errors import Stale, UnknownZone
from council.people import Person
from council.posts import EVERYTHING, FLOOD_QUIET, FLOOD_SPAN, PostState
from council.subscriptions import Pace, Rhythm, Subscription, check_pause, toggled
from handlers.channels.reads import get_topics
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.subscriptions.reads import find_active, get_language, get_own, list_languages
from storage import digests, members, outbox, posts, subscriptions
from storage.outbox import Lane, Order

DIGEST = Kind("news.digest", Lane.NEWS, outsiders=True)
BUNDLE = Kind("news.bundle", Lane.NEWS, outsiders=True)

AFTER, UPTO, SINCE = "after", "upto", "since"
"""In a digest's data: after which post, up to which one, and since when."""

CHUNK = 200
"""How many people's lists are queued in one transaction."""


async def choose_language(work: UnitOfWork, language: str) -> Subscription:
    """Choose the language of the news; for someone who has chosen none before, of everything else too. Raises `Stale`."""
    offered = await list_languages(work)
    if language not in (offered or work.council.languages):
        raise Stale
    if not work.person.language_chosen:
        await members.change(work.tx, work.person.id, language=language, language_chosen=True)
    if not await subscriptions.begin(work.tx, work.person.id, language, work.now):
        await subscriptions.set_language(work.tx, work.person.id, language)
    return await get_own(work)


async def begin(work: UnitOfWork, topics: Collection[str] = ()) -> Subscription:
    """Begin to choose, or go on with it; with these topics ticked, if given."""
    await subscriptions.begin(work.tx, work.person.id, await get_language(work), work.now)
    if topics:
        await subscriptions.set_topics(work.tx, work.person.id, topics)
    return await get_own(work)


async def tick(work: UnitOfWork, topic: str) -> Subscription:
    """Follow a topic, or no longer; the last one that is followed stays. Raises `Stale`."""
    found = await get_own(work)
    if topic not in {EVERYTHING, *(await get_topics(work.tx, work.council)).codes, *found.topics}:
        raise Stale
    chosen = toggled(found.topics, topic)
    if chosen or not found.active:
        await subscriptions.set_topics(work.tx, work.person.id, chosen)
    return await get_own(work)


async def follow_topic(work: UnitOfWork, topic: str) -> Subscription:
    """Add a topic to what is followed; for someone who follows nothing yet, choose it alone."""
    found = await find_active(work)
    if found is None:
        return await begin(work, [topic])
    if not found.everything and topic not in found.topics:
        chosen = (EVERYTHING,) if topic == EVERYTHING else (*found.topics, topic)
        await subscriptions.set_topics(work.tx, work.person.id, chosen)
    return await get_own(work)


async def set_pace(work: UnitOfWork, pace: Pace) -> bool:
    """Set how often; whether the news is followed only from now on. Raises `Stale` while no topic is chosen."""
    found = await get_own(work)
    if not found.topics:
        raise Stale
    return await _follow(work, found, Rhythm(pace, found.rhythm.at, found.rhythm.weekday))


async def set_time(work: UnitOfWork, at: time, weekday: int) -> None:
    """Set when lists come, in one's own zone (`weekday` 0: Monday). Raises `Stale` for someone who gets none."""
    found = await get_own(work)
    if not found.active or found.rhythm.pace is Pace.NOW:
        raise Stale
    await _follow(work, found, Rhythm(found.rhythm.pace, at, weekday))


async def _follow(work: UnitOfWork, found: Subscription, rhythm: Rhythm) -> bool:
    due = rhythm.next_due(work.person.zone, work.now)
    if found.active:
        await subscriptions.set_rhythm(work.tx, work.person.id, rhythm, due, work.now)
        return False
    await subscriptions.activate(work.tx, work.person.id, rhythm, due, work.now)
    await subscriptions.count_day(work.tx, work.council.today(work.now).isoformat(), came=1)
    await work.record("subscribed", work.actor.label)
    return True


async def pause(work: UnitOfWork, until: datetime | None) -> Subscription:
    """Get nothing until then (UTC); None: go on. Raises `Stale` for someone who follows nothing, and `PauseTooLong`."""
    if await find_active(work) is None:
        raise Stale
    await subscriptions.pause(work.tx, work.person.id, check_pause(until, work.now) if until else None)
    return await get_own(work)


async def mark_read(work: UnitOfWork) -> None:
    """Note that the one who acts has read the news up to now."""
    await subscriptions.mark_read(work.tx, work.person.id, await posts.last_id(work.tx), work.now)


async def unsubscribe(work: UnitOfWork) -> Subscription | None:
    """Erase what the one who acts follows, and return it; None when that was nothing."""
    was = await find_active(work)
    if await subscriptions.unsubscribe(work.tx, work.person.id):
        await subscriptions.count_day(work.tx, work.council.today(work.now).isoformat(), went=1)
        await work.record("unsubscribed", work.actor.label)
    return was


async def resubscribe(work: UnitOfWork, language: str, topics: Collection[str], rhythm: Rhythm) -> Subscription:
    """Follow what was followed before unsubscribing, of what is still offered, from now on. Raises `Stale` where nothing
    of it is, and for whoever follows the news again already."""
    offered = await get_topics(work.tx, work.council)
    left = [topic for topic in topics if topic in {EVERYTHING, *offered.codes}]
    if not left or await find_active(work) is not None:
        raise Stale
    await choose_language(work, language)
    await subscriptions.set_topics(work.tx, work.person.id, left)
    found = await get_own(work)
    await _follow(work, found, rhythm)
    return await get_own(work)


async def queue_digests(work: UnitOfWork) -> bool:
    """Queue the digests of up to `CHUNK` people whose digest is due; False when none is. Who has nothing new gets none.
    What somebody misses, because they have paused or blocked the bot, stands in the digest that follows."""
    due = await digests.due(work.tx, work.now, CHUNK)
    upto = await posts.last_id(work.tx)
    going = {one.person.id for one in due if one.reached and not one.paused(work.now)}
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


def _next(work: UnitOfWork, one: digests.Due, after: datetime) -> datetime | None:
    try:
        return one.rhythm.next_due(one.person.zone, after)
    except UnknownZone:  # one that the database of time zones no longer has
        return one.rhythm.next_due(work.council.zone, after)


def _orders(one: digests.Due, upto: int) -> list[Order]:
    """Each person's digest has a subject and data of its own, and all are queued at once: not `work.tell`."""
    person, subject = one.person, f"digest:{one.person.id}"
    if person.telegram_id is None:
        return []
    data: dict[str, int | str] = {AFTER: one.told_to, UPTO: upto, SINCE: one.told_at.isoformat()}
    key = f"{subject}:{one.at.isoformat()}"
    return [Order(key, DIGEST.name, subject, DIGEST.lane, person.telegram_id, person.id, data)]


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


def after_quiet_hours(work: UnitOfWork, person: Person) -> datetime:
    """Now or, within the person's quiet hours, when these end (UTC). Who has a zone that is known no longer has none."""
    try:
        return work.after_quiet_hours(person)
    except UnknownZone:
        return work.now
