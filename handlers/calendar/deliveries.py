"""The calendar's deliveries: pictures of months, and meetings as files. Each looks at the person's seats again."""

from dataclasses import dataclass

from council.authority import Action, anywhere, may
from council.calendar import Page, Span
from council.meetings import MeetingState
from council.people import Actor
from handlers.calendar import actions, views
from handlers.calendar.reads import entries, wants
from handlers.common import ical
from handlers.common.pictures.month import calendar_picture
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from storage import meetings, members
from storage.outbox import Delivery


async def _actor(desk: Desk) -> Actor:
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
    return Actor("person", desk.person, seats)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the calendar, in the place of the one that was turned from."""

    name: str = actions.PICTURE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        groups = anywhere(await _actor(desk), Action.SEE_MEETING)
        if groups == ():
            return Drop("no longer seated")
        data = delivery.data
        page = Page(int(data["year"]), int(data["month"]), Span(str(data["span"])))
        listed = await meetings.between(desk.tx, groups, *page.bounds(desk.zone), [MeetingState.PUBLISHED])
        council, now, zone, t = desk.council, desk.now, desk.zone, desk.t
        shown = views.picture(council, page, listed, now, zone, t)
        words = views.words(council, page, listed, now, zone, t, feed=bool(data["feed"]))
        return Paper(
            f"calendar-{page.year}-{page.month:02}.png",
            words,
            lambda: calendar_picture(shown),
            picture=True,
            replaces=int(data["replaces"]) or None,
        )


@dataclass(frozen=True, slots=True)
class File:
    """A meeting for one's own calendar, as it is when it is sent."""

    name: str = actions.FILE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await meetings.get(desk.tx, delivery.subject_id)
        if meeting is None or not may(await _actor(desk), Action.SEE_MEETING, meeting.draft.groups):
            return Drop("no longer seated")
        [entry] = await entries(desk.tx, [meeting])
        council, t = desk.council, desk.t
        alarms = wants(desk.person)
        return Paper(
            f"meeting-{meeting.id}.ics",
            views.file_words(council, meeting, desk.zone, t),
            lambda: ical.one(entry, council, alarms, t),
        )


KINDS = (Picture(), File())
