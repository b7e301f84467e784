"""Questions about a draft: what it says in one language, its link buttons, when it goes out, when readers are reminded."""

from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from council import announcement_times, announcements as rules, text_rules
from council.announcements import Announcement, AnnouncementState, Content, Link, Timing
from council.authority import Action, anywhere
from council.clock import zone
from council.errors import InThePast, TooLong
from handlers.announcements import reads
from handlers.announcements.actions import drafts
from handlers.announcements.actions.access import visible_announcement
from handlers.announcements.views import draft, review, sending
from handlers.common.dates import read_local_day
from handlers.common.names import language_name
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.framework import forms, readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Pick, Question


class OfAnnouncement(Answers):
    announcement: int


class InLanguage(OfAnnouncement):
    language: str


async def show_page(visit: Visit, announcement: int) -> None:
    visit.say(await draw_page(visit, await visible_announcement(visit.work, announcement)))


async def draw_page(visit: Visit, found: Announcement, note: Markup | None = None) -> View:
    """The draft's page. While no other form is half filled in, the next message is what it says in the next language."""
    overview = await reads.overview(visit.tx, found, visit.now)
    missing = rules.unsaid(overview.said, visit.council.languages, visit.person.language)
    waits = found.state is AnnouncementState.DRAFT and missing and await take_message(visit, found.id, missing[0])
    last, own = await drafts.last_used(visit.work), anywhere(visit.actor, Action.ANNOUNCE)
    usual = draft.Usuals(own, last, await reads.about(visit.tx, last), missing[0] if waits else "")
    return draft.page(visit.council, overview, visit.zone, visit.t, note, usual)


async def take_message(visit: Visit, announcement: int, language: str) -> bool:
    """Have the next message taken as what it says in this language; whether it will be. 0: a new announcement."""
    return await forms.begin(visit, MESSAGE, {"announcement": announcement, "language": language}, ask=False)


async def handed_in(visit: Visit, found: Announcement) -> View:
    """What is said of one that is out of its author's hands."""
    to = draft.whom(visit.council, await reads.overview(visit.tx, found, visit.now), visit.t)
    return sending.handed_in(found, to, draft.when(found, visit.zone, visit.t), visit.t)


async def _back_to_page(visit: Visit, answers: OfAnnouncement) -> None:
    """A question was left: on with the draft, if it still is one."""
    id_ = answers.announcement
    if id_ and (await visible_announcement(visit.work, id_)).state is AnnouncementState.DRAFT:
        await show_page(visit, id_)


class Message(InLanguage):
    message: Content


def _read_message(visit: Visit, answers: Message, entry: Entry) -> Content:
    """What came, as it is to be passed on. Raises `Empty`, `TooLong`, `NotPassedOn`."""
    incoming = visit.incoming
    if not incoming.other:
        text_rules.body(entry.text)  # Telegram measures what remains when the markup is taken out
        return Content(answers.language, html=entry.html)
    if incoming.other not in rules.COPYABLE or incoming.message is None:
        raise rules.NotPassedOn
    if text_rules.length(incoming.caption) > rules.CAPTION_LIMIT:
        raise TooLong(rules.CAPTION_LIMIT, text_rules.length(incoming.caption))
    kind, html, album = rules.ALBUM if incoming.album else incoming.other, incoming.caption_html, incoming.album
    came = Content(answers.language, kind, html, chat=incoming.chat, message=incoming.message, album=album)
    files = (incoming.unique,) if incoming.unique else ()
    return replace(came, files=files, captions=(html,) if album else ())


async def _write(visit: Visit, answers: Message) -> None:
    announcement = answers.announcement or (await drafts.begin(visit.work, fresh=True)).id
    written = await drafts.write(visit.work, announcement, answers.message)
    if written.state is AnnouncementState.PAUSED:
        visit.say(review.given_anew(written, visit.t))
    else:
        await show_page(visit, written.id)


_MESSAGE = Question[Message]("message", N_("Message"), lambda visit, answers: visit.t(
    "What should it say in {language}? Send it as it should look: formatted text, a photo, a video, a document, an album, "
    "a voice message or a place on the map.", language=language_name(answers.language, visit.t)),
    _read_message, anything=True)  # fmt: skip
MESSAGE = Form("announcement message", N_("New announcement"), Message, (_MESSAGE,), _write, left=_back_to_page)


class Links(InLanguage):
    links: tuple[Link, ...] = ()


async def _link(visit: Visit, answers: Links) -> None:
    await drafts.set_links(visit.work, answers.announcement, answers.language, answers.links)
    await show_page(visit, answers.announcement)


_LINKS = Question[Links](
    "links", N_("Link buttons"),
    N_(
        "Which buttons should be below it? One per line, a label and then the link, for example: "
        "Programme https://example.org/programme. If you skip this, there are none."
    ),
    lambda _visit, _answers, entry: rules.read_links(entry.text), optional=True,
)  # fmt: skip
LINKS = Form("announcement links", N_("Link buttons"), Links, (_LINKS,), _link, left=_back_to_page)


class Timed(OfAnnouncement):
    """An instant (UTC), or a day."""

    at: datetime | None = None
    day: date | None = None


def _read_day(visit: Visit, _answers: object, entry: Entry) -> date:
    day = read_local_day(entry.text, visit.zone, visit.now, visit.t)
    if day < visit.now.astimezone(zone(visit.zone)).date():
        raise InThePast(visit.now)
    return day


async def _set_time(visit: Visit, answers: Timed) -> None:
    """A draft goes on; what was overdue waits for its new time."""
    timing = Timing.AT if answers.at else Timing.MORNING
    await drafts.set_time(visit.work, answers.announcement, timing, answers.at, answers.day)
    found = await visible_announcement(visit.work, answers.announcement)
    if found.state is AnnouncementState.DRAFT:
        await show_page(visit, found.id)
    else:
        visit.say(await handed_in(visit, found))


_AT = Question[Timed](
    "at", N_("Date and time"),
    N_("Type a time in your own time zone, for example: 31 December 15:00, tomorrow 10:00, 2026-12-31 15:00."),
    readers.instant(ahead=True), pick=Pick.MOMENT,
)  # fmt: skip
_DAY = Question[Timed](
    "day", N_("Day"), N_("On which day? For example: 31 December, tomorrow, 2026-12-31."), _read_day, pick=Pick.DAY
)
TIME = Form("announcement time", N_("When should it go out?"), Timed, (_AT,), _set_time, left=_back_to_page)
DAY = Form("announcement day", N_("When should it go out?"), Timed, (_DAY,), _set_time, left=_back_to_page)


class Nudges(OfAnnouncement):
    hours: tuple[int, ...] = ()


async def _set_nudges(visit: Visit, answers: Nudges) -> None:
    await drafts.set_nudges(visit.work, answers.announcement, answers.hours)
    await show_page(visit, answers.announcement)


_HOURS = Question[Nudges](
    "hours", N_("Reminders to confirm"),
    N_(
        "After how many hours should those who have not confirmed be reminded? One number or several, for example: "
        "24, 72. If you skip this, nobody is reminded."
    ),
    lambda _visit, _answers, entry: announcement_times.read_hours(entry.text), optional=True,
)  # fmt: skip
NUDGES = Form("announcement reminders", N_("Reminders to confirm"), Nudges, (_HOURS,), _set_nudges, left=_back_to_page)

FORMS = (MESSAGE, LINKS, TIME, DAY, NUDGES)
