"""Meetings' deliveries. Each looks at the meeting and the person's seats again when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from council.meetings import Meeting, MeetingState, Part
from handlers.common.deliveries import Desk, Drop, Prepared
from handlers.meetings import actions, views
from storage import meetings, members
from storage.outbox import Delivery


async def _meeting(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting as it is now, for someone who sits in one of its groups now."""
    meeting = await meetings.get(desk.tx, delivery.subject_id)
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
    if meeting is None or not any(seat.group in meeting.draft.groups for seat in seats):
        return Drop("no longer seated")
    return meeting


async def _ahead(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting, if it is still to come."""
    meeting = await _meeting(desk, delivery)
    if isinstance(meeting, Drop) or meeting.ahead(desk.now):
        return meeting
    return Drop("cancelled" if meeting.state is MeetingState.CANCELLED else "begun already")


async def _as_scheduled(desk: Desk, delivery: Delivery) -> Meeting | Drop:
    """The meeting, if it is still to come at the time that this delivery speaks of."""
    meeting = await _ahead(desk, delivery)
    if isinstance(meeting, Drop) or meeting.schedule == delivery.data["schedule"]:
        return meeting
    return Drop("moved")


@dataclass(frozen=True, slots=True)
class Card:
    """A meeting, on the phone of each who sits in one of its groups."""

    name: str = actions.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        redraw = delivery.card is not None
        meeting = await (_meeting if redraw else _ahead)(desk, delivery)
        return meeting if isinstance(meeting, Drop) else views.card(desk.council, meeting, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Some time ahead, with the agenda in hand. Sent again when in doubt: a missing one is worse than a second."""

    name: str = actions.REMINDER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        offset = timedelta(minutes=int(delivery.data["offset"]))
        if desk.person is not None and not desk.person.wants(offset):
            return Drop("wants no such reminder")
        return views.reminder(desk.council, meeting, offset, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Moved:
    """Another time, to those who knew the earlier one."""

    name: str = actions.MOVED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _as_scheduled(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        was = datetime.fromisoformat(str(delivery.data["was"]))
        return views.moved(desk.council, meeting, was, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class NewLink:
    """Another agenda, or another place to meet."""

    name: str
    part: Part
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _ahead(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        if not (meeting.draft.agenda if self.part is Part.AGENDA else meeting.draft.link):
            return Drop("taken back")
        return views.new_link(desk.council, meeting, self.part, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting that does not take place, to those who knew of it."""

    name: str = actions.CANCELLED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await _meeting(desk, delivery)
        return meeting if isinstance(meeting, Drop) else views.cancelled(desk.council, meeting, desk.zone, desk.t)


KINDS = (
    Card(),
    Reminder(),
    Moved(),
    NewLink(actions.AGENDA, Part.AGENDA),
    NewLink(actions.LINK, Part.LINK),
    Cancelled(),
)
