"""A form around a meeting that is set: who comes in one's place."""

from council import text_rules
from council.attendance import Answer
from handlers.attendance import actions
from handlers.common.texts import N_
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.meetings.reads import details
from handlers.meetings.views import notices


class Substitute(Answers):
    meeting: int
    schedule: int
    name: str


async def _send_substitute(visit: Visit, answers: Substitute) -> None:
    found, _ = await actions.answer(visit.work, answers.meeting, answers.schedule, Answer.SOMEONE, answers.name)
    visit.say(notices.answered(visit.council, found, await details(visit.work, found), visit.zone, visit.t))
    await actions.redraw_own(visit.work, found)


_WHO = N_("Who comes in your place? Their name and position, in one line.")
_NAME = Question[Substitute]("name", N_("Who comes in your place"), _WHO, lambda _v, _a, entry: text_rules.name(entry.text))
SUBSTITUTE = Form("meeting substitute", N_("Someone in my place"), Substitute, (_NAME,), _send_substitute)


FORMS = (SUBSTITUTE,)
