"""Announcements' questions: what it says, its links, one more rule of its audience, its time, a correction."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from council import delivery_times, text_rules
from council.announcements import (
    ALBUM,
    CAPTION_LIMIT,
    COPYABLE,
    MOST_LINKS,
    TEXT,
    WORDED,
    Announcement,
    BadLinkLine,
    Content,
    Link,
    NotPassedOn,
    Timing,
)
from council.clock import zone
from council.errors import BadLink, Empty, InThePast, TooLong
from handlers.announcements import reads
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import corrections as mending
from handlers.announcements.actions import drafts as drafting
from handlers.announcements.forms import audience as targeting
from handlers.announcements.forms.audience import of
from handlers.announcements.presses import Correct
from handlers.announcements.views import copy as contents
from handlers.announcements.views import corrections as asking
from handlers.announcements.views import draft as composing
from handlers.announcements.views import review as deciding
from handlers.announcements.views import sending as views
from handlers.common.dates import read_instant, read_local
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View, bold, button
from handlers.framework.context import Visit
from handlers.framework.deliveries import PostCopy
from handlers.framework.questions import Data, Entry, Pick, Step
from storage import announcements

LANGUAGE = "language"
"""What some of these forms begin with, beside the announcement."""


async def show_desk(visit: Visit, announcement: int, note: Markup | None = None) -> None:
    """Answer with the draft's desk."""
    found = await actions.look(visit.work, announcement)
    seen = await reads.seen(visit.tx, found, visit.now)
    visit.say(composing.desk(visit.council, seen, visit.zone, visit.t, note))


async def back_to_desk(visit: Visit, announcement: int) -> None:
    """A question was put aside: on with the draft, if it still is one."""
    if (await actions.look(visit.work, announcement)).state is actions.State.DRAFT:
        await show_desk(visit, announcement)


def read_message(visit: Visit, _data: Data, entry: Entry) -> dict[str, object]:
    """What came, as it is to be passed on. Raises `Empty`, `TooLong`, `NotPassedOn`."""
    incoming = visit.incoming
    if not incoming.other:
        text_rules.body(entry.text)  # Telegram measures what remains when the markup is taken out
        return {"kind": TEXT, "html": entry.html}
    if incoming.other not in COPYABLE or incoming.message is None:
        raise NotPassedOn
    if text_rules.length(incoming.caption) > CAPTION_LIMIT:
        raise TooLong(CAPTION_LIMIT, text_rules.length(incoming.caption))
    kind = ALBUM if incoming.album else incoming.other
    place = {"chat": incoming.chat, "message": incoming.message, "album": incoming.album, "file": incoming.unique}
    return {"kind": kind, "html": incoming.caption_html, **place}


def content_of(language: str, kept: object) -> Content:
    """What `read_message` made."""
    made = kept if isinstance(kept, dict) else {}
    return Content(
        language,
        str(made.get("kind", TEXT)),
        str(made.get("html", "")),
        chat=int(made.get("chat", 0)),
        message=int(made.get("message", 0)),
        album=str(made.get("album", "")),
        files=(str(made["file"]),) if made.get("file") else (),
    )


def read_links(text: str) -> list[list[str]]:
    """Link buttons as people type them, one a line: a label, then the link. Raises `BadLinkLine`, `Empty`."""
    found = [line for line in text.splitlines() if line.strip()]
    if not found:
        raise Empty
    read: list[list[str]] = []
    for place, line in enumerate(found, 1):
        label, _, url = line.strip().rpartition(" ")
        try:
            read.append([text_rules.line(label.rstrip(" -–—:|"), 60), text_rules.link(url)])
        except (Empty, TooLong, BadLink) as refusal:
            raise BadLinkLine(place, MOST_LINKS) from refusal
    if len(read) > MOST_LINKS:
        raise BadLinkLine(MOST_LINKS + 1, MOST_LINKS)
    return read


