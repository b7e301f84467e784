"""Announcements' deliveries: the text to its recipients, the living progress card and the report to the secretariat."""

from dataclasses import dataclass

from council.announcements import LEFT, STOPPED, Announcement, AnnouncementState
from council.authority import Action, may
from council.people import Actor
from handlers.announcements import actions, views
from handlers.common.deliveries import Desk, Drop, Prepared
from storage import announcements, audiences, members
from storage.outbox import Delivery


async def _announcement(desk: Desk, delivery: Delivery) -> Announcement | None:
    return await announcements.get(desk.tx, delivery.subject_id)


async def _may_announce(desk: Desk) -> bool:
    if desk.person is None:
        return False
    seats = await members.seats_of(desk.tx, desk.person.id, desk.now)
    return may(Actor("person", desk.person, seats), Action.ANNOUNCE)


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """The announcement itself, to one of its recipients.

    Not repeated: whether one that got no answer has arrived is not known, and a person decides about it in the report.
    """

    name: str = actions.TEXT
    card: bool = False
    repeat: bool = False
    progress: str | None = actions.PROGRESS

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or found.state is AnnouncementState.CANCELLED:
            return Drop(STOPPED)
        if desk.person is None or not await audiences.includes(desk.tx, found.audience, desk.person.id, desk.now):
            return Drop(LEFT)
        return views.announcement(found.html)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, redrawn as it goes; at the end, its report."""

    name: str = actions.PROGRESS
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _may_announce(desk):
            return Drop("no longer the secretariat")
        tally = await announcements.tally(desk.tx, found.subject, actions.TEXT)
        return views.progress(desk.council, found, tally, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Report:
    """A new message when all is settled, so that its author notices; the card itself has only been redrawn."""

    name: str = actions.REPORT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _may_announce(desk):
            return Drop("no longer the secretariat")
        tally = await announcements.tally(desk.tx, found.subject, actions.TEXT)
        return views.finished(found, tally, desk.t)


KINDS = (AnnouncementText(), Progress(), Report())
