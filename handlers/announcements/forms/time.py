"""Questions about when an announcement goes out, and when those who have not confirmed are reminded."""

from datetime import date, datetime

from council import announcement_times
from council.announcements import AnnouncementState, Timing
from council.clock import zone
from council.errors import InThePast
from handlers.announcements import reads
from handlers.announcements.actions import drafts
from handlers.announcements.actions.access import visible_announcement
from handlers.announcements.forms.draft import OfAnnouncement, back_to_page, show_page
from handlers.announcements.views import draft, sending
from handlers.common.dates import read_local
from handlers.common.texts import N_
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Form, Pick, Question


class Timed(OfAnnouncement):
    """An instant (UTC), or a day."""

    at: datetime | None = None
    day: date | None = None


def _read_day(visit: Visit, _answers: object, entry: Entry) -> date:
    typed = read_local(f"{entry.text} 9:00", visit.zone, visit.now, visit.t)
    if typed.date() < visit.now.astimezone(zone(visit.zone)).date():
        raise InThePast(visit.now)
    return typed.date()


async def _set_time(visit: Visit, answers: Timed) -> None:
    """A draft goes on; what was overdue waits for its new time."""
    timing = Timing.AT if answers.at else Timing.MORNING
    await drafts.set_time(visit.work, answers.announcement, timing, answers.at, answers.day)
    found = await visible_announcement(visit.work, answers.announcement)
    if found.state is AnnouncementState.DRAFT:
        await show_page(visit, found.id)
        return
    to = draft.whom(visit.council, await reads.overview(visit.tx, found, visit.now), visit.t)
    visit.say(sending.handed_in(found, to, draft.when(found, visit.zone, visit.t), visit.t))


_AT = Question[Timed](
    "at",
    N_("Date and time"),
    N_("When shall it go out, in your own time? For example: 31 December 15:00, tomorrow 10:00, 2026-12-31 15:00."),
    readers.instant(ahead=True),
    pick=Pick.MOMENT,
)
_DAY = Question[Timed](
    "day", N_("Day"), N_("On which day? For example: 31 December, tomorrow, 2026-12-31."), _read_day, pick=Pick.DAY
)
TIME = Form("announcement time", N_("When is it to go out?"), Timed, (_AT,), _set_time, left=back_to_page)
DAY = Form("announcement day", N_("When is it to go out?"), Timed, (_DAY,), _set_time, left=back_to_page)


class Nudges(OfAnnouncement):
    hours: tuple[int, ...] = ()


async def _set_nudges(visit: Visit, answers: Nudges) -> None:
    await drafts.set_nudges(visit.work, answers.announcement, answers.hours)
    await show_page(visit, answers.announcement)


_HOURS = Question[Nudges](
    "hours",
    N_("Reminders to confirm"),
    N_(
        "After how many hours are those reminded who have not confirmed? One number or several, for example: "
        "24, 72. Skipped, nobody is."
    ),
    lambda _visit, _answers, entry: announcement_times.read_hours(entry.text),
    optional=True,
)
NUDGES = Form("announcement reminders", N_("Reminders to confirm"), Nudges, (_HOURS,), _set_nudges, left=back_to_page)

FORMS = (TIME, DAY, NUDGES)
