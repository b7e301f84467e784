"""Forms of one meeting: setting it, moving it, changing a part of it, giving it an agenda."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from council import agenda, text_rules
from council.agenda import Agenda
from council.authority import Action
from council.durations import read_minutes, read_offsets
from council.errors import Refused, Stale
from council.meeting_letters import is_one
from council.meetings import NO_REMINDERS, NOTES_LIMIT, PLACE_LIMIT, Meeting, MeetingState, Part, check_start, moved as moved_to
from council.reach import Reach
from handlers.common.texts import N_, plain
from handlers.common.view import View, lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question, Several
from handlers.meetings.actions import agendas, drafts, meetings as meetings_actions, series
from handlers.meetings.forms import fields, letters
from handlers.meetings.forms.fields import NewMeeting, When, show_managed
from handlers.meetings.reads import patterns_of, visible_meeting
from handlers.meetings.views import card, notices, words
from storage import drafts as kept_drafts

NONE = "none"
"""The value of the button that takes a part, or the agenda, away."""

ONE, REST = "one", "rest"
"""Whether a change is to one meeting, or to all that follow in its series as well."""


def _read_title(visit: Visit, _answers: object, entry: Entry) -> str | Several:
    if is_one(entry.text, visit.t.lexicon):
        return letters.read(visit, entry.text)
    return text_rules.line(entry.text)


async def _preview(visit: Visit, answers: NewMeeting) -> tuple[View, Markup]:
    draft = answers.as_draft()
    try:
        starts_at = check_start(draft.starts, draft.zone, visit.now, second=draft.second)
    except Refused as refusal:  # the zone was changed, or time has gone by
        return fields.not_yet(visit, MEETING_TITLE, refusal)
    meeting = Meeting(0, draft, starts_at, MeetingState.PUBLISHED, 1)
    shown = card.card(visit.council, meeting, visit.now, visit.zone, visit.t, typed=answers.agenda)
    return await fields.before_sending(visit, shown, meeting), visit.t("Publish")


async def _publish(visit: Visit, answers: NewMeeting) -> None:
    meeting = await meetings_actions.publish(visit.work, answers.as_draft(), answers.agenda)
    await kept_drafts.drop(visit.tx, answers.draft)
    people = await fields.count_people(visit, meeting.draft.groups)
    if set(meeting.draft.groups) & set(visit.actor.groups):  # their own card is on its way
        visit.show(card.published(visit.council, meeting, people, visit.t))
        return
    await show_managed(visit, meeting, visit.t("Published. {told}", told=card.people_told(people, visit.t)))


MEETING_TITLE = N_("New meeting")

_TITLE = Question[object]("title", N_("Title"), lambda visit, _: lines(
    visit.t("What is the meeting about? One line."), "", letters.sample(visit)), _read_title)  # fmt: skip
_ABOUT = (_TITLE, fields.GROUPS, fields.ZONE)
_DETAILS = (*fields.HOW, fields.AGENDA, *fields.MORE)
_ASKED: tuple[Question[NewMeeting], ...] = (*_ABOUT, *fields.WHEN, *_DETAILS)
_KEEP = partial(fields.keep, drafts.MEETING)
MEETING = Form(drafts.MEETING, MEETING_TITLE, NewMeeting, _ASKED, _publish, _preview, keep=_KEEP, tells=fields.reach_of_groups)


class InSeries(Answers):
    """A change to a meeting: `follow` so many follow it in its series, and `scope` says whether they change, too."""

    meeting: int
    follow: int = 0
    scope: str = ONE


SCOPE: Question[InSeries] = Question(
    "scope", N_("Which meetings"), N_("It is one of a series. Only this one, or all that follow as well?"),
    options=lambda visit, answers: [(ONE, plain(visit.t("Only this one"))), (REST, plain(visit.t.plural(
        "This and the one that follows", "This and the {n} that follow", answers.follow)))],
    wanted=lambda answers: answers.follow > 0, width=1,
)  # fmt: skip


class Move(InSeries, When):
    """`schedule`: the meeting's, when the form began."""

    schedule: int


