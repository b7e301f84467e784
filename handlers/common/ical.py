"""Meetings as iCalendar (RFC 5545), for any calendar program: files for one meeting, feeds for all of someone's.

A meeting keeps its UID for good, and every change raises SEQUENCE and refreshes DTSTAMP, so that a file opened again
changes the entry instead of making a second one. A cancelled one is the same UID with STATUS:CANCELLED. It is published
(METHOD:PUBLISH) and invites nobody by mail: there is no ORGANIZER and no ATTENDEE, and no one's name.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone

from council.agenda import Agenda
from council.clock import zone as zone_of
from council.config import Council
from council.meetings import Meeting, MeetingState
from handlers.common.ical_zones import vtimezone
from handlers.common.names import capital, group_list
from handlers.common.texts import Texts, plain

REFRESH = timedelta(hours=1)
"""How often a program that follows a feed is asked to look again; most look less often."""


FIRST, LAST = date(2025, 1, 1), date(2041, 1, 1)
"""The years whose changes of the clocks a file tells of, and more where a meeting lies outside."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as calendars know it. `sequence` grows with every change, the last of which was at `stamp` (UTC)."""

    uid: str
    sequence: int
    stamp: datetime
    meeting: Meeting
    agenda: Agenda | None = None


Wants = Callable[[timedelta], bool]
"""Whether the reader wants to be reminded so long before a meeting."""


def one(entry: Entry, council: Council, wants: Wants, t: Texts) -> bytes:
    """The file of one meeting. Its alarms ring when its reminders come, as far as the reader `wants` them."""
    return _written([entry], council, wants, _calendar(t), t)


def feed(
    entries: Sequence[Entry], council: Council, wants: Wants, zone: str, t: Texts
) -> bytes:  # fmt: skip
    """Everything ahead and behind that someone's calendar shows. The same entries make the same bytes."""
    made = _calendar(t)
    name = plain(council.short_name(t.language))
    made.add("name", name)
    made.add("x-wr-calname", name)  # what the programs read that do not know NAME
    made.add("x-wr-timezone", zone)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    return _written(entries, council, wants, made, t)


def _calendar(t: Texts) -> Calendar:
    made = Calendar()
    made.add("prodid", f"-//Majlis//Majlis//{t.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    return made


def _written(
    entries: Sequence[Entry], council: Council, wants: Wants, made: Calendar, t: Texts
) -> bytes:  # fmt: skip
    zones: dict[str, list[date]] = {}
    for entry in entries:
        if not _in_utc(entry.meeting):
            zones.setdefault(entry.meeting.draft.zone, []).append(entry.meeting.starts_at.date())
    for name, days in sorted(zones.items()):
        made.add_component(_zone(name, days))
    for entry in entries:
        made.add_component(_event(entry, council, wants, t))
    content: bytes = made.to_ical()
    return content


def _zone(name: str, days: Iterable[date]) -> Timezone:
    """The zone's rules. The same in all files: programs keep the first rules that they are given for a zone."""
    listed = sorted(days)
    first, last = min(FIRST, date(listed[0].year - 1, 1, 1)), max(LAST, date(listed[-1].year + 2, 1, 1))
    return vtimezone(name, first, last)


def _in_utc(meeting: Meeting) -> bool:
    """Whether its times are written in UTC: in that zone, and for the second of two times that a clock shows twice, which
    iCalendar cannot say otherwise."""
    there = zone_of(meeting.draft.zone)
    local = meeting.starts_at.astimezone(there)
    return meeting.draft.zone in {"UTC", "Etc/UTC"} or local.fold == 1


def _event(entry: Entry, council: Council, wants: Wants, t: Texts) -> Event:
    meeting, draft = entry.meeting, entry.meeting.draft
    there = UTC if _in_utc(meeting) else zone_of(draft.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.replace(microsecond=0))
    event.add("last-modified", entry.stamp.replace(microsecond=0))
    event.add("dtstart", meeting.starts_at.astimezone(there))
    event.add("dtend", meeting.ends_at.astimezone(there))
    groups = capital(group_list(council, draft.groups, t))
    event.add("summary", plain(t("{groups}: {title}", groups=groups, title=draft.title)))
    event.add("categories", list(draft.groups))
    cancelled = meeting.state is MeetingState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if draft.link:
        event.add("url", draft.link)
    if draft.place or draft.link:
        event.add("location", draft.place or draft.link)
    told = [plain(line) for line in _told(entry, t)]
    if told:
        event.add("description", "\n".join(told))
    for offset in () if cancelled else filter(wants, council.reminders_of(draft.reminders)):
        event.add_component(_alarm(offset, plain(draft.title)))
    return event


def _told(entry: Entry, t: Texts) -> Iterable[str]:
    """The place and the link to join, the agenda (a link or its items; a file lies in the chat with the bot), the notes."""
    draft, agenda = entry.meeting.draft, entry.agenda or Agenda(link=entry.meeting.draft.agenda)
    if draft.place:
        yield t("Place: {place}", place=draft.place)
    if draft.link:
        yield t("Online: {link}", link=draft.link)
    if agenda.link:
        yield t("Agenda: {link}", link=agenda.link)
    elif agenda.items:
        yield t("Agenda:")
        yield from (f"{at}. {item}" for at, item in enumerate(agenda.items, start=1))
    elif agenda.file_id:
        yield t("The agenda is a file: /agenda in the chat with the bot.")
    if draft.notes:
        yield draft.notes


def _alarm(offset: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -offset)
    alarm.add("description", words)
    return alarm
