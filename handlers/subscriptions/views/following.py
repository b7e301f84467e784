"""What those see who follow the news: choosing, lists, and what stands under a post. The posts are copied as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.config import Council
from council.posts import EVERYTHING, Headline, Post, Topic, by_topic
from council.subscriptions import Pace, Rhythm, Subscription
from handlers.common.dates import moment
from handlers.common.navigation import Go
from handlers.common.texts import Catalogs, Texts
from handlers.common.topics import all_topics, topic_name
from handlers.common.view import Rows, View, bold, button, in_rows, lines, link
from handlers.subscriptions.presses import (
    ChangeSetting,
    Leave,
    SetLanguage,
    SetPace,
    Setting,
    Since,
    Tick,
    TopicsDone,
    TopicsFor,
)
from handlers.subscriptions.views.lists import headline, pace_name, post_title

MOST_LISTED = 25
"""A list of more posts than this is cut: it would fill more than two screens."""

LATEST = 10


@dataclass(frozen=True, slots=True)
class Topics:
    """What can be followed: the council's groups, and the topics that the secretariat named."""

    council: Council
    named: Sequence[Topic]

    @property
    def codes(self) -> tuple[str, ...]:
        return all_topics(self.council, self.named)

    def name(self, topic: str, t: Texts) -> str:
        return topic_name(topic, self.council, self.named, t)


# -- choosing


def stored(t: Texts) -> Markup:
    """What is kept of someone who follows the news."""
    return t(
        "Stored for this: your Telegram id, the language, the topics, how often, and up to which post you were told. "
        "Nothing else. /unsubscribe erases it."
    )


def choose_language(languages: Sequence[str], t: Texts, *, new: bool) -> View:
    """First: in which language."""
    return View(
        lines(
            bold(t("Follow the council's news (1 of 3)") if new else t("Language of the news")),
            t("In which language?"),
            *(["", stored(t)] if new else []),
        ),
        in_rows(button(Catalogs.own_name(language), SetLanguage(language)) for language in languages),
    )


def choose_topics(topics: Topics, found: Subscription, t: Texts, *, asked: bool) -> View:
    """Then: about what. `asked`: the language was asked before. Whoever follows the news already changes it with each press."""
    new = not found.active
    head = t("Follow the council's news (2 of 3)") if asked else t("Follow the council's news (1 of 2)")
    buttons = [
        button(f"✓ {name}" if topic in found.topics else name, Tick(topic))
        for topic in (EVERYTHING, *topics.codes)
        for name in [topics.name(topic, t)]
    ]
    done = button(t("Done"), TopicsDone(TopicsFor.NEW if new else TopicsFor.CHANGE))
    return View(
        lines(
            bold(head if new else t("Topics that you follow")),
            t("About what? Press Everything, or tick some topics and then Done.")
            if new
            else t("Each press counts at once. What you do not tick does not come to you."),
            *(["", stored(t)] if new and not asked else []),
        ),
        (*in_rows(buttons, 1), (done,)),
    )


def choose_pace(found: Subscription, zone: str, t: Texts, *, asked: bool, topics: str = "") -> View:
    """Last: how often. `topics`: what was chosen, where that was not asked here."""
    head = t("Follow the council's news (3 of 3)") if asked else t("Follow the council's news (last question)")
    rhythm = found.rhythm
    buttons = [button(pace_name(Rhythm(pace, rhythm.at, rhythm.weekday), zone, t), SetPace(pace)) for pace in Pace]
    return View(
        lines(
            bold(t("How often") if found.active else head),
            t("About: {topics}", topics=topics) if topics else None,
            t("How often? The time of a list can be changed afterwards."),
            *(["", stored(t)] if topics and not found.active else []),
        ),
        in_rows(buttons, 1),
    )


def following(
    topics: Topics, found: Subscription, languages: Sequence[str], zone: str, now: datetime, t: Texts, *, head: Markup
) -> View:
    """What someone follows, and the ways to change it."""
    told = ", ".join(topics.name(topic, t) for topic in (EVERYTHING, *topics.codes) if topic in found.topics)
    paused = found.paused_until if found.paused(now) else None
    change = [
        button(t("Topics"), Go("topics")),
        button(t("How often"), ChangeSetting(Setting.PACE)),
        button(t("Time"), ChangeSetting(Setting.TIME)) if found.rhythm.pace is not Pace.NOW else None,
        button(t("Language"), ChangeSetting(Setting.LANGUAGE)) if len(languages) > 1 else None,
        button(t("Go on"), ChangeSetting(Setting.RESUME)) if paused else button(t("Pause"), Go("pause")),
        button(t("Latest news"), Go("latest")),
        button(t("Unsubscribe"), Go("unsubscribe")),
    ]
    return View(
        lines(
            bold(head),
            t("Language: {name}", name=Catalogs.own_name(found.language)),
            t("About: {topics}", topics=told or t("nothing that is still offered: choose topics")),
            pace_name(found.rhythm, zone, t),
            t("Paused until {when}.", when=moment(paused, zone, t)) if paused else None,
        ),
        in_rows(one for one in change if one is not None),
    )


def paused(until: datetime, zone: str, t: Texts) -> View:
    return View(
        lines(
            bold(t("The news is paused")),
            t("Nothing comes until {when}.", when=moment(until, zone, t)),
            t("What is posted until then can be read at any time: /latest"),
        ),
        ((button(t("Go on now"), ChangeSetting(Setting.RESUME)),),),
    )


