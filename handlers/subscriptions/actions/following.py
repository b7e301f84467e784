"""The only writers of subscriptions. Anyone may follow the news; of someone without a seat nothing else is kept."""

from collections.abc import Collection
from datetime import datetime, time

from council import subscriptions
from council.clock import zone as zone_of
from council.errors import Stale
from council.posts import EVERYTHING
from council.subscriptions import Pace, Rhythm, Subscription
from handlers.common.topics import all_topics
from handlers.framework.work import UnitOfWork
from storage import audit, members
from storage import channels as newsroom
from storage import subscriptions as subscriptions_store


async def languages(work: UnitOfWork) -> tuple[str, ...]:
    """The languages in which there is news, in the council's order; empty where it is for all languages alike."""
    spoken = {channel.language for channel in work.council.news_channels}
    spoken |= {source.language for source in await newsroom.followed(work.tx)}
    return tuple(language for language in work.council.languages if language in spoken)


async def own_language(work: UnitOfWork) -> str:
    """The language in which the one who acts reads the news, before they have said so."""
    offered = await languages(work)
    return work.person.language if work.person.language in offered or not offered else offered[0]


async def choose_language(work: UnitOfWork, language: str) -> Subscription:
    """The language of the news; for someone who has chosen none yet, of everything else too. Raises `Stale`."""
    offered = await languages(work)
    if language not in (offered or work.council.languages):
        raise Stale
    if not work.person.language_chosen:
        await members.change(work.tx, work.person.id, language=language, language_chosen=True)
    if not await subscriptions_store.begin(work.tx, work.person.id, language, work.now):
        await subscriptions_store.set_language(work.tx, work.person.id, language)
    return await mine(work)


async def begin(work: UnitOfWork, topics: Collection[str] = ()) -> Subscription:
    """Begin to choose, in one's own language, or go on with it; with these topics ticked, if given."""
    await subscriptions_store.begin(work.tx, work.person.id, await own_language(work), work.now)
    if topics:
        await subscriptions_store.set_topics(work.tx, work.person.id, topics)
    return await mine(work)


async def mine(work: UnitOfWork) -> Subscription:
    """What the one who acts follows or is choosing. Raises `Stale` when that is nothing."""
    found = await subscriptions_store.get(work.tx, work.person.id)
    if found is None:
        raise Stale
    return found


async def tick(work: UnitOfWork, topic: str) -> Subscription:
    """Follow a topic, or no longer; the last one that is followed stays. Raises `Stale`."""
    found = await mine(work)
    if topic not in {EVERYTHING, *all_topics(work.council, await newsroom.topics(work.tx)), *found.topics}:
        raise Stale
    chosen = subscriptions.toggled(found.topics, topic)
    if chosen or not found.active:
        await subscriptions_store.set_topics(work.tx, work.person.id, chosen)
    return await mine(work)


async def follow_topic(work: UnitOfWork, topic: str) -> Subscription:
    """Add a topic to what is followed, or choose it alone, for someone who follows nothing yet."""
    found = await subscriptions_store.get(work.tx, work.person.id)
    if found is None or not found.active:
        return await begin(work, [topic])
    if not found.everything and topic not in found.topics:
        await subscriptions_store.set_topics(
            work.tx, work.person.id, (EVERYTHING,) if topic == EVERYTHING else (*found.topics, topic)
        )
    return await mine(work)


async def set_pace(work: UnitOfWork, pace: Pace) -> bool:
    """How often; True when the news is followed from now on. Raises `Stale` while no topic is chosen."""
    found = await mine(work)
    if not found.topics:
        raise Stale
    return await _follow(work, found, Rhythm(pace, found.rhythm.at, found.rhythm.weekday))


async def set_time(work: UnitOfWork, at: time, weekday: int) -> None:
    """When lists come, by one's own wall clock. Raises `Stale` for someone who gets none."""
    found = await mine(work)
    if not found.active or found.rhythm.pace is Pace.NOW:
        raise Stale
    await _follow(work, found, Rhythm(found.rhythm.pace, at, weekday))


async def _follow(work: UnitOfWork, found: Subscription, rhythm: Rhythm) -> bool:
    due = rhythm.next_due(work.person.zone, work.now)
    if found.active:
        await subscriptions_store.set_rhythm(work.tx, work.person.id, rhythm, due, work.now)
        return False
    await subscriptions_store.activate(work.tx, work.person.id, rhythm, due, work.now)
    await subscriptions_store.count_day(work.tx, _today(work), came=1)
    await audit.record(work.tx, work.now, work.actor.label, "subscribed", work.actor.label)
    return True


def _today(work: UnitOfWork) -> str:
    return work.now.astimezone(zone_of(work.council.zone)).date().isoformat()


async def pause(work: UnitOfWork, until: datetime | None) -> Subscription:
    """Get nothing until then; None: go on. Raises `Stale` for someone who follows nothing, and `PauseTooLong`."""
    found = await mine(work)
    if not found.active:
        raise Stale
    await subscriptions_store.pause(
        work.tx, work.person.id, subscriptions.check_pause(until, work.now) if until else None
    )
    return await mine(work)


async def looked(work: UnitOfWork, upto: int) -> None:
    """The one who acts has seen the news up to this post."""
    await subscriptions_store.look(work.tx, work.person.id, upto, work.now)


async def unsubscribe(work: UnitOfWork) -> bool:
    """Forget what the one who acts follows; False when that was nothing."""
    done = await subscriptions_store.unsubscribe(work.tx, work.person.id)
    if done:
        await subscriptions_store.count_day(work.tx, _today(work), went=1)
        await audit.record(work.tx, work.now, work.actor.label, "unsubscribed", work.actor.label)
    return done
