"""The only writers of the channels that news comes from, and of the topics that the secretariat names."""

from collections.abc import Mapping, Sequence

from council.authority import Action, demand, may
from council.chats import ChatRights, TelegramChannel
from council.errors import Stale
from council.people import Actor
from council.posts import check_free, named_by_file
from handlers.channels.reads import get_topics, visible_channel
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_, lexicon_of
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import channels, members, subscriptions, topics
from storage.channels import Channel, ChannelState

CHANNEL = Kind("news.channel", card=True)
CODE = Kind("news.code", outsiders=True)

TOPIC = "topic"
"""In a QR code's data: the code of the topic that it leads to ("": all news)."""

MOST_TOPICS = 40
"""More topics than fit one screen of buttons are no choice any more."""


class TooManyTopics(RefusedWith):
    """As many topics as can be offered are named already."""

    template = N_("No more topics can be added. Remove one first.")


async def keep_by_file(work: UnitOfWork, channel: TelegramChannel) -> Channel | None:
    """Keep a channel of the council's file as it is now; None for any other. Of both, what the bot may do is kept."""
    await channels.keep_rights(work.tx, channel, work.now)
    named = named_by_file(work.council, channel.id, channel.username)
    if named is None:
        return None
    return await channels.put(work.tx, channel, ChannelState.BY_FILE, named.language, None, work.now)


async def keep_name(work: UnitOfWork, chat: int, title: str, username: str) -> None:
    """Keep what a channel is called, as a post that came from it shows."""
    known = await channels.of_chat(work.tx, chat)
    named = named_by_file(work.council, chat, username)
    if named is not None and (known is None or known.state is not ChannelState.BY_FILE):
        channel = TelegramChannel(chat, title, username, ChatRights(inside=True))
        await channels.put(work.tx, channel, ChannelState.BY_FILE, named.language, None, work.now)
    elif known is not None and (known.title, known.username) != (title, username):
        await channels.rename(work.tx, chat, title, username)


async def change_rights(work: UnitOfWork, channel: TelegramChannel) -> None:
    """Somebody changed what the bot may do in a channel. A secretary who did is asked whether to take news from there.
    Telegram says who did it. Nothing else proves whose a channel is: its posts need not say who wrote them."""
    known = await keep_by_file(work, channel) or await channels.of_chat(work.tx, channel.id)
    if known is not None and known.state in {ChannelState.BY_FILE, ChannelState.FOLLOWED}:
        await work.tell_secretariat(CHANNEL, known.subject, work.now.isoformat())
    elif channel.rights.inside and may(work.actor, Action.MANAGE_NEWS):
        await offer(work, channel)


async def offer(work: UnitOfWork, channel: TelegramChannel) -> None:
    """Ask the one who acts, in private, whether to take news from this channel. Raises `Forbidden`."""
    demand(work.actor, Action.MANAGE_NEWS)
    known = await keep_by_file(work, channel) or await channels.of_chat(work.tx, channel.id)
    if known is None or known.state in {ChannelState.OFFERED, ChannelState.DROPPED}:
        known = await channels.put(work.tx, channel, ChannelState.OFFERED, "", work.person.id, work.now)
        await work.record("channel offered", known.subject, {"chat": channel.id})
    await work.tell([work.person], CHANNEL, known.subject, work.now.isoformat())


async def ask_again(work: UnitOfWork, chat: int) -> None:
    """Somebody posted /channel in a channel, which proves nothing: only the secretary who was asked before is asked again."""
    known = await channels.of_chat(work.tx, chat)
    if known is not None and known.state is ChannelState.OFFERED and known.offered_by is not None:
        seats = await members.seats_of(work.tx, known.offered_by, work.now)
        if may(Actor("person", None, seats), Action.MANAGE_NEWS):
            people = await members.many(work.tx, [known.offered_by])
            await work.tell(people.values(), CHANNEL, known.subject, work.now.isoformat())


async def decide(work: UnitOfWork, id_: int, state: ChannelState, language: str | None = None) -> Channel:
    """Take news from a channel from now on (FOLLOWED), in this language ("": for all), or no more (DROPPED).
    Raises `Forbidden`, and `Stale` for a channel that the council's file names."""
    found = await visible_channel(work, id_)
    decidable = found.state in {ChannelState.OFFERED, ChannelState.FOLLOWED}
    if not decidable or language not in {None, "", *work.council.languages}:
        raise Stale
    kept = found.language if language is None else language
    if not await channels.decide(work.tx, found, state, kept, work.now):
        raise Stale
    await work.record(f"channel {state}", found.subject, {"chat": found.chat})
    await work.redraw(found.subject, CHANNEL)
    return await visible_channel(work, id_)


async def name_topic(work: UnitOfWork, names: Mapping[str, str], tags: Sequence[str]) -> None:
    """Offer a topic: posts with these hashtags are about it. Raises `Forbidden`, `TagsTaken`, `TooManyTopics`."""
    demand(work.actor, Action.MANAGE_NEWS)
    there = await topics.offered(work.tx)
    check_free(tags, work.council, there, lexicon_of(work.council.languages))
    if len(there) >= MOST_TOPICS:
        raise TooManyTopics
    made = await topics.add(work.tx, names, tags, work.now)
    await work.record("topic named", f"topic:{made.id}")


async def end_topic(work: UnitOfWork, topic: int) -> None:
    """Offer a topic no longer, and erase who follows it. Raises `Forbidden`, `Stale`."""
    demand(work.actor, Action.MANAGE_NEWS, subject=f"topic:{topic}")
    if not await topics.end(work.tx, topic, work.now):
        raise Stale
    await subscriptions.drop_topic(work.tx, f"t{topic}")
    await work.record("topic ended", f"topic:{topic}")


async def ask_code(work: UnitOfWork, topic: str, update: int) -> None:
    """Have the QR code of a topic's link ("": of all news) sent to the one who acts. The link carries no right, so anyone may.
    It is sent once for each `update`. Raises `Stale` for no topic."""
    if topic and topic not in (await get_topics(work.tx, work.council)).codes:
        raise Stale
    await work.tell([work.person], CODE, "news:0", str(update), {TOPIC: topic})
