"""What is loaded of posts to be shown to the secretariat."""

from council.authority import Action, demand, require_there
from handlers.framework.work import UnitOfWork
from storage import posts


async def visible_reach(work: UnitOfWork, post_id: int) -> posts.Reach:
    """A post and how far it went. Raises `Forbidden`, also for one that is not there."""
    subject = f"post:{post_id}"
    demand(work.actor, Action.MANAGE_NEWS, subject=subject)
    return require_there(await posts.reach(work.tx, post_id), Action.MANAGE_NEWS, subject)
