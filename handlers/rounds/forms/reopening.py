"""Forms about taking a recommendation up again: asking for it, and refusing it."""

from markupsafe import Markup

from council.people import Role
from council.reach import Reach
from handlers.common.texts import N_
from handlers.common.view import lines
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.rounds.actions import reopening
from handlers.rounds.forms.reasons import read_reason
from handlers.rounds.views import reopening as views
from handlers.rounds.views.closing import for_chair


class AskAgain(Answers):
    """What is new about a recommendation. `number`: what it is called."""

    """`chairs`: the one who asks is a chair of its group, and does not decide."""

    recommendation: int
    number: str = ""
    chairs: bool = False
    what: str


def _ask_what(visit: Visit, answers: AskAgain) -> Markup:
    if answers.chairs:
        return visit.t("What is new about {number}, so that it should be taken up again? As you ask for it, you do not decide: "
                       "this goes to another chair of the group or, where there is none, to the secretariat.",
                       number=answers.number)  # fmt: skip
    return visit.t("What is new about {number}, so that it should be taken up again? This goes to the chair, who takes it up or "
                   "says why not.", number=answers.number)  # fmt: skip


async def _asking_reaches(visit: Visit, answers: AskAgain) -> Reach:
    return await reopening.reach_of_asking(visit.work, answers.recommendation)


async def _ask(visit: Visit, answers: AskAgain) -> None:
    about = await reopening.ask(visit.work, answers.recommendation, answers.what)
    visit.show(views.asked(about, visit.t, chairs=answers.chairs))


_WHAT = Question[AskAgain]("what", N_("What is new"), _ask_what, read_reason)
ASK_AGAIN = Form("ask_again", N_("Taking it up again"), AskAgain, (_WHAT,), _ask, tells=_asking_reaches)


class Refuse(Answers):
    """Why it is not taken up. `role`: in which the chair's word is given."""

    reopening: int
    role: Role = Role.CHAIR
    reason: str


def _ask_reason(visit: Visit, answers: Refuse) -> Markup:
    asked = visit.t("Why is it not taken up? Everyone in the group will be told.")
    return lines(asked, for_chair(answers.role, visit.t))


async def _refusing_reaches(visit: Visit, answers: Refuse) -> Reach:
    _, about, _ = await reopening.require_decidable(visit.work, answers.reopening)
    return await reopening.reach_of(visit.work, about)


async def _refuse(visit: Visit, answers: Refuse) -> None:
    visit.show(views.decided_now(await reopening.refuse(visit.work, answers.reopening, answers.reason), visit.t))


_REASON = Question[Refuse]("reason", N_("Reason"), _ask_reason, read_reason)
REFUSE = Form("refuse_reopening", N_("Not taken up"), Refuse, (_REASON,), _refuse, tells=_refusing_reaches)
FORMS = (ASK_AGAIN, REFUSE)
