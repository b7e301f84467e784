"""What meetings look like."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from markupsafe import Markup

from council.charter import Council
from council.meetings import Meeting, MeetingState, Part, told_lead
from handlers.common.dates import distance, length, moment, span
from handlers.common.names import capital, group_list
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, View, bold, button, lines, link
from handlers.common.ways import Go, Open, Thing, ToCalendar

MOST_LISTED = 10
"""Meetings on one screen; what is further ahead can wait."""

_LABEL = 60


class Task(StrEnum):
    """What the secretariat can do with a meeting ahead."""

    SHOW = "show"
    MOVE = "move"
    TITLE = "title"
    LINK = "link"
    AGENDA = "agenda"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Manage(Press):
    """Begin a task, or (show) go back to the meeting."""

    prefix: ClassVar[str] = "mt"
    meeting: int
    task: Task


@dataclass(frozen=True, slots=True)
class CallOff(Press):
    """Cancel the meeting, having been asked whether this is meant."""

    prefix: ClassVar[str] = "mx"
    meeting: int


def _named(council: Council, meeting: Meeting, t: Texts) -> Markup:
    """group B, schooling of returned children: within a line."""
    return t("{groups}, {title}", groups=group_list(council, meeting.draft.groups, t), title=meeting.draft.title)


def _heading(council: Council, meeting: Meeting, t: Texts) -> Markup:
    """Group B: schooling of returned children, at the beginning of a line."""
    groups = capital(group_list(council, meeting.draft.groups, t))
    return t("{groups}: {title}", groups=groups, title=meeting.draft.title)


def _span(meeting: Meeting, zone: str, t: Texts) -> Markup:
    return span(meeting.starts_at, meeting.ends_at, zone, t)


def _links(meeting: Meeting, t: Texts) -> Iterable[Markup]:
    if meeting.draft.link:
        yield t("Online: {link}", link=meeting.draft.link)
    if meeting.draft.agenda:
        yield t("Agenda: {link}", link=meeting.draft.agenda)


def _link_row(meeting: Meeting, t: Texts) -> Rows:
    row: list[Button] = []
    if meeting.draft.agenda:
        row.append(link(t("Agenda"), meeting.draft.agenda))
    if meeting.draft.link:
        row.append(link(t("Join the meeting"), meeting.draft.link))
    return (tuple(row),) if row else ()


def card(council: Council, meeting: Meeting, now: datetime, zone: str, t: Texts) -> View:
    """A meeting in the reader's own zone: before publishing, on everyone's phone, and when it is opened again."""
    if meeting.state is MeetingState.CANCELLED:
        return cancelled(council, meeting, zone, t)
    when = _span(meeting, zone, t)
    if meeting.ahead(now):
        when = t("{when}, {distance}", when=when, distance=distance(meeting.starts_at, now, zone, t))
    text = lines(
        bold(_heading(council, meeting, t)),
        when,
        *_links(meeting, t),
        t("The agenda follows.") if meeting.ahead(now) and not meeting.draft.agenda else None,
    )
    return View(text, (*_link_row(meeting, t), *_calendar_row(meeting, now, t)))


def _calendar_row(meeting: Meeting, now: datetime, t: Texts) -> Rows:
    """Not before it is published: there is no file of a draft."""
    ahead = meeting.id and meeting.ahead(now)
    return ((button(t("Add to calendar"), ToCalendar(meeting.id)),),) if ahead else ()


def reminder(council: Council, meeting: Meeting, offset: timedelta, now: datetime, zone: str, t: Texts) -> View:
    """In one hour: … Says what is true when it is read, should it have come late."""
    lead = told_lead(offset, meeting.starts_at - now)
    named = _named(council, meeting, t)
    return View(
        lines(
            bold(t("{distance}: {meeting}", distance=capital(distance(now + lead, now, zone, t)), meeting=named)),
            moment(meeting.starts_at, zone, t),
            *_links(meeting, t),
        ),
        _link_row(meeting, t),
    )


def _opening(meeting: Meeting, t: Texts) -> Rows:
    return ((button(t("Open the meeting"), Open(Thing.MEETING, meeting.id)),),)


def moved(council: Council, meeting: Meeting, was: datetime, now: datetime, zone: str, t: Texts) -> View:
    """Another time, beside the one that people know."""
    return View(
        lines(
            bold(t("Moved: {meeting}", meeting=_named(council, meeting, t))),
            t("Was: {when}", when=moment(was, zone, t)),
            t(
                "Now: {when}, {distance}",
                when=_span(meeting, zone, t),
                distance=distance(meeting.starts_at, now, zone, t),
            ),
        ),
        _opening(meeting, t),
    )


def new_link(council: Council, meeting: Meeting, part: Part, zone: str, t: Texts) -> View:
    """The agenda has come, or the meeting is somewhere else now."""
    named = _named(council, meeting, t)
    head = t("New agenda: {meeting}", meeting=named) if part is Part.AGENDA else t("New link: {meeting}", meeting=named)
    url = meeting.draft.agenda if part is Part.AGENDA else meeting.draft.link
    return View(lines(bold(head), moment(meeting.starts_at, zone, t), url), _link_row(meeting, t))


def cancelled(council: Council, meeting: Meeting, zone: str, t: Texts) -> View:
    """A meeting that does not take place: as a message, and in the place of its card."""
    return View(
        lines(
            bold(t("Cancelled: {meeting}", meeting=_named(council, meeting, t))),
            t("It was to be: {when}", when=_span(meeting, zone, t)),
        )
    )


def detail(shown: View, meeting: Meeting, now: datetime, note: Markup | None, t: Texts, *, manage: bool) -> View:
    """A meeting's card that was opened; the secretariat can change one that is ahead."""
    view = View(lines(shown.text, "", note) if note else shown.text, shown.rows)
    if not manage or not meeting.ahead(now):
        return view

    def task(label: Markup, what: Task) -> Button:
        return button(label, Manage(meeting.id, what))

    return view.with_rows(
        (task(t("Move"), Task.MOVE), task(t("Change the title"), Task.TITLE)),
        (task(t("Change the agenda link"), Task.AGENDA), task(t("Change the link"), Task.LINK)),
        (task(t("Cancel the meeting"), Task.CANCEL),),
    )


