"""The form in which a communiqué's text in one language is written anew; and how drafts are shown, also after it."""

from markupsafe import Markup

from council import text_rules
from handlers.common.names import language_name
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.communiques import actions, views
from handlers.communiques.reads import list_became
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from storage.communiques import Communique, CommuniqueState


class NewWords(Answers):
    communique: int
    language: str
    text: str
    """As Telegram's HTML."""
    limit: int = text_rules.BODY_LIMIT


def _read_html(_visit: Visit, answers: NewWords, entry: Entry) -> str:
    text_rules.body(entry.text, answers.limit)
    return entry.html


async def _reword(visit: Visit, answers: NewWords) -> None:
    await show_draft(visit, await actions.reword(visit.work, answers.communique, {answers.language: answers.text}))


async def show_draft(visit: Visit, found: Communique) -> None:
    """The texts as they will look, each a message of its own, and under them what can be done."""
    if found.state is CommuniqueState.DRAFT:
        for text in found.texts.values():
            visit.say(View(Markup(text)))  # noqa: S704 - made from entities, or drawn by us
    visit.say(views.communique(found, await list_became(visit.work, found), visit.t))


TEXT = Question[NewWords]("text", N_("Text"), lambda visit, answers: visit.t(
    "Send the text as it should look in {language}. Its formatting is kept.", language=language_name(answers.language, visit.t)),
    _read_html)  # fmt: skip
REWORD = Form("news reword", N_("Text for the channel"), NewWords, (TEXT,), _reword)

FORMS = (REWORD,)
