"""What is loaded of one's own data to be shown."""

from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.oneself.views import profile as views
from handlers.oneself.views.profile import Ways
from storage import members, network, subscriptions


async def own_profile(visit: Visit) -> View:
    """The profile of the one who came, as it is now."""
    person = await members.find(visit.tx, visit.person.id) or visit.person
    ways = Ways(await subscriptions.is_subscribed(visit.tx, person.id), await network.is_listed(visit.tx, person.id))
    t = visit.catalogs.texts(person.language)
    return views.profile(visit.council, person, visit.actor.seats, ways, visit.now, t)
