"""What those see who follow the news or begin to: what they choose and follow; and lists of posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from council.posts import EVERYTHING, Headline, Post, by_topic
from council.subscriptions import Pace, Rhythm, Subscription
from handlers.common.dates import city, moment
from handlers.common.names import language_name
from handlers.common.navigation import Go
from handlers.common.presses import fits
from handlers.common.texts import N_, Catalogs, Texts, plain
from handlers.common.topics import Topics
from handlers.common.view import Button, Rows, View, bold, button, in_rows, offered, titled
from handlers.subscriptions import presses
from handlers.subscriptions.presses import ChangeSetting, Setting


def stored(t: Texts) -> Markup:
    """What is stored of someone who follows the news."""
    return t("Stored for this: your Telegram id, language, topics, how often, and the last post you were sent. Nothing else. "
             "/unsubscribe erases it.")  # fmt: skip


def choose_language(languages: Sequence[str], t: Texts, *, new: bool) -> View:
    """In which language? `new`: the first question of somebody who begins, not a change."""
    return titled(
        t("Follow the council's news (1 of 3)") if new else t("Language of the news"),
        t("In which language?"),
        *(["", stored(t)] if new else []),
        rows=in_rows(button(Catalogs.own_name(language), presses.SetLanguage(language)) for language in languages),
    )


def choose_topics(topics: Topics, found: Subscription, t: Texts, *, asked: bool) -> View:
    """About what? `asked`: the language was asked before. For someone who follows the news already each press counts at once."""
    ticks = {topic: "✓ " if topic in found.topics else "" for topic in (EVERYTHING, *topics.codes)}
    rows = in_rows((button(f"{tick}{topics.name(topic, t)}", presses.Tick(topic)) for topic, tick in ticks.items()), 1)
    if found.active:
        head = t("Topics that you follow")
        told = [t("Changes count at once. You get only what is ticked.")]
    else:
        head = t("Follow the council's news (2 of 3)") if asked else t("Follow the council's news (1 of 2)")
        told = [t("About what? Press Everything, or tick some topics, then press Done.")]
        told += [] if asked else [Markup(), stored(t)]
    done = button(t("Done"), presses.TopicsDone(presses.TopicsFor.CHANGE if found.active else presses.TopicsFor.NEW))
    return titled(head, *told, rows=(*rows, (done,)))


def choose_pace(found: Subscription, zone: str, t: Texts, *, asked: bool, topics: str = "") -> View:
    """How often? `asked`: language and topics were asked before. `topics`: what was chosen, where a link chose it."""
    head = t("Follow the council's news (3 of 3)") if asked else t("Follow the council's news (last question)")
    rhythms = (replace(found.rhythm, pace=pace) for pace in Pace)
    return titled(
        t("How often") if found.active else head,
        t("About: {topics}", topics=topics) if topics else None,
        t("How often? The time of a digest can be changed later."),
        *(["", stored(t)] if topics and not found.active else []),
        rows=in_rows((button(pace_name(one, zone, t), presses.SetPace(one.pace)) for one in rhythms), 1),
    )


def following(
    topics: Topics, found: Subscription, languages: Sequence[str], zone: str, now: datetime, t: Texts, *, head: Markup
) -> View:
    told = ", ".join(topics.name(topic, t) for topic in (EVERYTHING, *topics.codes) if topic in found.topics)
    paused = found.paused_until if found.paused(now) else None
    change = offered(
        (True, t("Topics"), Go("topics")),
        (True, t("How often"), ChangeSetting(Setting.PACE)),
        (found.rhythm.pace is not Pace.NOW, t("Time"), ChangeSetting(Setting.TIME)),
        (len(languages) > 1, t("Language"), ChangeSetting(Setting.LANGUAGE)),
        (paused, t("Resume the news"), ChangeSetting(Setting.RESUME)),
        (not paused, t("Pause"), Go("pause")),
        (True, t("Latest news"), Go("latest")),
        (True, t("Unsubscribe"), Go("unsubscribe")),
    )
    return titled(
        head,
        t("Language: {name}", name=language_name(found.language, t)),
        t("About: {topics}", topics=told or t("none; please choose topics")),
        pace_name(found.rhythm, zone, t),
        t("Paused until {when}.", when=moment(paused, zone, t)) if paused else None,
        rows=in_rows(change),
    )


def paused(until: datetime, zone: str, t: Texts) -> View:
    return titled(
        t("The news is paused"),
        t("Nothing will be sent until {when}.", when=moment(until, zone, t)),
        t("Posts made until then can be read at any time: /latest"),
        rows=((button(t("Resume now"), ChangeSetting(Setting.RESUME)),),),
    )


def unsubscribed(was: Subscription | None, t: Texts) -> View:
    """To someone who gets no news. `was`: what they followed until now."""
    return titled(
        t("You are unsubscribed") if was else t("You are not subscribed"),
        t("What was stored for it has been erased.") if was else None,
        t("You can subscribe at any time: /subscribe"),
        rows=((*_undo(was, t), button(t("Subscribe"), Go("subscribe"))),),
    )


def _undo(was: Subscription | None, t: Texts) -> list[Button]:
    """The button that takes it back; none where what was followed does not fit into it."""
    if was is None:
        return []
    pace, at, weekday = was.rhythm.pace, was.rhythm.at, was.rhythm.weekday
    press = presses.Undo(was.language, pace, at.hour * 60 + at.minute, weekday, ",".join(was.topics))
    return [button(t("Undo"), press)] if fits(press) else []


def weekday_name(weekday: int, t: Texts) -> str:
    """The name of a day of the week (0: Monday), as in a sentence."""
    return str(t.locale.days["stand-alone"]["wide"][weekday])


def pace_name(rhythm: Rhythm, zone: str, t: Texts) -> Markup:
    """How often, for lists with the time, in `zone`."""
    at = f"{rhythm.at:%H:%M}"
    if rhythm.pace is Pace.DAILY:
        return t("Daily digest: {time} ({zone})", time=at, zone=city(zone, t))
    if rhythm.pace is Pace.WEEKLY:
        day = weekday_name(rhythm.weekday, t)
        return t("Weekly digest: {day}, {time} ({zone})", day=day, time=at, zone=city(zone, t))
    return t("Each post at once")


def time_set(rhythm: Rhythm, zone: str, t: Texts) -> View:
    return titled(t("The time of your news is saved"), pace_name(rhythm, zone, t))


def not_offered(t: Texts) -> View:
    return View(t("This topic is no longer offered. The rest of the news is still available."))


MOST_LISTED = 25
"""A list of more posts than this is cut: it would fill more than two screens."""

LATEST = 10
"""How many posts /latest shows."""

KINDS: Mapping[str, str] = {
    "photo": N_("A photo"), "video": N_("A video"), "animation": N_("An animation"), "audio": N_("A recording"),
    "voice": N_("A voice message"), "video_note": N_("A video message"), "document": N_("A document"),
    "poll": N_("A poll"), "location": N_("A place"), "venue": N_("A place"), "contact": N_("A contact"),
    "story": N_("A story"), "giveaway": N_("A giveaway"), "giveaway_winners": N_("A giveaway"),
    "paid_media": N_("A paid post"),
}  # fmt: skip
"""What stands for a post that has no words, by what it is in Telegram's words."""


