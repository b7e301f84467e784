"""Meetings and series that are not published yet: put aside as drafts, which all of the secretariat share."""

from council.authority import Action, demand
from council.errors import Forbidden
from council.text_rules import cut
from handlers.framework.context import Visit
from handlers.framework.questions import Data
from handlers.framework.work import UnitOfWork
from handlers.meetings.views import drafts as drafts_views
from storage import audit, drafts
from storage.drafts import Draft

MEETING, SERIES = "meeting", "meeting series"
KINDS = (MEETING, SERIES)
"""Kinds of forms."""

DRAFT = "draft"
"""In a form's data: the draft that it goes on with."""

MOST_DRAFTS = 20
_TITLE = 60


async def keep(visit: Visit, kind: str, data: Data) -> None:
    """Put a form aside, and say so. Raises `Forbidden`."""
    work = visit.work
    demand(work.actor, Action.PUBLISH_MEETING)
    title = cut(str(data.get("title") or ""), _TITLE)
    kept = {key: value for key, value in data.items() if not key.startswith("!") and key != DRAFT}
    id_ = await drafts.keep(
        work.tx, kind, title, kept, work.person.id, work.now, int(str(data.get(DRAFT, 0)))
    )  # fmt: skip
    await audit.record(work.tx, work.now, work.actor.label, "draft kept", f"draft:{id_}")
    visit.show(drafts_views.kept(title, visit.t))


async def one(work: UnitOfWork, id_: int) -> Draft:
    """A draft, to go on with. Raises `Forbidden`, alike for one that is not there."""
    demand(work.actor, Action.PUBLISH_MEETING, (), f"draft:{id_}")
    found = await drafts.get(work.tx, id_)
    if found is None or found.kind not in KINDS:
        raise Forbidden(Action.PUBLISH_MEETING, f"draft:{id_}")
    return found


async def listed(work: UnitOfWork) -> list[Draft]:
    """All of them. Raises `Forbidden`."""
    demand(work.actor, Action.PUBLISH_MEETING)
    return (await drafts.listed(work.tx, KINDS))[:MOST_DRAFTS]


async def discard(work: UnitOfWork, id_: int) -> None:
    """Drop a draft. Raises `Forbidden`."""
    found = await one(work, id_)
    await drafts.drop(work.tx, found.id)
    await audit.record(work.tx, work.now, work.actor.label, "draft discarded", f"draft:{id_}")
