"""Meetings as iCalendar (RFC 5545): a file for one meeting, or a feed of a person's meetings.

A meeting keeps its UID, and every change increments SEQUENCE and updates DTSTAMP, so that importing it again updates the entry
instead of adding one. A cancelled meeting has STATUS:CANCELLED, says so in its title for programs that do not show that, and
takes up no time. There is neither METHOD nor ORGANIZER nor ATTENDEE: nothing is mailed and nobody named, and a METHOD would
require an organizer (RFC 5546, 3.2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from council.agenda import Agenda, numbered
from council.clock import zone as zone_of
from council.config import Council
from council.meetings import Meeting, MeetingState
from council.text_rules import printable
from handlers.common.names import capital, group_list
from handlers.common.texts import Texts, plain as plain_text

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

REFRESH = timedelta(hours=1)
"""How often subscribers are asked to refresh; most do so less often."""

FIRST, LAST = date(2025, 1, 1), date(2041, 1, 1)
"""The years whose clock changes a file contains; extended if a meeting lies outside."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as calendars know it. `sequence` is incremented by every change; `stamp` is the last change (UTC)."""

    uid: str
    sequence: int
    stamp: datetime
    meeting: Meeting
    agenda: Agenda | None = None


def plain(text: str) -> str:
    """The text without markup, and without what breaks a calendar file."""
    return printable(plain_text(text)).replace("\r", "")


Wants = Callable[[timedelta], bool]
"""Whether the reader wants a reminder this long before a meeting."""


def one(entry: Entry, council: Council, wants: Wants, t: Texts) -> bytes:
    """The file of one meeting. It has an alarm for each of its reminders that the reader `wants`."""
    return _serialised([entry], council, wants, _calendar(t), t)


def feed(entries: Sequence[Entry], council: Council, wants: Wants, zone: str, t: Texts) -> bytes:
    """A feed of these meetings. The same entries give the same bytes."""
    made = _calendar(t)
    name = plain(t.named(council.short_names))
    made.add("name", name)
    made.add("x-wr-calname", name)  # for programs that do not support NAME
    made.add("x-wr-timezone", zone)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    return _serialised(entries, council, wants, made, t, zone)


def _calendar(t: Texts) -> "Calendar":
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//Majlis//Majlis//{t.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    return made


def _serialised(entries: Sequence[Entry], council: Council, wants: Wants, made: "Calendar", t: Texts, zone: str = "UTC") -> bytes:
    # A calendar has at least one component (RFC 5545, 3.6): an empty one, its reader's zone.
    zones: dict[str, list[date]] = {} if entries else {zone: [FIRST]}
    for entry in entries:
        if not _in_utc(entry.meeting):
            zones.setdefault(entry.meeting.draft.zone, []).append(entry.meeting.starts_at.date())
    for name, days in sorted(zones.items()):
        made.add_component(_zone(name, days))
    for entry in entries:
        made.add_component(_event(entry, council, wants, t))
    content: bytes = made.to_ical()
    return content


def _zone(name: str, days: Iterable[date]) -> "Timezone":
    """The zone's rules; the same in all files, because programs keep the first rules they get for a zone."""
    from handlers.common.ical_zones import vtimezone

    listed = sorted(days)
    first, last = min(FIRST, date(listed[0].year - 1, 1, 1)), max(LAST, date(listed[-1].year + 2, 1, 1))
    return vtimezone(name, first, last)


def _in_utc(meeting: Meeting) -> bool:
    """Whether its times are written in UTC: if that is its zone, and where it begins or ends at the second of two
    ambiguous times, which iCalendar cannot express otherwise."""
    there = zone_of(meeting.draft.zone)
    doubled = any(at.astimezone(there).fold for at in (meeting.starts_at, meeting.ends_at))
    return doubled or meeting.draft.zone in {"UTC", "Etc/UTC"}


def _event(entry: Entry, council: Council, wants: Wants, t: Texts) -> "Event":
    from icalendar import Alarm, Event

    meeting, draft = entry.meeting, entry.meeting.draft
    there = UTC if _in_utc(meeting) else zone_of(draft.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    for changed in ("dtstamp", "last-modified"):
        event.add(changed, entry.stamp.replace(microsecond=0))
    event.add("dtstart", meeting.starts_at.astimezone(there))
    event.add("dtend", meeting.ends_at.astimezone(there))
    groups = capital(group_list(council, draft.groups, t))
    cancelled, title = meeting.state is MeetingState.CANCELLED, t("{groups}: {title}", groups=groups, title=draft.title)
    event.add("summary", plain(t("Cancelled: {meeting}", meeting=title) if cancelled else title))
    event.add("categories", list(draft.groups))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if cancelled:
        event.add("transp", "TRANSPARENT")
    if draft.link:
        event.add("url", plain(draft.link))
    if draft.place or draft.link:
        event.add("location", plain(draft.place or draft.link))
    if description := [plain(line) for line in _description(entry, t)]:
        event.add("description", "\n".join(description))
    for offset in () if cancelled else filter(wants, council.reminders_of(draft.reminders)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -offset)
        alarm.add("description", plain(draft.title))
        event.add_component(alarm)
    return event


def _description(entry: Entry, t: Texts) -> Iterable[str]:
    """The description: place, link, agenda (a link or items; a file is in the chat with the bot) and notes."""
    draft, agenda = entry.meeting.draft, entry.agenda or Agenda(link=entry.meeting.draft.agenda)
    if draft.place:
        yield t("Place: {place}", place=draft.place)
    if draft.link:
        yield t("Online: {link}", link=draft.link)
    if agenda.link:
        yield t("Agenda: {link}", link=agenda.link)
    elif agenda.items:
        yield t("Agenda:")
        yield from numbered(agenda.items)
    elif agenda.file_id:
        yield t("The agenda is a file: /agenda in the chat with the bot.")
    if draft.notes:
        yield draft.notes
