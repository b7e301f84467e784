"""The calendar's deliveries: pictures of months, and meetings as files. Each looks at the person's seats again."""

from collections.abc import Sequence

from council.authority import Action, anywhere, may
from council.calendar import Page, Span
from council.meetings import Meeting, MeetingState
from handlers.calendar import views
from handlers.calendar.actions import FILE, PICTURE
from handlers.calendar.reads import list_entries, wants
from handlers.common import ical
from handlers.common.ical import Entry
from handlers.common.pictures.month import calendar_picture
from handlers.framework.deliveries import Drop, Paper, Read, Reader, Sendable, one_by_one
from storage import meetings
from storage.outbox import Delivery


def _page(delivery: Delivery) -> Page:
    return Page(int(delivery.data["year"]), int(delivery.data["month"]), Span(str(delivery.data["span"])))


async def _load_page(read: Read, delivery: Delivery, reader: Reader) -> Sequence[Meeting]:
    groups = anywhere(reader.actor, Action.SEE_MEETING)
    if groups == ():
        raise Drop("no longer seated")
    return await meetings.between(read.tx, groups, *_page(delivery).bounds(reader.zone), [MeetingState.PUBLISHED])


def _picture(listed: Sequence[Meeting], delivery: Delivery, reader: Reader) -> Sendable:
    page = _page(delivery)
    about = (reader.council, page, listed, reader.now, reader.zone, reader.t)
    shown, words = views.picture(*about), views.words(*about, feed=bool(delivery.data["feed"]))
    name, replaces = f"calendar-{page.year}-{page.month:02}.png", int(delivery.data["replaces"]) or None
    return Paper(name, words, lambda: calendar_picture(shown), picture=True, replaces=replaces)


async def _load_entry(read: Read, delivery: Delivery, reader: Reader) -> Entry:
    meeting = await meetings.find(read.tx, delivery.subject_id)
    if meeting is None or not may(reader.actor, Action.SEE_MEETING, meeting.draft.groups):
        raise Drop("no longer seated")
    [entry] = await list_entries(read.tx, [meeting])
    return entry


def _file(entry: Entry, _delivery: Delivery, reader: Reader) -> Sendable:
    council, t, alarms = reader.council, reader.t, wants(reader.person)
    words = views.file_words(council, entry.meeting, reader.zone, t)
    return Paper(f"meeting-{entry.meeting.id}.ics", words, lambda: ical.one(entry, council, alarms, t))


DELIVERIES = (one_by_one(PICTURE, _load_page, _picture), one_by_one(FILE, _load_entry, _file))
