"""A recommendation is proposed, and a round on one opened: the form for it begins. Buttons for steps on a recommendation's
page come here, as one of them opens a round; the others are the recommendation's own."""

from council.authority import Action
from council.errors import Forbidden
from council.recommendations import Step, asked_in
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import updates as recommendations
from handlers.recommendations.actions import require_step
from handlers.recommendations.presses import Do
from handlers.rounds.actions import opening
from handlers.rounds.forms.opening import OPEN, RECOMMEND, groups_to_propose
from storage import forms as kept


async def recommend(visit: Visit) -> None:
    """/recommend: propose a recommendation, and open it to consensus or comments."""
    groups = groups_to_propose(visit)
    if not groups:
        raise Forbidden(Action.PROPOSE)
    row = await kept.load(visit.tx, visit.person.id)
    half_done = row is not None and row.kind == RECOMMEND.kind
    known: dict[str, object] = {"asked": {group: await _count(visit, group) for group in groups}}
    only = {"group": groups[0], "only_group": True} if len(groups) == 1 else {}
    await forms.begin(visit, RECOMMEND, None if half_done else {**known, **only})


async def _count(visit: Visit, group: str) -> int:
    return len(await opening.list_electorate(visit.work, group))


async def do(visit: Visit, press: Do) -> None:
    """Open a round, or any other step. Raises as `require_step` does."""
    if press.step is not Step.OPEN:
        await recommendations.do(visit, press)
        return
    about = await require_step(visit.work, press.recommendation, press.step)
    group = asked_in(about, visit.council.committee)
    await forms.begin(visit, OPEN, {"recommendation": about.id, "asked": {group: await _count(visit, group)}})


PRESSES = (pressed(Do, do),)
