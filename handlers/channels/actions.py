"""The only writers of the channels that news comes from, and of the topics that the secretariat names."""

from collections.abc import Mapping, Sequence

from council.authority import Action, demand, may
from council.chats import Place, Standing
from council.config import Council
from council.errors import Forbidden, Refused, Stale
from council.people import Actor
from council.posts import TAG_LIMIT, Topic, group_tags, hashtags, named_by_file
from handlers.framework.work import UnitOfWork
from storage import audit, members, outbox, subscriptions
from storage import channels as newsroom
from storage.channels import Source, SourceState
from storage.outbox import Lane, Order

CHANNEL = "news.channel"
"""The kind of delivery: the card of a channel."""

MOST_TOPICS = 40
"""More topics than fit one screen of buttons are no choice any more."""


class TagsTaken(Refused):
    """A hashtag that tells another topic, or a group, already."""


class TooManyTopics(Refused):
    """As many topics as can be offered are named already."""


class NoTags(Refused):
    """No hashtag was typed where some are wanted."""


# -- channels


async def meet(work: UnitOfWork, place: Place) -> Source | None:
    """Remember a channel of the council's file as it is now; None for any other."""
    await newsroom.stand(work.tx, place, work.now)
    named = named_by_file(work.council, place.id, place.username)
    if named is None:
        return None
    return await newsroom.put(work.tx, place, SourceState.BY_FILE, named.language, None, work.now)


async def seen(work: UnitOfWork, channel: int, title: str, username: str) -> None:
    """A post came from a channel, which shows what it is called now."""
    known = await newsroom.source_of(work.tx, channel)
    named = named_by_file(work.council, channel, username)
    if named is not None and (known is None or known.state is not SourceState.BY_FILE):
        place = Place(channel, title, username, Standing(inside=True))
        await newsroom.put(work.tx, place, SourceState.BY_FILE, named.language, None, work.now)
    elif known is not None and (known.title, known.username) != (title, username):
        await newsroom.rename(work.tx, channel, title, username)


async def stood(work: UnitOfWork, place: Place) -> None:
    """The bot stands otherwise in a channel. A secretary who made it so is asked whether to take news from there.

    Telegram says who did it, and it is the only way in which a channel can prove anything: its posts need not say whose
    they are.
    """
    known = await meet(work, place) or await newsroom.source_of(work.tx, place.id)
    if known is not None and known.state in {SourceState.BY_FILE, SourceState.FOLLOWED}:
        await _tell_secretariat(work, known)
        return
    if place.standing.inside and may(work.actor, Action.MANAGE_NEWS):
        await offer(work, place)


async def offer(work: UnitOfWork, place: Place) -> Source:
    """Ask the one who acts, in private, whether to take news from this channel. Raises `Forbidden`."""
    demand(work.actor, Action.MANAGE_NEWS)
    await newsroom.stand(work.tx, place, work.now)
    known = await meet(work, place) or await newsroom.source_of(work.tx, place.id)
    if known is None or known.state in {SourceState.OFFERED, SourceState.DROPPED}:
        known = await newsroom.put(work.tx, place, SourceState.OFFERED, "", work.person.id, work.now)
        await audit.record(work.tx, work.now, work.actor.label, "channel offered", known.subject, {"chat": place.id})
    await _card(work, known, [work.person.id])
    return known


async def asked_there(work: UnitOfWork, channel: int) -> None:
    """Somebody posted /channel there, which proves nothing: whoever was asked about this channel is asked again, nobody else."""
    known = await newsroom.source_of(work.tx, channel)
    if known is not None and known.state is SourceState.OFFERED and known.offered_by is not None:
        seats = await members.seats_of(work.tx, known.offered_by, work.now)
        if may(Actor("person", None, seats), Action.MANAGE_NEWS):
            await _card(work, known, [known.offered_by])


