"""Steps on a recommendation's page. The opening of a round is a form of this field; the others are the recommendation's
own."""

from council.recommendations import Step
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import updates as recommendations
from handlers.recommendations.actions import require_step
from handlers.recommendations.presses import Do
from handlers.rounds.forms.opening import OPEN


async def do(visit: Visit, press: Do) -> None:
    """Open a round, or any other step. Raises as `require_step` does."""
    if press.step is not Step.OPEN:
        await recommendations.do(visit, press)
        return
    about = await require_step(visit.work, press.recommendation, press.step)
    await forms.begin(visit, OPEN, {"recommendation": about.id})


PRESSES = (pressed(Do, do),)
