"""What is loaded of one's own data to be shown."""

from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.oneself.views import consent, profile as views
from storage import consents, members, network, subscriptions


async def own_profile(visit: Visit) -> View:
    """The profile of the one who came, as it is now."""
    person = await members.find(visit.tx, visit.person.id) or visit.person
    t, listed = visit.catalogs.of(person), await network.is_listed(visit.tx, person.id)
    news = await subscriptions.is_subscribed(visit.tx, person.id)
    return views.profile(visit.council, visit.catalogs, person, visit.actor.seats, visit.now, t, subscribed=news, listed=listed)


async def own_notice(visit: Visit) -> View:
    """The privacy notice, and what the one who came has said to it."""
    found = await consents.find(visit.tx, visit.person.id, visit.council.notice)
    return consent.notice(visit.council, found, visit.zone, visit.t, seated=bool(visit.actor.seats))
