"""A recommendation's text as it comes into a form: typed, or as a file with a summary."""

import hashlib

from pydantic import BaseModel

from council import text_rules
from council.rounds import Document, Text
from handlers.common.texts import N_
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Question

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


class VersionAnswers(TextAnswers):
    """A new version. `filed`: the present one is in a file."""

    filed: bool = False
    note: str = ""


def hashed(_name: str, content: bytes) -> str:
    """The SHA-256 of a file, which is all that is kept of its content: the file itself stays with Telegram."""
    return hashlib.sha256(content).hexdigest()


def read_text(_visit: Visit, _answers: object, entry: Entry) -> str | SentText:
    """A text, or a file; the words under the file are its summary. Raises `Empty`, `TooLong`."""
    if entry.file is None:
        return text_rules.body(entry.text)
    summary = text_rules.body(entry.text, SUMMARY_LIMIT) if entry.text.strip() else ""
    return SentText(id=entry.file.file_id, name=entry.file.name, hash=str(entry.opened), summary=summary)


def _wants_summary(answers: TextAnswers) -> bool:
    return isinstance(answers.text, SentText) and not answers.text.summary


def _wants_note(answers: VersionAnswers) -> bool:
    """Whether the new version cannot be compared with the present one."""
    return bool(answers.link) or isinstance(answers.text, SentText) or (answers.filed and bool(answers.text))


SUMMARY = Question[TextAnswers](
    "summary",
    N_("Summary"),
    N_("What does the file say, in some lines? This stands on the card, the file below it."),
    readers.text(SUMMARY_LIMIT),
    wanted=_wants_summary,
)

VERSION_QUESTIONS: tuple[Question[VersionAnswers], ...] = (
    Question(
        "text",
        N_("Text"),
        N_("The new text, in one message or as a file? Skip it if only the link changed."),
        read_text,
        optional=True,
        file=True,
        opens=hashed,
    ),
    SUMMARY,
    Question(
        "link",
        N_("Link"),
        N_("The link to the new document? Skip it if it stays as it is."),
        readers.link(),
        optional=True,
    ),
    Question(
        "note",
        N_("What changed"),
        N_("The document cannot be compared: what changed in it, in your own words?"),
        readers.text(text_rules.REASON_LIMIT),
        wanted=_wants_note,
    ),
)
"""The questions for a new version: what is skipped stays as it is; what cannot be compared wants a note."""
