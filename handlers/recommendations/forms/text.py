"""A recommendation's text as it comes into a form: typed, or a file with a summary."""

import hashlib

from council import text_rules
from council.rounds import Document, Text
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step

SUMMARY_LIMIT = 2000
"""What stands on the card of a text that is in a file, in UTF-16 code units."""


FILED = "filed"
"""In the data of a form for a new version: the present one is in a file."""


def hashed(_name: str, content: bytes) -> object:
    """The SHA-256 of a file, which is all that is kept of its content: the file itself stays with Telegram."""
    return hashlib.sha256(content).hexdigest()


def read_text(_visit: Visit, _data: Data, entry: Entry) -> object:
    """A text, or a file; the words under the file are its summary. Raises `Empty`, `TooLong`."""
    if entry.file is None:
        return text_rules.body(entry.text)
    summary = text_rules.body(entry.text, SUMMARY_LIMIT) if entry.text.strip() else ""
    return {"id": entry.file.file_id, "name": entry.file.name, "hash": str(entry.opened), "summary": summary}


def read_summary(_visit: Visit, _data: Data, entry: Entry) -> object:
    """What stands on the card in the file's place. Raises `Empty`, `TooLong`."""
    return text_rules.body(entry.text, SUMMARY_LIMIT)


def wants_summary(data: Data) -> bool:
    """Whether a file was sent without a word."""
    file = data.get("text")
    return isinstance(file, dict) and not file["summary"]


def came_as_file(data: Data) -> bool:
    """Whether the text is in a file."""
    return isinstance(data.get("text"), dict)


def text_of(data: Data, before: Text | None = None) -> Text:
    """What was typed or sent; of a changed text, what was skipped stays as it was."""
    given, link = data.get("text", ""), str(data.get("link", ""))
    link = link or (before.link if before else "")
    if isinstance(given, dict):
        file = Document(str(given["id"]), str(given["name"]), str(given["hash"]))
        return Text(str(given["summary"] or data.get("summary", "")), link, file)
    if not given and before is not None:
        return Text(before.text, link, before.document)
    return Text(str(given), link)


def _read_note(_visit: Visit, _data: Data, entry: Entry) -> object:
    return text_rules.body(entry.text, text_rules.REASON_LIMIT)


VERSION_STEPS = (
    Step(
        "text",
        lambda t: t("Text"),
        lambda v, _: v.t("The new text, in one message or as a file? Skip it if only the link changed."),
        read_text,
        optional=True,
        file=True,
        opens=hashed,
    ),
    Step(
        "summary",
        lambda t: t("Summary"),
        lambda v, _: v.t("What does the file say, in some lines? This stands on the card, the file below it."),
        read_summary,
        wanted=wants_summary,
    ),
    Step(
        "link",
        lambda t: t("Link"),
        lambda v, _: v.t("The link to the new document? Skip it if it stays as it is."),
        lambda _v, _d, entry: text_rules.link(entry.text),
        optional=True,
    ),
    Step(
        "note",
        lambda t: t("What changed"),
        lambda v, _: v.t("The document cannot be compared: what changed in it, in your own words?"),
        _read_note,
        wanted=lambda d: bool(d.get("link")) or came_as_file(d) or bool(d.get(FILED) and d.get("text")),
    ),
)
"""The questions for a new version: what is skipped stays; what cannot be compared wants a note."""