async def look(work: UnitOfWork, source_id: int) -> Source:
    """A channel, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    demand(work.actor, Action.MANAGE_NEWS, subject=f"channel:{source_id}")
    found = await newsroom.source(work.tx, source_id)
    if found is None:
        raise Forbidden(Action.MANAGE_NEWS, f"channel:{source_id}")
    return found


async def accept(work: UnitOfWork, source_id: int, language: str) -> Source:
    """Take news from a channel, in this language ("": for all), from now on. Raises `Forbidden`, `Stale`."""
    found = await look(work, source_id)
    if language not in {"", *work.council.languages} or found.state not in {SourceState.OFFERED, SourceState.FOLLOWED}:
        raise Stale
    await _decide(work, found, SourceState.FOLLOWED, language, "channel followed")
    return await look(work, source_id)


async def drop(work: UnitOfWork, source_id: int) -> Source:
    """Take no news from a channel. Raises `Forbidden`, and `Stale` for one that the council's file names."""
    found = await look(work, source_id)
    if found.state not in {SourceState.OFFERED, SourceState.FOLLOWED}:
        raise Stale
    await _decide(work, found, SourceState.DROPPED, found.language, "channel dropped")
    return await look(work, source_id)


async def _decide(work: UnitOfWork, found: Source, state: SourceState, language: str, what: str) -> None:
    if not await newsroom.decide(work.tx, found, state, language, work.now):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, what, found.subject, {"chat": found.channel})
    await outbox.redraw(work.tx, found.subject, work.now, CHANNEL)


async def _tell_secretariat(work: UnitOfWork, found: Source) -> None:
    holders = await members.secretariat(work.tx, work.now)
    await _card(work, found, [person.id for person in holders])


async def _card(work: UnitOfWork, found: Source, whom: Sequence[int]) -> None:
    people = await members.many(work.tx, whom)
    at = f"{found.subject}:{work.now.isoformat()}"
    orders = [
        Order(f"{at}:{person.id}", CHANNEL, found.subject, Lane.RECEIPTS, person.telegram_id, person.id)
        for person in people.values()
        if person.telegram_id is not None
    ]
    await outbox.queue(work.tx, orders, work.now)


# -- topics


def read_tags(text: str, council: Council) -> tuple[str, ...]:
    """The hashtags that somebody typed, with or without "#". Raises `NoTags`, and `TagsTaken` for a group's."""
    words = text.split()
    # "no hash" is no list of hashtags; "one, two" and "one #two" are.
    if sum(not word.startswith("#") and not word.endswith(",") for word in words) > 1:
        raise NoTags
    found = hashtags(" ".join(word if word.startswith("#") else f"#{word}" for word in text.replace(",", " ").split()))
    if not found or any(len(word) > TAG_LIMIT + 1 for word in text.split()):
        raise NoTags
    if any(set(found) & group_tags(code) for code in council.codes):
        raise TagsTaken
    return found


async def name_topic(work: UnitOfWork, names: Mapping[str, str], tags: Sequence[str]) -> Topic:
    """Offer a topic that these hashtags tell. Raises `Forbidden`, `TagsTaken`, `TooManyTopics`."""
    demand(work.actor, Action.MANAGE_NEWS)
    there = await newsroom.topics(work.tx)
    taken = {tag for topic in there for tag in topic.tags}.union(*(group_tags(code) for code in work.council.codes))
    if taken & set(tags):
        raise TagsTaken
    if len(there) >= MOST_TOPICS:
        raise TooManyTopics
    made = await newsroom.add_topic(work.tx, names, tags, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "topic named", f"topic:{made.id}")
    return made


async def end_topic(work: UnitOfWork, topic: int) -> None:
    """Offer a topic no longer, and forget who follows it. Raises `Forbidden`, `Stale`."""
    demand(work.actor, Action.MANAGE_NEWS, subject=f"topic:{topic}")
    if not await newsroom.end_topic(work.tx, topic, work.now):
        raise Stale
    await subscriptions.drop_topic(work.tx, f"t{topic}")
    await audit.record(work.tx, work.now, work.actor.label, "topic ended", f"topic:{topic}")
