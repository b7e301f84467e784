"""Lists of posts: digests, bundles, the latest news, and what came since somebody last looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.posts import Headline, by_topic
from handlers.common.dates import moment
from handlers.common.navigation import Go
from handlers.common.texts import N_, Texts, plain
from handlers.common.topics import Topics
from handlers.common.view import Rows, View, bold, button, lines
from handlers.subscriptions.presses import Leave, Since

MOST_LISTED = 25
"""A list of more posts than this is cut: it would fill more than two screens."""

LATEST = 10
"""How many posts /latest shows."""

KINDS: Mapping[str, str] = {
    "photo": N_("A photo"),
    "video": N_("A video"),
    "animation": N_("An animation"),
    "audio": N_("A recording"),
    "voice": N_("A voice message"),
    "video_note": N_("A video message"),
    "document": N_("A document"),
    "poll": N_("A poll"),
    "location": N_("A place"),
    "venue": N_("A place"),
    "contact": N_("A contact"),
    "story": N_("A story"),
    "giveaway": N_("A giveaway"),
    "giveaway_winners": N_("A giveaway"),
    "paid_media": N_("A post that is paid for"),
}
"""What stands for a post that has no words, by what it is in Telegram's words."""


def post_title(title: str, kind: str, t: Texts) -> str:
    """What a post is called: its first words, or what it is."""
    return title or plain(t(KINDS[kind]) if kind in KINDS else t("A post"))


def headline(one: Headline, t: Texts) -> Markup:
    """A post in a list, as a link to it."""
    return Markup('• <a href="{}">{}</a>').format(one.url, post_title(one.title, one.kind, t))


def _listed(topics: Topics, found: Sequence[Headline], t: Texts) -> list[Markup | str]:
    """Posts under their topics; without a heading where there is only one."""
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
    """A day's or a week's posts, since an instant (UTC)."""
    when = moment(since, zone, t)  # said before: what is in a call of `plural` is collected with it
    head = t.plural("News: {n} post since {when}", "News: {n} posts since {when}", len(found), when=when)
    return View(lines(bold(head), *_listed(topics, found, t)), _ways(t))


def bundle(topics: Topics, found: Sequence[Headline], since: datetime, zone: str, t: Texts) -> View:
    """Posts that were too many to be sent one by one, the first of which came at `since` (UTC)."""
    when = moment(since, zone, t)
    head = t.plural("Much news: {n} post since {when}", "Much news: {n} posts since {when}", len(found), when=when)
    told = t("So many came at once that I send them as one list, not one by one.")
    return View(lines(bold(head), told, *_listed(topics, found, t)), _ways(t))


def _ways(t: Texts) -> Rows:
    return ((button(t("Topics"), Go("topics")), button(t("Unsubscribe"), Leave())),)


@dataclass(frozen=True, slots=True)
class Missed:
    """What came since someone last read the news: how many posts, after which one, and when that was (UTC)."""

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
    """What came since someone last read the news."""
    if not found:
        return View(lines(bold(t("Since you were last here")), t("Nothing has been posted about what you follow.")))
    head = t.plural("Since you were last here: {n} post", "Since you were last here: {n} posts", len(found))
    return View(lines(bold(head), *_listed(topics, found, t)))
