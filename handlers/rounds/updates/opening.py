"""A recommendation is proposed, and a round on one opened: the form for it begins. Buttons for steps on a recommendation's
page come here, as one of them opens a round; the others are the recommendation's own."""

from council.authority import Action
from council.errors import Forbidden
from council.recommendations import Step
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import updates as recommendations
from handlers.recommendations.actions import require_step
from handlers.recommendations.presses import Do
from handlers.rounds.forms.opening import OPEN, RECOMMEND, groups_to_propose
from storage import forms as kept


async def recommend(visit: Visit) -> None:
    """/recommend: propose a recommendation, and open it to consensus or comments."""
    groups = groups_to_propose(visit)
    if not groups:
        raise Forbidden(Action.PROPOSE)
    row = await kept.load(visit.tx, visit.person.id)
    half_done = row is not None and row.kind == RECOMMEND.kind
    only = {"group": groups[0], "only_group": True} if len(groups) == 1 and not half_done else None
    await forms.begin(visit, RECOMMEND, only)


async def do(visit: Visit, press: Do) -> None:
    """Open a round, or any other step. Raises as `require_step` does."""
    if press.step is not Step.OPEN:
        await recommendations.do(visit, press)
        return
    about = await require_step(visit.work, press.recommendation, press.step)
    await forms.begin(visit, OPEN, {"recommendation": about.id})


PRESSES = (pressed(Do, do),)
