"""Forms of a review: when it is looked at again, and why it is to end."""

from datetime import date

from markupsafe import Markup

from council.people import Role
from handlers.common.texts import N_
from handlers.common.view import lines
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.rounds.actions import review
from handlers.rounds.forms.reasons import read_reason
from handlers.rounds.forms.terms import read_later_day, review_days
from handlers.rounds.views import review as views
from handlers.rounds.views.closing import for_chair


class Decision(Answers):
    """What becomes of a review: another day, or why it ends. `role`: in which the chair's word is given."""

    review: int
    role: Role = Role.CHAIR
    day: date = date.min
    reason: str = ""


async def _keep(visit: Visit, answers: Decision) -> None:
    visit.say(views.noted(await review.keep(visit.work, answers.review, answers.day), visit.t))


async def _end(visit: Visit, answers: Decision) -> None:
    visit.say(views.noted(await review.end(visit.work, answers.review, answers.reason), visit.t))


def _ask_reason(visit: Visit, answers: Decision) -> Markup:
    asked = visit.t("Why is it to end? Everyone is told, and members have 72 hours to object.")
    return lines(asked, for_chair(answers.role, visit.t))


_AGAIN = N_("On which day is it looked at again? Choose, or type it, for example: 1 June 2027")
_DAY = Question[Decision]("day", N_("Day of review"), _AGAIN, read_later_day, options=review_days, width=1)
_REASON = Question[Decision]("reason", N_("Reason"), _ask_reason, read_reason)
KEEP = Form("keep", N_("The review: keep it"), Decision, (_DAY,), _keep)
END = Form("end", N_("The review: end it"), Decision, (_REASON,), _end)

FORMS = (KEEP, END)
