"""The profile as it is now."""

from handlers.framework.context import Visit
from handlers.oneself.views import profile as views
from handlers.oneself.views.profile import Ways
from storage import members, network, subscriptions


async def show_profile(visit: Visit, *, redraw: bool = False) -> None:
    """Show the one who came what is known of them."""
    person = await members.get(visit.tx, visit.person.id) or visit.person
    ways = Ways(await subscriptions.is_subscribed(visit.tx, person.id), await network.is_listed(visit.tx, person.id))
    t = visit.catalogs.texts(person.language)
    view = views.profile(visit.council, person, visit.actor.seats, ways, visit.now, t)
    (visit.show if redraw else visit.say)(view)
