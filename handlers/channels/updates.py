"""The secretariat's updates on news: the desk, posts, channels, topics, and what is told in the channels."""

import re

from council.authority import Action, demand, may
from council.chats import Place, Standing, lacks_in_channel
from council.communiques import About, decision, sitting
from council.errors import Forbidden, Stale
from council.posts import link
from handlers.channels import actions as sources
from handlers.channels import deliveries as fetching
from handlers.channels import views as desk
from handlers.communiques import actions as publishing
from handlers.communiques import views as contents
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.posts import actions
from handlers.subscriptions import updates
from handlers.subscriptions.forms import REWORD, TOPIC, show_draft
from handlers.subscriptions.presses import (
    AcceptChannel,
    DropChannel,
    DropDraft,
    EndTopic,
    NameTopic,
    Publish,
    Retract,
    Reword,
    Sheet,
    Show,
    ShowPost,
)
from storage import channels as newsroom
from storage import meetings, posts, reach, records, subscriptions
from storage.channels import Source

_NAMED = re.compile(r"(?:https?://)?(?:t\.me/)?@?(?P<name>[A-Za-z]\w{3,31})(?:/\d+)?/?|(?P<id>-100\d{5,15})")


def named_channel(argument: str) -> str | int | None:
    """The channel that follows /channel: "@name", "t.me/name" or "-100…"; None where there is none."""
    match = _NAMED.fullmatch(argument.strip())
    if match is None:
        return None
    return int(match["id"]) if match["id"] else f"@{match['name']}"


async def desk_or_latest(visit: Visit) -> None:
    """/news: for the secretariat, who follows the news and how far it goes; for everyone else, the latest."""
    if not may(visit.actor, Action.MANAGE_NEWS):
        await updates.latest(visit)
        return
    await show(visit, Show(Sheet.DESK))


async def show(visit: Visit, press: Show) -> None:
    """One of the secretariat's pages."""
    demand(visit.actor, Action.MANAGE_NEWS)
    named = await newsroom.topics(visit.tx)
    match press.sheet:
        case Sheet.DESK:
            counted = await subscriptions.census(visit.tx, visit.now)
            unfollowed = len(await reach.to_nobody(visit.tx, desk.LISTED))
            visit.show(desk.desk(visit.council, named, counted, unfollowed, visit.t))
        case Sheet.POSTS | Sheet.UNFOLLOWED:
            alone = press.sheet is Sheet.UNFOLLOWED
            found = await (reach.to_nobody if alone else posts.recent)(visit.tx, desk.LISTED)
            visit.show(desk.posts(found, visit.t, unfollowed=alone))
        case Sheet.TOPICS:
            counts = (await subscriptions.census(visit.tx, visit.now)).topics
            visit.show(desk.topics([(topic, counts.get(topic.code, 0)) for topic in named], visit.t))
        case Sheet.CHANNELS:
            await _channels(visit)
        case Sheet.LINKS:
            visit.show(desk.links(visit.council, named, visit.t))
        case Sheet.PICTURE:
            await fetching.growth(visit.work, visit.incoming.update_id)
            visit.toast(desk.on_its_way(visit.t))


# -- posts


async def show_post(visit: Visit, press: ShowPost) -> None:
    """How far one post went."""
    post = await actions.look(visit.work, press.post)
    found = await posts.reach(visit.tx, post.id)
    if found is None:
        raise Stale
    source = await newsroom.source_of(visit.tx, post.channel)
    url = link(post.channel, source.username if source else "", post.message)
    named, topics = await newsroom.topics(visit.tx), await posts.topics_of(visit.tx, post.id)
    visit.show(desk.post(visit.council, named, found, topics, url, visit.zone, visit.t))


async def retract(visit: Visit, press: Retract) -> None:
    """[Take the copies back]: asks first."""
    if press.sure:
        await actions.retract(visit.work, press.post)
        visit.show(desk.retracted(visit.t))
        return
    post = await actions.look(visit.work, press.post)
    found = await posts.reach(visit.tx, post.id)
    if found is None or post.retracted:
        raise Stale
    visit.show(desk.ask_retract(found, visit.t))


# -- channels


async def channel(visit: Visit) -> None:
    """/channel: the channels of the news; with a name, whether to take news from that one."""
    demand(visit.actor, Action.MANAGE_NEWS)
    if not visit.incoming.argument:
        await _channels(visit)
    elif visit.incoming.place is None:
        visit.say(desk.not_seen(visit.t))
    else:
        await sources.offer(visit.work, visit.incoming.place)


