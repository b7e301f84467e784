"""The only writers of subscriptions. Anyone may follow the news; of someone without a seat nothing else is kept."""

from collections.abc import Collection
from datetime import datetime, time

from council.clock import zone as zone_of
from council.errors import Stale
from council.posts import EVERYTHING
from council.subscriptions import Pace, Rhythm, Subscription, check_pause, toggled
from handlers.channels.reads import get_topics
from handlers.framework.work import UnitOfWork
from handlers.subscriptions.reads import find_active, get_language, get_own, list_languages
from storage import members, posts, subscriptions


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
    await subscriptions.count_day(work.tx, _today(work), came=1)
    await work.record("subscribed", work.actor.label)
    return True


def _today(work: UnitOfWork) -> str:
    """The day on which somebody is counted as come or gone: of the council's zone."""
    return work.now.astimezone(zone_of(work.council.zone)).date().isoformat()


async def pause(work: UnitOfWork, until: datetime | None) -> Subscription:
    """Get nothing until then (UTC); None: go on. Raises `Stale` for someone who follows nothing, and `PauseTooLong`."""
    if await find_active(work) is None:
        raise Stale
    await subscriptions.pause(work.tx, work.person.id, check_pause(until, work.now) if until else None)
    return await get_own(work)


async def mark_read(work: UnitOfWork) -> None:
    """Note that the one who acts has read the news up to now."""
    await subscriptions.mark_read(work.tx, work.person.id, await posts.last_id(work.tx), work.now)


async def unsubscribe(work: UnitOfWork) -> bool:
    """Erase what the one who acts follows; False when that was nothing."""
    done = await subscriptions.unsubscribe(work.tx, work.person.id)
    if done:
        await subscriptions.count_day(work.tx, _today(work), went=1)
        await work.record("unsubscribed", work.actor.label)
    return done