def post_title(post: Post | Headline, t: Texts) -> str:
    """What a post is called: its first words, or what it is."""
    kind = KINDS.get(post.kind, N_("A post"))
    return post.title or plain(t(kind))


def headline(one: Headline, t: Texts) -> Markup:
    """A post in a list, as a link to it."""
    return Markup('• <a href="{}">{}</a>').format(one.url, post_title(one, t))


def _listed(topics: Topics, found: Sequence[Headline], t: Texts) -> list[Markup | str]:
    """Posts under their topics; without a heading where there is only one."""
    grouped = by_topic(found[-MOST_LISTED:], topics.codes)
    told: list[Markup | str] = []
    for topic, posts in grouped:
        told += ["", bold(topics.name(topic, t))] if len(grouped) > 1 else [""]
        told += [headline(one, t) for one in posts]
    if (more := len(found) - MOST_LISTED) > 0:
        told += ["", t.plural("and {n} earlier one: /latest", "and {n} earlier ones: /latest", more)]
    return told


def digest(topics: Topics, found: Sequence[Headline], since: datetime, zone: str, t: Texts) -> View:
    """A day's or a week's posts, since an instant (UTC)."""
    when = moment(since, zone, t)  # said before: what is in a call of `plural` is collected with it
    head = t.plural("News: {n} post since {when}", "News: {n} posts since {when}", len(found), when=when)
    return titled(head, *_listed(topics, found, t), rows=_ways(t))


def bundle(topics: Topics, found: Sequence[Headline], since: datetime, zone: str, t: Texts) -> View:
    """Posts that were too many to be sent one by one, the first of which came at `since` (UTC)."""
    when = moment(since, zone, t)
    head = t.plural("A lot of news: {n} post since {when}", "A lot of news: {n} posts since {when}", len(found), when=when)
    told = t("So many came at once that they are sent as one list.")
    return titled(head, told, *_listed(topics, found, t), rows=_ways(t))


def _ways(t: Texts) -> Rows:
    return ((button(t("Topics"), Go("topics")), button(t("Unsubscribe"), presses.Leave())),)


@dataclass(frozen=True, slots=True)
class Missed:
    """What came since someone last read the news: how many posts, after which one, and when that was (UTC)."""

    posts: int
    after: int
    since: datetime


def latest(found: Sequence[Headline], missed: Missed | None, zone: str, t: Texts) -> View:
    """The last posts, newest first. `missed`: None for someone who follows nothing."""
    way = (button(t("What I follow") if missed else t("Subscribe"), Go("subscribe")),)
    if not found:
        none = t("Nothing has been posted yet about what you follow.") if missed else t("Nothing has been posted yet.")
        return titled(t("Latest news"), none, rows=(way,))
    told: list[Markup | str] = [headline(one, t) for one in found]
    if missed is None:
        return titled(t("Latest news"), *told, rows=(way,))
    when = moment(missed.since, zone, t)
    told += ["", t.plural("Since you were last here, {when}: {n} post", "Since you were last here, {when}: {n} posts",
                          missed.posts, when=when)]  # fmt: skip
    show = ((button(t("Since I was last here"), presses.Since(missed.after)),),) if missed.posts else ()
    return titled(t("Latest news"), *told, rows=(*show, way))


def since_then(topics: Topics, found: Sequence[Headline], t: Texts) -> View:
    if not found:
        return titled(t("Since you were last here"), t("Nothing has been posted about what you follow."))
    head = t.plural("Since you were last here: {n} post", "Since you were last here: {n} posts", len(found))
    return titled(head, *_listed(topics, found, t))
