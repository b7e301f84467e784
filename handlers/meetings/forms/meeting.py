"""Meetings' forms: setting one, moving one, changing a part of it."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from council import text_rules
from council.audiences import Audience, AudienceKind
from council.errors import Forbidden, Refused
from council.meetings import NO_REMINDERS, NOTES_LIMIT, PLACE_LIMIT, Meeting, MeetingState, Part, check_start
from council.meetings import moved as moved_to
from handlers.common.refusals import words as refused
from handlers.common.texts import Texts, plain
from handlers.common.view import View, bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Several, Step
from handlers.meetings import reads
from handlers.meetings.actions import drafts as drafts_actions
from handlers.meetings.actions import meetings as meetings_actions
from handlers.meetings.actions import series
from handlers.meetings.forms import fields, letters
from handlers.meetings.views import card, words
from storage import audiences, drafts, meetings

NO_LINK = "none"
"""The value of the button that takes a part away."""

ONE, REST = "one", "rest"
"""Whether a change is to one meeting, or to all that follow in its series as well."""


def _title(visit: Visit, _data: Data, entry: Entry) -> str | Several:
    if letters.is_one(entry.text):
        return letters.read(visit, entry.text)
    return text_rules.line(entry.text)


class MeetingForm:
    """The secretariat sets a meeting."""

    kind = drafts_actions.MEETING
    steps = (
        Step(
            "title",
            lambda t: t("Title"),
            lambda v, _: lines(v.t("What is the meeting about? One line."), "", letters.sample(v)),
            _title,
        ),
        fields.GROUPS,
        fields.ZONE,
        fields.START,
        fields.WHICH,
        fields.DURATION,
        fields.WHERE,
        fields.PLACE,
        fields.AGENDA,
        fields.NOTES,
        fields.REMINDERS,
    )

    def title(self, t: Texts) -> Markup:
        return t("New meeting")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = fields.draft_of(data)
        try:
            starts_at = check_start(draft.starts, draft.zone, visit.now, second=draft.second)
        except Refused as refusal:  # the zone was changed, or time has gone by: what was typed stays, and can be mended
            return View(lines(bold(self.title(visit.t)), refused(refusal, visit.t))), visit.t("Try again")
        meeting = Meeting(0, draft, starts_at, MeetingState.PUBLISHED, 1)
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, draft.groups), visit.now)
        typed = fields.agenda_of(data)
        shown = card.card(visit.council, meeting, visit.now, visit.zone, visit.t, typed=typed)
        told = card.people_to_tell(people, visit.t)
        return await fields.before_sending(visit, shown, meeting, told), visit.t("Publish")

    async def keep(self, visit: Visit, data: Data) -> None:
        await drafts_actions.keep(visit, self.kind, data)

    async def finish(self, visit: Visit, data: Data) -> None:
        meeting = await meetings_actions.publish(visit.work, fields.draft_of(data), fields.agenda_of(data))
        await drafts.drop(visit.tx, int(str(data.get(drafts_actions.DRAFT, 0))))
        groups = meeting.draft.groups
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, groups), visit.now)
        if set(groups) & set(visit.actor.groups):  # their own card is on its way
            visit.show(card.published(visit.council, meeting, people, visit.t))
            return
        note = visit.t("Published. {told}", told=card.people_told(people, visit.t))
        await show_changed(visit, meeting, note, redraw=True)


async def show_changed(visit: Visit, meeting: Meeting, note: Markup, *, redraw: bool) -> None:
    """A meeting as it is now, with a word on what was done, and what else can be."""
    seen = await reads.seen(visit.tx, visit.council, meeting, visit.actor, visit.now)
    shown = card.card(visit.council, meeting, visit.now, visit.zone, visit.t, seen)
    view = card.detail(shown, meeting, visit.now, note, visit.t, manage=True)
    (visit.show if redraw else visit.say)(view)


def _scopes(visit: Visit, data: Data) -> list[tuple[str, str]]:
    n = int(str(data["follow"]))
    both = visit.t.plural("This and the one that follows", "This and the {n} that follow", n)
    return [(ONE, plain(visit.t("Only this one"))), (REST, plain(both))]


SCOPE = Step(
    "scope",
    lambda t: t("Which meetings"),
    lambda v, _: v.t("It is one of a series. Only this one, or all that follow as well?"),
    options=_scopes,
    wanted=lambda data: bool(data.get("follow")),
    width=1,
)


class MoveForm:
    """The secretariat moves a meeting. Its data begin with the meeting, its schedule, its zone, which can be changed, and
    how many follow it in its series (`follow`)."""

    kind = "meeting move"
    steps = (SCOPE, fields.START, fields.WHICH, fields.ZONE)

    def title(self, t: Texts) -> Markup:
        return t("Moving a meeting")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        was = await meetings.get(visit.tx, int(str(data["meeting"])))
        if was is None:
            raise Forbidden("change meeting")
        starts, zone = fields.when_of(data)
        try:
            new = moved_to(was, starts, zone, visit.now, second=fields.second_of(data))
        except Refused as refusal:
            return View(lines(bold(self.title(visit.t)), refused(refusal, visit.t))), visit.t("Try again")
        rest, pattern = None, await reads.pattern_of(visit.tx, was)
        if data.get("scope") == REST and pattern is not None:
            rest = words.all_follow(pattern.tail(was.nth).shifted(starts.date()), visit.t)
        shown = card.moved(visit.council, new, was.starts_at, visit.now, visit.zone, visit.t, rest=rest)
        people = len(await meetings.told(visit.tx, was.id, visit.now))
        told = card.people_to_tell(people, visit.t)
        return await fields.before_sending(visit, replace(shown, rows=()), new, told), visit.t("Move it")

    async def finish(self, visit: Visit, data: Data) -> None:
        id_, schedule = int(str(data["meeting"])), int(str(data["schedule"]))
        starts, zone = fields.when_of(data)
        second = fields.second_of(data)
        if data.get("scope") == REST:
            rest = await series.move_following(visit.work, id_, schedule, starts, zone, second=second)
            told = card.people_told(rest.people, visit.t)
            note = visit.t.plural("Moved: {n} meeting. {told}", "Moved: {n} meetings. {told}", rest.meetings, told=told)
            await show_changed(visit, rest.first, note, redraw=True)
            return
        meeting, people = await meetings_actions.move(visit.work, id_, schedule, starts, zone, second=second)
        note = visit.t("Moved. {told}", told=card.people_told(people, visit.t))
        await show_changed(visit, meeting, note, redraw=True)


def _part(data: Data) -> Part:
    return Part(str(data["part"]))


def _asks_for(part: Part) -> Callable[[Data], bool]:
    return lambda data: data.get("part") == part.value


def _removal(visit: Visit, data: Data) -> list[tuple[str, str]]:
    words_of = {
        Part.LINK: visit.t("Take the link away"),
        Part.PLACE: visit.t("Take the place away"),
        Part.NOTES: visit.t("Take the notes away"),
    }
    has = data["has"]
    return [(NO_LINK, plain(words_of[_part(data)]))] if isinstance(has, list) and _part(data).value in has else []


def _parts(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    return [
        (Part.PLACE.value, plain(visit.t("Place"))),
        (Part.DURATION.value, plain(visit.t("Duration"))),
        (Part.NOTES.value, plain(visit.t("Notes"))),
        (Part.REMINDERS.value, plain(visit.t("Reminders"))),
    ]


class ChangeForm:
    """A part of a meeting is changed. Its data begin with the meeting, which of its parts it `has`, how many meetings
    `follow` it in its series, and perhaps the `part`."""

    kind = "meeting change"
    steps = (
        Step("part", lambda t: t("What"), lambda v, _: v.t("What should be changed?"), options=_parts),
        SCOPE,
        Step(
            Part.TITLE.value,
            lambda t: t("Title"),
            lambda v, _: v.t("The new title?"),
            lambda _v, _d, entry: text_rules.line(entry.text),
            wanted=_asks_for(Part.TITLE),
        ),
        Step(
            Part.LINK.value,
            lambda t: t("Link"),
            lambda v, _: v.t("The new link to join online? Everyone is told."),
            lambda _v, _d, entry: text_rules.link(entry.text),
            options=_removal,
            wanted=_asks_for(Part.LINK),
        ),
        Step(
            Part.PLACE.value,
            lambda t: t("Place"),
            lambda v, _: v.t("The new place? Everyone is told."),
            lambda _v, _d, entry: text_rules.line(entry.text, PLACE_LIMIT),
            options=_removal,
            wanted=_asks_for(Part.PLACE),
        ),
        Step(
            Part.DURATION.value,
            lambda t: t("Duration"),
            lambda v, _: v.t("How many minutes will it last? Everyone is told."),
            lambda _v, _d, entry: str(fields.read_minutes(entry.text)),
            wanted=_asks_for(Part.DURATION),
        ),
        Step(
            Part.NOTES.value,
            lambda t: t("Notes"),
            lambda v, _: v.t("The new notes? The cards are redrawn; nobody is written to."),
            lambda _v, _d, entry: text_rules.body(entry.text, NOTES_LIMIT),
            options=_removal,
            wanted=_asks_for(Part.NOTES),
        ),
        Step(
            Part.REMINDERS.value,
            lambda t: t("Reminders"),
            lambda v, _: v.t("How long before it are people reminded? For example: 7 days, 1 day, 2 hours."),
            lambda _v, _d, entry: ",".join(map(str, fields.read_offsets(entry.text))) or NO_REMINDERS,
            options=fields.usual_reminders,
            wanted=_asks_for(Part.REMINDERS),
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Changing a meeting")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        part, id_ = _part(data), int(str(data["meeting"]))
        value = str(data[part.value])
        if part is Part.REMINDERS:
            value = "" if value == fields.AS_USUAL else value
        elif part is not Part.TITLE and value == NO_LINK:
            value = ""
        if data.get("scope") == REST:
            rest = await series.change_following(visit.work, id_, part, value)
            meeting, people = rest.first, rest.people
        else:
            meeting, people = await meetings_actions.change(visit.work, id_, part, value)
        told = card.people_told(people, visit.t) if people else visit.t("The cards are redrawn.")
        if part is Part.REMINDERS:
            told = card.reminders_before(meeting, fields.offsets_ahead(visit, meeting), visit.t)
        await show_changed(visit, meeting, visit.t("Changed. {told}", told=told), redraw=False)


FORMS = (MeetingForm(), MoveForm(), ChangeForm())
MEETING, MOVE, CHANGE = FORMS
