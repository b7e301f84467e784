"""Updates on posts: those that come from channels, where the bot never answers; and the secretariat's pages on them."""

from council.authority import Action, demand
from council.errors import Stale
from handlers.channels import actions as channels
from handlers.channels.presses import Page
from handlers.channels.reads import get_topics
from handlers.channels.views import on_its_way
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.posts import actions, views
from handlers.posts.presses import Retract, ShowPost
from handlers.posts.reads import visible_reach
from storage import posts

LISTED = 10

PAGES = frozenset({Page.POSTS, Page.UNFOLLOWED, Page.PICTURE})
"""The pages of the secretariat's desk that are on posts."""


async def show(visit: Visit, page: Page) -> None:
    """One of them."""
    demand(visit.actor, Action.MANAGE_NEWS)
    if page is Page.PICTURE:
        await actions.ask_growth(visit.work, visit.incoming.update_id)
        visit.toast(on_its_way(visit.t))
    elif page is Page.UNFOLLOWED:
        visit.show(views.posts(await posts.to_nobody(visit.tx, LISTED), visit.t, unfollowed=True))
    else:
        visit.show(views.posts(await posts.recent(visit.tx, LISTED), visit.t, unfollowed=False))


async def show_post(visit: Visit, press: ShowPost) -> None:
    found = await visible_reach(visit.work, press.post)
    topics, about = await get_topics(visit.tx, visit.council), await posts.topics_of(visit.tx, press.post)
    url = (await posts.urls(visit.tx, [found.post]))[press.post]
    visit.show(views.post(topics, found, about, url, visit.zone, visit.t))


async def retract(visit: Visit, press: Retract) -> None:
    """[Take the copies back]: asks first."""
    if press.sure:
        await actions.retract(visit.work, press.post)
        visit.show(views.retracted(visit.t))
        return
    found = await visible_reach(visit.work, press.post)
    if found.post.retracted:
        raise Stale
    visit.show(views.ask_retract(found, visit.t))


async def receive(visit: Visit) -> None:
    """A message in some channel, or a change of one: taken up when the channel is the council's, else ignored."""
    message, chat, username = visit.incoming.arrived, visit.incoming.chat, visit.incoming.chat_username
    if message is None:
        return
    if visit.incoming.command == "channel":
        await channels.ask_again(visit.work, chat)
    elif await actions.find_language(visit.work, chat, username) is not None:
        await channels.keep_name(visit.work, chat, visit.incoming.title, username)
        if message.edited:
            await actions.change(visit.work, message)
        else:
            await actions.record(visit.work, message, username)


PRESSES = (pressed(ShowPost, show_post), pressed(Retract, retract))
