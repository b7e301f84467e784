"""News' deliveries: copies of posts, lists, files for the secretariat, channels' cards, and what is posted in channels."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from markupsafe import Markup

from council.authority import Action, may
from council.chats import lacks_in_channel
from council.clock import zone as zone_of
from council.people import Actor
from council.posts import How, Post, link
from council.subscriptions import wants
from handlers.channels import actions as sources
from handlers.channels import deliveries as fetching
from handlers.channels.views import channel, under_code
from handlers.common.dates import short_day
from handlers.common.pictures.code import Code, code_picture
from handlers.common.pictures.news import Bar, Growth, growth_picture
from handlers.common.texts import plain
from handlers.common.topics import topic_name
from handlers.common.view import View
from handlers.communiques import actions as publishing
from handlers.framework.deliveries import Desk, Drop, Paper, PostCopy, Prepared, TakeBack
from handlers.posts import actions
from handlers.subscriptions.actions import digests
from handlers.subscriptions.views import following as views
from handlers.subscriptions.views.following import Topics
from handlers.subscriptions.views.lists import PAYLOAD, post_title
from storage import channels as newsroom
from storage import digests as lists
from storage import members as people
from storage import posts, subscriptions
from storage.outbox import Delivery

GONE = "no longer subscribed"
"""The reason of what is not sent to someone who follows the news, or this of it, no longer."""


async def _url(at: Desk, post: Post) -> str:
    source = await newsroom.source_of(at.tx, post.channel)
    return link(post.channel, source.username if source else "", post.message)


async def _topics(at: Desk) -> Topics:
    return Topics(at.council, await newsroom.topics(at.tx))


async def _still_wants(at: Desk, post: Post) -> bool:
    """Whether the one it is for follows this post now, and has not paused."""
    found = await subscriptions.get(at.tx, at.person.id) if at.person else None
    if found is None or found.paused(at.now):
        return False
    return wants(found, post.language, await posts.topics_of(at.tx, post.id))


def _how_taken_back(post: Post, at: Desk) -> TakeBack:
    if post.how is How.BARE:
        return TakeBack(views.taken_back_said(post, at.t), wordless=True)
    return TakeBack(views.taken_back(at.t), caption=post.how is How.CAPTION)


@dataclass(frozen=True, slots=True)
class NewsPost:
    """A post of a channel. Its copy is remembered, so that it can be changed and taken back.

    Repeated when nobody knows whether it arrived: getting a post twice is a small harm, and nobody reads a report on
    news in which a person could decide.
    """

    name: str = actions.POST
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        post = await posts.get(desk.tx, delivery.subject_id)
        if post is None:
            return Drop("no such post")
        if post.retracted:
            return _how_taken_back(post, desk)
        url = await _url(desk, post)
        if delivery.message:
            return self._again(desk, post, url)
        if not await _still_wants(desk, post):
            return Drop(GONE)
        if post.how is How.LINK:
            return views.as_link(post, url, desk.t)
        return PostCopy(
            post.channel, post.parts[0], post.parts[1:], rows=() if post.album else views.under(url, desk.t),
            instead=views.as_link(post, url, desk.t), revision=post.revision,
        )  # fmt: skip

    def _again(self, at: Desk, post: Post, url: str) -> Prepared:
        """A copy whose post was changed."""
        if post.how is How.LINK:
            return views.as_link(post, url, at.t)
        if post.words is None:
            return Drop("not changed")
        words = View(Markup(post.words), () if post.album else views.under(url, at.t))  # noqa: S704 - made from entities
        return PostCopy(post.channel, post.message, words=words, at=post.changed, text=post.how is How.TEXT)


@dataclass(frozen=True, slots=True)
class UnderAlbum:
    """The line under a copied album, which takes no buttons."""

    name: str = actions.UNDER
    card: bool = True
    repeat: bool = False
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        post = await posts.get(desk.tx, delivery.subject_id)
        if post is None:
            return Drop("no such post")
        if post.retracted:
            return TakeBack(views.taken_back(desk.t))
        if not delivery.message and not await _still_wants(desk, post):
            return Drop(GONE)
        return views.under_album(post, await _url(desk, post), desk.t)


@dataclass(frozen=True, slots=True)
class PostChanged:
    """A word that a post was changed where its copy cannot be."""

    name: str = actions.CHANGED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        post = await posts.get(desk.tx, delivery.subject_id)
        if post is None or post.retracted or not await _still_wants(desk, post):
            return Drop(GONE)
        return views.changed(post, await _url(desk, post), desk.t)


@dataclass(frozen=True, slots=True)
class Digest:
    """One reader's list. Made when it leaves: what was taken back meanwhile does not stand in it."""

    name: str = digests.DIGEST
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await subscriptions.get(desk.tx, desk.person.id) if desk.person else None
        if found is None or not found.active or found.paused(desk.now):
            return Drop(GONE)
        data = delivery.data
        listed = await lists.headlines(
            desk.tx, found.person, after=int(data[digests.AFTER]), upto=int(data[digests.UPTO])
        )
        if not listed:
            return Drop("nothing to tell")
        since = datetime.fromisoformat(str(data[digests.SINCE]))
        return views.digest(await _topics(desk), listed, since, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was too much to come one by one."""

    name: str = digests.BUNDLE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        bundle = await lists.get_bundle(desk.tx, delivery.subject_id)
        found = await subscriptions.get(desk.tx, desk.person.id) if desk.person else None
        if bundle is None or found is None or not found.active or found.paused(desk.now):
            return Drop(GONE)
        listed = await lists.headlines(desk.tx, found.person, bundle=bundle.id)
        if not listed:
            return Drop("nothing to tell")
        return views.bundle(await _topics(desk), listed, bundle.since, desk.zone, desk.t)


# -- for the secretariat


async def _may(at: Desk, action: Action) -> bool:
    if at.person is None:
        return False
    return may(Actor("person", at.person, await people.seats_of(at.tx, at.person.id, at.now)), action)


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A channel, to the one who is asked about it and to whoever is told that the bot stands otherwise in it."""

    name: str = sources.CHANNEL
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await newsroom.source(desk.tx, delivery.subject_id)
        if found is None or not await _may(desk, Action.MANAGE_NEWS):
            return Drop("no longer the secretariat")
        return channel(desk.council, found, lacks_in_channel(await newsroom.standing(desk.tx, found)), desk.t)


@dataclass(frozen=True, slots=True)
class QrCode:
    """The QR code of a link to a topic, for anyone who asks."""

    name: str = fetching.CODE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        topic = str(delivery.data[fetching.TOPIC])
        url = desk.start_link(f"{PAYLOAD}{topic}")
        named = await newsroom.topics(desk.tx)
        name = topic_name(topic, desk.council, named, desk.t) if topic else plain(desk.t("All news"))
        title = f"{desk.council.short_name(desk.t.language)}: {name}"
        draw = partial(code_picture, Code(title, url))
        return Paper(f"{topic or 'news'}.png", under_code(name, url, desk.t), draw, picture=True)


GROWTH_DAYS = 60
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class GrowthPicture:
    """How many follow the news, day by day, and how far the last posts went."""

    name: str = fetching.GROWTH
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, _delivery: Delivery) -> Prepared:
        if not await _may(desk, Action.MANAGE_NEWS):
            return Drop("no longer the secretariat")
        t, council = desk.t, desk.council
        counted = await subscriptions.census(desk.tx, desk.now)
        today = desk.now.astimezone(zone_of(council.zone)).date()
        first = today - timedelta(days=GROWTH_DAYS)
        changes = {day.day: day.came - day.went for day in await subscriptions.days(desk.tx, first.isoformat())}
        days, count = [], counted.people
        for back in range(GROWTH_DAYS + 1):
            day = today - timedelta(days=back)
            days.append((day, max(count, 0)))
            count -= changes.get(day.isoformat(), 0)
        days.reverse()
        reach = await posts.recent(desk.tx, MOST_BARS)
        ticks = [(day, short_day(day, t)) for day, _ in days[:: GROWTH_DAYS // 4]]
        drawn = Growth(
            head=council.short_name(t.language),
            people=plain(t("Who follow the news")),
            days=days,
            ticks=ticks,
            reach=plain(t("How far the last posts went")),
            sent=plain(t("copies that arrived")),
            listed=plain(t("people in whose lists it stood")),
            bars=[Bar(post_title(one.post.title, one.post.kind, t), one.sent, one.listed) for one in reach],
        )
        return Paper("news.png", View(t("Growth and reach of the news")), partial(growth_picture, drawn), picture=True)


@dataclass(frozen=True, slots=True)
class CommuniquePost:
    """A communiqué, posted in a channel. Not repeated: a channel that says a thing twice is seen by everyone, and the
    secretariat can look whether it is there."""

    name: str = newsroom.COMMUNIQUE
    card: bool = False
    repeat: bool = False
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await newsroom.communique(desk.tx, delivery.subject_id)
        text = found.texts.get(str(delivery.data[publishing.LANGUAGE]), "") if found else ""
        if not text:
            return Drop("no such text")
        return View(Markup(text))  # noqa: S704 - made from entities, or drawn by us


KINDS = (
    NewsPost(),
    UnderAlbum(),
    PostChanged(),
    Digest(),
    Bundle(),
    ChannelCard(),
    QrCode(),
    GrowthPicture(),
    CommuniquePost(),
)
