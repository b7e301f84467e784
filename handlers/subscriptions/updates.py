"""Updates of those who follow the news: subscribing, changing what comes, and reading lists."""

from datetime import time

from markupsafe import Markup

from council.errors import Stale
from council.posts import EVERYTHING
from council.subscriptions import DAYS_OF_WEEK, MINUTES_OF_DAY, Pace, Rhythm, Subscription
from handlers.channels.reads import get_topics
from handlers.common.topics import Topics
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.subscriptions import actions, presses, views
from handlers.subscriptions.forms import PAUSE, TIME
from handlers.subscriptions.reads import find_active, get_language, get_own, list_languages
from storage import digests, subscriptions


async def _topics(visit: Visit) -> Topics:
    return await get_topics(visit.tx, visit.council)


async def subscribe(visit: Visit) -> None:
    """/subscribe: follow the news in three presses; for someone who follows it already, what that is."""
    if found := await find_active(visit.work):
        await _show_own(visit, found, visit.t("You already get the news"), new=True)
    elif len(languages := await list_languages(visit.work)) > 1:
        visit.say(views.choose_language(languages, visit.t, new=True))
    else:
        visit.say(views.choose_topics(await _topics(visit), await actions.begin(visit.work), visit.t, asked=False))


async def _show_own(visit: Visit, found: Subscription, head: Markup, *, new: bool = False) -> None:
    topics, languages = await _topics(visit), await list_languages(visit.work)
    view = views.following(topics, found, languages, visit.zone, visit.now, visit.t, head=head)
    (visit.say if new else visit.show)(view)


async def set_language(visit: Visit, press: presses.SetLanguage) -> None:
    """Set the language; whoever is only choosing is asked for topics next."""
    found = await actions.choose_language(visit.work, press.language)
    if found.active:
        await _show_own(visit, found, visit.t("You get the news"))
        return
    t = visit.t if visit.person.language_chosen else visit.catalogs.texts(press.language)
    visit.show(views.choose_topics(await _topics(visit), found, t, asked=True))


async def topics(visit: Visit) -> None:
    """/topics: what one follows, to be ticked."""
    if found := await subscriptions.find(visit.tx, visit.person.id):
        visit.say(views.choose_topics(await _topics(visit), found, visit.t, asked=False))
    else:
        await subscribe(visit)


async def tick(visit: Visit, press: presses.Tick) -> None:
    """Tick or untick a topic; someone who begins and wants everything is asked the next question at once."""
    found = await actions.tick(visit.work, press.topic)
    if not found.active and press.topic == EVERYTHING and found.everything:
        await _ask_pace(visit, found)
        return
    if found.active and found.topics == (press.topic,):
        visit.toast(visit.t("At least one topic must stay. To stop the news, press Unsubscribe or send /unsubscribe."))
    asked = len(await list_languages(visit.work)) > 1
    visit.show(views.choose_topics(await _topics(visit), found, visit.t, asked=asked))


async def topics_done(visit: Visit, press: presses.TopicsDone) -> None:
    found = await get_own(visit.work)
    if not found.topics:
        visit.toast(visit.t("Choose at least one topic first."), alert=True)
    elif press.what is presses.TopicsFor.NEW and not found.active:
        await _ask_pace(visit, found)
    else:
        await _show_own(visit, found, visit.t("You get the news"))


async def _ask_pace(visit: Visit, found: Subscription) -> None:
    languages = await list_languages(visit.work)
    visit.show(views.choose_pace(found, visit.zone, visit.t, asked=len(languages) > 1))


async def set_pace(visit: Visit, press: presses.SetPace) -> None:
    """Set how often: the last question of someone who begins."""
    new = await actions.set_pace(visit.work, press.pace)
    head = visit.t("You get the news") if new else visit.t("Frequency saved")
    await _show_own(visit, await get_own(visit.work), head)


