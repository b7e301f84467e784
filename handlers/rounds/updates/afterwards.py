"""What is pressed once a round has closed: opinions, reviews, and that its outcome is taken up again."""

from council.authority import Action, demand
from council.errors import Stale
from council.openness import Openness
from council.people import Role
from council.recommendations import Step
from handlers.framework import forms, telling
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations.actions import require_step
from handlers.recommendations.forms import REVISE
from handlers.recommendations.presses import AskAgain
from handlers.rounds import presses
from handlers.rounds.actions import opinions, reopening, review
from handlers.rounds.actions.audience import visible_round
from handlers.rounds.forms.leading import END, KEEP
from handlers.rounds.forms.opinion import OPINION
from handlers.rounds.forms.reopening import ASK_AGAIN, REFUSE
from handlers.rounds.views import closing as closing_views, reopening as reopening_views
from storage import members, reopenings, reviews


async def hand_in(visit: Visit, press: presses.HandIn) -> None:
    """A minority opinion; what was handed in before can be replaced."""
    round_ = await opinions.require_hand_in(visit.work, press.round)
    named = round_.terms.openness is Openness.NAMED
    await forms.begin(visit, OPINION, {"round": round_.id, "number": round_.number, "named": named})


async def ask_again(visit: Visit, press: AskAgain) -> None:
    about, _ = await reopening.require_reopenable(visit.work, press.recommendation)
    chairs = visit.actor.role_in(about.group) is Role.CHAIR
    await forms.begin(visit, ASK_AGAIN, {"recommendation": about.id, "number": about.number, "chairs": chairs})


async def show_reopening(visit: Visit, round_id: int) -> None:
    """The request about this round's outcome that waits, to someone who decides it."""
    found = await reopenings.undecided_on(visit.tx, round_id)
    if found is None:
        raise Stale
    found, about, round_ = await reopening.require_decidable(visit.work, found.id)
    who = await members.find(visit.tx, found.person or 0) if found.group == about.group else None
    chairs, role = await reopening.asked_by_chair(visit.tx, found, visit.now), visit.actor.speaks_as(found.group)
    visit.say(reopening_views.ask_decision(found, about, round_, who, role, visit.t, chairs=chairs))


async def take_up(visit: Visit, press: presses.TakeUp) -> None:
    _, about, _ = await reopening.require_decidable(visit.work, press.reopening)
    head = visit.t("Take {number} up again?", number=about.number)
    if await telling.asked(visit, press, head, visit.t("Take it up"), await reopening.reach_of(visit.work, about)):
        visit.say(reopening_views.decided_now(await reopening.take_up(visit.work, press.reopening), visit.t))


async def refuse_reopening(visit: Visit, press: presses.RefuseReopening) -> None:
    found, _, _ = await reopening.require_decidable(visit.work, press.reopening)
    await forms.begin(visit, REFUSE, {"reopening": found.id, "role": visit.actor.speaks_as(found.group)})


async def appeal(visit: Visit, press: presses.Appeal) -> None:
    visit.say(reopening_views.appealed(await reopening.appeal(visit.work, press.reopening), visit.t))


async def show_review(visit: Visit, round_id: int) -> None:
    """The review of what this round has adopted, to someone who may decide it."""
    round_ = await visible_round(visit.work, round_id)
    demand(visit.actor, Action.LEAD_ROUND, [round_.group], round_.subject)
    found = await reviews.undecided_on(visit.tx, round_id)
    if found is None:
        raise Stale
    visit.say(closing_views.ask_review(found, round_, visit.actor.speaks_as(round_.group), visit.zone, visit.t))


async def decide(visit: Visit, press: presses.Reviewing) -> None:
    """Keep it, end it, amend it; or object to its end."""
    if press.what is presses.Ask.OBJECT:
        round_ = await review.object_to_end(visit.work, press.review)
        visit.show(closing_views.noted(round_, visit.t))
    elif press.what is presses.Ask.AMEND:
        about = await review.begin_amending(visit.work, press.review)
        found = await require_step(visit.work, about, Step.REVISE)
        await forms.begin(visit, REVISE, {"recommendation": found.id, "filed": found.document is not None})
    else:
        found_, round_ = await review.require_review(visit.work, press.review)
        form = KEEP if press.what is presses.Ask.KEEP else END
        await forms.begin(visit, form, {"review": found_.id, "role": visit.actor.speaks_as(round_.group)})


PRESSES = (
    pressed(AskAgain, ask_again),
    pressed(presses.HandIn, hand_in),
    pressed(presses.TakeUp, take_up),
    pressed(presses.RefuseReopening, refuse_reopening),
    pressed(presses.Appeal, appeal),
    pressed(presses.Reviewing, decide),
)
