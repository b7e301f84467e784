"""The form in which a minority opinion is handed in."""

from markupsafe import Markup

from council import text_rules
from council.opinions import LIMIT
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.rounds.actions import opinions
from handlers.rounds.views import opinion as views


class HandIn(Answers):
    """An opinion on what a round has adopted. `number`: what that is called; `named`: it stands under its author's name."""

    round: int
    number: str = ""
    named: bool = True
    text: str


def _ask(visit: Visit, answers: HandIn) -> Markup:
    return views.asked(answers.number, visit.t, named=answers.named)


def _read(_visit: Visit, _answers: HandIn, entry: Entry) -> str:
    return text_rules.body(entry.text, LIMIT)


async def _preview(visit: Visit, answers: HandIn) -> tuple[View, Markup]:
    visit.say(views.typed(answers.text))
    return views.preview(answers.number, visit.t, named=answers.named), visit.t("Hand it in")


async def _hand_in(visit: Visit, answers: HandIn) -> None:
    round_ = await opinions.hand_in(visit.work, answers.round, answers.text)
    visit.show(views.handed_in(round_, visit.zone, visit.t))


_TEXT = Question[HandIn]("text", N_("Opinion"), _ask, _read)
OPINION = Form("opinion", N_("Minority opinion"), HandIn, (_TEXT,), _hand_in, _preview)
FORMS = (OPINION,)
