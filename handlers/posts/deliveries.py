"""Deliveries of posts: copies, what stands under or in place of them, and the picture of growth for the secretariat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from markupsafe import Markup

from council.authority import Action
from council.posts import CopyKind, Post
from council.subscriptions import Subscription, followers_by_day, wants
from handlers.common.dates import short_day
from handlers.common.pictures.news import Bar, Growth, growth_picture
from handlers.common.texts import plain
from handlers.common.view import View, titled
from handlers.framework.deliveries import Delivers, Drop, Paper, PostCopy, Read, Reader, Sendable, TakeBack, one_by_one, there
from handlers.posts import actions, views
from handlers.subscriptions.deliveries import GONE
from handlers.subscriptions.views import post_title
from storage import posts, subscriptions
from storage.outbox import Delivery
from storage.posts import Reach
from storage.subscriptions import Census, Day


@dataclass(frozen=True, slots=True)
class Found:
    """By id: posts, where each can be read and what it is about; by person: what they follow."""

    posts: Mapping[int, Post]
    urls: Mapping[int, str]
    topics: Mapping[int, Sequence[str]]
    subscriptions: Mapping[int, Subscription]

    def post(self, delivery: Delivery, reader: Reader) -> Post:
        """Raises `Drop` where there is none, and for a reader who was sent nothing yet and has paused, or left."""
        post = there(self.posts.get(delivery.subject_id), "no such post")
        theirs = self.subscriptions.get(reader.person.id) if reader.person else None
        wanted = theirs and not theirs.paused(reader.now) and wants(theirs, post.language, self.topics[post.id])
        if not (wanted or delivery.message or post.retracted):
            raise Drop(GONE)
        return post


async def _load(read: Read, claimed: Sequence[Delivery]) -> Found:
    found = await posts.many(read.tx, {one.subject_id for one in claimed})
    return Found(
        found, await posts.urls(read.tx, found.values()), await posts.topics_of_many(read.tx, list(found)),
        await subscriptions.many(read.tx, list(read.actors)),
    )  # fmt: skip


def _copy(found: Found, delivery: Delivery, reader: Reader) -> Sendable:
    """A copy of a post, or of one that was changed or taken back since what becomes of it."""
    post, t = found.post(delivery, reader), reader.t
    if post.retracted and post.copied_as is CopyKind.BARE:
        return TakeBack(views.taken_back_said(post, t), wordless=True)
    if post.retracted:
        return TakeBack(views.taken_back(t), caption=post.copied_as is CopyKind.CAPTION)
    link = views.as_link(post, found.urls[post.id], t)
    if post.copied_as is CopyKind.LINK:
        return link
    rows = () if post.album else link.rows
    if not delivery.message:
        return PostCopy(post.channel, post.parts[0], post.parts[1:], rows=rows, instead=link, revision=post.revision)
    words = View(Markup(there(post.words, "not changed")), rows)  # noqa: S704 - made from entities
    is_text = post.copied_as is CopyKind.TEXT
    return PostCopy(post.channel, post.message, words=words, at=post.changed, text=is_text)


def _under(found: Found, delivery: Delivery, reader: Reader) -> Sendable:
    post = found.post(delivery, reader)
    if post.retracted:
        return TakeBack(views.taken_back(reader.t))
    return views.under_album(post, found.urls[post.id], reader.t)


def _changed(found: Found, delivery: Delivery, reader: Reader) -> Sendable:
    """A word that a post was changed where its copy cannot be."""
    post = found.post(delivery, reader)
    if post.retracted:
        raise Drop(GONE)
    return views.changed(post, found.urls[post.id], reader.t)


GROWTH_DAYS = 60
MOST_BARS = 8


async def _load_growth(read: Read, _delivery: Delivery, reader: Reader) -> tuple[Census, list[Day], list[Reach]]:
    reader.require_secretariat(Action.MANAGE_NEWS)
    first = read.council.today(read.now) - timedelta(days=GROWTH_DAYS)
    days = await subscriptions.days(read.tx, first.isoformat())
    return await subscriptions.census(read.tx, read.now), days, await posts.recent(read.tx, MOST_BARS)


def _growth(found: tuple[Census, list[Day], list[Reach]], _delivery: Delivery, reader: Reader) -> Sendable:
    """How many follow the news, day by day, and how far the last posts went."""
    (counted, changed, reach), t, council = found, reader.t, reader.council
    changes = {day.day: day.came - day.went for day in changed}
    days = followers_by_day(counted.people, changes, council.today(reader.now), GROWTH_DAYS)
    drawn = Growth(
        head=t.named(council.short_names), people=plain(t("Followers of the news")), days=days,
        ticks=[(day, short_day(day, t)) for day, _ in days[:: GROWTH_DAYS // 4]],
        reach=plain(t("Reach of the last posts")), sent=plain(t("copies delivered")),
        listed=plain(t("people who had it in a list")),
        bars=[Bar(post_title(one.post, t), one.sent, one.listed) for one in reach],
    )  # fmt: skip
    then, now = days[0][1], days[-1][1]
    told = titled(
        t("Growth and reach of the news"),
        t.plural("{n} person follows the news; {ago} days ago: {then}.", "{n} people follow the news; {ago} days ago: {then}.",
                 now, ago=GROWTH_DAYS, then=then),
        t("Subscribed: {came}. Unsubscribed: {went}.", came=sum(d.came for d in changed), went=sum(d.went for d in changed)),
    )  # fmt: skip
    return Paper("news.png", told, partial(growth_picture, drawn), picture=True)


DELIVERIES = (
    Delivers(actions.POST, _load, _copy), Delivers(actions.UNDER, _load, _under),
    Delivers(actions.CHANGED, _load, _changed), one_by_one(actions.GROWTH, _load_growth, _growth),
)  # fmt: skip
