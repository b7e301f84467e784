"""News' updates: following, lists, and posts of channels. In a channel the bot never answers."""

from markupsafe import Markup

from council.errors import Stale
from council.posts import EVERYTHING
from council.subscriptions import Pace, Subscription
from handlers.channels import actions as sources
from handlers.channels import deliveries as fetching
from handlers.channels import views as desk
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.posts import actions
from handlers.subscriptions.actions import following
from handlers.subscriptions.forms import PAUSE, TIME
from handlers.subscriptions.presses import (
    ChangeSetting,
    GetCode,
    Leave,
    SetLanguage,
    SetPace,
    Setting,
    Since,
    Tick,
    TopicsDone,
    TopicsFor,
)
from handlers.subscriptions.views import following as views
from handlers.subscriptions.views.following import LATEST, Missed, Topics
from storage import channels as newsroom
from storage import digests, posts, subscriptions


async def _topics(visit: Visit) -> Topics:
    return Topics(visit.council, await newsroom.topics(visit.tx))


# -- following


async def subscribe(visit: Visit) -> None:
    """/subscribe: follow the news in three presses; for who follows it already, what that is."""
    found = await subscriptions.get(visit.tx, visit.person.id)
    if found is not None and found.active:
        await _show_mine(visit, found, visit.t("You get the news already"), new=True)
        return
    languages = await following.languages(visit.work)
    if len(languages) > 1:
        visit.say(views.choose_language(languages, visit.t, new=True))
        return
    found = await following.begin(visit.work)
    visit.say(views.choose_topics(await _topics(visit), found, visit.t, asked=False))


async def _show_mine(visit: Visit, found: Subscription, head: Markup, *, new: bool) -> None:
    languages = await following.languages(visit.work)
    view = views.following(await _topics(visit), found, languages, visit.zone, visit.now, visit.t, head=head)
    if new:
        visit.say(view)
    else:
        visit.show(view)


async def set_language(visit: Visit, press: SetLanguage) -> None:
    """The language: of who is choosing, and on to the topics; of who follows the news, from now on."""
    found = await following.choose_language(visit.work, press.language)
    if found.active:
        await _show_mine(visit, found, visit.t("You get the news"), new=False)
        return
    t = visit.catalogs.texts(visit.person.language if visit.person.language_chosen else press.language)
    visit.show(views.choose_topics(await _topics(visit), found, t, asked=True))


async def topics(visit: Visit) -> None:
    """/topics: what one follows, to be ticked."""
    found = await subscriptions.get(visit.tx, visit.person.id)
    if found is None:
        await subscribe(visit)
        return
    visit.say(views.choose_topics(await _topics(visit), found, visit.t, asked=False))


async def tick(visit: Visit, press: Tick) -> None:
    """A topic is ticked or unticked; whoever begins and wants everything is asked the next question at once."""
    found = await following.tick(visit.work, press.topic)
    if not found.active and press.topic == EVERYTHING and found.everything:
        await _ask_pace(visit, found)
        return
    if found.active and found.topics == (press.topic,):
        visit.toast(visit.t("One topic stays: to get no more news, press Unsubscribe or send /unsubscribe."))
    visit.show(views.choose_topics(await _topics(visit), found, visit.t, asked=await _asked(visit)))


async def _asked(visit: Visit) -> bool:
    """Whether the language is one of the questions."""
    return len(await following.languages(visit.work)) > 1


async def topics_done(visit: Visit, press: TopicsDone) -> None:
    """What is ticked is what is meant."""
    found = await following.mine(visit.work)
    if not found.topics:
        visit.toast(visit.t("Choose at least one first."), alert=True)
        return
    if press.what is TopicsFor.NEW and not found.active:
        await _ask_pace(visit, found)
        return
    await _show_mine(visit, found, visit.t("You get the news"), new=False)


async def _ask_pace(visit: Visit, found: Subscription) -> None:
    visit.show(views.choose_pace(found, visit.zone, visit.t, asked=await _asked(visit)))


async def set_pace(visit: Visit, press: SetPace) -> None:
    """How often: with that the news is followed."""
    new = await following.set_pace(visit.work, press.pace)
    found = await following.mine(visit.work)
    head = visit.t("You get the news") if new else visit.t("How often is set")
    await _show_mine(visit, found, head, new=False)


