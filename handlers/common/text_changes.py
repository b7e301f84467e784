"""The display of changes between two versions of a text."""

from markupsafe import Markup

from council.rounds import Text
from council.text_diff import Fate, difference, shortened
from council.text_rules import length
from handlers.common.texts import Texts
from handlers.common.view import View, titled

STAYED = 80
"""How many characters of an unchanged part are shown on each side of a change."""

CHANGES_LIMIT = 3000
"""The longest difference shown in a message; beyond it readers compare the texts themselves."""


def changes(old: str, new: str, t: Texts) -> Markup:
    """The difference between two texts: removed parts struck through, new ones underlined, unchanged ones shortened."""
    told, used = Markup(""), 0
    for part in difference(old, new):
        text = shortened(part.text, STAYED) if part.fate is Fate.SAME else part.text
        used += length(text)
        if used > CHANGES_LIMIT:
            return told + Markup(" ") + t("… the rest is in the text itself")
        mark = {Fate.SAME: "{}", Fate.GONE: "<s>{}</s>", Fate.NEW: "<u>{}</u>"}[part.fate]
        told += Markup(mark).format(text)  # noqa: S704 - the marks are ours, the text is escaped
    return told


def _documents(old: Text, new: Text, t: Texts) -> list[Markup | None]:
    """The changes of link and file."""
    return [
        t("The document is now: {link}", link=new.link) if new.link != old.link and new.link else None,
        t("The file is now: {name}", name=new.document.name) if new.document and new.document != old.document else None,
    ]


def difference_lines(old: Text, new: Text, note: str, t: Texts) -> list[Markup | str | None]:
    """The changes between two texts, with the author's note."""
    return [
        changes(old.text, new.text, t) if old.text != new.text else t("The text is the same; its document changed."),
        "",
        t("What changed, in the words of whoever changed it: {note}", note=note) if note else None,
        *_documents(old, new, t),
    ]


def proposed_change(number: str, old: Text, new: Text, note: str, t: Texts) -> View:
    """The same for the author before it is sent; if nothing changed, a line that says so."""
    if new == old:
        more = t("A new version needs another text, link or file. Change one of them below.")
        return titled(t("{number}: nothing has changed", number=number), more)
    changed = changes(old.text, new.text, t) if new.text != old.text else t("The text stays the same.")
    theirs = t("Your note: {note}", note=note) if note else None
    return titled(t("{number}: what changes", number=number), "", changed, "", *_documents(old, new, t), theirs)
