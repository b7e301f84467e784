"""What is loaded of communiqués to be shown."""

from collections.abc import Sequence

from council.authority import Action, demand, require_there
from handlers.channels.reads import list_channels
from handlers.communiques.views import Became
from handlers.framework.work import UnitOfWork
from storage import communiques


async def visible_communique(work: UnitOfWork, communique_id: int) -> communiques.Communique:
    """A communiqué, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    subject = f"communique:{communique_id}"
    demand(work.actor, Action.PUBLISH_NEWS, subject=subject)
    return require_there(await communiques.find(work.tx, communique_id), Action.PUBLISH_NEWS, subject)


async def list_became(work: UnitOfWork, found: communiques.Communique) -> Sequence[Became]:
    """The channels that it goes to, and what became of it in each."""
    states = await communiques.states(work.tx, found)
    listed = await list_channels(work.tx, work.council)
    return [(one, language, states.get(one.chat)) for one, language in listed if found.texts.get(language)]
