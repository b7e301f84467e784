"""Meetings' deliveries. Each looks at the meeting and the person's seats again when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from council.attendance import Answer
from council.meetings import Meeting, MeetingState, Part
from council.people import Actor
from handlers.framework.deliveries import Desk, Drop, LegacyKind, Paper, Prepared
from handlers.meetings import reads
from handlers.meetings.actions import agendas, audience, reminders
from handlers.meetings.actions import meetings as meetings_actions
from handlers.meetings.views import card as card_views
from handlers.meetings.views import notices, words
from handlers.meetings.views.words import Seen
from storage import agendas as versions
from storage import attendance, chat_links, meetings, members
from storage.outbox import Delivery


async def actor_of(desk: Desk) -> Actor:
    """The one whom a delivery is for, with the seats held now."""
    if desk.person is None:
        return Actor("nobody")
    return Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))


async def meeting_of(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting as it is now, for someone who sits in one of its groups now, or for a chat that is linked to one."""
    meeting = await meetings.get(desk.tx, delivery.subject_id)
    if meeting is None:
        return Drop("no longer there")
    if desk.person is None:
        linked = await chat_links.of_groups(desk.tx, meeting.draft.groups)
        return meeting if delivery.chat in {link.chat for link in linked} else Drop("no longer linked")
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now)
    if not any(seat.group in meeting.draft.groups for seat in seats):
        return Drop("no longer seated")
    return meeting


async def _seen(desk: Desk, meeting: Meeting) -> Seen:
    if desk.person is None:
        return await reads.seen_in_chat(desk.tx, desk.council, meeting, desk.now, desk.start_link)
    return await reads.seen(desk.tx, desk.council, meeting, await actor_of(desk), desk.now)


async def _ahead(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting, if it is still to come."""
    meeting = await meeting_of(desk, delivery)
    if isinstance(meeting, Drop) or meeting.ahead(desk.now):
        return meeting
    return Drop("cancelled" if meeting.state is MeetingState.CANCELLED else "begun already")


async def as_scheduled(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting, if it is still to come at the time that this delivery speaks of."""
    meeting = await _ahead(desk, delivery)
    if isinstance(meeting, Drop) or meeting.schedule == delivery.data["schedule"]:
        return meeting
    return Drop("moved")


@dataclass(frozen=True, slots=True)
class Card:
    """A meeting, on the phone of each who sits in one of its groups, and in the groups' chats."""

    name: str = audience.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        redraw = delivery.card is not None
        meeting = await (meeting_of if redraw else _ahead)(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        seen = await _seen(desk, meeting)
        return card_views.card(desk.council, meeting, desk.now, desk.zone, desk.t, seen)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Some time ahead, with the agenda in hand. Sent again when in doubt: a missing one is worse than a second.

    None to those who want none, and to those who are not coming at the time that is set.
    """

    name: str = reminders.REMINDER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        reply = await attendance.reply_of(desk.tx, meeting, desk.person.id) if desk.person else None
        if reply is not None and reply.answer is Answer.NO:
            return Drop("not coming")
        agenda = await versions.latest(desk.tx, meeting.id)
        offset = timedelta(minutes=int(delivery.data["offset"]))
        if desk.person is not None and not desk.person.wants(offset):
            return Drop("wants no such reminder")
        return card_views.reminder(desk.council, meeting, agenda, offset, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Moved:
    """Another time, to those who knew the earlier one."""

    name: str = meetings_actions.MOVED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        was = datetime.fromisoformat(str(delivery.data["was"]))
        seen = await _seen(desk, meeting)
        rest = words.all_follow(seen.series, desk.t) if delivery.data.get("following") and seen.series else None
        return card_views.moved(desk.council, meeting, was, desk.now, desk.zone, desk.t, seen, rest)


@dataclass(frozen=True, slots=True)
class Changed:
    """Another place to meet, another end: what it was, and what it is."""

    name: str
    part: Part
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _ahead(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        was = str(delivery.data["was"])
        if was == meeting.draft.part(self.part):
            return Drop("taken back")
        rest = bool(delivery.data.get("following"))
        return card_views.changed(desk.council, meeting, self.part, was, desk.zone, desk.t, rest=rest)


@dataclass(frozen=True, slots=True)
class ZoneChanged:
    """The same time by the meeting's clock, another by the reader's."""

    name: str = meetings_actions.ZONE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        was = datetime.fromisoformat(str(delivery.data["was"]))
        return card_views.zone_changed(desk.council, meeting, was, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class NewAgenda:
    """The agenda, or what changed of it since the version that they have."""

    name: str = agendas.AGENDA
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _ahead(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        agenda = await versions.latest(desk.tx, meeting.id)
        if agenda is None or not agenda.given:
            return Drop("taken back")
        was = await versions.version(desk.tx, meeting.id, int(delivery.data["had"]))
        in_chat = desk.person is None
        words = notices.new_agenda(desk.council, meeting, was, agenda, desk.zone, desk.t, chat=in_chat)
        return Paper(agenda.file_name or "agenda", words, file_id=agenda.file_id) if agenda.file_id else words


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting that does not take place, to those who knew of it."""

    name: str = meetings_actions.CANCELLED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await meeting_of(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        rest = bool(delivery.data.get("following"))
        return card_views.cancelled(desk.council, meeting, desk.zone, desk.t, rest=rest)


@dataclass(frozen=True, slots=True)
class Nudge:
    """Can you come? To those who have not answered, once, and to those who said that they will say later."""

    name: str = reminders.NUDGE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        reply = await attendance.reply_of(desk.tx, meeting, desk.person.id) if desk.person else None
        again = reply.again_at.isoformat() if reply is not None and reply.again_at else None
        if reply is not None and (reply.answer is not Answer.LATER or again != delivery.data.get("again")):
            return Drop("answered")
        if reply is None and "again" in delivery.data:
            return Drop("moved")
        agenda = await versions.latest(desk.tx, meeting.id)
        return notices.asked_to_answer(desk.council, meeting, agenda, desk.now, desk.zone, desk.t)


KINDS: tuple[LegacyKind, ...] = (
    Card(),
    Reminder(),
    Moved(),
    *(Changed(name, part) for part, name in meetings_actions.CHANGED.items()),
    ZoneChanged(),
    NewAgenda(),
    Cancelled(),
    Nudge(),
)
