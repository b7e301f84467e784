"""Tasks of the secretariat about people's consent."""

from markupsafe import Markup

from handlers.common.names import called
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_NAMED, Task
from storage import consents
from storage.consents import Missing


async def without_consent(visit: Visit) -> Task | None:
    version, t = visit.council.notice, visit.t
    found = await consents.missing(visit.tx, version, visit.now) if version else []
    if not found:
        return None
    told = t.plural(
        "{n} person with a role has not agreed to the privacy notice.",
        "{n} people with a role have not agreed to the privacy notice.",
        len(found),
    )
    away = sum(not one.reached for one in found)
    if away:
        told = Markup(" ").join([told, t("Not yet reached: {n}.", n=away)])
    names = [_name(one, t) for one in found[: MOST_NAMED + 1]]
    return Task(told, len(found), names, (button(t("Privacy notice"), Go("privacy")),))


def _name(one: Missing, t: Texts) -> Markup | str:
    name = called(one.person, t)
    return name if one.reached else t("{name} (not yet reached)", name=name)


TASKS = (without_consent,)