async def _preview_move(visit: Visit, answers: Move) -> tuple[View, Markup]:
    was = await visible_meeting(visit.work, answers.meeting, Action.CHANGE_MEETING)
    try:
        new = moved_to(was, answers.starts, answers.zone, visit.now, second=answers.is_second)
    except Refused as refusal:
        return fields.not_yet(visit, MOVE_TITLE, refusal)
    rest, pattern = None, (await patterns_of(visit.tx, [was])).get(was.id)
    if answers.scope == REST and pattern is not None:
        rest = words.all_follow(pattern.tail(was.nth).shifted(answers.starts.date()), visit.t)
    shown = notices.moved(visit.council, new, was.starts_at, visit.now, visit.zone, visit.t, rest=rest)
    text = lines(visit.t("Move this meeting? This will be sent:"), "", shown.text)
    return await fields.before_sending(visit, replace(shown, text=text, rows=()), new), visit.t("Move it")


async def _move(visit: Visit, answers: Move) -> None:
    time = (answers.meeting, answers.schedule, answers.starts, answers.zone)
    if answers.scope == REST:
        meeting, people, n = await series.move_following(visit.work, *time, second=answers.is_second)
        told = card.people_told(people, visit.t)
        note = visit.t.plural("Moved: {n} meeting. {told}", "Moved: {n} meetings. {told}", n, told=told)
    else:
        meeting, people = await meetings_actions.move(visit.work, *time, second=answers.is_second)
        note = visit.t("Moved. {told}", told=card.people_told(people, visit.t))
    await show_managed(visit, meeting, note)


MOVE_TITLE = N_("Moving a meeting")


async def _reach(visit: Visit, answers: "InSeries | NewAgenda") -> Reach:
    found = await visible_meeting(visit.work, answers.meeting, Action.CHANGE_MEETING)
    follow = isinstance(answers, InSeries) and answers.scope == REST
    return await meetings_actions.reach_of(visit.work, found, series=follow)


MOVE = Form("meeting move", MOVE_TITLE, Move, (SCOPE, *fields.WHEN, fields.ZONE), _move, _preview_move, tells=_reach)


class Change(InSeries):
    """`has`: the parts that the meeting has; the answer to each question is as `Part` is kept, or `NONE`."""

    has: tuple[Part, ...]
    part: Part | None = None
    title: str = ""
    link: str = ""
    place: str = ""
    duration: str = ""
    notes: str = ""
    reminders: str = ""


def _asks_for(part: Part) -> Callable[[Change], bool]:
    return lambda answers: answers.part is part


REMOVALS: Mapping[Part, str] = {
    Part.LINK: N_("Remove the online link"), Part.PLACE: N_("Remove the place"), Part.NOTES: N_("Remove the notes"),
}  # fmt: skip

PARTS: Mapping[Part, str] = {
    Part.PLACE: N_("Place"), Part.DURATION: N_("Duration"), Part.NOTES: N_("Notes"), Part.REMINDERS: N_("Reminders"),
}  # fmt: skip


def _removal(visit: Visit, answers: Change) -> list[tuple[str, str]]:
    part = answers.part
    return [(NONE, plain(visit.t(REMOVALS[part])))] if part and part in answers.has else []


async def _change(visit: Visit, answers: Change) -> None:
    part = answers.part
    if part is None:  # it is the first question
        raise Stale
    value = str(getattr(answers, part.value))
    nothing = fields.AS_USUAL if part is Part.REMINDERS else NONE
    if part is not Part.TITLE and value == nothing:
        value = ""
    change = series.change_following if answers.scope == REST else meetings_actions.change
    meeting, people = (await change(visit.work, answers.meeting, part, value))[:2]
    plan = card.reminders_before(meeting, fields.offsets_ahead(visit, meeting), visit.t)
    await _say_changed(visit, meeting, people, plan if part is Part.REMINDERS else None)


