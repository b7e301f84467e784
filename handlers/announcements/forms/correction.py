"""The question about what something that people have should have said, in one language or several."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from council import text_rules
from council.announcements import ALBUM, TEXT, WORDED, Announcement, Content, check_correction
from handlers.announcements.actions import corrections
from handlers.announcements.forms.draft import InLanguage
from handlers.announcements.views import copy, corrections as views
from handlers.common.names import language_name
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Form, Question, choices
from storage import announcements

MATERIAL, SMALL = "material", "small"


class Correction(InLanguage):
    """`made_of`: the kind of content that is corrected; `already`: the words in other languages so far (HTML)."""

    made_of: str = TEXT
    already: Mapping[str, str] | None = None
    confirms: bool = False
    words: str
    material: str = ""

    @property
    def by_language(self) -> dict[str, str]:
        """The words that were typed (HTML)."""
        return {**(self.already or {}), self.language: self.words}


def _read_words(_visit: Visit, answers: Correction, entry: Entry) -> str:
    text_rules.body(entry.text)
    check_correction(answers.made_of, entry.text)
    return entry.html


async def _preview(visit: Visit, answers: Correction) -> tuple[View, Markup]:
    found = await corrections.require_correctable(visit.work, answers.announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    words = answers.by_language
    for code, html in words.items():
        if code in said:
            _show_corrected(visit, found, replace(said[code], html=html, corrected_at=visit.now))
    more = [code for code, content in said.items() if code not in words and content.kind in WORDED]
    return views.before_correcting(found, len(words), more, visit.t), visit.t("Correct it")


def _show_corrected(visit: Visit, found: Announcement, content: Content) -> None:
    """What a copy becomes, as it is delivered. An album is copied with the words that it had: the new ones follow."""
    t = visit.catalogs.texts(content.language)
    if content.copied:
        visit.say(copy.tried(found, content, visit.zone, t))
    if not content.copied or content.kind == ALBUM:
        visit.say(copy.words(found, content, visit.zone, t))


async def _correct(visit: Visit, answers: Correction) -> None:
    said, material = answers.by_language, answers.material == MATERIAL
    found, at_once = await corrections.correct(visit.work, answers.announcement, said, material=material)
    visit.show((views.CORRECTED if at_once else views.HANDED_IN).view(found, visit.t))


_WORDS = Question[Correction]("words", N_("Text"), lambda visit, answers: visit.t(
    "What should it have said in {language}? Send the whole text as it should look. An attached file stays.",
    language=language_name(answers.language, visit.t)), _read_words)  # fmt: skip
_MATERIAL = Question[Correction](
    "material", N_("The change"),
    N_("Does this change the meaning? If so, those who have confirmed it in this language are asked again."),
    options=choices((SMALL, N_("No, just a slip")), (MATERIAL, N_("Yes, ask them again"))),
    wanted=lambda answers: answers.confirms, width=1,
)  # fmt: skip
CORRECT = Form("announcement correction", N_("A correction"), Correction, (_WORDS, _MATERIAL), _correct, _preview)

FORMS = (CORRECT,)
