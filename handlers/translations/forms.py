"""Forms about the texts of this bot: a remark of a reader, and a corrected text."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from council.errors import Stale
from council.text_rules import body
from council.translations import REMARK_LIMIT, Forms, NoSuchText, check
from handlers.common.names import capital, language_name
from handlers.common.texts import N_, SOURCE, Texts, plain
from handlers.common.view import View, lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Options, Question, Several
from handlers.translations import actions, views
from handlers.translations.reads import find, text_of
from handlers.translations.views import Text

MOST_FORMS, MOST_NUMBERS = 6, 8
"""No language has more plural forms; so many numbers are named that take one."""


class Which(Answers):
    """`words`: those by which the text was looked for; `text`: its key, and how many forms it has in the language: "1f….3"."""

    words: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        return self.text.partition(".")[0]

    @property
    def n(self) -> int:
        return int(self.text.partition(".")[2] or 0)


def _value(visit: Visit, language: str, key: str) -> str:
    return f"{key}.{known(visit, language, key)}"


def known(visit: Visit, language: str, key: str) -> int:
    """How many forms a text has in a language. Raises `Stale` for one that there is not."""
    if key not in visit.catalogs.sources:
        raise Stale
    return visit.catalogs.plurals(language) if len(visit.catalogs.sources[key][1]) > 1 else 1


class Remark(Which):
    remark: str = ""


def _found(visit: Visit, t: Texts, words: str, *, in_english: bool = False) -> dict[str, Forms]:
    return find(visit.catalogs, t, words, in_english=in_english)


def _read(visit: Visit, t: Texts, entry: Entry, *, in_english: bool = False) -> object:
    """The words by which a text is looked for, and the text if they are of one alone. Raises `NoSuchText`, `Empty`."""
    words = body(entry.text or visit.incoming.caption)
    found = _found(visit, t, words, in_english=in_english)
    if not found:
        raise NoSuchText
    only = {"text": _value(visit, t.language, next(iter(found)))} if len(found) == 1 else {}
    return Several({"words": words, **only})


def _options(visit: Visit, t: Texts, words: str, *, in_english: bool = False) -> Options:
    found = _found(visit, t, words, in_english=in_english)
    return [(_value(visit, t.language, key), views.line(forms)) for key, forms in found.items()]


def _shown(visit: Visit, language: str, key: str) -> Text:
    """Raises `Stale` for a text that there is not."""
    text = text_of(visit.catalogs, language, key)
    if text is None:
        raise Stale
    return text


def _ask_remark(visit: Visit, answers: Remark) -> Markup:
    (key, source), t = visit.catalogs.sources[answers.key], visit.t
    return lines(t("This text:"), views.written(t.forms(key, source)), t("What is wrong, or what should it say?"))


async def _remark(visit: Visit, answers: Remark) -> None:
    await actions.remark(visit.work, visit.catalogs, answers.key, answers.remark)
    visit.say(views.thanks(visit.t))


_WHICH = N_("Which of them do you mean?")
REMARK = Form(
    "remark", N_("Mistake in a text"), Remark,
    (
        Question("words", N_("Words"), N_(
                     "Which text is wrong? Forward me the message, or copy the text here, or some of its words."),
                 lambda visit, _, entry: _read(visit, visit.t, entry), anything=True),
        Question("text", N_("Text"), _WHICH, options=lambda visit, answers: _options(visit, visit.t, answers.words), width=1),
        Question("remark", N_("Remark"), _ask_remark, readers.text(REMARK_LIMIT)),
    ), _remark,
)  # fmt: skip


class Correction(Which):
    language: str = ""
    form1: str = ""
    form2: str = ""
    form3: str = ""
    form4: str = ""
    form5: str = ""
    form6: str = ""

    @property
    def forms(self) -> Forms:
        return tuple(str(getattr(self, f"form{at}")) for at in range(1, self.n + 1))


def _languages(visit: Visit, _answers: Correction) -> Options:
    codes = dict.fromkeys((*visit.council.languages, SOURCE))
    return [(code, plain(capital(language_name(code, visit.t)))) for code in codes]


def _ask_form(at: int) -> Callable[[Visit, Correction], Markup]:
    def ask(visit: Visit, answers: Correction) -> Markup:
        text, t, language = _shown(visit, answers.language, answers.key), visit.t, visit.catalogs.texts(answers.language)
        told = t("What should it say? Placeholders in braces and tags stay as they are.")
        if answers.n > 1:
            numbers = [str(n) for n in range(200) if language.form_of(n) == at - 1]
            some = ", ".join(numbers[:MOST_NUMBERS]) + (" …" if len(numbers) > MOST_NUMBERS else "")
            told = t("What should it say for these numbers: {numbers}? Placeholders in braces and tags stay as they are.",
                     numbers=some)  # fmt: skip
        return lines(*views.about(text, t), "", told)

    return ask


def _has(at: int) -> Callable[[Correction], bool]:
    return lambda answers: at <= answers.n


def _read_form(visit: Visit, answers: Correction, entry: Entry) -> str:
    """One form, checked against the English text. Raises what `council.translations` refuses."""
    _, source = visit.catalogs.sources[answers.key]
    form = entry.text.strip()
    check(source, [form] * answers.n, answers.n)
    return form


async def _preview(visit: Visit, answers: Correction) -> tuple[View, Markup]:
    text = _shown(visit, answers.language, answers.key)
    return views.preview(text, answers.forms, visit.t), visit.t("Correct it")


async def _correct(visit: Visit, answers: Correction) -> None:
    made = await actions.correct(visit.work, visit.catalogs, answers.language, answers.key, answers.forms)
    text = replace(_shown(visit, answers.language, answers.key), now=made.forms)
    visit.show(View(lines(visit.t("Corrected:"), views.written(text.now), visit.t("All corrected texts: /texts"))))


def _texts(visit: Visit, answers: Correction) -> Texts:
    return visit.catalogs.texts(answers.language)


CORRECT = Form(
    "correct text", N_("Correcting a text"), Correction,
    (
        Question("language", N_("Language"), N_("In which language?"), options=_languages),
        Question("words", N_("Words"), N_(
                     "Which text? Forward the message, or send some of its words, in this language or in English."),
                 lambda visit, answers, entry: _read(visit, _texts(visit, answers), entry, in_english=True),
                 wanted=lambda answers: not answers.text or bool(answers.words)),
        Question("text", N_("Text"), _WHICH, width=1, options=lambda visit, answers: _options(
            visit, _texts(visit, answers), answers.words, in_english=True)),
        *(Question(f"form{at}", N_("Wording"), _ask_form(at), _read_form, wanted=_has(at)) for at in range(1, MOST_FORMS + 1)),
    ), _correct, _preview,
)  # fmt: skip

FORMS = (REMARK, CORRECT)