def unsubscribed(t: Texts, *, was: bool) -> View:
    """To someone who gets no news; `was`: from now on."""
    return View(
        lines(
            bold(t("You get no more news")) if was else bold(t("You are not subscribed")),
            t("What was stored for it is erased.") if was else None,
            t("You can change that at any time: /subscribe"),
        ),
        ((button(t("Subscribe"), Go("subscribe")),),),
    )


# -- under a post


def under(url: str, t: Texts) -> Rows:
    """The buttons under a copy."""
    return ((link(t("Open in the channel"), url), button(t("Unsubscribe"), Leave())),)


def under_album(post: Post, url: str, t: Texts) -> View:
    """The line under a copied album, which takes no buttons."""
    title = post_title(post.title, post.kind, t)
    return View(
        lines(
            Markup('<a href="{}">{}</a>').format(url, title),
            t("No more news: /unsubscribe"),
        ),
        silent=True,
    )


def as_link(post: Post, url: str, t: Texts) -> View:
    """In place of a post that Telegram lets nobody copy."""
    return View(
        lines(
            bold(post_title(post.title, post.kind, t)),
            t("Telegram does not let me pass this post on. It can be read in the channel."),
        ),
        under(url, t),
    )


def changed(post: Post, url: str, t: Texts) -> View:
    """That a post was changed where its copies cannot be."""
    return View(
        lines(
            bold(t("This post was changed in the channel")),
            post_title(post.title, post.kind, t),
            t("Telegram does not let me change the copy that you have."),
        ),
        under(url, t),
    )


def taken_back(t: Texts) -> View:
    """In place of a copy that Telegram lets nobody delete any more."""
    return View(t("This post was taken back by the secretariat."))


def taken_back_said(post: Post, t: Texts) -> View:
    """The same in a message of its own: the copy holds no words that could be changed."""
    return View(
        t("The secretariat took back this post: “{title}”. The message itself can be neither deleted nor changed any more.",
          title=post_title(post.title, post.kind, t))
    )  # fmt: skip


# -- lists


def _listed(topics: Topics, found: Sequence[Headline], t: Texts) -> list[Markup | str]:
    """Posts under their topics; under none, where there is only one."""
    shown = found[-MOST_LISTED:]
    grouped = by_topic(shown, topics.codes)
    told: list[Markup | str] = []
    for topic, posts in grouped:
        told += ["", bold(topics.name(topic, t))] if len(grouped) > 1 else [""]
        told += [headline(one, t) for one in posts]
    more = len(found) - len(shown)
    if more > 0:
        told += ["", t.plural("and {n} earlier one: /latest", "and {n} earlier ones: /latest", more)]
    return told


def digest(topics: Topics, found: Sequence[Headline], since: datetime, zone: str, t: Texts) -> View:
    """A day's or a week's news."""
    when = moment(since, zone, t)  # said before: what is in a call of `plural` is collected with it
    head = t.plural("News: {n} post since {when}", "News: {n} posts since {when}", len(found), when=when)
    return View(lines(bold(head), *_listed(topics, found, t)), _ways(t))


def bundle(topics: Topics, found: Sequence[Headline], since: datetime, zone: str, t: Texts) -> View:
    """What was too much to come one by one."""
    when = moment(since, zone, t)
    head = t.plural("Much news: {n} post since {when}", "Much news: {n} posts since {when}", len(found), when=when)
    told = t("So many came at once that I send them as one list, not one by one.")
    return View(lines(bold(head), told, *_listed(topics, found, t)), _ways(t))


def _ways(t: Texts) -> Rows:
    return ((button(t("Topics"), Go("topics")), button(t("Unsubscribe"), Leave())),)


@dataclass(frozen=True, slots=True)
class Missed:
    """What came since someone last looked: how many posts after which one, and when that was."""

    posts: int
    after: int
    since: datetime


def latest(found: Sequence[Headline], missed: Missed | None, zone: str, t: Texts, *, follows: bool) -> View:
    """The last posts, newest first."""
    way = (button(t("What I follow"), Go("subscribe")),) if follows else (button(t("Subscribe"), Go("subscribe")),)
    if not found:
        none = t("Nothing has been posted yet about what you follow.") if follows else t("Nothing has been posted yet.")
        return View(lines(bold(t("Latest news")), none), (way,))
    when = moment(missed.since, zone, t) if missed else None
    since = (
        t.plural("Since you were last here, {when}: {n} post", "Since you were last here, {when}: {n} posts",
                 missed.posts, when=when)
        if missed
        else None
    )  # fmt: skip
    show = (button(t("Since I was last here"), Since(missed.after)),) if missed and missed.posts else ()
    told = [headline(one, t) for one in found]
    return View(lines(bold(t("Latest news")), *told, *(["", since] if since else [])), (show, way) if show else (way,))


def since_then(topics: Topics, found: Sequence[Headline], t: Texts) -> View:
    """What came since someone last looked."""
    if not found:
        return View(lines(bold(t("Since you were last here")), t("Nothing has been posted about what you follow.")))
    head = t.plural("Since you were last here: {n} post", "Since you were last here: {n} posts", len(found))
    return View(lines(bold(head), *_listed(topics, found, t)))
