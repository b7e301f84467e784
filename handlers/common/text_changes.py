"""The display of changes between two versions of a text."""

from collections.abc import Iterable

from markupsafe import Markup

from council.recommendations import Version
from council.rounds import Text
from council.text_diff import Fate, difference, shortened
from council.text_rules import MESSAGE_LIMIT, beginning, length
from handlers.common.rich import Block, Details, Paragraph
from handlers.common.text_layout import room_beside
from handlers.common.texts import Texts
from handlers.common.view import View, titled

STAYED = 80
"""How many characters of an unchanged part are shown on each side of a change."""

BELOW_A_PREVIEW = 300
"""Kept free for what is said below the preview of a change."""

MOST_PARTS = 45
"""How many changes are marked in a message: Telegram reads a hundred entities."""


def changes(old: str, new: str, t: Texts, room: int = MESSAGE_LIMIT) -> Markup:
    """The difference between two texts: removed parts struck through, new ones underlined, unchanged ones shortened. What
    goes beyond `room`, in UTF-16 code units, readers find in the text itself."""
    told, marked = Markup(""), 0
    rest = Markup(" ") + t("… the rest is in the text itself")
    parts = [(one.fate, shortened(one.text, STAYED) if one.fate is Fate.SAME else one.text) for one in difference(old, new)]
    fits = sum(length(text) for _, text in parts) <= room and len(parts) <= MOST_PARTS
    left = room if fits else room - length(rest)
    for fate, text in parts:
        marked += fate is not Fate.SAME
        if length(text) > left or marked > MOST_PARTS:
            text, left = (beginning(text, left) if left > 1 and marked <= MOST_PARTS else ""), 0  # noqa: PLW2901
        else:
            left -= length(text)
        mark = {Fate.SAME: "{}", Fate.GONE: "<s>{}</s>", Fate.NEW: "<u>{}</u>"}[fate]
        told += Markup(mark).format(text) if text else ""  # noqa: S704 - the marks are ours, the text is escaped
        if not left and not fits:
            return told + rest
    return told


def _documents(old: Text, new: Text, t: Texts) -> list[Markup | None]:
    """The changes of link and file."""
    return [
        t("The document is now: {link}", link=new.link) if new.link != old.link and new.link else None,
        t("The file is now: {name}", name=new.document.name) if new.document and new.document != old.document else None,
    ]


def since_version(before: Version, now: Text, note: str, t: Texts) -> list[Block]:
    """All that has changed since that version, folded; `note`: what the author says of it. Nothing where nothing changed."""
    marks = {Fate.SAME: "{}", Fate.GONE: "<s>{}</s>", Fate.NEW: "<u>{}</u>"}
    parts = [
        Markup(marks[one.fate]).format(shortened(one.text, STAYED) if one.fate is Fate.SAME else one.text)  # noqa: S704 - ours
        for one in difference(before.text.text, now.text)
    ]
    told = [
        Markup("").join(parts) if before.text.text != now.text else None,
        *_documents(before.text, now, t),
        t("What changed, as its author puts it: {note}", note=note) if note else None,
    ]
    head = t("What has changed since version {version}", version=before.version)
    inside = [Paragraph(one) for one in told if one is not None]
    return [Details(head, inside)] if inside else []


def difference_lines(old: Text, new: Text, note: str, t: Texts,
                     beside: Iterable[Markup | str | None]) -> list[Markup | str | None]:  # fmt: skip
    """The changes between two texts, with the author's note, as far as there is room `beside` these lines."""
    about = t("What changed, as its author puts it: {note}", note=note) if note else None
    below = ["", about, *_documents(old, new, t)]
    same = t("The text is the same; its document changed.")
    if old.text != new.text:
        return [changes(old.text, new.text, t, room_beside(*beside, *below, "")), *below]
    return [same, *below]


def proposed_change(number: str, old: Text, new: Text, note: str, t: Texts) -> View:
    """The same for the author before it is sent; if nothing changed, a line that says so."""
    if new == old:
        more = t("A new version needs another text, link or file. Change one of them below.")
        return titled(t("{number}: nothing has changed", number=number), more)
    theirs = t("Your note: {note}", note=note) if note else None
    head, below = t("{number}: what changes", number=number), [*_documents(old, new, t), theirs]
    room = room_beside(head, "", "", *below) - BELOW_A_PREVIEW
    changed = changes(old.text, new.text, t, room) if new.text != old.text else t("The text stays the same.")
    return titled(head, "", changed, "", *below)