class MessageForm:
    """What it says in one language: any message that can be passed on."""

    kind = "announcement message"
    steps = (
        Step(
            "message",
            lambda t: t("Message"),
            lambda v, d: v.t(
                "What shall it say in {language}? Send it as it should look: a text with its formatting, a photo, a "
                "video, a document, an album, a voice message, a place.",
                language=Catalogs.own_name(str(d[LANGUAGE])),
            ),
            read_message,
            anything=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New announcement")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await back_to_desk(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        written = await drafting.write(visit.work, of(data), content_of(str(data[LANGUAGE]), data["message"]))
        if written.state in drafting.WRITTEN[1:]:
            visit.say(deciding.given_anew(written, visit.t))
            return
        await show_desk(visit, of(data))


class LinksForm:
    """Its link buttons in one language."""

    kind = "announcement links"
    steps = (
        Step(
            "links",
            lambda t: t("Link buttons"),
            lambda v, _: v.t(
                "Which buttons shall stand below it? One a line, a label and then the link, for example: "
                "Programme https://example.org/programme. Skipped, there are none."
            ),
            lambda _v, _d, entry: read_links(entry.text),
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Link buttons")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await back_to_desk(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        kept = data["links"]
        made = tuple(Link(str(label), str(url)) for label, url in kept) if isinstance(kept, list) else ()
        await drafting.link(visit.work, of(data), str(data[LANGUAGE]), made)
        await show_desk(visit, of(data))


# -- when


def _read_instant(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(entry.text, visit.zone, visit.now, visit.t)
    if at <= visit.now:
        raise InThePast(at)
    return at.isoformat()


def _read_day(visit: Visit, _data: Data, entry: Entry) -> str:
    typed = read_local(f"{entry.text} 9:00", visit.zone, visit.now, visit.t)
    if typed.date() < visit.now.astimezone(zone(visit.zone)).date():
        raise InThePast(visit.now)
    return typed.date().isoformat()


class TimeForm:
    """The instant at which it goes out."""

    kind = "announcement time"
    steps = (
        Step(
            "at",
            lambda t: t("Date and time"),
            lambda v, _: v.t(
                "When shall it go out, in your own time? For example: 31 December 15:00, tomorrow 10:00, 2026-12-31 15:00."
            ),
            _read_instant,
            pick=Pick.MOMENT,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("When is it to go out?")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await back_to_desk(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        found = await drafting.time(visit.work, of(data), Timing.AT, datetime.fromisoformat(str(data["at"])))
        await after_time(visit, found.id)


async def after_time(visit: Visit, announcement: int) -> None:
    """A draft goes on; what was overdue waits for its new time."""
    found = await actions.look(visit.work, announcement)
    if found.state is actions.State.DRAFT:
        await show_desk(visit, found.id)
        return
    to = await reads.whom(visit.tx, visit.council, found, visit.now, visit.t)
    visit.say(views.handed_in(found, to, composing.when(found, visit.zone, visit.t), visit.t))


class DayForm:
    """The day on which it reaches everyone at 9:00 of their own."""

    kind = "announcement day"
    steps = (
        Step(
            "day",
            lambda t: t("Day"),
            lambda v, _: v.t("On which day? For example: 31 December, tomorrow, 2026-12-31."),
            _read_day,
            pick=Pick.DAY,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("When is it to go out?")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await back_to_desk(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        day = datetime.fromisoformat(str(data["day"])).date()
        found = await drafting.time(visit.work, of(data), Timing.MORNING, day=day)
        await after_time(visit, found.id)


class NudgesForm:
    """After how many hours those who have not confirmed are reminded."""

    kind = "announcement reminders"
    steps = (
        Step(
            "hours",
            lambda t: t("Reminders to confirm"),
            lambda v, _: v.t(
                "After how many hours are those reminded who have not confirmed? One number or several, for example: "
                "24, 72. Skipped, nobody is."
            ),
            lambda _v, _d, entry: list(delivery_times.read_hours(entry.text)),
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Reminders to confirm")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await back_to_desk(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        hours = data["hours"]
        await drafting.nudges(visit.work, of(data), tuple(map(int, hours)) if isinstance(hours, list) else ())
        await show_desk(visit, of(data))


# -- afterwards


KIND, ALREADY = "made of", "already"
"""What a correction begins with, beside the language: what is corrected, and the words in other languages so far."""


def _read_words(_visit: Visit, data: Data, entry: Entry) -> str:
    text_rules.body(entry.text)
    mending.check_length(str(data.get(KIND, TEXT)), entry.text)
    return entry.html


def corrections(data: Data) -> dict[str, str]:
    """The words that were typed, by language."""
    already = data.get(ALREADY)
    words = {str(code): str(html) for code, html in already.items()} if isinstance(already, dict) else {}
    return {**words, str(data[LANGUAGE]): str(data["words"])}


class CorrectForm:
    """Other words, in one language or several, for something that people have."""

    kind = "announcement correction"
    steps = (
        Step(
            "words",
            lambda t: t("Text"),
            lambda v, d: v.t(
                "What should it have said in {language}? Send the whole text as it should look. A file in it stays.",
                language=Catalogs.own_name(str(d[LANGUAGE])),
            ),
            _read_words,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("A correction")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        found = await mending.correctable(visit.work, of(data))
        said = await announcements.contents(visit.tx, found.id, found.version)
        words = corrections(data)
        for code, html in words.items():
            if code in said:
                _show_corrected(visit, found, replace(said[code], html=html))
        told = visit.t("Above: what everyone's copy becomes, whoever has it in this language.")
        if len(words) > 1:
            told = visit.t("Above: what everyone's copy becomes, whoever has it in these languages.")
        rows = tuple(
            (button(visit.t("Also in {language}", language=Catalogs.own_name(code)), Correct(found.id, code)),)
            for code, content in said.items()
            if code not in words and content.kind in WORDED
        )
        return View(bold(told), rows), visit.t("Correct it")

    async def finish(self, visit: Visit, data: Data) -> None:
        found, at_once = await mending.correct(visit.work, of(data), corrections(data))
        visit.show(asking.corrected(found, visit.t, at_once=at_once))


def _show_corrected(visit: Visit, found: Announcement, content: Content) -> None:
    """What a copy becomes, as it is delivered. An album is copied with the words that it had: the new ones follow."""
    t = visit.catalogs.texts(content.language)
    shown = contents.corrected(found, content, visit.now, visit.zone, t)
    if isinstance(shown, PostCopy):
        visit.pass_on(shown)
    if isinstance(shown, View) or content.kind == ALBUM:
        visit.say(contents.corrected_words(found, content, visit.now, visit.zone, t))


MESSAGE, LINKS, TIME, DAY, NUDGES, CORRECT = (
    MessageForm(),
    LinksForm(),
    TimeForm(),
    DayForm(),
    NudgesForm(),
    CorrectForm(),
)
FORMS = (MESSAGE, LINKS, *targeting.FORMS, TIME, DAY, NUDGES, CORRECT)