async def change(visit: Visit, press: ChangeSetting) -> None:
    """One thing of what one follows."""
    found = await following.mine(visit.work)
    match press.what:
        case Setting.LANGUAGE:
            visit.say(views.choose_language(await following.languages(visit.work), visit.t, new=False))
        case Setting.PACE:
            visit.say(views.choose_pace(found, visit.zone, visit.t, asked=False))
        case Setting.TIME:
            if found.rhythm.pace is Pace.NOW:
                raise Stale
            await forms.begin(visit, TIME, {"weekly": found.rhythm.pace is Pace.WEEKLY})
        case Setting.PAUSE:
            await pause(visit)
        case Setting.RESUME:
            await following.pause(visit.work, None)
            await _show_mine(visit, await following.mine(visit.work), visit.t("The news goes on"), new=True)


async def pause(visit: Visit) -> None:
    """/pause: nothing for a while."""
    if not await subscriptions.is_subscribed(visit.tx, visit.person.id):
        visit.say(views.unsubscribed(visit.t, was=False))
        return
    await forms.begin(visit, PAUSE)


async def unsubscribe(visit: Visit) -> None:
    """/unsubscribe: no news any more."""
    was = await following.unsubscribe(visit.work)
    visit.show(views.unsubscribed(visit.t, was=was))


async def leave(visit: Visit, _press: Leave) -> None:
    """[Unsubscribe] under a post: the post stays as it is, the answer is a message of its own."""
    was = await following.unsubscribe(visit.work)
    visit.say(views.unsubscribed(visit.t, was=was))


async def arrived_by_link(visit: Visit, topic: str) -> None:
    """A link to a topic ("": to all news) was opened: two presses, or none for who follows the news already."""
    offered = await _topics(visit)
    code = topic or EVERYTHING
    if code not in {EVERYTHING, *offered.codes}:
        visit.say(View(visit.t("What this link leads to is offered no longer. The rest of the news is still there.")))
        await subscribe(visit)
        return
    found = await following.follow_topic(visit.work, code)
    if found.active:
        await _show_mine(visit, found, visit.t("You get the news"), new=True)
        return
    name = offered.name(code, visit.t)
    visit.say(views.choose_pace(found, visit.zone, visit.t, asked=False, topics=name))


# -- lists


async def latest(visit: Visit) -> None:
    """/latest: the last posts, and how many came since one last looked."""
    found = await subscriptions.get(visit.tx, visit.person.id)
    if found is None or not found.active:
        language = await following.own_language(visit.work)
        listed = await digests.latest(visit.tx, language, LATEST)
        visit.say(views.latest(listed, None, visit.zone, visit.t, follows=False))
        return
    listed = await digests.headlines(visit.tx, found.person, limit=LATEST, newest=True)
    missed = await digests.count_since(visit.tx, found.person, found.here_to)
    seen = Missed(missed, found.here_to, found.here_at or visit.now)
    await following.looked(visit.work, await posts.last_id(visit.tx))
    visit.say(views.latest(listed, seen, visit.zone, visit.t, follows=True))


async def since(visit: Visit, press: Since) -> None:
    """[Since I was last here]."""
    found = await following.mine(visit.work)
    listed = await digests.headlines(visit.tx, found.person, after=press.post)
    visit.say(views.since_then(await _topics(visit), listed, visit.t))


async def codes(visit: Visit) -> None:
    """/qr: links to topics as pictures."""
    visit.say(desk.links(visit.council, (await _topics(visit)).named, visit.t))


async def get_code(visit: Visit, press: GetCode) -> None:
    """Send one."""
    await fetching.code(visit.work, press.topic, visit.incoming.update_id)
    visit.toast(desk.on_its_way(visit.t))


# -- what comes from channels


async def arrived(visit: Visit) -> None:
    """A post in some channel, or a change of one: taken up when the channel is the council's, else nothing."""
    incoming = visit.incoming
    post = incoming.arrived
    if post is None:
        return
    if incoming.command == "channel":
        await sources.asked_there(visit.work, incoming.chat)
        return
    if await actions.language_of(visit.work, incoming.chat, incoming.chat_username) is None:
        return
    await sources.seen(visit.work, incoming.chat, incoming.title, incoming.chat_username)
    if post.edited:
        await actions.edited(visit.work, post)
    else:
        await actions.record(visit.work, post, incoming.chat_username)


PRESSES = (
    pressed(SetLanguage, set_language),
    pressed(Tick, tick),
    pressed(TopicsDone, topics_done),
    pressed(SetPace, set_pace),
    pressed(ChangeSetting, change),
    pressed(Leave, leave),
    pressed(Since, since),
    pressed(GetCode, get_code),
)
