"""What those see who follow the news or begin to: choosing language, topics and pace, and what is followed."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from council.posts import EVERYTHING
from council.subscriptions import Pace, Rhythm, Subscription
from handlers.common.dates import city, moment
from handlers.common.navigation import Go
from handlers.common.texts import Catalogs, Texts
from handlers.common.topics import Topics
from handlers.common.view import View, bold, button, in_rows, lines
from handlers.subscriptions.presses import ChangeSetting, SetLanguage, SetPace, Setting, Tick, TopicsDone, TopicsFor


def stored(t: Texts) -> Markup:
    """What is stored of someone who follows the news."""
    return t(
        "Stored for this: your Telegram id, the language, the topics, how often, and up to which post you were told. "
        "Nothing else. /unsubscribe erases it."
    )


def choose_language(languages: Sequence[str], t: Texts, *, new: bool) -> View:
    """In which language? `new`: the first question of somebody who begins, not a change."""
    return View(
        lines(
            bold(t("Follow the council's news (1 of 3)") if new else t("Language of the news")),
            t("In which language?"),
            *(["", stored(t)] if new else []),
        ),
        in_rows(button(Catalogs.own_name(language), SetLanguage(language)) for language in languages),
    )


def choose_topics(topics: Topics, found: Subscription, t: Texts, *, asked: bool) -> View:
    """About what? `asked`: the language was asked before. For someone who follows the news already each press counts at once."""
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
    """How often? `asked`: language and topics were asked before. `topics`: what was chosen, where a link chose it."""
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
    """What someone follows, and buttons to change it."""
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
    """To someone who gets no news. `was`: they did until now."""
    return View(
        lines(
            bold(t("You get no more news")) if was else bold(t("You are not subscribed")),
            t("What was stored for it is erased.") if was else None,
            t("You can change that at any time: /subscribe"),
        ),
        ((button(t("Subscribe"), Go("subscribe")),),),
    )


def weekday_name(weekday: int, t: Texts, *, first: bool = True) -> str:
    """The name of a day of the week (0: Monday); `first`, as on a button: with a capital letter."""
    name = str(t.locale.days["stand-alone"]["wide"][weekday])
    return name[:1].upper() + name[1:] if first else name


def pace_name(rhythm: Rhythm, zone: str, t: Texts) -> Markup:
    """How often, for lists with the time, in `zone`."""
    at = f"{rhythm.at:%H:%M}"
    if rhythm.pace is Pace.DAILY:
        return t("One list a day, at {time} ({zone})", time=at, zone=city(zone, t))
    if rhythm.pace is Pace.WEEKLY:
        day = weekday_name(rhythm.weekday, t, first=False)
        return t("One list a week: {day}, {time} ({zone})", day=day, time=at, zone=city(zone, t))
    return t("Each post at once")


def time_set(rhythm: Rhythm, zone: str, t: Texts) -> View:
    return View(lines(bold(t("The time of your news is set")), pace_name(rhythm, zone, t)))


def not_offered(t: Texts) -> View:
    """To someone who opened a link to a topic that was ended."""
    return View(t("What this link leads to is offered no longer. The rest of the news is still there."))
