"""Meetings and series that are not published yet: put aside as drafts, which all of the secretariat share."""

from council.authority import Action, demand
from council.errors import Forbidden
from council.text_rules import cut
from handlers.framework.questions import Data
from handlers.framework.work import UnitOfWork
from storage import drafts
from storage.drafts import Draft

MEETING, SERIES = "meeting", "meeting series"
KINDS = (MEETING, SERIES)  # of forms

DRAFT = "draft"
"""In a form's data: the draft that it goes on with."""

MOST_DRAFTS = 20
_TITLE = 60


async def keep(work: UnitOfWork, kind: str, data: Data) -> str:
    """Put a form aside; the title under which it is kept. Raises `Forbidden`."""
    demand(work.actor, Action.PUBLISH_MEETING)
    title = cut(str(data.get("title") or ""), _TITLE)
    kept = {key: value for key, value in data.items() if not key.startswith("!") and key != DRAFT}
    draft = data.get(DRAFT)
    replaced = draft if isinstance(draft, int) else 0
    id_ = await drafts.keep(work.tx, kind, title, kept, work.person.id, work.now, replaced)
    await work.record("draft kept", f"draft:{id_}")
    return title


async def visible_draft(work: UnitOfWork, id_: int) -> Draft:
    """A draft, to go on with. Raises `Forbidden`, alike for one that is not there."""
    demand(work.actor, Action.PUBLISH_MEETING, (), f"draft:{id_}")
    found = await drafts.find(work.tx, id_)
    if found is None or found.kind not in KINDS:
        raise Forbidden(Action.PUBLISH_MEETING, f"draft:{id_}")
    return found


async def list_drafts(work: UnitOfWork) -> list[Draft]:
    """All of them, the one that was kept last first. Raises `Forbidden`."""
    demand(work.actor, Action.PUBLISH_MEETING)
    return (await drafts.listed(work.tx, KINDS))[:MOST_DRAFTS]


async def discard(work: UnitOfWork, id_: int) -> None:
    """Drop a draft. Raises `Forbidden`."""
    await visible_draft(work, id_)
    await drafts.drop(work.tx, id_)
    await work.record("draft discarded", f"draft:{id_}")
