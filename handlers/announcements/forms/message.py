"""Questions about what an announcement says in one language: the message, and its link buttons."""

from markupsafe import Markup

from council import text_rules
from council.announcements import (
    ALBUM,
    CAPTION_LIMIT,
    COPYABLE,
    MOST_LINKS,
    AnnouncementState,
    BadLinkLine,
    Content,
    Link,
    NotPassedOn,
)
from council.errors import BadLink, Empty, TooLong
from handlers.announcements.actions import drafts
from handlers.announcements.forms.draft import InLanguage, back_to_page, show_page
from handlers.announcements.views import review
from handlers.common.texts import N_, Catalogs
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Form, Question

LABEL_LIMIT = 60


class Message(InLanguage):
    message: Content


def _ask_message(visit: Visit, answers: Message) -> Markup:
    return visit.t(
        "What shall it say in {language}? Send it as it should look: a text with its formatting, a photo, a "
        "video, a document, an album, a voice message, a place.",
        language=Catalogs.own_name(answers.language),
    )


def _read_message(visit: Visit, answers: Message, entry: Entry) -> Content:
    """What came, as it is to be passed on. Raises `Empty`, `TooLong`, `NotPassedOn`."""
    incoming = visit.incoming
    if not incoming.other:
        text_rules.body(entry.text)  # Telegram measures what remains when the markup is taken out
        return Content(answers.language, html=entry.html)
    if incoming.other not in COPYABLE or incoming.message is None:
        raise NotPassedOn
    if text_rules.length(incoming.caption) > CAPTION_LIMIT:
        raise TooLong(CAPTION_LIMIT, text_rules.length(incoming.caption))
    return Content(
        answers.language,
        ALBUM if incoming.album else incoming.other,
        incoming.caption_html,
        chat=incoming.chat,
        message=incoming.message,
        album=incoming.album,
        files=(incoming.unique,) if incoming.unique else (),
    )


async def _write(visit: Visit, answers: Message) -> None:
    written = await drafts.write(visit.work, answers.announcement, answers.message)
    if written.state is AnnouncementState.PAUSED:
        visit.say(review.given_anew(written, visit.t))
        return
    await show_page(visit, written.id)


_MESSAGE = Question("message", N_("Message"), _ask_message, _read_message, anything=True)
MESSAGE = Form("announcement message", N_("New announcement"), Message, (_MESSAGE,), _write, left=back_to_page)


class Links(InLanguage):
    links: tuple[Link, ...] = ()


def read_links(text: str) -> tuple[Link, ...]:
    """Link buttons as people type them, one a line: a label, then the link. Raises `BadLinkLine`, `Empty`."""
    typed = [line for line in text.splitlines() if line.strip()]
    if not typed:
        raise Empty
    links: list[Link] = []
    for place, line in enumerate(typed, 1):
        label, _, url = line.strip().rpartition(" ")
        try:
            links.append(Link(text_rules.line(label.rstrip(" -–—:|"), LABEL_LIMIT), text_rules.link(url)))
        except (Empty, TooLong, BadLink) as refusal:
            raise BadLinkLine(place, MOST_LINKS) from refusal
    if len(links) > MOST_LINKS:
        raise BadLinkLine(MOST_LINKS + 1, MOST_LINKS)
    return tuple(links)


async def _link(visit: Visit, answers: Links) -> None:
    await drafts.set_links(visit.work, answers.announcement, answers.language, answers.links)
    await show_page(visit, answers.announcement)


_LINKS = Question[Links](
    "links",
    N_("Link buttons"),
    N_(
        "Which buttons shall stand below it? One a line, a label and then the link, for example: "
        "Programme https://example.org/programme. Skipped, there are none."
    ),
    lambda _visit, _answers, entry: read_links(entry.text),
    optional=True,
)
LINKS = Form("announcement links", N_("Link buttons"), Links, (_LINKS,), _link, left=back_to_page)

FORMS = (MESSAGE, LINKS)