async def change(visit: Visit, press: presses.ChangeSetting) -> None:
    found = await get_own(visit.work)
    match press.what:
        case presses.Setting.LANGUAGE:
            visit.say(views.choose_language(await list_languages(visit.work), visit.t, new=False))
        case presses.Setting.PACE:
            visit.say(views.choose_pace(found, visit.zone, visit.t, asked=False))
        case presses.Setting.TIME:
            if found.rhythm.pace is Pace.NOW:
                raise Stale
            await forms.begin(visit, TIME, {"weekly": found.rhythm.pace is Pace.WEEKLY})
        case presses.Setting.RESUME:
            await _show_own(visit, await actions.pause(visit.work, None), visit.t("The news is resumed"), new=True)


async def pause(visit: Visit) -> None:
    """/pause: get nothing for a while."""
    if await find_active(visit.work) is None:
        visit.say(views.unsubscribed(None, visit.t))
    else:
        await forms.begin(visit, PAUSE)


async def unsubscribe(visit: Visit) -> None:
    """/unsubscribe: no news any more."""
    visit.show(views.unsubscribed(await actions.unsubscribe(visit.work), visit.t))


async def leave(visit: Visit, _press: presses.Leave) -> None:
    """[Unsubscribe] under a post: the post stays as it is, the answer is a message of its own."""
    visit.say(views.unsubscribed(await actions.unsubscribe(visit.work), visit.t))


async def undo(visit: Visit, press: presses.Undo) -> None:
    """[Undo] after unsubscribing. Raises `Stale`, also for numbers that no button carries."""
    if not (0 <= press.at < MINUTES_OF_DAY and 0 <= press.weekday < DAYS_OF_WEEK):
        raise Stale
    rhythm = Rhythm(press.pace, time(*divmod(press.at, 60)), press.weekday)
    found = await actions.resubscribe(visit.work, press.language, press.topics.split(","), rhythm)
    await _show_own(visit, found, visit.t("You get the news again"))


async def open_link(visit: Visit, topic: str) -> None:
    """A link to a topic ("": to all news) was opened: two presses, or none for someone who follows the news already."""
    offered = await _topics(visit)
    code = topic or EVERYTHING
    if code not in {EVERYTHING, *offered.codes}:
        visit.say(views.not_offered(visit.t))
        await subscribe(visit)
        return
    found = await actions.follow_topic(visit.work, code)
    if found.active:
        await _show_own(visit, found, visit.t("You get the news"), new=True)
    else:
        name = offered.name(code, visit.t)
        visit.say(views.choose_pace(found, visit.zone, visit.t, asked=False, topics=name))


async def latest(visit: Visit) -> None:
    """/latest: the last posts, and how many came since one last read them."""
    found = await find_active(visit.work)
    if found is None:
        listed = await digests.latest(visit.tx, await get_language(visit.work), views.LATEST)
        visit.say(views.latest(listed, None, visit.zone, visit.t))
        return
    listed = await digests.headlines(visit.tx, found.person, limit=views.LATEST, newest=True)
    count = await digests.count_since(visit.tx, found.person, found.read_to)
    missed = views.Missed(count, found.read_to, found.read_at or visit.now)
    await actions.mark_read(visit.work)
    visit.say(views.latest(listed, missed, visit.zone, visit.t))


async def since(visit: Visit, press: presses.Since) -> None:
    """[Since I was last here]."""
    found = await get_own(visit.work)
    listed = await digests.headlines(visit.tx, found.person, digests.Span(after=press.post))
    visit.say(views.since_then(await _topics(visit), listed, visit.t))


PRESSES = (
    pressed(presses.SetLanguage, set_language), pressed(presses.Tick, tick), pressed(presses.TopicsDone, topics_done),
    pressed(presses.SetPace, set_pace), pressed(presses.ChangeSetting, change), pressed(presses.Leave, leave),
    pressed(presses.Undo, undo), pressed(presses.Since, since),
)  # fmt: skip
