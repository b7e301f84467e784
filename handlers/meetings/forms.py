"""Meetings' forms: setting one, moving one, changing its title or a link."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from council import wording
from council.audiences import Audience, AudienceKind
from council.errors import BadDuration, Forbidden, Refused
from council.meetings import (
    DEFAULT_DURATION,
    LEAST_DURATION,
    MOST_DURATION,
    Meeting,
    MeetingDraft,
    MeetingState,
    Part,
    check_duration,
    check_start,
    plan,
)
from council.meetings import moved as moved_to
from handlers.common.dates import ZONES, city, read_local, read_zone
from handlers.common.names import group_options
from handlers.common.refusals import words
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines
from handlers.context import Visit
from handlers.meetings import actions, views
from handlers.steps import Data, Entry, Pick, Step, texts_of
from storage import audiences, meetings

NO_LINK = "none"
"""The value of the button that takes a link away."""


def _title(_visit: Visit, _data: Data, entry: Entry) -> str:
    return wording.line(entry.text)


def _link(_visit: Visit, _data: Data, entry: Entry) -> str:
    return wording.link(entry.text)


def _zones(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    return [(name, name) for name in dict.fromkeys([visit.council.zone, visit.zone, *ZONES])]


def _start(visit: Visit, data: Data, entry: Entry) -> str:
    zone = str(data["zone"])
    starts = read_local(entry.text, zone, visit.now, visit.t)
    check_start(starts, zone, visit.now)
    return starts.isoformat(timespec="minutes")


def _minutes(_visit: Visit, _data: Data, entry: Entry) -> str:
    try:
        return str(check_duration(int(entry.text)))
    except ValueError as error:
        raise BadDuration(LEAST_DURATION, MOST_DURATION) from error


ZONE = Step(
    "zone",
    lambda t: t("Time zone"),
    lambda v, _: v.t("In which time zone is the time meant? Choose, or type any name such as Asia/Almaty."),
    lambda _v, _d, entry: read_zone(entry.text),
    options=_zones,
)

START = Step(
    "starts",
    lambda t: t("Date and time"),
    lambda v, d: v.t(
        "When does it begin, in the time of {city}? For example: 31 December 15:00, tomorrow 10:00, 2026-12-31 15:00.",
        city=city(str(d["zone"]), v.t),
    ),
    _start,
    pick=Pick.MOMENT,
)


def _when(data: Data) -> tuple[datetime, str]:
    """Wall-clock time as typed, and its zone."""
    return datetime.fromisoformat(str(data["starts"])), str(data["zone"])


async def _before_sending(visit: Visit, shown: View, meeting: Meeting, people: Markup) -> View:
    others = await meetings.overlapping(
        visit.tx, meeting.draft.groups, meeting.starts_at, meeting.ends_at, but=meeting.id
    )
    offsets = [reminder.offset for reminder in plan(meeting, visit.council.reminders, visit.now)]
    return views.before_sending(shown, meeting, offsets, people, others, visit.council, visit.zone, visit.t)


class MeetingForm:
    """The secretariat sets a meeting."""

    kind = "meeting"
    steps = (
        Step("title", lambda t: t("Title"), lambda v, _: v.t("What is the meeting about? One line."), _title),
        Step(
            "groups",
            lambda t: t("Groups"),
            lambda v, _: v.t("Which groups meet? Tick them, then Done."),
            options=lambda v, _: group_options(v.council, v.t),
            many=True,
            width=1,
        ),
        ZONE,
        START,
        Step(
            "duration",
            lambda t: t("Duration"),
            lambda v, _: v.t("How long, in minutes? Choose or type; skipped, it is {n}.", n=DEFAULT_DURATION),
            _minutes,
            options=lambda v, _: [(str(n), v.t.plural("{n} minute", "{n} minutes", n)) for n in (60, 90, 120)],
            optional=True,
            width=3,
        ),
        Step(
            "link",
            lambda t: t("Link"),
            lambda v, _: v.t("A link to join online? It can be added later."),
            _link,
            optional=True,
        ),
        Step(
            "agenda",
            lambda t: t("Agenda"),
            lambda v, _: v.t("A link to the agenda? It can be added later."),
            _link,
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New meeting")

    def _draft(self, data: Data) -> MeetingDraft:
        starts, zone = _when(data)
        minutes = int(str(data["duration"] or DEFAULT_DURATION))
        groups = texts_of(data, "groups")
        return MeetingDraft(str(data["title"]), groups, starts, zone, str(data["link"]), str(data["agenda"]), minutes)

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = self._draft(data)
        try:
            starts_at = check_start(draft.starts, draft.zone, visit.now)
        except Refused as refusal:  # the zone was changed, or time has gone by: what was typed stays, and can be mended
            return View(lines(bold(self.title(visit.t)), words(refusal, visit.t))), visit.t("Try again")
        meeting = Meeting(0, draft, starts_at, MeetingState.PUBLISHED, 1)
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, draft.groups), visit.now)
        shown = views.card(visit.council, meeting, visit.now, visit.zone, visit.t)
        told = views.people_to_tell(people, visit.t)
        return await _before_sending(visit, shown, meeting, told), visit.t("Publish")

    async def finish(self, visit: Visit, data: Data) -> None:
        meeting = await actions.publish(visit.work, self._draft(data))
        groups = meeting.draft.groups
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, groups), visit.now)
        if set(groups) & set(visit.actor.groups):  # their own card is on its way
            visit.show(views.published(visit.council, meeting, people, visit.t))
            return
        shown = views.card(visit.council, meeting, visit.now, visit.zone, visit.t)
        note = visit.t("Published. {told}", told=views.people_told(people, visit.t))
        visit.show(views.detail(shown, meeting, visit.now, note, visit.t, manage=True))


class MoveForm:
    """The secretariat moves a meeting. Its data begin with the meeting, its schedule, and its zone, which can be changed."""

    kind = "meeting move"
    steps = (START, ZONE)

    def title(self, t: Texts) -> Markup:
        return t("Moving a meeting")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        was = await meetings.get(visit.tx, int(str(data["meeting"])))
        if was is None:
            raise Forbidden("change meeting")
        try:
            new = moved_to(was, *_when(data), visit.now)
        except Refused as refusal:
            return View(lines(bold(self.title(visit.t)), words(refusal, visit.t))), visit.t("Try again")
        shown = views.moved(visit.council, new, was.starts_at, visit.now, visit.zone, visit.t)
        people = len(await meetings.told(visit.tx, was.id, visit.now))
        told = views.people_to_tell(people, visit.t)
        return await _before_sending(visit, replace(shown, rows=()), new, told), visit.t("Move it")

    async def finish(self, visit: Visit, data: Data) -> None:
        meeting, people = await actions.move(
            visit.work, int(str(data["meeting"])), int(str(data["schedule"])), *_when(data)
        )
        shown = views.card(visit.council, meeting, visit.now, visit.zone, visit.t)
        note = visit.t("Moved. {told}", told=views.people_told(people, visit.t))
        visit.show(views.detail(shown, meeting, visit.now, note, visit.t, manage=True))


def _part(data: Data) -> Part:
    return Part(str(data["part"]))


def _asks_for(part: Part) -> Callable[[Data], bool]:
    return lambda data: _part(data) is part


def _removal(visit: Visit, data: Data) -> list[tuple[str, str]]:
    return [(NO_LINK, visit.t("Take the link away"))] if data["has"] else []


class ChangeForm:
    """One question: the new title or link of a meeting. Its data begin with the meeting and the part that is changed."""

    kind = "meeting change"
    steps = (
        Step(
            Part.TITLE.value,
            lambda t: t("Title"),
            lambda v, _: v.t("The new title?"),
            _title,
            wanted=_asks_for(Part.TITLE),
        ),
        Step(
            Part.LINK.value,
            lambda t: t("Link"),
            lambda v, _: v.t("The new link to join online? Everyone is told."),
            _link,
            options=_removal,
            wanted=_asks_for(Part.LINK),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Changing a meeting")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        part = _part(data)
        value = str(data[part.value])
        if part is not Part.TITLE and value == NO_LINK:
            value = ""
        meeting, people = await actions.change(visit.work, int(str(data["meeting"])), part, value)
        shown = views.card(visit.council, meeting, visit.now, visit.zone, visit.t)
        told = views.people_told(people, visit.t) if people else visit.t("The cards are redrawn.")
        note = visit.t("Changed. {told}", told=told)
        visit.say(views.detail(shown, meeting, visit.now, note, visit.t, manage=True))


FORMS = (MeetingForm(), MoveForm(), ChangeForm())
MEETING, MOVE, CHANGE = FORMS
