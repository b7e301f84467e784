"""The secretariat's updates on the news: its desk, channels and topics; and links to topics, for everyone."""

import re

from council.authority import Action, demand
from council.chats import ChatRights, TelegramChannel, lacks_in_channel
from council.errors import Stale
from handlers.channels import actions, views
from handlers.channels.forms import TOPIC
from handlers.channels.presses import AcceptChannel, DropChannel, EndTopic, GetCode, NameTopic, Page
from handlers.channels.reads import get_topics, visible_channel
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import channels, posts, subscriptions
from storage.channels import Channel, ChannelState

MOST_UNFOLLOWED = 10
"""How many posts that went to nobody are counted at /news."""

_NAMED = re.compile(r"(?:https?://)?(?:t\.me/)?@?(?P<name>[A-Za-z]\w{3,31})(?:/\d+)?/?|(?P<id>-100\d{5,15})")


def named_channel(argument: str) -> str | int | None:
    """The channel that follows /channel: "@name", "t.me/name" or "-100…"; None where there is none."""
    match = _NAMED.fullmatch(argument.strip())
    if match is None:
        return None
    return int(match["id"]) if match["id"] else f"@{match['name']}"


async def show(visit: Visit, page: Page = Page.DESK) -> None:
    """One of the secretariat's pages, save those on posts."""
    demand(visit.actor, Action.MANAGE_NEWS)
    topics = await get_topics(visit.tx, visit.council)
    match page:
        case Page.CHANNELS:
            await _show_channels(visit)
        case Page.LINKS:
            visit.show(views.links(topics, visit.t))
        case Page.TOPICS:
            counts = (await subscriptions.census(visit.tx, visit.now)).topics
            visit.show(views.topics([(topic, counts.get(topic.code, 0)) for topic in topics.named], visit.t))
        case _:
            counted = await subscriptions.census(visit.tx, visit.now)
            unfollowed = len(await posts.to_nobody(visit.tx, MOST_UNFOLLOWED))
            visit.show(views.desk(topics, counted, unfollowed, visit.t))


async def channel(visit: Visit) -> None:
    """/channel: the channels of the news; with a name, whether to take news from that one."""
    demand(visit.actor, Action.MANAGE_NEWS)
    if not visit.incoming.argument:
        await _show_channels(visit)
    elif visit.incoming.named_channel is None:
        visit.say(views.not_seen(visit.t))
    else:
        await actions.offer(visit.work, visit.incoming.named_channel)


async def _show_channels(visit: Visit) -> None:
    found = await channels.followed(visit.tx)
    lacks = [(one, lacks_in_channel(await channels.rights_in(visit.tx, one))) for one in found]
    known = {one.username.casefold() for one in found} | {str(one.chat) for one in found}
    named = [(str(one.channel), one.username.casefold()) for one in visit.council.news_channels]
    unseen = [channel for channel, username in named if known.isdisjoint({channel, username})]
    visit.show(views.channels(lacks, unseen, visit.t))


async def accept(visit: Visit, press: AcceptChannel) -> None:
    await _show_channel(visit, await actions.decide(visit.work, press.channel, ChannelState.FOLLOWED, press.language))


async def drop(visit: Visit, press: DropChannel) -> None:
    """[Take no more news from it]: asks first."""
    if press.sure:
        await _show_channel(visit, await actions.decide(visit.work, press.channel, ChannelState.DROPPED))
    else:
        visit.say(views.ask_drop(await visible_channel(visit.work, press.channel), visit.t))


async def _show_channel(visit: Visit, found: Channel) -> None:
    lacks = lacks_in_channel(await channels.rights_in(visit.tx, found))
    visit.show(views.channel(visit.council, found, lacks, visit.t))


async def change_rights(visit: Visit, rights: ChatRights) -> None:
    """Telegram says that the bot may do other things in a channel now: nothing is said there."""
    incoming = visit.incoming
    await actions.change_rights(visit.work, TelegramChannel(incoming.chat, incoming.title, incoming.chat_username, rights))


async def name_topic(visit: Visit, _press: NameTopic) -> None:
    demand(visit.actor, Action.MANAGE_NEWS)
    await forms.begin(visit, TOPIC)


async def end_topic(visit: Visit, press: EndTopic) -> None:
    """[End]: asks first, with how many follow it."""
    demand(visit.actor, Action.MANAGE_NEWS)
    if press.sure:
        await actions.end_topic(visit.work, press.topic)
        await show(visit, Page.TOPICS)
        return
    topics = await get_topics(visit.tx, visit.council)
    topic = next((one for one in topics.named if one.id == press.topic), None)
    if topic is None:
        raise Stale
    visit.show(views.ask_end(topic, *await subscriptions.following_only(visit.tx, topic.code), visit.t))


async def codes(visit: Visit) -> None:
    """/qr: links to topics, and their QR codes."""
    visit.say(views.links(await get_topics(visit.tx, visit.council), visit.t))


async def get_code(visit: Visit, press: GetCode) -> None:
    await actions.ask_code(visit.work, press.topic, visit.incoming.update_id)
    visit.toast(views.on_its_way(visit.t))


PRESSES = (
    pressed(AcceptChannel, accept), pressed(DropChannel, drop), pressed(NameTopic, name_topic),
    pressed(EndTopic, end_topic), pressed(GetCode, get_code),
)  # fmt: skip
"""`ShowPage` is with them in `handlers.routes`, which knows whose each page is."""
