"""What of people's consent waits for the secretariat."""

from handlers.common.names import called
from handlers.common.navigation import Go
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import consents


async def without_consent(visit: Visit) -> Task | None:
    version, t = visit.council.notice, visit.t
    found = await consents.without(visit.tx, version, visit.now, asked=True) if version else []
    if not found:
        return None
    told = t.plural(
        "{n} person with a role has not agreed to the privacy notice.",
        "{n} people with a role have not agreed to the privacy notice.",
        len(found),
    )
    return Task(told, len(found), [called(one, t) for one in found], (button(t("Privacy notice"), Go("privacy")),))


TASKS = (without_consent,)
