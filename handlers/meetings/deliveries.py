"""Meetings' deliveries. Each looks at the meeting, and at the reader's seats, as they are when it is sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from council.agenda import Agenda
from council.attendance import Answer, Reply
from council.authority import Action, may
from council.meetings import Meeting, MeetingState, Part
from council.reminder_times import after_quiet
from handlers.common.view import View
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, of_former, there
from handlers.meetings.actions.agendas import AGENDA
from handlers.meetings.actions.meetings import CANCELLED, CARD, CHANGED, MANAGED, MOVED, ZONE
from handlers.meetings.actions.reminders import REMINDER
from handlers.meetings.reads import DetailsOf, details_of, runs_of
from handlers.meetings.views import card, notices, words
from handlers.meetings.views.card import Run
from handlers.meetings.views.words import Details
from storage import agendas, attendance, chat_links, meetings
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Loaded:
    """The meetings that some deliveries are about, by id, and the chats that are linked to each group of theirs."""

    meetings: Mapping[int, Meeting]
    linked: Mapping[str, Collection[int]]

    def meeting(self, delivery: Delivery, reader: Reader) -> Meeting:
        """The meeting, for someone who sits in one of its groups now, or for a chat that is linked to one; else `Drop`."""
        found = there(self.meetings.get(delivery.subject_id), "no longer there")
        if reader.person is None:
            if not any(delivery.chat in self.linked[group] for group in found.draft.groups):
                raise Drop("no longer linked")
        elif not any(seat.group in found.draft.groups for seat in reader.actor.seats):
            raise Drop("no longer seated")
        return found

    def ahead(self, delivery: Delivery, reader: Reader) -> Meeting:
        """The same, if it is still to come."""
        found = self.meeting(delivery, reader)
        if not found.ahead(reader.now):
            raise Drop("cancelled" if found.state is MeetingState.CANCELLED else "begun already")
        return found

    def as_scheduled(self, delivery: Delivery, reader: Reader) -> Meeting:
        """The same, if it is still to come at the time that this delivery speaks of."""
        found = self.ahead(delivery, reader)
        if found.schedule != delivery.data["schedule"]:
            raise Drop("moved")
        return found


async def load(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    """What every delivery about a meeting needs, for all that are claimed."""
    found = await meetings.many(read.tx, {delivery.subject_id for delivery in claimed})
    in_chats = any(delivery.person is None for delivery in claimed)
    groups = {group for one in found.values() for group in one.draft.groups} if in_chats else set()
    return Loaded(found, await chat_links.chats_by_group(read.tx, groups))


@dataclass(frozen=True, slots=True)
class LoadedCards(Loaded):
    """The same, with what cards show."""

    details_of: DetailsOf

    def details(self, meeting: Meeting, reader: Reader) -> Details:
        """What this reader sees besides the meeting."""
        if reader.person is None:
            return self.details_of(meeting, None, reader.start_link(f"m_{meeting.id}"))
        return self.details_of(meeting, reader.actor, "")


async def _load_cards(read: Read, claimed: Sequence[Delivery]) -> LoadedCards:
    found = await load(read, claimed)
    shown = await details_of(read.tx, read.council, list(found.meetings.values()), read.actors.keys(), read.now)
    return LoadedCards(found.meetings, found.linked, shown)


def _card(loaded: LoadedCards, delivery: Delivery, reader: Reader) -> Sendable:
    """A meeting, on the phone of each who sits in one of its groups, and in the groups' chats."""
    meeting = (loaded.ahead if delivery.card is None else loaded.meeting)(delivery, reader)
    return card.card(reader.council, meeting, reader.now, reader.zone, reader.t, loaded.details(meeting, reader))


async def _load_managed(read: Read, claimed: Sequence[Delivery]) -> tuple[LoadedCards, Mapping[int, Run]]:
    loaded = await _load_cards(read, claimed)
    return loaded, await runs_of(read.tx, loaded.meetings.values(), read.now)


def _managed(about: tuple[LoadedCards, Mapping[int, Run]], delivery: Delivery, reader: Reader) -> Sendable:
    """A meeting, for those who run it: it stays true whatever becomes of the meeting."""
    (loaded, runs), meeting = about, about[0].meetings.get(delivery.subject_id)
    if meeting is None or not may(reader.actor, Action.SEE_MEETING, meeting.draft.groups):
        raise Drop("no longer theirs")
    seen = (loaded.details(meeting, reader), reader.actor, runs[meeting.id])
    return card.managed(reader.council, meeting, *seen, reader.now, reader.zone, reader.t)


