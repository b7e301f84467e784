"""The announcement itself: one view for what recipients get, for previews, tests and corrections."""

from dataclasses import replace

from markupsafe import Markup

from council.announcements import ALBUM, CAPTION_LIMIT, TEXT, Announcement, Content, Option
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.announcements.presses import Tried
from handlers.announcements.views.words import title_words
from handlers.common.dates import moment
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import Rows, Style, View, bold, button, lines, link
from handlers.framework.deliveries import PostCopy


def body(content: Content, zone: str, t: Texts) -> Markup:
    """Its words as written, with a mark when they were corrected."""
    words = Markup(content.html)  # noqa: S704 - made from entities
    if content.corrected_at is None:
        return words
    marked = lines(words, "", t("<i>Corrected: {when}</i>", when=moment(content.corrected_at, zone, t)))
    # In another language it may be so long that no mark fits: the words go before.
    limit = MESSAGE_LIMIT if content.kind == TEXT else CAPTION_LIMIT
    return marked if length(bare(str(marked))) <= limit else words


def buttons(found: Announcement, content: Content, t: Texts, confirm: Press | None) -> Rows:
    """Its link buttons, and below them the one that confirms, where it is asked for and not pressed yet."""
    rows: Rows = tuple((link(each.label, each.url),) for each in content.links)
    if found.confirms and confirm is not None:
        rows += ((button(t("I have read this"), confirm, Style.PRIMARY),),)
    return rows


def copy(found: Announcement, content: Content, zone: str, t: Texts, confirm: Press | None) -> View | PostCopy:
    """What arrives: words, or a message that is passed on with its words. `confirm`: what its button does, if any."""
    protect, silent = Option.PROTECT in found.options, Option.SILENT in found.options
    told, rows = body(content, zone, t), buttons(found, content, t, confirm)
    if not content.copied:
        return View(told, rows, protect, silent)
    post = PostCopy(content.chat, content.message, protect=protect, silent=silent)
    if content.kind == ALBUM:
        return replace(post, more=content.more, words=View(told) if content.corrected_at else None)
    return replace(post, words=View(told, rows)) if content.html else replace(post, rows=rows)


def tried(found: Announcement, content: Content, zone: str, t: Texts) -> View | PostCopy:
    """What someone would get, in a preview or a test: its button to confirm counts for nothing."""
    return copy(found, content, zone, t, Tried())


def words(found: Announcement, content: Content, zone: str, t: Texts) -> View:
    """Its words with its links, for the preview of a correction."""
    return View(body(content, zone, t), buttons(found, content, t, None))


def tail(found: Announcement, content: Content, t: Texts, confirm: Press | None) -> View:
    """The message with the buttons, right below an album."""
    rows = buttons(found, content, t, confirm)
    head = bold(t("About the pictures above") if not found.title else t("About “{title}”", title=found.title))
    return View(head, rows, Option.PROTECT in found.options, silent=True)


def withdrawn(t: Texts) -> View:
    """What stands in the place of an announcement that was taken back and could not be deleted any more."""
    return View(t("<i>This announcement was withdrawn.</i>"))


def withdrawn_said(found: Announcement, t: Texts) -> View:
    """The same in a message of its own, about one without words that can be neither deleted nor edited any more."""
    return View(
        t("This announcement was withdrawn: “{title}”. The message itself can be neither deleted nor changed any more.",
          title=title_words(found, t))
    )  # fmt: skip