def ask_to_cancel(council: Council, meeting: Meeting, people: int, zone: str, t: Texts) -> View:
    """Before a meeting is called off."""
    return View(
        lines(
            bold(t("Cancel this meeting?")),
            _heading(council, meeting, t),
            _span(meeting, zone, t),
            "",
            t.plural("{n} person is told at once.", "{n} people are told at once.", people),
        ),
        (
            (
                button(t("Yes, cancel it"), CallOff(meeting.id)),
                button(t("No, keep it"), Manage(meeting.id, Task.SHOW)),
            ),
        ),
    )


def before_sending(
    shown: View, meeting: Meeting, offsets: Sequence[timedelta], people: Markup, others: Sequence[Meeting],
    council: Council, zone: str, t: Texts,
) -> View:  # fmt: skip
    """What will be sent, above what the secretariat should know before it sends it."""
    told = [
        t(
            "At the same time: {meeting}, {when}",
            meeting=_named(council, other, t),
            when=_span(other, zone, t),
        )
        for other in others[:3]
    ]
    comes = (
        t("Reminders before it: {offsets}", offsets=", ".join(length(offset, t) for offset in offsets))
        if offsets
        else t("No reminder comes: it begins too soon.")
    )
    typed = t("As typed: {when}", when=_span(meeting, meeting.draft.zone, t))
    return View(
        lines(shown.text, "", typed if meeting.draft.zone != zone else None, people, comes, *told),
        shown.rows,
    )


def people_told(people: int, t: Texts) -> Markup:
    """How many hear of it, afterwards."""
    return t.plural("{n} person is told.", "{n} people are told.", people)


def people_to_tell(people: int, t: Texts) -> Markup:
    """How many will hear of it, beforehand."""
    if not people:
        return t("Nobody is in reach yet; whoever joins is told.")
    return t.plural("{n} person will be told.", "{n} people will be told.", people)


def published(council: Council, meeting: Meeting, people: int, t: Texts) -> View:
    """To a secretary who sits in the group and has the card from there."""
    return View(
        lines(bold(t("Published: {meeting}", meeting=_named(council, meeting, t))), people_told(people, t)),
        _opening(meeting, t),
    )


def ahead(council: Council, listed: Sequence[Meeting], now: datetime, zone: str, t: Texts, *, sets: bool) -> View:
    """The meetings ahead, the next one first, each with the way to its card."""
    new = ((button(t("Set a meeting"), Go("meeting")),),) if sets else ()
    if not listed and sets:
        return View(t("No meetings ahead: /meeting sets one."), new)
    if not listed:
        return View(t("No meetings ahead in your groups. When one is set you will hear of it at once."))
    parts: list[Markup | str] = [bold(t("Meetings ahead"))]
    rows: list[tuple[Button, ...]] = []
    for at, meeting in enumerate(listed[:MOST_LISTED], start=1):
        when = moment(meeting.starts_at, zone, t)
        parts += [
            "",
            t("{at}. {meeting}", at=at, meeting=_heading(council, meeting, t)),
            t("{when}, {distance}", when=when, distance=distance(meeting.starts_at, now, zone, t)),
        ]
        label = t("{at}. {title}", at=at, title=meeting.draft.title).unescape()
        rows.append((button(label if len(label) <= _LABEL else f"{label[:_LABEL]}…", Open(Thing.MEETING, meeting.id)),))
    if len(listed) > MOST_LISTED:
        parts += ["", t.plural("And {n} more further ahead.", "And {n} more further ahead.", len(listed) - MOST_LISTED)]
    return View(lines(*parts), (*rows, (button(t("Calendar"), Go("calendar")),), *new))
