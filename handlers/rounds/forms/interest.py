"""The form in which somebody declares an interest."""

from markupsafe import Markup

from council import text_rules
from council.recusal import WORDS_LIMIT
from handlers.common.texts import N_
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.rounds.actions import recusal
from handlers.rounds.views import card


class DeclareInterest(Answers):
    """An interest in a recommendation, in a few words or none. `number`: what it is called."""

    recommendation: int
    number: str = ""
    words: str = ""


def _ask(visit: Visit, answers: DeclareInterest) -> Markup:
    return visit.t("Once you have declared an interest in {number}, you take no position on it: you are not counted among those "
                   "who are asked, and the record says so. What is the interest? A few words, or skip this.",
                   number=answers.number)  # fmt: skip


def _read(_visit: Visit, _answers: DeclareInterest, entry: Entry) -> str:
    return text_rules.body(entry.text, WORDS_LIMIT)


async def _declare(visit: Visit, answers: DeclareInterest) -> None:
    about, round_ = await recusal.declare_interest(visit.work, answers.recommendation, answers.words)
    visit.say(card.interest_declared(about, visit.t, open_=round_ is not None))


_WORDS = Question[DeclareInterest]("words", N_("Interest"), _ask, _read, optional=True, skip=N_("Declare it without words"))
INTEREST = Form("interest", N_("Declaring an interest"), DeclareInterest, (_WORDS,), _declare)
FORMS = (INTEREST,)
