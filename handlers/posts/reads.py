"""What is loaded of posts to be shown to the secretariat."""

from council.authority import Action, demand
from council.errors import Forbidden, Stale
from council.posts import Post
from handlers.framework.work import UnitOfWork
from storage import posts
from storage.posts import Reach


async def visible_post(work: UnitOfWork, post_id: int) -> Post:
    """A post, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    demand(work.actor, Action.MANAGE_NEWS, subject=f"post:{post_id}")
    post = await posts.find(work.tx, post_id)
    if post is None:
        raise Forbidden(Action.MANAGE_NEWS, f"post:{post_id}")
    return post


async def visible_reach(work: UnitOfWork, post_id: int) -> Reach:
    """A post and how far it went. Raises `Forbidden`."""
    await visible_post(work, post_id)
    found = await posts.reach(work.tx, post_id)
    if found is None:
        raise Stale
    return found