async def _say_changed(visit: Visit, meeting: Meeting, people: int, instead: Markup | None = None) -> None:
    told = instead or (card.people_told(people, visit.t) if people else visit.t("The cards are being updated."))
    await show_managed(visit, meeting, visit.t("Changed. {told}", told=told))


_CHANGED: tuple[Question[Change], ...] = (
    Question(
        "part", N_("What"), N_("What should be changed?"),
        options=lambda v, _: [(part.value, plain(v.t(name))) for part, name in PARTS.items()],
    ),
    SCOPE,
    Question("title", N_("Title"), N_("The new title?"), readers.line(), wanted=_asks_for(Part.TITLE)),
    Question(
        "link", N_("Link"), N_("The new link to join online? Everyone is told."), readers.link(),
        options=_removal, wanted=_asks_for(Part.LINK),
    ),
    Question(
        "place", N_("Place"), N_("The new place? Everyone is told."), readers.line(PLACE_LIMIT),
        options=_removal, wanted=_asks_for(Part.PLACE),
    ),
    Question(
        "duration", N_("Duration"), N_("How many minutes will it last? Everyone is told."),
        lambda v, _a, entry: str(read_minutes(entry.text, v.t.lexicon)), wanted=_asks_for(Part.DURATION),
    ),
    Question(
        "notes", N_("Notes"), N_("The new notes? They appear on the cards; nobody gets a message."),
        readers.text(NOTES_LIMIT), options=_removal, wanted=_asks_for(Part.NOTES),
    ),
    Question(
        "reminders", N_("Reminders"), fields.ASK_REMINDERS,
        lambda v, _a, entry: ",".join(map(str, read_offsets(entry.text, v.t.lexicon))) or NO_REMINDERS,
        options=fields.usual_reminders, wanted=_asks_for(Part.REMINDERS), width=1,
    ),
)  # fmt: skip


async def _reach_of_change(visit: Visit, answers: Change) -> Reach | None:
    return await _reach(visit, answers) if answers.part in meetings_actions.CHANGED else None


CHANGE = Form("meeting change", N_("Changing a meeting"), Change, _CHANGED, _change, tells=_reach_of_change)


class NewAgenda(Answers):
    """`has`: whether the meeting has an agenda already."""

    meeting: int
    has: bool
    agenda: Agenda | str = Agenda()
    note: str = ""


async def _put_agenda(visit: Visit, answers: NewAgenda) -> None:
    given = Agenda() if isinstance(answers.agenda, str) else answers.agenda
    meeting, _, people = await agendas.put(visit.work, answers.meeting, replace(given, note=answers.note))
    await _say_changed(visit, meeting, people)


_AGENDA: tuple[Question[NewAgenda], ...] = (
    Question(
        "agenda", N_("Agenda"),
        N_("The agenda: a link, a file, or its items, one per line. Everyone is told what changed."),
        lambda _v, _a, entry: fields.read_agenda(entry), file=True,
        options=lambda v, answers: [(NONE, v.t("Remove the agenda"))] if answers.has else [],
    ),
    Question(
        "note", N_("What changed"), N_("What changed since the earlier version, in a few words?"),
        readers.line(agenda.NOTE_LIMIT), optional=True, wanted=lambda answers: answers.has and answers.agenda != NONE,
    ),
)  # fmt: skip


async def _reach_of_agenda(visit: Visit, answers: NewAgenda) -> Reach | None:
    """Nobody is told that it is taken away."""
    return await _reach(visit, answers) if answers.agenda != NONE else None


AGENDA = Form("meeting agenda", N_("Agenda"), NewAgenda, _AGENDA, _put_agenda, tells=_reach_of_agenda)

FORMS = (MEETING, MOVE, CHANGE, AGENDA)
