"""The form in which the secretariat names a topic; and what its mistakes, and others about topics, are told as."""

from markupsafe import Markup

from council import text_rules
from council.errors import Empty
from council.posts import read_tags
from handlers.channels import actions, views
from handlers.common.names import language_name
from handlers.common.refusals import Plural, RefusedWith
from handlers.common.texts import N_, lexicon_of
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question


class OneLineEach(RefusedWith):
    """Names are wanted in `languages` languages, a line each, or one for all."""

    template = Plural(
        "Please type one line: the name.", "Please type one line for all languages, or {n} lines: one for each.", "languages"
    )

    def __init__(self, languages: int) -> None:
        super().__init__()
        self.languages = languages


class NewTopic(Answers):
    tags: tuple[str, ...]
    names: tuple[str, ...]
    """In the order of the council's languages; or one for all."""


def _ask_tags(visit: Visit, _answers: NewTopic) -> Markup:
    examples = " ".join(f"#{word}" for word in visit.t.lexicon.hashtags)
    return visit.t("Which hashtags mark a post of this topic? One or several: {examples}", examples=examples)


def _read_names(visit: Visit, _answers: NewTopic, entry: Entry) -> list[str]:
    rows = [text_rules.name(row) for row in entry.text.splitlines() if row.strip()]
    if not rows:
        raise Empty
    if len(rows) not in {1, len(visit.council.languages)}:
        raise OneLineEach(len(visit.council.languages))
    return rows


def _names(visit: Visit, answers: NewTopic) -> dict[str, str]:
    languages, rows = visit.council.languages, answers.names
    return dict(zip(languages, rows if len(rows) > 1 else rows * len(languages), strict=False))


async def _preview(visit: Visit, answers: NewTopic) -> tuple[View, Markup]:
    return views.topic_preview(_names(visit, answers).values(), answers.tags, visit.t), visit.t("Add it")


async def _finish(visit: Visit, answers: NewTopic) -> None:
    await actions.name_topic(visit.work, _names(visit, answers), answers.tags)
    visit.show(views.topic_named(visit.t))


TAGS = Question[NewTopic](
    "tags", N_("Hashtags"), _ask_tags,
    lambda visit, _, entry: read_tags(entry.text, visit.council, lexicon_of(visit.council.languages)),
)  # fmt: skip
NAMES = Question("names", N_("Title"), lambda visit, _: visit.t(
    "What is it called? A line for each language, in this order: {languages}. Or one line for all.",
    languages=", ".join(language_name(code, visit.t) for code in visit.council.languages)), _read_names)  # fmt: skip
TOPIC = Form("news topic", N_("New topic"), NewTopic, (TAGS, NAMES), _finish, _preview)

FORMS = (TOPIC,)
