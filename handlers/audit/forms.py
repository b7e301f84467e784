"""Whom the entries are to name."""

from handlers.audit import actions, views
from handlers.common.texts import N_
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question


class Find(Answers):
    about: str
    name: str


async def _find(visit: Visit, answers: Find) -> None:
    found = await actions.list_people(visit.work, answers.name)
    visit.say(views.people_found(found, answers.about, visit.t))


_WHOM = N_("Whose entries? Type part of the name.")
_NAME = Question("name", N_("Name"), _WHOM, readers.name())
FIND = Form("audit.person", N_("Activity log"), Find, (_NAME,), _find)

FORMS = (FIND,)