async def _channels(visit: Visit) -> None:
    found = await newsroom.followed(visit.tx)
    lacks = [(source, lacks_in_channel(await newsroom.standing(visit.tx, source))) for source in found]
    seen = {source.username.casefold() for source in found} | {str(source.channel) for source in found}
    unseen = [
        str(named.channel)
        for named in visit.council.news_channels
        if named.username.casefold() not in seen and str(named.channel) not in seen
    ]
    visit.show(desk.channels(lacks, unseen, visit.t))


async def accept(visit: Visit, press: AcceptChannel) -> None:
    found = await sources.accept(visit.work, press.channel, press.language)
    await _show_channel(visit, found)


async def drop(visit: Visit, press: DropChannel) -> None:
    """[Take no more news from it]: asks first."""
    if press.sure:
        await _show_channel(visit, await sources.drop(visit.work, press.channel))
        return
    visit.say(desk.ask_drop(await sources.look(visit.work, press.channel), visit.t))


async def _show_channel(visit: Visit, found: Source) -> None:
    lacks = lacks_in_channel(await newsroom.standing(visit.tx, found))
    visit.show(desk.channel(visit.council, found, lacks, visit.t))


async def stood(visit: Visit, standing: Standing) -> None:
    """Telegram tells that the bot stands otherwise in a channel: nothing is said there."""
    incoming = visit.incoming
    await sources.stood(visit.work, Place(incoming.chat, incoming.title, incoming.chat_username, standing))


# -- topics


async def name_topic(visit: Visit, _press: NameTopic) -> None:
    demand(visit.actor, Action.MANAGE_NEWS)
    await forms.begin(visit, TOPIC)


async def end_topic(visit: Visit, press: EndTopic) -> None:
    """[End]: asks first, with how many follow it."""
    demand(visit.actor, Action.MANAGE_NEWS)
    if press.sure:
        await sources.end_topic(visit.work, press.topic)
        await show(visit, Show(Sheet.TOPICS))
        return
    topic = next((one for one in await newsroom.topics(visit.tx) if one.id == press.topic), None)
    if topic is None:
        raise Stale
    visit.show(desk.ask_end(topic, *await subscriptions.following_only(visit.tx, topic.code), visit.t))


# -- what is told in the channels


async def tell_of_record(visit: Visit, round_id: int) -> None:
    """Draft, or show again, what the channels are told of an adopted recommendation."""
    demand(visit.actor, Action.PUBLISH_NEWS, subject=f"round:{round_id}")
    kept = await records.of_round(visit.tx, round_id)
    if kept is None:
        raise Forbidden(Action.PUBLISH_NEWS, f"round:{round_id}")
    told = decision(kept.record, kept.hash)

    def write(language: str) -> str:
        return contents.of_decision(told, visit.council, visit.catalogs.texts(language))

    await show_draft(visit, await publishing.draft(visit.work, About.RECORD, round_id, (told.group,), write))


async def tell_of_meeting(visit: Visit, meeting_id: int) -> None:
    """Draft, or show again, what the channels are told of a meeting that was held."""
    demand(visit.actor, Action.PUBLISH_NEWS, subject=f"meeting:{meeting_id}")
    meeting = await meetings.get(visit.tx, meeting_id)
    if meeting is None:
        raise Forbidden(Action.PUBLISH_NEWS, f"meeting:{meeting_id}")
    told = sitting(meeting, visit.now)

    def write(language: str) -> str:
        return contents.of_sitting(told, visit.council, visit.catalogs.texts(language))

    groups = tuple(told.groups)
    await show_draft(visit, await publishing.draft(visit.work, About.MEETING, meeting_id, groups, write))


async def publish(visit: Visit, press: Publish) -> None:
    """[Post]: a second press finds it posted."""
    found = await publishing.publish(visit.work, press.communique)
    visit.show(desk.communique(found, await publishing.became(visit.work, found), visit.t))


async def reword(visit: Visit, press: Reword) -> None:
    found = await publishing.look(visit.work, press.communique)
    if press.language not in found.texts:
        raise Stale
    await forms.begin(visit, REWORD, {"communique": found.id, "language": press.language})


async def drop_draft(visit: Visit, press: DropDraft) -> None:
    await publishing.drop(visit.work, press.communique)
    found = await publishing.look(visit.work, press.communique)
    visit.show(desk.communique(found, [], visit.t))


PRESSES = (
    pressed(Show, show),
    pressed(ShowPost, show_post),
    pressed(Retract, retract),
    pressed(AcceptChannel, accept),
    pressed(DropChannel, drop),
    pressed(NameTopic, name_topic),
    pressed(EndTopic, end_topic),
    pressed(Publish, publish),
    pressed(Reword, reword),
    pressed(DropDraft, drop_draft),
)
