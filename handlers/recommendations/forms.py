"""Forms about a recommendation outside its rounds: a comment, a new version, the Committee's comments, a search; and what a
text is that comes into a form, typed or as a file."""

import hashlib

from markupsafe import Markup
from pydantic import BaseModel

from council import text_rules
from council.reach import Reach
from council.recommendations import Step
from council.rounds import Document, Text
from handlers.common.text_changes import proposed_change
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.recommendations import actions, reads
from handlers.recommendations.views import page
from handlers.recommendations.views.listing import listing

SUMMARY_LIMIT = 2000
"""The length of what stands on the card in place of a text that is in a file, in UTF-16 code units."""


class SentText(BaseModel):
    """A file that holds the text: Telegram's id of it, its name and SHA-256, and the words that came under it."""

    id: str
    name: str
    hash: str
    summary: str


class TextAnswers(Answers):
    """A text, typed or sent as a file; the summary is asked for where a file came without words. "" for what was skipped."""

    text: str | SentText = ""
    summary: str = ""
    link: str = ""

    def read_text(self, before: Text | None = None) -> Text:
        """What was typed or sent. Of a changed text, what was skipped stays as it was `before`."""
        link = self.link or (before.link if before else "")
        if isinstance(self.text, SentText):
            file = Document(self.text.id, self.text.name, self.text.hash)
            return Text(self.text.summary or self.summary, link, file)
        if not self.text and before is not None:
            return Text(before.text, link, before.document)
        return Text(self.text, link)


def hashed(_name: str, content: bytes) -> str:
    """The SHA-256 of a file, which is all that is kept of its content: the file itself stays with Telegram."""
    return hashlib.sha256(content).hexdigest()


def read_text(_visit: Visit, _answers: object, entry: Entry) -> str | SentText:
    """A text, or a file; the words under the file are its summary. Raises `Empty`, `TooLong`."""
    if entry.file is None:
        return text_rules.body(entry.text)
    summary = text_rules.body(entry.text, SUMMARY_LIMIT) if entry.text.strip() else ""
    return SentText(id=entry.file.file_id, name=entry.file.name, hash=str(entry.opened), summary=summary)


SUMMARY = Question[TextAnswers](
    "summary",
    N_("Summary"),
    N_("What does the file say, in a few lines? This will stand on the card, with the file below it."),
    readers.text(SUMMARY_LIMIT),
    wanted=lambda answers: isinstance(answers.text, SentText) and not answers.text.summary,
)


class VersionAnswers(TextAnswers):
    """A new version. `filed`: the present one is in a file."""

    filed: bool = False
    note: str = ""


_TEXT = N_("Send the new text, in one message or as a file. Skip this if only the link changed.")
_LINK = N_("What is the link to the new document? Skip this if it has not changed.")
_NOTE = N_("The document cannot be compared: what changed in it, in your own words?")

VERSION_QUESTIONS: tuple[Question[VersionAnswers], ...] = (
    Question("text", N_("Text"), _TEXT, read_text, optional=True, file=True, opens=hashed),
    SUMMARY,
    Question("link", N_("Link"), _LINK, readers.link(), optional=True),
    Question("note", N_("What changed"), _NOTE, readers.text(text_rules.REASON_LIMIT), wanted=lambda answers:
             bool(answers.link) or isinstance(answers.text, SentText) or (answers.filed and bool(answers.text))),
)  # fmt: skip
"""The questions for a new version: what is skipped stays as it is; what cannot be compared wants a note."""


class Revise(VersionAnswers):
    recommendation: int


async def _preview_version(visit: Visit, answers: Revise) -> tuple[View, Markup]:
    about = await actions.visible_recommendation(visit.work, answers.recommendation)
    new = answers.read_text(about.wording)
    return proposed_change(about.number, about.wording, new, answers.note, visit.t), visit.t("Save the new version")


async def _revise(visit: Visit, answers: Revise) -> None:
    about = await actions.visible_recommendation(visit.work, answers.recommendation)
    changed = await actions.revise(visit.work, about.id, answers.read_text(about.wording), answers.note)
    visit.show(page.revised(changed, visit.t))


REVISE = Form("revise", N_("New version"), Revise, VERSION_QUESTIONS, _revise, _preview_version)

_read_words = readers.text(actions.COMMENT_LIMIT)


class Comment(Answers):
    recommendation: int
    text: str


async def _comment(visit: Visit, answers: Comment) -> None:
    about = await actions.comment(visit.work, answers.recommendation, answers.text)
    visit.say(View(visit.t("{number}: your comment was added", number=about.number)))


_COMMENT = N_("What is your comment? The group will see it with your name. It does not count as a position.")
COMMENT = Form("comment", N_("A comment"), Comment, (Question("text", N_("Comment"), _COMMENT, _read_words),), _comment)


class Decide(Answers):
    """The Committee returns a recommendation (`back`), perhaps with another text, or declines it; the group is told."""

    recommendation: int
    back: bool
    comments: str
    proposed: str = ""


def _ask_comments(visit: Visit, answers: Decide) -> Markup:
    if answers.back:
        return visit.t("With which comments is it returned? They will be passed on to the group.")
    return visit.t("Why is it declined? The group will be told.")


async def _decide(visit: Visit, answers: Decide) -> None:
    words, id_ = (answers.comments, answers.proposed), answers.recommendation
    about = await actions.decide(visit.work, id_, *words, back=answers.back)
    visit.show(View(visit.t("{number}: {stage}", number=about.number, stage=page.stage_name(about.stage, visit.t))))


_COMMENTS = Question[Decide]("comments", N_("Comments"), _ask_comments, _read_words)
_OTHER = N_("Which text do you propose instead? The group will decide on it. Skip this if you propose none.")
_PROPOSED = Question[Decide](
    "proposed", N_("Proposed text"), _OTHER, readers.text(), optional=True, wanted=lambda answers: answers.back
)


async def _reach(visit: Visit, answers: Decide) -> Reach:
    step = Step.RETURN if answers.back else Step.DECLINE
    return await actions.reach_of(visit.work, await actions.require_step(visit.work, answers.recommendation, step))


DECIDE = Form("committee", N_("The Executive Committee's decision"), Decide, (_COMMENTS, _PROPOSED), _decide, tells=_reach)


class Search(Answers):
    words: str


async def _find(visit: Visit, answers: Search) -> None:
    visit.say(listing(await reads.list_visible(visit.work, words=answers.words), visit.now, visit.zone, visit.t))


_WORDS = N_("What are you looking for? Type a number, or words from the title or the text.")
_SOUGHT = Question[Search]("words", N_("Search"), _WORDS, readers.line())
FIND = Form("find", N_("Search the recommendations"), Search, (_SOUGHT,), _find)

FORMS = (COMMENT, DECIDE, REVISE, FIND)
