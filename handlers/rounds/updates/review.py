"""A review is pressed: read one update, call one action or open one form, show one view."""

from council.authority import Action, demand
from council.errors import Stale
from council.recommendations import Step
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations.actions import require_step
from handlers.recommendations.forms import REVISE
from handlers.rounds.actions import review
from handlers.rounds.actions.audience import visible_round
from handlers.rounds.forms.review import END, KEEP
from handlers.rounds.presses import Ask, Reviewing
from handlers.rounds.views import review as views
from storage import reviews


async def show(visit: Visit, round_id: int) -> None:
    """The review of what this round has adopted, to someone who may decide it."""
    round_ = await visible_round(visit.work, round_id)
    demand(visit.actor, Action.LEAD_ROUND, [round_.group], round_.subject)
    found = await reviews.undecided_on(visit.tx, round_id)
    if found is None:
        raise Stale
    visit.say(views.asked(found, round_, visit.actor.speaks_as(round_.group), visit.zone, visit.t))


async def decide(visit: Visit, press: Reviewing) -> None:
    """Keep it, end it, amend it; or object to its end."""
    if press.what is Ask.OBJECT:
        round_ = await review.object_to_end(visit.work, press.review)
        visit.show(views.noted(round_, visit.t))
    elif press.what is Ask.AMEND:
        about = await review.begin_amending(visit.work, press.review)
        found = await require_step(visit.work, about, Step.REVISE)
        await forms.begin(visit, REVISE, {"recommendation": found.id, "filed": found.document is not None})
    else:
        found_, round_ = await review.require_review(visit.work, press.review)
        form = KEEP if press.what is Ask.KEEP else END
        await forms.begin(visit, form, {"review": found_.id, "role": visit.actor.speaks_as(round_.group)})


PRESSES = (pressed(Reviewing, decide),)