def _former(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """A message that another one took the place of: nothing is left to press on it but the way to the meeting."""
    meeting = there(loaded.meetings.get(delivery.subject_id), "no longer there")
    return of_former(delivery, notices.superseded(reader.council, meeting, reader.zone, reader.t))


def _superseded(loaded: Loaded, delivery: Delivery, reader: Reader) -> View | None:
    """In the place of a message that speaks of a time that is not the meeting's any more."""
    meeting = loaded.meetings.get(delivery.subject_id)
    if delivery.card is None or meeting is None:
        return None
    if meeting.state is MeetingState.PUBLISHED and meeting.schedule == delivery.data["schedule"]:
        return None
    return notices.superseded(reader.council, meeting, reader.zone, reader.t)


def _moved(loaded: LoadedCards, delivery: Delivery, reader: Reader) -> Sendable:
    """Another time, to those who knew the earlier one."""
    if old := _superseded(loaded, delivery, reader):
        return old
    meeting, t = (loaded.meeting if delivery.card else loaded.as_scheduled)(delivery, reader), reader.t
    details = loaded.details(meeting, reader)
    rest = words.all_follow(details.series, t) if delivery.data.get("following") and details.series else None
    return notices.moved(reader.council, meeting, _was_at(delivery), reader.now, reader.zone, t, details, rest)


def _was_at(delivery: Delivery) -> datetime:
    return datetime.fromisoformat(str(delivery.data["was"]))


@dataclass(frozen=True, slots=True)
class LoadedAnswers(Loaded):
    """The same, with everyone's answers and all versions of the agendas."""

    replies: Mapping[int, Mapping[int, Reply]]
    agendas: Mapping[int, Sequence[Agenda]]

    def reply(self, meeting: Meeting, reader: Reader) -> Reply | None:
        """What this reader has answered."""
        return self.replies[meeting.id].get(reader.person.id) if reader.person else None

    def agenda(self, meeting: Meeting, version: int | None = None) -> Agenda | None:
        """The agenda as it is now, or one version of it."""
        versions = self.agendas.get(meeting.id, ())
        return next((one for one in reversed(versions) if version in {None, one.version}), None)


async def _load_answers(read: Read, claimed: Sequence[Delivery]) -> LoadedAnswers:
    found = await load(read, claimed)
    replies = await attendance.replies_of_many(read.tx, found.meetings.keys())
    return LoadedAnswers(found.meetings, found.linked, replies, await agendas.of_many(read.tx, found.meetings.keys()))


def _reminder(loaded: LoadedAnswers, delivery: Delivery, reader: Reader) -> Sendable:
    """Some time ahead, with the agenda in hand; not to those who want none, nor to those who are not coming."""
    if old := _superseded(loaded, delivery, reader):
        return old
    meeting = (loaded.meeting if delivery.card else loaded.as_scheduled)(delivery, reader)
    reply, offset = loaded.reply(meeting, reader), timedelta(minutes=int(delivery.data["offset"]))
    if delivery.card is not None:  # it has begun
        then = _reminded_at(meeting, offset, reader)
        return notices.reminder(reader.council, meeting, loaded.agenda(meeting), offset, then, reader.zone, reader.t)
    if reply is not None and reply.answer is Answer.NO:
        raise Drop("not coming")
    if reader.person is not None and not reader.person.wants(offset):
        raise Drop("wants no such reminder")
    about = (meeting, loaded.agenda(meeting), offset, reader.now, reader.zone, reader.t, reply)
    answers = reader.person is not None and may(reader.actor, Action.ATTEND_MEETING, meeting.draft.groups)
    return notices.reminder(reader.council, *about, answers=answers)


def _reminded_at(meeting: Meeting, offset: timedelta, reader: Reader) -> datetime:
    """When this reader got a reminder (UTC)."""
    at = meeting.starts_at - offset
    quiet = reader.council.quiet_for(reader.person) if reader.person else None
    return after_quiet(quiet, reader.zone, meeting.starts_at, at)


def _former_reminder(loaded: LoadedAnswers, delivery: Delivery, reader: Reader) -> Sendable:
    """An earlier reminder: it says what it said, and is answered on the later one."""
    meeting = loaded.meeting(delivery, reader)
    offset = timedelta(minutes=int(delivery.data["offset"]))
    if meeting.state is not MeetingState.PUBLISHED or meeting.schedule != delivery.data["schedule"]:
        return of_former(delivery, notices.superseded(reader.council, meeting, reader.zone, reader.t))
    about = (meeting, loaded.agenda(meeting), offset, _reminded_at(meeting, offset, reader), reader.zone, reader.t)
    return of_former(delivery, notices.reminder(reader.council, *about))


def _agenda(loaded: LoadedAnswers, delivery: Delivery, reader: Reader) -> Sendable:
    """The agenda, or what changed of it since the version that they have."""
    meeting = loaded.ahead(delivery, reader)
    agenda = loaded.agenda(meeting)
    if agenda is None or not agenda.given:
        raise Drop("taken back")
    was = loaded.agenda(meeting, int(delivery.data["had"]))
    shown = notices.new_agenda(reader.council, meeting, was, agenda, reader.zone, reader.t, chat=reader.person is None)
    return Paper(agenda.file_name or "agenda", shown, file_id=agenda.file_id) if agenda.file_id else shown


def _changed(part: Part, loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """Another place to meet, another end: what it was, and what it is."""
    meeting, was = loaded.ahead(delivery, reader), str(delivery.data["was"])
    if was == meeting.draft.part(part):
        raise Drop("taken back")
    rest = bool(delivery.data.get("following"))
    return notices.changed(reader.council, meeting, part, was, reader.zone, reader.t, rest=rest)


def _zone_changed(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The same time by the meeting's clock, another by the reader's."""
    meeting = loaded.as_scheduled(delivery, reader)
    return notices.zone_changed(reader.council, meeting, _was_at(delivery), reader.zone, reader.t)


def _cancelled(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """A meeting that does not take place, to those who knew of it."""
    meeting, rest = loaded.meeting(delivery, reader), bool(delivery.data.get("following"))
    return card.cancelled(reader.council, meeting, reader.zone, reader.t, rest=rest, chat=reader.person is None)


DELIVERIES: tuple[Delivers[Any], ...] = (
    Delivers(CARD, _load_cards, _card), Delivers(MANAGED, _load_managed, _managed),
    *(Delivers(kind.former, load, _former) for kind in (MANAGED, MOVED)),
    Delivers(REMINDER.former, _load_answers, _former_reminder), Delivers(REMINDER, _load_answers, _reminder),
    Delivers(MOVED, _load_cards, _moved),
    *(Delivers(kind, load, partial(_changed, part)) for part, kind in CHANGED.items()), Delivers(ZONE, load, _zone_changed),
    Delivers(AGENDA, _load_answers, _agenda), Delivers(CANCELLED, load, _cancelled),
)  # fmt: skip
